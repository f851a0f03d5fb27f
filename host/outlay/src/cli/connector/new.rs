//! `outlay connector new`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::cli::build::CONNECTOR;
use crate::cli::project::{self, CONNECTOR_EXAMPLE, CONNECTOR_SDK, File, LOCK, Sdk, TAPE};

const ITS_NAME: &str = "house-gateway";
const MANIFEST: &str = include_str!("../../../templates/connector/Cargo.toml.txt");
const README: &str = include_str!("../../../templates/connector/README.md");

const SDK: Sdk = Sdk {
    crates: &[("connector-sdk", CONNECTOR_SDK), ("tape", TAPE)],
    wit: &[("connector/connector.wit", CONNECTOR.wit)],
};

#[derive(Args)]
pub(crate) struct New {
    /// The project's folder: an empty one, or one to be made. Its name is the connector's id
    folder: PathBuf,
}

impl New {
    pub(super) fn run(self) -> Result<()> {
        let folder = self.folder;
        let name = project::name(&folder, CONNECTOR.kind, &["outlay-connector", "outlay-tape"])?;
        project::require_empty(&folder)?;
        project::make(&folder, files(&name)?)?;
        println!("Made the connector {name} in {}. Next:", folder.display());
        println!("  cd {}", folder.display());
        println!("  outlay connector check --replay tapes/two-days.ndjson");
        println!("README.md says the rest.");
        Ok(())
    }
}

fn files(name: &str) -> Result<Vec<File>> {
    let mut files = project::renamed(CONNECTOR_EXAMPLE, ITS_NAME, name);
    files.retain(|(place, _)| place != "Cargo.toml");
    files.push(("Cargo.toml".into(), MANIFEST.replace(ITS_NAME, name)));
    files.push(("AUTHORS-GUIDE.md".into(), README.replace(ITS_NAME, name)));
    files.push(("Cargo.lock".into(), LOCK.into()));
    files.extend(SDK.files()?);
    Ok(files)
}
