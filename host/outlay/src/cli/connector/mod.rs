//! `outlay connector`

mod check;
mod new;
mod report;
mod tape;
mod upload;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::build;

#[derive(Subcommand)]
pub(crate) enum Connector {
    /// Make a folder with a small connector that works, to begin with
    #[command(after_help = "Example:\n  outlay connector new house-bill")]
    New(new::New),
    /// Build a connector into a component
    ///
    /// Knows by its files what a folder is written in, and runs that language's tool, as `outlay rule build` does.
    Build {
        /// The connector's folder, or a core module
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Where to write the component (default: <name>.wasm in the current folder)
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Try a connector as the server would run it: what it is, whether credentials work, what it reads
    #[command(after_help = check::HELP)]
    Check(check::Check),
    /// Upload a connector, or a newer make of one
    ///
    /// Without --grant it tells where the connector wants to go, and takes nothing in.
    #[command(after_help = "Example:\n  outlay connector upload house-bill.wasm --grant https://bill.example.com")]
    Upload(upload::Upload),
    /// List the connectors that there are
    List {
        #[command(flatten)]
        target: super::Target,
    },
    /// Delete an uploaded connector that no connection uses
    Delete {
        /// The connector's id
        id: String,
        #[command(flatten)]
        target: super::Target,
    },
}

impl Connector {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::New(new) => new.run(),
            Self::Build { folder, out } => build::build(&folder, &build::CONNECTOR)?.keep(out, &build::CONNECTOR),
            Self::Check(check) => check.run().await,
            Self::Upload(upload) => upload.run().await,
            Self::List { target } => target.ask(upload::list).await,
            Self::Delete { id, target } => target.ask(async |client| upload::delete(client, &id).await).await,
        }
    }
}
