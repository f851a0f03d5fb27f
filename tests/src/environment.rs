//! Where things are: the workspace, the binary under test, the programs that tests start.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace. Asked at run time: clones may share a target folder.
pub fn workspace() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().unwrap_or(&here).to_owned()
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), |dir| workspace().join(dir))
}

/// The server as it is shipped.
pub fn binary() -> PathBuf {
    let binary = target_dir().join("release/outlay");
    assert!(binary.is_file(), "{} is missing: run `cargo xtask build` first", binary.display());
    binary
}

/// The core module of a guest that was built for tests.
pub fn guest(package: &str) -> Vec<u8> {
    let file = target_dir().join("wasm32-unknown-unknown/guest").join(format!("{}.wasm", package.replace('-', "_")));
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask guests` first", file.display()))
}

/// What remembers unsynced changes, to be loaded into the server.
pub fn fault_layer() -> PathBuf {
    let library = target_dir().join("release/libfault_layer.so");
    assert!(library.is_file(), "{} is missing: run `cargo build --release -p fault-layer` first", library.display());
    library
}

/// A Python that has the SDK.
pub fn python() -> PathBuf {
    let python = named("OUTLAY_TEST_PYTHON").unwrap_or_else(|| workspace().join(".deps/python/bin/python"));
    assert!(python.is_file(), "{} is missing: `cargo xtask test` installs it with the SDK", python.display());
    python
}

/// PATH with the tools that build rules in other languages in front.
pub fn path_with_rule_tools() -> std::ffi::OsString {
    let tools = std::env::var_os("OUTLAY_TEST_RULE_TOOLS").filter(|value| !value.is_empty()).unwrap_or_else(|| {
        panic!("OUTLAY_TEST_RULE_TOOLS is missing: `cargo xtask test` installs the tools and sets it")
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::env::split_paths(&tools).chain(std::env::split_paths(&path)))
        .expect("folders that were in paths already")
}

/// A browser, as a path.
pub fn chromium() -> PathBuf {
    let wanted = named("OUTLAY_TEST_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
    let found = if wanted.components().count() > 1 { Some(wanted.clone()) } else { in_path(&wanted) };
    found.filter(|found| found.is_file()).unwrap_or_else(|| {
        panic!("the browser {} is missing: `cargo xtask test` installs or finds one", wanted.display())
    })
}

/// Where pictures are kept.
pub fn artefacts() -> PathBuf {
    named("OUTLAY_TEST_ARTEFACTS").unwrap_or_else(|| workspace().join("test-artefacts"))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn in_path(program: &Path) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
