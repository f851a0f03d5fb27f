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
    let mut left = None;
    let ran = runtime.block_on(cli::run(arguments, &mut left));
    // What works in the background writes its last files before their folder goes.
    drop(runtime);
    drop(left);
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error),
    }
}
