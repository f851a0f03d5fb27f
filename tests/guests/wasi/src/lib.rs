//! A rule that tries what WASI offers and says what it got. Built for `wasm32-wasip2`, for tests of the sandbox.
//!
//! Its settings, a bare word, say what it tries at each frame; its one finding has the answer as its title. With an
//! object, as the server has it, it says of each row what time it is.

#[cfg(target_os = "wasi")]
mod wasm;
