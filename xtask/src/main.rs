//! The developer's commands. `cargo xtask --help` lists them.

mod bench;
mod components;
mod console;
mod fakes;
mod fuzz;
mod host;
mod rule_tools;
mod setup;
mod shell;
mod soak;
mod suite;
mod tidy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Build, run and test Outlay")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build everything and run the server on 127.0.0.1:8787 with its data in ./outlay-data
    Run {
        /// Further arguments for `outlay serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build everything; the binary is <target dir>/release/outlay
    Build,
    /// Install the tools that build the example rules in other languages; prints what their tests need in the environment
    RuleTools,
    /// Check and test everything: format, clippy, unit, guest, end-to-end and browser tests
    Test,
    /// Build everything and measure the server
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Run local servers that behave as the providers do, and print how to connect to them; for demos without accounts
    Fakes {
        /// Ids of connectors; all unless given
        providers: Vec<String>,
    },
    /// Build everything and crash the server under load, again and again: nothing accepted may be lost
    Soak(soak::Soak),
    /// Feed the decoders, the ledger's frames and what decides about money with made-up input
    Fuzz(fuzz::Fuzz),
    /// Fetch what building needs: the wasm target and the DuckDB library
    Setup,
    /// Build the guests (rules and connectors) as components
    Guests,
    /// Build the console
    Console,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say_error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Run { arguments } => {
            build()?;
            host::serve(&arguments)
        }
        Command::Build => {
            build()?;
            shell::say(&format!("Built {}", host::binary()?.display()));
            Ok(())
        }
        Command::Test => suite::run_suite(),
        Command::Bench(bench) => {
            build()?;
            bench::run_bench(&bench)
        }
        Command::Fakes { providers } => fakes::serve(&providers),
        Command::Soak(soak) => {
            build()?;
            soak::run_soak(&soak)
        }
        Command::Fuzz(fuzz) => fuzz::run_fuzz(&fuzz),
        Command::Setup => setup::run(),
        Command::Guests => {
            setup::run()?;
            components::build()
        }
        Command::RuleTools => {
            let tools = rule_tools::install()?;
            shell::say(&format!("export {}={}", rule_tools::VARIABLE, tools.display()));
            Ok(())
        }
        Command::Console => console::build(),
    }
}

fn build() -> Result<()> {
    setup::run()?;
    components::build()?;
    console::build()?;
    host::build()
}
