//! The contract between host and rules, for tools that need its text.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;

pub(super) const WIT: &str = include_str!("../../../../../wit/rule/rule.wit");
pub(super) const FRAME: &str = include_str!("../../../../../wit/FRAME.md");
pub(super) const WORLD: &str = "rule";

/// A folder with the contract in a file, for as long as this lives.
pub(super) struct Contract(TempDir);

impl Contract {
    pub(super) fn write() -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        std::fs::write(folder.path().join("rule.wit"), WIT).context("cannot write the contract")?;
        Ok(Self(folder))
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Where a tool may write what it makes.
    pub(super) fn output(&self) -> PathBuf {
        self.0.path().join("made.wasm")
    }
}
