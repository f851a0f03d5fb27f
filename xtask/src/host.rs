//! The server: built in release mode, with the DuckDB library beside it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::setup::duckdb_library;
use crate::shell::{command, deps_dir, root, run, step, target_dir};

pub(crate) fn binary() -> Result<PathBuf> {
    Ok(target_dir().join("release").join("outlay"))
}

pub(crate) fn build() -> Result<()> {
    step("Building the server", || run(command("cargo", ["build", "--release", "--package", "outlay"])))?;
    place_library()?;
    // A first start, of a user's server as of a test's, then need not compile them.
    step("Compiling the guests", || run(command(&binary()?.to_string_lossy(), ["compile"])))
}

/// The binary looks for the library beside itself.
pub(crate) fn place_library() -> Result<()> {
    let folder = target_dir().join("release");
    fs::create_dir_all(&folder)?;
    let (from, to) = (deps_dir().join("duckdb").join(duckdb_library()), folder.join(duckdb_library()));
    let size = |path: &PathBuf| fs::metadata(path).map(|file| file.len()).ok();
    if size(&from) != size(&to) {
        fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

/// Where the server keeps the master key that it makes.
const KEY_PLACE: &str = "OUTLAY_MASTER_KEY_PLACE";

/// Runs the server until it is stopped; Ctrl-C reaches it as it reaches this command. Whoever tries it out gets nothing
/// written outside the clone.
pub(crate) fn serve(arguments: &[String]) -> Result<()> {
    let mut server = std::process::Command::new(binary()?);
    if std::env::var_os(KEY_PLACE).is_none() {
        server.env(KEY_PLACE, "data");
    }
    server.args(["serve", "--data", "./outlay-data", "--welcome"]).args(arguments).current_dir(root());
    run(server)
}
