//! Generated from `wit/connector`; stays inside this module's parent.

#![allow(unsafe_code, unreachable_pub, missing_debug_implementations, unused_qualifications, clippy::all)]

wasmtime::component::bindgen!({
    path: "../../wit/connector",
    world: "connector",
    imports: { "outlay:connector/http": async },
    exports: { default: async },
});
