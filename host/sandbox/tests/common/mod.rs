//! Guests of this workspace, as components.

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

pub(crate) fn core_module(package: &str) -> Vec<u8> {
    // <target>/release/deps/<this program>
    let program = env::current_exe().unwrap();
    let target = program.ancestors().nth(3).unwrap();
    let file = target.join("wasm32-unknown-unknown/guest").join(format!("{}.wasm", package.replace('-', "_")));
    fs::read(&file)
        .unwrap_or_else(|error| panic!("build the guests with `cargo xtask guests`: {}: {error}", file.display()))
}
