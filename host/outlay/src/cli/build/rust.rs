//! Rust: cargo makes a core module, which is encoded here.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::world::World;
use super::{Built, module};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What makes a component small and quick; variables that are set already win.
const PROFILE: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_RELEASE_LTO", "true"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_STRIP", "debuginfo"),
];

pub(super) fn build(folder: &Path, world: &World) -> Result<Built> {
    let (name, file) = compile(folder, world)?;
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let component = module::encode(&bytes, world)
        .with_context(|| format!("this module is not a {}: does it call {}?", world.kind, world.export))?;
    Ok(Built { name, component })
}

/// Runs cargo; the package's name and its core module.
fn compile(folder: &Path, world: &World) -> Result<(String, PathBuf)> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--target", WASM_TARGET, "--message-format", "json-render-diagnostics"]);
    cargo.current_dir(folder).stdout(Stdio::piped());
    cargo.envs(PROFILE.iter().filter(|(name, _)| std::env::var_os(name).is_none()).copied());
    let output = cargo.spawn().and_then(Child::wait_with_output).with_context(|| {
        format!("cannot run cargo in {}: is Rust installed, see https://rustup.rs", folder.display())
    })?;
    if !output.status.success() {
        bail!("cargo could not build the {}; if the target is missing: rustup target add {WASM_TARGET}", world.kind);
    }
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut built =
        messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).filter_map(|message| {
            let files = message["filenames"].as_array()?;
            let file = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm"))?;
            Some((message["target"]["name"].as_str()?.replace('_', "-"), PathBuf::from(file)))
        });
    // The package itself comes last.
    built.next_back().context("cargo built no wasm: Cargo.toml needs [lib] crate-type = [\"cdylib\"]")
}
