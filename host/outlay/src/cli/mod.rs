//! The command line.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod build;
mod connection;
mod connector;
mod demo;
mod doctor;
mod keys;
mod project;
mod rule;
mod serve;
mod sql;
mod table;
mod vault;
mod workshop;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;

use crate::client::Client;
use crate::config::{Config, Layer, variables};
use crate::demo::Folder;

pub(crate) use serve::start_log;

/// Meters what AI costs: takes every AI call, prices it exactly, judges it at once, keeps it, answers questions.
///
/// Start with `outlay serve`. The other commands ask the server of the data folder; when none is running they open the
/// folder themselves. With --server they ask a server elsewhere.
#[derive(Parser)]
#[command(name = "outlay", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    ///
    /// Configuration: a TOML file (--config, else ./outlay.toml if it exists), then OUTLAY_* variables, then flags; the
    /// later wins. Keys of the file: data, listen, public_names, log, log_format, reserve_mb, ledger_days, most_behind,
    /// upload_seconds, upload_memory_mib, master_key_file, master_key_command, master_key_place.
    ///
    /// Secrets are sealed under a master key of 64 hexadecimal digits: OUTLAY_MASTER_KEY itself, a file, or what a command
    /// prints. Without them Outlay makes one and keeps it in `master_key_place`: the user's folder for configuration
    /// (user), the data folder (data), or a folder that is named; auto takes the first that lasts as long as the data.
    Serve(serve::Serve),
    /// Try Outlay without an account: invented data of an invented company
    ///
    /// Makes up a month and a half of AI calls of Harbourline, with customers, agents, bills, rules and alerts, serves
    /// them as `outlay serve` does, and prints how to sign in. Nothing leaves this machine.
    Demo(demo::Demo),
    /// Create, list and revoke API keys
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Ask the warehouse: one SELECT statement
    #[command(after_help = "Examples:\n  outlay sql 'SELECT model, sum(effective_cost) FROM events GROUP BY ALL'\n  \
        outlay sql --format csv 'SELECT * FROM costs' > costs.csv\n  outlay sql 'DESCRIBE events'")]
    Sql(sql::Sql),
    /// Build alert rules and upload them
    #[command(subcommand)]
    Rule(rule::Rule),
    /// Build connectors to further providers and upload them
    #[command(subcommand)]
    Connector(connector::Connector),
    /// Connect providers and pull their usage and bills
    #[command(subcommand)]
    Connection(connection::Connection),
    /// Look after the master key: where it lies, another in its place
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Look for what is wrong with the data folder, the machine and the server; fails if something is
    Doctor(doctor::Doctor),
    /// Compiles the guests that are built in, for the folder beside this program
    #[command(hide = true)]
    Compile,
    /// Checks an uploaded component for the server
    #[command(hide = true)]
    Workshop(workshop::Workshop),
}

/// Which server a command asks.
#[derive(Args)]
pub(crate) struct Target {
    /// The data folder (default: as configured, else ./outlay-data)
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Ask the server at this address instead of the data folder's
    #[arg(long, value_name = "URL", env = "OUTLAY_SERVER")]
    server: Option<String>,
    /// The API key for --server
    #[arg(long, env = "OUTLAY_KEY", hide_env_values = true)]
    key: Option<String>,
}

impl Target {
    /// Has a command ask, and closes what was opened for it.
    pub(crate) async fn ask(&self, command: impl AsyncFnOnce(&Client) -> Result<()>) -> Result<()> {
        let client = self.client().await?;
        let outcome = command(&client).await;
        client.close().await;
        outcome
    }

    async fn client(&self) -> Result<Client> {
        if let Some(server) = &self.server {
            return Client::elsewhere(server, self.key.as_deref().map(SecretString::from));
        }
        let flags = Layer { data: self.data.clone(), log: Some("error".to_owned()), ..Layer::default() };
        let config = Config::load(self.config.clone(), &variables(), flags)?;
        serve::start_log(&config)?;
        Client::of_folder(&config).await
    }
}

/// `left` is what goes once nothing works in the background any more.
pub(crate) async fn run(arguments: Arguments, left: &mut Option<Folder>) -> Result<()> {
    match arguments.command {
        Command::Serve(serve) => serve.run().await,
        Command::Demo(demo) => demo.run(left).await,
        Command::Keys(keys) => keys.run().await,
        Command::Sql(sql) => sql.run().await,
        Command::Rule(rule) => rule.run().await,
        Command::Connector(connector) => connector.run().await,
        Command::Connection(connection) => connection.run().await,
        Command::Vault(vault) => vault.run().await,
        Command::Doctor(doctor) => doctor.run().await,
        Command::Compile => crate::shipped::compile(),
        Command::Workshop(bounds) => workshop::run(&bounds),
    }
}

pub(crate) fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("outlay: {error:#}");
    ExitCode::FAILURE
}
