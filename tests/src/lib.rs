//! Whole-system tests: the built binary, real HTTP, real wasm, fake providers.
