//! The tools of other languages: found where their own package managers put them, else on the path.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::world::World;

/// The program in one of the folders (relative to the project's, or to one above it), or in PATH.
pub(super) fn find(project: &Path, folders: &[&str], program: &str) -> Option<PathBuf> {
    let project = project.canonicalize().ok()?;
    let near = project.ancestors().flat_map(|folder| folders.iter().map(|bin| folder.join(bin).join(program)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join(program)).collect::<Vec<_>>();
    near.chain(in_path).find(|file| file.is_file())
}

/// Runs a tool. What it says is shown if it fails.
pub(super) fn run(mut command: Command, what: &str, world: &World) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot start {what}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    bail!("{what} could not build the {}:\n{}", world.kind, String::from_utf8_lossy(&said).trim_end())
}

pub(super) fn read(made: &Path, what: &str) -> Result<Vec<u8>> {
    std::fs::read(made).with_context(|| format!("{what} has made nothing"))
}
