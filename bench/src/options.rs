//! The command line.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Debug, Parser)]
#[command(name = "outlay-bench", about = "Benchmarks of the built server")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// How much, how fast and at what cost the server takes events
    Ingest(Options),
    /// What pricing a call costs, and how long the past takes to be priced anew
    Prices(PriceOptions),
    /// What judging costs, how much memory rules keep, how soon a webhook is called
    Rules(RuleOptions),
    /// What syncs cost: a million records, connections at rest, the sandbox
    Sync(SyncOptions),
    /// How long the console's pages wait for the server, with a month of events behind them
    Pages(PagesOptions),
    /// Whether every call of the accuracy suite costs what it must
    Accuracy(AccuracyOptions),
    /// What one kind of rule keeps (started by `rules`)
    #[command(hide = true)]
    RuleMemory(RuleMemoryOptions),
    /// The least that a server can do with the same bodies: parse them and answer (started by `ingest`)
    #[command(hide = true)]
    Bare(BareOptions),
}

/// The server, and where it works.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The server's binary
    #[arg(long)]
    pub(crate) server: PathBuf,
    /// Where data folders are made and removed: on a real disk, so that fsync costs what it costs
    #[arg(long)]
    pub(crate) folder: PathBuf,
}

impl Place {
    /// The same with whole paths: the server is there, and the folder is made.
    pub(crate) fn prepare(&self) -> Result<Self> {
        let server = fs::canonicalize(&self.server);
        let server = server.with_context(|| format!("there is no server at {}", self.server.display()))?;
        let folder = fs::create_dir_all(&self.folder).and_then(|()| fs::canonicalize(&self.folder));
        let folder = folder.with_context(|| format!("cannot make {}", self.folder.display()))?;
        Ok(Self { server, folder })
    }
}

/// What becomes of the figures.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Telling {
    /// Append the JSON lines to this file, too
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Fail if a target is missed
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AccuracyOptions {
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Args)]
pub(crate) struct PagesOptions {
    #[command(flatten)]
    pub(crate) place: Place,
    /// How many events the month has
    #[arg(long, default_value_t = 10_000_000)]
    pub(crate) events: u64,
    /// How many times each question is asked
    #[arg(long, default_value_t = 20)]
    pub(crate) times: usize,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct PriceOptions {
    #[command(flatten)]
    pub(crate) place: Place,
    /// How many events are priced anew; 0 for none
    #[arg(long, default_value_t = 10_000_000)]
    pub(crate) events: u64,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct RuleOptions {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where the guests are that were built for wasm
    #[arg(long)]
    guests: PathBuf,
    #[command(flatten)]
    pub(crate) extism: Option<ExtismPlace>,
    /// What is measured
    #[arg(long, value_delimiter = ',', default_value = "memory,simple,every,filtered,alone,webhook,backtest")]
    pub(crate) cases: Vec<RuleCase>,
    /// How many events a back-test goes over
    #[arg(long, default_value_t = 5_000_000)]
    pub(crate) events: u64,
    /// How many alerts the webhook is called for
    #[arg(long, default_value_t = 600)]
    pub(crate) alerts: usize,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleCase {
    /// What a rule keeps that is ready to judge
    Memory,
    /// A rule of one text and one amount over frames of 256, beside a native closure and an extism plug-in
    Simple,
    /// 100 and 1,000 rules that want every event
    Every,
    /// 1,000 rules, of which filters let ten see an event
    Filtered,
    /// What ten rules add to the answer of one event
    Alone,
    /// From the answer to the first byte at the webhook
    Webhook,
    /// A rule over the past
    Backtest,
}

#[derive(Debug, Args)]
pub(crate) struct SyncOptions {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where the guests are that were built for wasm
    #[arg(long)]
    pub(crate) guests: PathBuf,
    /// What is measured
    #[arg(long, value_delimiter = ',', default_value = "start,idle,million")]
    pub(crate) cases: Vec<SyncCase>,
    /// How many records of usage a provider has
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) records: u64,
    /// How many connections there are that have nothing new
    #[arg(long, default_value_t = 200)]
    pub(crate) connections: u32,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SyncCase {
    /// A first sync and a back-fill with very many records
    Million,
    /// Connections that have nothing new
    Idle,
    /// A call of a connector beside the same code without a sandbox
    Start,
}

impl RuleOptions {
    pub(crate) fn guests(&self) -> GuestPlace {
        GuestPlace { guests: self.guests.clone(), folder: self.place.folder.clone() }
    }
}

/// Guests, and where rules are kept that run in this process.
#[derive(Debug, Clone, Args)]
pub(crate) struct GuestPlace {
    #[arg(long)]
    pub(crate) guests: PathBuf,
    #[arg(long)]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RuleMemoryOptions {
    #[command(flatten)]
    pub(crate) place: GuestPlace,
    #[arg(long)]
    pub(crate) package: String,
    #[arg(long)]
    pub(crate) settings: String,
}

/// The same rule in another host, for comparison.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExtismPlace {
    /// The program that runs it as a plug-in of extism
    #[arg(id = "extism", long = "extism", required = false, requires = "plugin")]
    pub(crate) program: PathBuf,
    /// The plug-in
    #[arg(long, required = false, requires = "extism")]
    pub(crate) plugin: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) place: Place,
    /// What is measured
    #[arg(long, value_delimiter = ',', default_value = "native,steady,single,otlp,half,visible,memory")]
    pub(crate) cases: Vec<Case>,
    /// How many rules are enabled; with several numbers the throughput cases run once for each, the others with the first
    #[arg(long, value_delimiter = ',', default_value = "10")]
    pub(crate) rules: Vec<usize>,
    /// How long each load lasts
    #[arg(long, default_value_t = 60)]
    pub(crate) seconds: u64,
    /// How long the half load lasts: five times `--seconds` unless told
    #[arg(long)]
    pub(crate) half_seconds: Option<u64>,
    /// How many connections send batches
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: u64,
    /// The same seed draws the same events
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

impl Options {
    /// For loads of other benchmarks.
    pub(crate) fn usual(place: Place) -> Self {
        Self {
            place,
            cases: Vec::new(),
            rules: vec![0],
            seconds: 30,
            half_seconds: None,
            connections: 16,
            seed: 1,
            telling: Telling::default(),
        }
    }

    /// Of the cases that are not about rules.
    pub(crate) fn usual_rules(&self) -> usize {
        self.rules.first().copied().unwrap_or(10)
    }

    pub(crate) fn half_seconds(&self) -> u64 {
        self.half_seconds.unwrap_or(self.seconds * 5)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Case {
    /// Batches of 100 native events, as fast as they are answered
    Native,
    /// The same at exactly the target's rate
    Steady,
    /// One SDK record a request, 64 connections, as fast as they are answered
    Single,
    /// 100 spans a request, as fast as they are answered
    Otlp,
    /// Answer times at half of the target's rate, for long enough to see checkpoints
    Half,
    /// How long until SQL shows what was accepted
    Visible,
    /// Resident memory, idle and under full load
    Memory,
}

#[derive(Debug, Args)]
pub(crate) struct BareOptions {
    /// The status of every answer
    #[arg(long)]
    pub(crate) status: u16,
    /// The length of every answer's body
    #[arg(long)]
    pub(crate) answer_bytes: usize,
}
