//! What both halves share of a rule: its state, counts and log.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// One line that a rule wrote, or that Outlay wrote about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLogLine {
    pub at: Timestamp,
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    pub message: String,
}

/// Failures in a row after which a rule is suspended.
pub(crate) const STRIKES: u32 = 3;
/// Lines that are kept.
const LINES: usize = 500;

#[derive(Debug)]
pub(crate) struct Status {
    findings: AtomicU64,
    traps: AtomicU64,
    /// Failures since the rule last judged a batch.
    strikes: AtomicU32,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: RuleState,
    reason: Option<String>,
    log: VecDeque<RuleLogLine>,
}

impl Status {
    pub(crate) fn new(state: RuleState, reason: Option<String>, findings: u64, traps: u64) -> Self {
        Self {
            findings: findings.into(),
            traps: traps.into(),
            strikes: 0.into(),
            inner: Mutex::new(Inner { state, reason, log: VecDeque::new() }),
        }
    }

    /// For another revision of the same rule: counts and log go on.
    pub(crate) fn next(&self, state: RuleState) -> Self {
        let (findings, traps) = self.counts();
        let next = Self::new(state, None, findings, traps);
        next.inner().log = self.inner().log.clone();
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

    /// The rule judged a batch, with this many findings.
    pub(crate) fn judged(&self, findings: usize) {
        self.strikes.store(0, Ordering::Relaxed);
        self.found(findings);
    }

    pub(crate) fn found(&self, findings: usize) {
        self.findings.fetch_add(findings as u64, Ordering::Relaxed);
    }

    /// The rule failed; answers how often in a row.
    pub(crate) fn failed(&self) -> u32 {
        self.traps.fetch_add(1, Ordering::Relaxed);
        self.strikes.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    /// It gets all its chances again.
    pub(crate) fn forgive(&self) {
        self.strikes.store(0, Ordering::Relaxed);
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
        self.inner().push(at, level, message);
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
