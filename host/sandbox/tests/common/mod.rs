//! Guests of this workspace, as components.
#![allow(dead_code)] // Each test program uses some of them.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, fs};

use outlay_sandbox::Engines;
use wit_component::ComponentEncoder;

/// One for all tests of a program: compiled code is kept between them.
pub(crate) fn engines() -> &'static Engines {
    static ENGINES: OnceLock<Engines> = OnceLock::new();
    ENGINES.get_or_init(|| Engines::open(&cache()).unwrap())
}

pub(crate) fn cache() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiled-guests")
}

/// The guest that was built of this package.
pub(crate) fn component(package: &str) -> Vec<u8> {
    let module = core_module(package);
    ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}

/// The component that was built of this package for WASI.
pub(crate) fn wasi_component(package: &str) -> Vec<u8> {
    built("wasm32-wasip2", package)
}

pub(crate) fn core_module(package: &str) -> Vec<u8> {
    built("wasm32-unknown-unknown", package)
}

fn built(target: &str, package: &str) -> Vec<u8> {
    // <target>/release/deps/<this program>
    let program = env::current_exe().unwrap();
    let folder = program.ancestors().nth(3).unwrap().join(target).join("guest");
    let file = folder.join(format!("{}.wasm", package.replace('-', "_")));
    fs::read(&file)
        .unwrap_or_else(|error| panic!("build the guests with `cargo xtask guests`: {}: {error}", file.display()))
}
