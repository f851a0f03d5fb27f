//! One rule over one batch.

use std::ops::Range;

use outlay_domain::{Finding, FindingState, Severity, Timestamp};
use outlay_sandbox::RuleFailure;
use outlay_sandbox::rule::{self, RuleFinding};

use crate::batch::Batch;
use crate::feed::{Feed, Step};
use crate::member::Running;

/// Why a rule did not judge a batch; a sentence for its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// It cannot work as it is: trying again is of no use.
    pub(crate) is_final: bool,
    /// Not the rule's doing: the host is full.
    pub(crate) is_hosts: bool,
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_final: false, is_hosts: false }
    }
}

impl From<RuleFailure> for Failure {
    fn from(failure: RuleFailure) -> Self {
        Self { is_hosts: failure == RuleFailure::TooManyInstances, ..Self::new(failure.to_string()) }
    }
}

/// What a rule said about one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) seq: u64,
    /// When the row was received, or of which time the tick is.
    pub(crate) at: Timestamp,
    event_id: Option<String>,
    finding: RuleFinding,
}

impl Found {
    pub(crate) fn into_finding(self, rule_id: &str, rule_name: &str, shadow: bool) -> Finding {
        let Self { seq, event_id, finding, .. } = self;
        Finding {
            seq,
            rule_id: rule_id.to_owned(),
            rule_name: rule_name.to_owned(),
            shadow,
            state: match finding.state {
                rule::FindingState::Firing => FindingState::Firing,
                rule::FindingState::Cleared => FindingState::Cleared,
            },
            severity: match finding.severity {
                rule::Severity::Info => Severity::Info,
                rule::Severity::Warning => Severity::Warning,
                rule::Severity::Critical => Severity::Critical,
            },
            title: finding.title,
            detail: finding.detail,
            key: finding.key,
            value: finding.value,
            limit: finding.limit,
            event_id,
        }
    }
}

/// Which entries of a batch a rule judges: those of a range, without some.
#[derive(Debug, Clone)]
pub(crate) struct Part<'p> {
    pub(crate) range: Range<u64>,
    pub(crate) without: &'p [Range<u64>],
}

impl Part<'_> {
    fn has(&self, seq: u64) -> bool {
        self.range.contains(&seq) && !self.without.iter().any(|range| range.contains(&seq))
    }

    fn has_all(&self, batch: &Batch<'_>) -> bool {
        let Range { start, end } = self.range;
        let is_whole = start <= batch.first_seq && end >= batch.end_seq;
        let is_cut = |range: &Range<u64>| range.start < batch.end_seq && range.end > batch.first_seq;
        is_whole && !self.without.iter().any(is_cut)
    }
}

/// Judges the whole batch. The number of rows that reached the rule stands beside what it found.
pub(crate) fn judge(running: &mut Running, batch: &mut Batch<'_>) -> Result<(usize, Vec<Found>), Failure> {
    let feed = batch.feed(&mut running.plan).map_err(|error| Failure::new(error.to_string()))?;
    take(running, batch, &feed)
}

/// Judges a part of the batch.
pub(crate) fn judge_part(
    running: &mut Running,
    batch: &mut Batch<'_>,
    part: Part<'_>,
) -> Result<(usize, Vec<Found>), Failure> {
    if part.has_all(batch) {
        return judge(running, batch);
    }
    let mut rows = running.plan.rows(batch);
    rows.retain(|&row| part.has(batch.rows[row as usize].seq));
    let feed = Feed::cut(batch, &mut running.plan, rows, |seq| part.has(seq))
        .map_err(|error| Failure::new(error.to_string()))?;
    take(running, batch, &feed)
}

fn take(running: &mut Running, batch: &Batch<'_>, feed: &Feed) -> Result<(usize, Vec<Found>), Failure> {
    let Running { instance, plan } = running;
    let mut found = Vec::new();
    for step in &feed.steps {
        match step {
            Step::Tick(tick) => {
                let now = plan.calendar.moment(tick.at);
                let found_now = instance.tick(now)?;
                let of_tick = |finding| Found { seq: tick.seq, at: tick.at, event_id: None, finding };
                found.extend(found_now.into_iter().map(of_tick));
            }
            Step::Rows { range, frame } => {
                let rows = &feed.rows[range.clone()];
                if let Some(last) = rows.last().and_then(|&row| batch.rows.get(row as usize)) {
                    instance.set_clock(last.received_at.0);
                }
                for finding in instance.evaluate(frame)? {
                    found.push(about_row(batch, rows, finding)?);
                }
            }
        }
    }
    Ok((feed.rows.len(), found))
}

fn about_row(batch: &Batch<'_>, rows: &[u32], finding: RuleFinding) -> Result<Found, Failure> {
    let Some(row) = finding.row else {
        return Err(Failure::new("the rule breaks its contract: a finding of `evaluate` names no row"));
    };
    let Some(row) = rows.get(row as usize).and_then(|&row| batch.rows.get(row as usize)) else {
        let message = format!("the rule breaks its contract: it found row {row} in a frame of {} rows", rows.len());
        return Err(Failure::new(message));
    };
    // What is found must not tell how the rows were cut.
    let finding = RuleFinding { row: None, ..finding };
    let event_id = row.event().map(|event| event.call_id.to_string());
    Ok(Found { seq: row.seq, at: row.received_at, event_id, finding })
}
