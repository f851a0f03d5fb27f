//! Connections: real connectors, compiled to wasm, against fake providers over HTTP.
#![allow(clippy::unwrap_used)]

mod due;
mod house;
mod life;
mod providers;
mod syncs;
