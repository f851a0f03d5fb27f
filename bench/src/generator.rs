//! The load: connections that post their lane's requests in turn, check every answer, and time it.

mod answer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};

pub(crate) use answer::Check;

use crate::histogram::Latencies;
use crate::payload::{Expected, Lane};
use crate::wire::Connection;

/// After an answer that should not be, so that a failing server is not hammered.
const AFTER_A_FAILURE: Duration = Duration::from_millis(20);
/// So many failures in a row of one connection, and the load is given up.
const MOST_FAILURES: u32 = 500;
/// How many kinds of failures are told apart.
const MOST_KINDS: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    /// Each connection sends its next request once the one before is answered.
    AsFastAsAnswered,
    /// Requests are due at fixed times, whatever the answers do; latency counts from when one was due.
    RequestsPerSecond(f64),
}

#[derive(Debug, Clone)]
pub(crate) struct Load {
    /// `host:port`
    pub(crate) address: String,
    pub(crate) pace: Pace,
    pub(crate) duration: Duration,
    /// How long after the end of a paced load what was due is still sent. The rest counts as late as it is by then.
    pub(crate) overtime: Duration,
    pub(crate) check: Check,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) elapsed: Duration,
    pub(crate) requests: u64,
    /// In the requests that were answered well.
    pub(crate) events: Expected,
    /// Answers that said that a rule lagged.
    pub(crate) partial: u64,
    pub(crate) latencies: Latencies,
    /// Requests of a paced load that were due and never sent, because all connections waited for answers.
    pub(crate) unsent: u64,
    pub(crate) answer_body_bytes: u64,
    /// Answers that should not be, by what they were.
    pub(crate) failures: BTreeMap<String, u64>,
}

impl Outcome {
    fn new() -> Result<Self> {
        Ok(Self {
            elapsed: Duration::ZERO,
            requests: 0,
            events: Expected::default(),
            partial: 0,
            latencies: Latencies::new()?,
            unsent: 0,
            answer_body_bytes: 0,
            failures: BTreeMap::new(),
        })
    }

    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.events.accepted += other.events.accepted;
        self.events.duplicates += other.events.duplicates;
        self.events.rejected += other.events.rejected;
        self.partial += other.partial;
        self.latencies.add(&other.latencies);
        self.unsent += other.unsent;
        self.answer_body_bytes += other.answer_body_bytes;
        for (what, count) in other.failures {
            self.count_failures(what, count);
        }
    }

    fn count_failures(&mut self, what: String, count: u64) {
        let is_one_too_many = self.failures.len() >= MOST_KINDS && !self.failures.contains_key(&what);
        let what = if is_one_too_many { "others".to_owned() } else { what };
        *self.failures.entry(what).or_default() += count;
    }

    pub(crate) const fn sent_events(&self) -> u64 {
        self.events.accepted + self.events.duplicates + self.events.rejected
    }

    pub(crate) fn events_per_second(&self) -> f64 {
        self.sent_events() as f64 / self.elapsed.as_secs_f64()
    }

    pub(crate) fn requests_per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failures.values().sum()
    }
}

/// Runs the load; each lane has a connection.
pub(crate) async fn run(load: &Load, lanes: Vec<Lane>) -> Result<Outcome> {
    let began = Instant::now();
    let due = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for lane in lanes {
        let connection = Connection::open(&load.address).await?;
        tasks.spawn(send(load.clone(), lane, connection, began, Arc::clone(&due)));
    }
    let mut outcome = Outcome::new()?;
    while let Some(ended) = tasks.join_next().await {
        outcome.add(ended.context("a sender panicked")??);
    }
    outcome.elapsed = began.elapsed();
    Ok(outcome)
}

async fn send(
    load: Load,
    mut lane: Lane,
    mut connection: Connection,
    began: Instant,
    due: Arc<AtomicU64>,
) -> Result<Outcome> {
    let end = began + load.duration;
    let mut outcome = Outcome::new()?;
    let mut failures_in_a_row = 0;
    loop {
        let sent = match load.pace {
            Pace::AsFastAsAnswered => Instant::now(),
            Pace::RequestsPerSecond(rate) => {
                let number = due.fetch_add(1, Ordering::Relaxed);
                let time = began + Duration::from_secs_f64(number as f64 / rate);
                if time < end {
                    sleep_until(time.into()).await;
                }
                time
            }
        };
        if sent >= end {
            return Ok(outcome);
        }
        if Instant::now() >= end + load.overtime {
            outcome.latencies.record(sent.elapsed());
            outcome.unsent += 1;
            continue;
        }
        let (request, expected) = lane.next();
        let failure = match connection.exchange(&request.bytes).await {
            Ok(answer) => {
                outcome.latencies.record(sent.elapsed());
                outcome.answer_body_bytes += answer.body.len() as u64;
                outcome.partial += u64::from(answer::is_partial(answer.body));
                load.check.check(answer, expected).err()
            }
            Err(error) => {
                connection = reopened(&load.address, connection).await;
                Some(format!("{error:#}"))
            }
        };
        match failure {
            None => {
                failures_in_a_row = 0;
                outcome.requests += 1;
                outcome.events.accepted += expected.accepted;
                outcome.events.duplicates += expected.duplicates;
                outcome.events.rejected += expected.rejected;
                request.was_taken();
            }
            Some(what) => {
                failures_in_a_row += 1;
                if failures_in_a_row > MOST_FAILURES {
                    bail!("the load is given up: {what}");
                }
                outcome.count_failures(what, 1);
                sleep(AFTER_A_FAILURE).await;
            }
        }
    }
}

/// The old one stands if there is no new one: its next use fails, too, and counts.
async fn reopened(address: &str, old: Connection) -> Connection {
    Connection::open(address).await.unwrap_or(old)
}

#[cfg(test)]
mod tests;
