//! What building needs and cargo does not bring: the wasm targets and the prebuilt DuckDB library.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::{command, deps_dir, need, run_quietly, say, step};

/// The npm package that ships the library of the version that the `duckdb` crate is pinned to.
const DUCKDB_PACKAGE_VERSION: &str = "1.5.5-r.5";

pub(crate) fn run() -> Result<()> {
    need("rustup", "install Rust with rustup, see https://rustup.rs")?;
    need("npm", "install Node.js 20 or newer, see https://nodejs.org")?;
    need("cc", "install a C compiler (Debian: apt-get install build-essential; macOS: xcode-select --install)")?;
    wasm_targets()?;
    duckdb()
}

/// Guests need the first; the second is for tests of what rules with WASI get.
const WASM_TARGETS: &[&str] = &["wasm32-unknown-unknown", "wasm32-wasip2"];

fn wasm_targets() -> Result<()> {
    let installed = run_quietly(command("rustup", ["target", "list", "--installed"]))?;
    let is_missing = |target: &&&str| !installed.lines().any(|line| line == **target);
    let missing: Vec<_> = WASM_TARGETS.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    step("Adding wasm targets", || {
        let mut rustup = command("rustup", ["target", "add"]);
        rustup.args(missing);
        run_quietly(rustup).map(drop)
    })
}

/// The library's file name here.
pub(crate) fn duckdb_library() -> &'static str {
    if cfg!(target_os = "macos") { "libduckdb.dylib" } else { "libduckdb.so" }
}

fn duckdb() -> Result<()> {
    let folder = deps_dir().join("duckdb");
    let stamp = folder.join("version");
    if fs::read_to_string(&stamp).is_ok_and(|version| version == DUCKDB_PACKAGE_VERSION) {
        return Ok(());
    }
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        (os, arch) => bail!(
            "there is no prebuilt DuckDB library for {os} on {arch}; Outlay builds on Linux and macOS, x86-64 or ARM"
        ),
    };
    step("Fetching the DuckDB library", || {
        fs::create_dir_all(&folder)?;
        let package = format!("@duckdb/node-bindings-{platform}@{DUCKDB_PACKAGE_VERSION}");
        let mut pack = command("npm", ["pack", "--silent", &package]);
        pack.current_dir(&folder);
        let archive = run_quietly(pack).with_context(|| format!("cannot fetch {package}"))?;
        let archive = folder.join(archive.trim());
        let mut unpack = command("tar", ["xzf"]);
        unpack.arg(&archive).current_dir(&folder).args(["--strip-components=1", "package/LICENSE"]);
        unpack.arg(format!("package/{}", duckdb_library()));
        run_quietly(unpack)?;
        fs::remove_file(&archive)?;
        fs::write(&stamp, DUCKDB_PACKAGE_VERSION)?;
        say("DuckDB is MIT-licensed; its licence lies beside the library.");
        Ok(())
    })
}
