//! What a guest is built against: the text of its contract, for tools that need it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;

/// A kind of guest.
#[derive(Debug)]
pub(crate) struct World {
    /// Also the name of the world in its contract, of the contract's file, and of the command that makes such guests.
    pub(crate) kind: &'static str,
    pub(crate) wit: &'static str,
    /// What the SDK for Rust wants to be called.
    pub(crate) export: &'static str,
}

pub(crate) const RULE: World =
    World { kind: "rule", wit: include_str!("../../../../../wit/rule/rule.wit"), export: "outlay_rule::export!" };

pub(crate) const CONNECTOR: World = World {
    kind: "connector",
    wit: include_str!("../../../../../wit/connector/connector.wit"),
    export: "outlay_connector::export!",
};

impl World {
    /// The name of the file with the contract.
    pub(crate) fn file(&self) -> String {
        format!("{}.wit", self.kind)
    }
}

/// A folder with the contract in a file, for as long as this lives.
pub(super) struct Contract(TempDir);

impl Contract {
    pub(super) fn write(world: &World) -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        std::fs::write(folder.path().join(world.file()), world.wit).context("cannot write the contract")?;
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
