//! One rule over one batch.

use std::ops::Range;

use outlay_domain::{Finding, FindingState, Severity};
use outlay_sandbox::rule::{self, RuleFinding};
use outlay_sandbox::{RuleFailure, RuleInstance};

use crate::batch::Batch;
use crate::plan::Plan;

/// Rows of one frame at most. A result does not depend on it.
const ROWS_A_FRAME: usize = 1_024;

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
    event_id: Option<String>,
    finding: RuleFinding,
}

impl Found {
    pub(crate) fn into_finding(self, rule_id: &str, rule_name: &str, shadow: bool) -> Finding {
        let Self { seq, event_id, finding } = self;
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

/// Which entries of a batch a rule judges: those after one, without some ranges.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part<'p> {
    pub(crate) after: u64,
    pub(crate) without: &'p [Range<u64>],
}

impl Part<'_> {
    fn has(&self, seq: u64) -> bool {
        seq > self.after && !self.without.iter().any(|range| range.contains(&seq))
    }
}

/// Judges a part of the batch. The number of rows that reached the rule stands beside what it found.
pub(crate) fn judge(
    instance: &mut RuleInstance,
    plan: &Plan,
    batch: &mut Batch<'_>,
    part: Part<'_>,
) -> Result<(usize, Vec<Found>), Failure> {
    let mut rows = plan.rows(batch);
    rows.retain(|&row| part.has(batch.rows[row as usize].seq));
    let mut found = Vec::new();
    let mut rest = rows.as_slice();
    if plan.wants_ticks {
        let now = batch.received_at.0;
        for tick in batch.ticks.clone().into_iter().filter(|tick| part.has(tick.seq)) {
            let (before, behind) = rest.split_at(rest.partition_point(|&row| (row as usize) < tick.before_row));
            judge_rows(instance, plan, batch, before, &mut found)?;
            for finding in instance.tick(now)? {
                found.push(Found { seq: tick.seq, event_id: None, finding });
            }
            rest = behind;
        }
    }
    judge_rows(instance, plan, batch, rest, &mut found)?;
    Ok((rows.len(), found))
}

fn judge_rows(
    instance: &mut RuleInstance,
    plan: &Plan,
    batch: &mut Batch<'_>,
    rows: &[u32],
    found: &mut Vec<Found>,
) -> Result<(), Failure> {
    for rows in rows.chunks(ROWS_A_FRAME) {
        let frame = batch.frame(&plan.columns, rows).map_err(|error| Failure::new(error.to_string()))?;
        for finding in instance.evaluate(&frame)? {
            let Some(row) = finding.row else {
                return Err(Failure::new("the rule breaks its contract: a finding of `evaluate` names no row"));
            };
            let Some(row) = rows.get(row as usize).and_then(|&row| batch.rows.get(row as usize)) else {
                let message =
                    format!("the rule breaks its contract: it found row {row} in a frame of {} rows", rows.len());
                return Err(Failure::new(message));
            };
            // What is found must not tell how the rows were cut.
            let finding = RuleFinding { row: None, ..finding };
            found.push(Found { seq: row.seq, event_id: Some(row.event.call_id.to_string()), finding });
        }
    }
    Ok(())
}
