//! Benchmarks of the built server, from outside: a load generator, the bare limit beside it, a table of targets.
//!
//! `bench/README.md` says what is measured and how; `cargo xtask bench ingest` runs it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]
#![allow(clippy::disallowed_types, reason = "times and rates are no amounts")]

mod accuracy;
mod api;
mod bare;
mod cases;
mod dice;
mod fill;
mod generator;
mod histogram;
mod ingest;
mod measure;
mod options;
mod pages;
mod payload;
mod prices;
mod proc;
mod process;
mod report;
mod rules;
mod server;
mod sync;
mod watch;
mod wire;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use tokio::runtime::{Builder, Runtime};

use crate::options::{Arguments, Command};

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("outlay-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Ingest(options) => {
            let all_met = one_thread()?.block_on(ingest::run(&options))?;
            Ok(if all_met || !options.telling.strict { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Prices(options) => {
            let all_met = one_thread()?.block_on(prices::run(&options))?;
            Ok(if all_met || !options.telling.strict { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Rules(options) => {
            let all_met = one_thread()?.block_on(rules::run(&options))?;
            Ok(if all_met || !options.telling.strict { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Sync(options) => {
            let all_met = Builder::new_multi_thread().enable_all().build()?.block_on(sync::run(&options))?;
            Ok(if all_met || !options.telling.strict { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Pages(options) => {
            let all_met = one_thread()?.block_on(pages::run(&options))?;
            Ok(if all_met || !options.telling.strict { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Accuracy(options) => {
            let all_right = one_thread()?.block_on(accuracy::run(&options))?;
            Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::RuleMemory(options) => {
            one_thread()?.block_on(rules::memory(&options))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Bare(options) => {
            Builder::new_multi_thread().enable_all().build()?.block_on(bare::serve(&options))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The generator shares the machine with the server: one thread is enough and wakes nobody else.
fn one_thread() -> Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
