//! `outlay serve`

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use outlay_api::Host;
use outlay_domain::SystemClock;
use tracing_subscriber::filter::targets::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, Layer, LogFormat, variables};
use crate::server::{self, House};

#[derive(Args)]
pub(crate) struct Serve {
    /// Where everything is kept (default ./outlay-data)
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// Address and port (default 127.0.0.1:8787); port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// A further name of this server, as browsers know it; may be given several times
    #[arg(long = "public-name", value_name = "NAME")]
    public_names: Vec<String>,
    /// What to log to standard error: error, warn, info, debug, or outlay_api=debug,warn
    #[arg(long, value_name = "LEVELS")]
    log: Option<String>,
    /// text or json
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Refuse events when the disk of the data folder has less room than this, in megabytes (default 1000)
    #[arg(long, value_name = "MB")]
    reserve_mb: Option<u64>,
    /// How many days the ledger reaches back (default 35); so long repeats are recognised
    #[arg(long, value_name = "DAYS")]
    ledger_days: Option<u32>,
    /// Refuse events while so many wait to be readable, some minutes of full load (default 10000000)
    #[arg(long, value_name = "EVENTS")]
    most_behind: Option<u64>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Greet a newcomer with a metering key and a first command
    #[arg(long)]
    welcome: bool,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<()> {
        let flags = Layer {
            data: self.data,
            listen: self.listen,
            public_names: Some(self.public_names).filter(|names| !names.is_empty()),
            log: self.log,
            log_format: self.log_format,
            reserve_mb: self.reserve_mb,
            ledger_days: self.ledger_days,
            most_behind: self.most_behind,
            ..Layer::default()
        };
        let config = Config::load(self.config, &variables(), flags)?;
        start_log(&config)?;
        let listener = server::listen(&config).await?;
        let house = House::open(&config, listener.local_addr()?, Arc::new(SystemClock::default())).await?;
        let greet =
            async |host: &Arc<Host>, address| server::welcome::print(host, &config.data, address, self.welcome).await;
        server::serve(&config, listener, house, greet).await
    }
}

/// Lines go to standard error, so that standard output stays for answers.
pub(crate) fn start_log(config: &Config) -> Result<()> {
    let filter: Targets = config.log.parse().context("the log levels were checked before")?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    let started = match config.log_format {
        LogFormat::Text => {
            registry.with(lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))).try_init()
        }
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
    started.context("the log cannot be started")
}
