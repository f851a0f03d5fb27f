//! `outlay rule`

mod new;
mod test;
mod upload;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::build;

#[derive(Subcommand)]
pub(crate) enum Rule {
    /// Make a folder with a small rule that works, to begin with
    #[command(after_help = "Example:\n  outlay rule new dear-call --language javascript")]
    New(new::New),
    /// Build a rule into a component
    ///
    /// Knows by its files what a folder is written in, and runs that language's tool: cargo for Rust, componentize-js for
    /// JavaScript, componentize-py for Python, asc for AssemblyScript. A core module (.wasm) that another compiler made
    /// is encoded as a component.
    Build {
        /// The rule's folder, or a core module
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Where to write the component (default: <name>.wasm in the current folder)
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Try a rule on events of a file, as the server would run it
    #[command(after_help = test::HELP)]
    Test(test::Test),
    /// Upload a component; with --name also start a rule that runs it
    #[command(
        after_help = "Example:\n  outlay rule upload dear-call.wasm --name 'Dear call' --settings '{\"limit\": \"1.25\"}'"
    )]
    Upload(upload::Upload),
}

impl Rule {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::New(new) => new.run(),
            Self::Build { folder, out } => build::build(&folder, &build::RULE)?.keep(out, &build::RULE),
            Self::Test(test) => test.run(),
            Self::Upload(upload) => upload.run().await,
        }
    }
}
