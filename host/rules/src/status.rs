//! What both halves share of a rule: its state, counts and log.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use outlay_control::rules::RuleCounts;
use outlay_domain::Timestamp;
use outlay_sandbox::{Level, LogLine};
use serde::Serialize;

/// How a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It judges every event before the sender gets the answer.
    Live,
    /// It is about to.
    Starting,
    /// It failed and catches up in the background; it comes back by itself.
    Detached,
    /// Outlay stopped it; a person has to do something.
    Suspended,
    /// A person switched it off.
    Disabled,
}

impl RuleState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Starting => "starting",
            Self::Detached => "detached",
            Self::Suspended => "suspended",
            Self::Disabled => "disabled",
        }
    }
}

/// What a rule costs since the server started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleCost {
    /// Rows that it judged.
    pub rows: u64,
    /// How long that took on a processor.
    pub took: Duration,
    /// Bytes of its memory.
    pub memory: u64,
}

/// One line that a rule wrote, or that Outlay wrote about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLogLine {
    pub at: Timestamp,
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    pub message: String,
}

/// Failures after which a rule is suspended ...
pub(crate) const STRIKES: u32 = 3;
/// ... if they come within this time.
const STRIKES_WITHIN: Duration = Duration::from_secs(600);
/// Lines that are kept.
const LINES: usize = 500;

#[derive(Debug)]
pub(crate) struct Status {
    findings: AtomicU64,
    traps: AtomicU64,
    /// Rows that it judged, and how long that took.
    rows: AtomicU64,
    took_nanos: AtomicU64,
    /// Bytes of its memories.
    memory: AtomicU64,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: RuleState,
    reason: Option<String>,
    log: VecDeque<RuleLogLine>,
    /// Failures that are not forgiven yet.
    strikes: Vec<Instant>,
    last_error: Option<RuleLogLine>,
}

impl Status {
    pub(crate) fn new(
        state: RuleState,
        reason: Option<String>,
        findings: u64,
        traps: u64,
        last_error: Option<(String, Timestamp)>,
    ) -> Self {
        let line = |(message, at)| RuleLogLine { at, level: Level::Error.as_str(), message };
        let last_error = last_error.map(line);
        Self {
            findings: findings.into(),
            traps: traps.into(),
            rows: 0.into(),
            took_nanos: 0.into(),
            memory: 0.into(),
            inner: Mutex::new(Inner { state, reason, log: VecDeque::new(), strikes: Vec::new(), last_error }),
        }
    }

    /// For another revision of the same rule: counts and log go on.
    pub(crate) fn next(&self, state: RuleState) -> Self {
        let (findings, traps) = self.counts();
        let next = Self::new(state, None, findings, traps, None);
        let of_before = self.inner();
        next.inner().log = of_before.log.clone();
        next.inner().last_error = of_before.last_error.clone();
        drop(of_before);
        next
    }

    pub(crate) fn state(&self) -> (RuleState, Option<String>) {
        let inner = self.inner();
        (inner.state, inner.reason.clone())
    }

    pub(crate) fn set(&self, state: RuleState, reason: Option<String>) {
        let mut inner = self.inner();
        (inner.state, inner.reason) = (state, reason);
    }

    /// Findings and traps so far.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.findings.load(Ordering::Relaxed), self.traps.load(Ordering::Relaxed))
    }

    /// The rule judged so many rows, with this many findings.
    pub(crate) fn judged(&self, rows: usize, findings: usize) {
        if rows > 0 {
            self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        }
        if findings > 0 {
            self.found(findings);
        }
    }

    /// Judging took so long.
    pub(crate) fn took(&self, time: Duration) {
        self.took_nanos.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn uses_memory(&self, bytes: usize) {
        self.memory.store(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn cost(&self) -> RuleCost {
        RuleCost {
            rows: self.rows.load(Ordering::Relaxed),
            took: Duration::from_nanos(self.took_nanos.load(Ordering::Relaxed)),
            memory: self.memory.load(Ordering::Relaxed),
        }
    }

    /// The last thing that went wrong.
    pub(crate) fn last_error(&self) -> Option<RuleLogLine> {
        self.inner().last_error.clone()
    }

    /// What is kept of it beyond the process.
    pub(crate) fn to_write(&self) -> RuleCounts {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let (findings, traps) = self.counts();
        let (last_error, last_error_at) = self.last_error().map(|line| (line.message, line.at.0)).unzip();
        RuleCounts { findings: signed(findings), traps: signed(traps), last_error, last_error_at }
    }

    pub(crate) fn found(&self, findings: usize) {
        self.findings.fetch_add(findings as u64, Ordering::Relaxed);
    }

    /// The rule failed; answers how often within the time that counts.
    pub(crate) fn failed(&self) -> u32 {
        self.traps.fetch_add(1, Ordering::Relaxed);
        let mut inner = self.inner();
        inner.strikes.retain(|strike| strike.elapsed() < STRIKES_WITHIN);
        inner.strikes.push(Instant::now());
        u32::try_from(inner.strikes.len()).unwrap_or(u32::MAX)
    }

    /// It gets all its chances again.
    pub(crate) fn forgive(&self) {
        self.inner().strikes.clear();
    }

    pub(crate) fn log(&self) -> Vec<RuleLogLine> {
        self.inner().log.iter().cloned().collect()
    }

    /// What the rule wrote.
    pub(crate) fn write_lines(&self, at: Timestamp, lines: Vec<LogLine>) {
        if !lines.is_empty() {
            let mut inner = self.inner();
            lines.into_iter().for_each(|LogLine { level, message }| inner.push(at, level, message));
        }
    }

    /// What Outlay has to say about the rule.
    pub(crate) fn write(&self, at: Timestamp, level: Level, message: String) {
        let mut inner = self.inner();
        if level == Level::Error {
            inner.last_error = Some(RuleLogLine { at, level: level.as_str(), message: message.clone() });
        }
        inner.push(at, level, message);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn push(&mut self, at: Timestamp, level: Level, message: String) {
        if self.log.len() == LINES {
            self.log.pop_front();
        }
        self.log.push_back(RuleLogLine { at, level: level.as_str(), message });
    }
}
