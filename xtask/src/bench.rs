//! Benchmarks of the built server; `bench/README.md` says what they measure.

use std::ffi::OsString;

use anyhow::Result;
use clap::Subcommand;

use crate::shell::{command, run, step, target_dir};
use crate::{components, host};

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// How much, how fast and at what cost the server takes events
    Ingest {
        /// Further arguments: `-- --help` lists them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Whether every call of the accuracy suite costs what it must: right, wrong, unpriced
    Accuracy,
    /// What pricing a call costs, and how long ten million events take to be priced anew
    Prices {
        /// Further arguments: `-- --help` lists them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// How long the console's pages wait for the server, with ten million events behind them
    Pages {
        /// Further arguments: `-- --help` lists them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// What syncs cost: a million records, connections at rest, the sandbox
    Sync {
        /// Further arguments: `-- --help` lists them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// What judging costs, how much memory rules keep, how soon a webhook is called, how fast a back-test is
    Rules {
        /// Further arguments: `-- --help` lists them
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

/// The server must be built.
pub(crate) fn run_bench(bench: &Bench) -> Result<()> {
    step("Building the load generator", || run(command("cargo", ["build", "--release", "--package", "outlay-bench"])))?;
    let (name, arguments) = match bench {
        Bench::Ingest { arguments } => ("ingest", arguments.as_slice()),
        Bench::Prices { arguments } => ("prices", arguments.as_slice()),
        Bench::Pages { arguments } => ("pages", arguments.as_slice()),
        Bench::Rules { arguments } => ("rules", arguments.as_slice()),
        Bench::Sync { arguments } => ("sync", arguments.as_slice()),
        Bench::Accuracy => ("accuracy", [].as_slice()),
    };
    let mut generator = std::process::Command::new(target_dir().join("release").join("outlay-bench"));
    generator.arg(name).arg("--server").arg(host::binary()?);
    // Beside what is built, which is on a disk: a folder for temporary files may be in memory.
    generator.arg("--folder").arg(target_dir().join("bench-data")).args(arguments);
    if matches!(bench, Bench::Rules { .. } | Bench::Sync { .. }) {
        generator.arg("--guests").arg(components::core_modules());
    }
    if matches!(bench, Bench::Rules { .. }) {
        generator.args(extism()?);
    }
    run(generator)
}

/// The same rule as a plug-in of another host, and that host: a workspace of its own, which is built only for this.
fn extism() -> Result<Vec<OsString>> {
    let target = target_dir().join("bench-extism");
    let build = |folder: &str, more: &[&str]| {
        let mut cargo = command("cargo", ["build", "--quiet", "--release", "--manifest-path", folder]);
        cargo.args(more).env("CARGO_TARGET_DIR", &target);
        run(cargo)
    };
    step("Building extism, to compare with", || {
        build("bench/extism/Cargo.toml", &[])?;
        build("bench/extism/plugin/Cargo.toml", &["--target", "wasm32-unknown-unknown"])
    })?;
    let program = target.join("release/outlay-bench-extism");
    let plugin = target.join("wasm32-unknown-unknown/release/simple_plugin.wasm");
    Ok(["--extism".into(), program.into(), "--plugin".into(), plugin.into()].into())
}
