//! One file a kind of case.

pub(crate) mod fsync;
mod half;
mod memory;
mod otlp;
mod throughput;
mod visible;

use std::time::Duration;

use anyhow::Result;

use crate::generator::{Check, Load, Pace};
use crate::options::{Case, Options};
use crate::payload::{Format, Lane, Make};
use crate::report::Report;
use crate::server::Server;

/// How many events a batch has.
const BATCH: u64 = 100;
/// The target of native batches.
const FULL_EVENTS_PER_SECOND: f64 = 60_000.0;
/// How many requests each connection sends in turn before it begins anew, with other ids.
const BATCHES_A_LANE: u64 = 8;
const SINGLES_A_LANE: u64 = 64;
/// After the end of a paced load.
const OVERTIME: Duration = Duration::from_secs(5);
const SINGLE_CONNECTIONS: u64 = 64;

/// What all cases share.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) options: Options,
}

pub(crate) async fn run(bench: &Bench, case: Case, rules: usize, report: &mut Report) -> Result<()> {
    match case {
        Case::Native => throughput::native(bench, rules, report).await,
        Case::Steady => throughput::steady(bench, rules, report).await,
        Case::Single => throughput::single(bench, rules, report).await,
        Case::Otlp => otlp::run(bench, rules, report).await,
        Case::Half => half::run(bench, rules, report).await,
        Case::Visible => visible::run(bench, rules, report).await,
        Case::Memory => memory::run(bench, rules, report).await,
    }
}

impl Bench {
    /// Finds the server, and makes the folder.
    pub(crate) fn new(options: Options) -> Result<Self> {
        let place = options.place.prepare()?;
        Ok(Self { options: Options { place, ..options } })
    }

    /// With other events.
    pub(crate) fn with_seed(&self, seed: u64) -> Self {
        Self { options: Options { seed, ..self.options.clone() } }
    }

    pub(crate) async fn start(&self, rules: usize) -> Result<Server> {
        Server::start(&self.options.place, rules).await
    }

    fn duration(&self) -> Duration {
        Duration::from_secs(self.options.seconds)
    }

    /// A load of so many events a second, or of as many as are answered.
    pub(crate) fn load(&self, server: &Server, format: Format, events_per_second: Option<f64>) -> (Load, Vec<Lane>) {
        let (lanes, requests, events_a_request, check) = match format {
            Format::Native => (self.options.connections, BATCHES_A_LANE, BATCH, Check::Counts),
            Format::Otlp => (self.options.connections, BATCHES_A_LANE, BATCH, Check::Export),
            Format::Single => (SINGLE_CONNECTIONS, SINGLES_A_LANE, 1, Check::OneRecord),
        };
        let seed = self.options.seed;
        let (host, key) = (server.address(), server.key.as_str());
        let make = Make { format, seed, lanes, requests, events_a_request, host, key };
        let pace = events_per_second
            .map_or(Pace::AsFastAsAnswered, |rate| Pace::RequestsPerSecond(rate / events_a_request as f64));
        (Load { address: host.to_owned(), pace, duration: self.duration(), overtime: OVERTIME, check }, make.lanes())
    }
}
