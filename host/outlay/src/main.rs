//! The binary: `outlay serve` runs the server, the other commands ask it.

mod assets;
mod cli;
mod client;
mod config;
mod demo;
mod key_settings;
mod memory;
mod server;
mod shipped;
mod socket;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // The one TLS implementation of the process; nothing else may have chosen one before.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let arguments = cli::Arguments::parse();
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().enable_all().on_thread_park(memory::give_back).build() {
            Ok(runtime) => runtime,
            Err(error) => return cli::fail(&anyhow::Error::from(error)),
        };
    match runtime.block_on(cli::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error),
    }
}
