//! Generated from `wit/rule`; stays inside this module's parent.

#![allow(unsafe_code, unreachable_pub, missing_debug_implementations, unused_qualifications, clippy::all)]

wasmtime::component::bindgen!({ path: "../../wit/rule", world: "rule" });
