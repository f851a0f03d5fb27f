//! One rule of the set: judged with, saved, detached.

use std::sync::Arc;
use std::time::Duration;

use outlay_domain::entry::RuleChange;
use outlay_domain::{Entry, Finding, Timestamp};
use outlay_ledger::Snapshot;
use outlay_sandbox::{Level, RuleFailure, RuleInstance};

use crate::batch::Batch;
use crate::judge::{Failure, Found, judge};
use crate::plan::Plan;
use crate::saving::Saving;
use crate::share::Share;
use crate::status::{RuleState, STRIKES, Status};

/// Failures in a row to save a state after which a rule is suspended.
const UNSAVED: u32 = 3;

/// What the keeper has to do something about.
#[derive(Debug)]
pub(crate) enum Notice {
    /// The rule failed; it has judged, or skipped, everything before `judged_to`. What it failed at is durable when the
    /// ledger ends behind `durable_to`.
    Failed {
        rule_id: String,
        revision: u64,
        judged_to: u64,
        durable_to: u64,
    },
    Suspended {
        rule_id: String,
        revision: u64,
        reason: String,
    },
    /// A batch was not committed: all rules are to be brought back, and have judged everything before `judged_to`.
    RolledBack {
        judged_to: u64,
    },
}

/// Which rule it is.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) id: String,
    pub(crate) revision: u64,
    pub(crate) name: String,
    pub(crate) shadow: bool,
}

impl Who {
    /// For the ledger.
    pub(crate) fn change(&self, change: RuleChange) -> Entry {
        Entry::RuleChange { rule_id: self.id.clone(), revision: self.revision, change }
    }
}

/// A rule that can be called, and what it wants to see.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) instance: RuleInstance,
    pub(crate) plan: Plan,
}

/// One rule of the set.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) who: Who,
    /// None while it is detached.
    pub(crate) running: Option<Running>,
    pub(crate) status: Arc<Status>,
    pub(crate) wants_ticks: bool,
    /// Its first state, to be saved with the entry that starts it.
    pub(crate) first: Option<Snapshot>,
    /// The entry that starts it, if it was started by this process.
    pub(crate) starts_at: Option<u64>,
    /// It is detached from this entry on, and the ledger does not know.
    unnoted: Option<u64>,
    saving: Saving,
    unsaved: u32,
    share: Share,
}

impl Member {
    pub(crate) fn new(who: Who, running: Option<Running>, status: Arc<Status>, wants_ticks: bool) -> Self {
        Self {
            who,
            running,
            status,
            wants_ticks,
            first: None,
            starts_at: None,
            unnoted: None,
            saving: Saving::default(),
            unsaved: 0,
            share: Share::default(),
        }
    }

    /// None while it is detached.
    pub(crate) fn judge(&mut self, batch: &mut Batch<'_>) -> Option<Result<Vec<Found>, Failure>> {
        let running = self.running.as_mut()?;
        let outcome = judge(running, batch);
        self.status.write_lines(batch.received_at, running.instance.take_log());
        self.status.uses_memory(running.instance.memory());
        self.saving.judged(batch.rows.len());
        Some(outcome.map(|(rows, found)| {
            self.status.judged(rows, found.len());
            found
        }))
    }

    /// How long it took for a batch; fails if that is too much. Its findings stand all the same.
    pub(crate) fn settle(&mut self, took: Duration) -> Result<(), Failure> {
        self.status.took(took);
        self.saving.took(took);
        self.share.add(took).map_err(Failure::new)
    }

    pub(crate) fn finding(&self, found: Found) -> Finding {
        found.into_finding(&self.who.id, &self.who.name, self.who.shadow)
    }

    pub(crate) fn late_findings(&self, late: Vec<Found>) -> Vec<Finding> {
        self.status.found(late.len());
        late.into_iter().map(|found| self.finding(found)).collect()
    }

    /// None while it is detached.
    pub(crate) fn save(&mut self, last_seq: u64, received_at: Timestamp) -> Option<Result<Snapshot, Failure>> {
        let Running { instance, .. } = self.running.as_mut()?;
        let state = instance.snapshot();
        self.status.write_lines(received_at, instance.take_log());
        Some(match state {
            Ok(state) => {
                self.unsaved = 0;
                self.saving.saved(received_at, state.len());
                Ok(Snapshot { rule_id: self.who.id.clone(), revision: self.who.revision, seq: last_seq, state })
            }
            Err(failure) => {
                self.unsaved += 1;
                self.saving.tried(received_at);
                let is_too_large = matches!(failure, RuleFailure::TooMuchOutput { .. });
                let is_final = is_too_large || self.unsaved >= UNSAVED;
                Err(Failure { is_final, ..Failure::new(format!("its state cannot be saved: {failure}")) })
            }
        })
    }

    /// What the ledger is told when it ends.
    pub(crate) fn stopped(&self) -> Entry {
        self.who.change(RuleChange::Stopped)
    }

    pub(crate) fn is(&self, who: &Who) -> bool {
        self.who.id == who.id && self.who.revision == who.revision
    }

    /// Its first state, once.
    pub(crate) fn take_first(&mut self, now: Timestamp) -> Option<Snapshot> {
        let first = self.first.take()?;
        self.saving.saved(now, first.state.len());
        Some(first)
    }

    /// Whether its state is to be saved.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.running.is_some() && self.saving.is_due(now)
    }

    /// Takes it off; it has judged everything before `judged_to`.
    pub(crate) fn detach(&mut self, judged_to: u64) {
        self.running = None;
        self.unnoted = Some(judged_to);
    }

    /// What the ledger must know before anything comes that it does not judge.
    pub(crate) fn take_note(&mut self) -> Option<Entry> {
        let judged_to = self.unnoted.take()?;
        Some(self.who.change(RuleChange::Detached { judged_to }))
    }

    /// It judges again.
    pub(crate) fn attach(&mut self, running: Running) {
        self.running = Some(running);
        self.unnoted = None;
        self.share = Share::default();
        self.status.set(RuleState::Live, None);
    }

    /// Detaches it, or ends it for good: then it is to leave the set. `what` says what it failed at.
    pub(crate) fn fail(
        &mut self,
        failure: &Failure,
        strikes: u32,
        what: &str,
        (judged_to, durable_to): (u64, u64),
        at: Timestamp,
    ) -> Notice {
        self.detach(judged_to);
        let (rule_id, revision, reason) = (self.who.id.clone(), self.who.revision, &failure.reason);
        self.status.write(at, Level::Error, format!("{what}: {reason}"));
        tracing::warn!(rule = rule_id, reason, "a rule {what}");
        if failure.is_final || strikes >= STRIKES {
            let reason = suspension(reason, strikes);
            self.status.set(RuleState::Suspended, Some(reason.clone()));
            return Notice::Suspended { rule_id, revision, reason };
        }
        self.status.set(RuleState::Detached, Some(reason.clone()));
        Notice::Failed { rule_id, revision, judged_to, durable_to }
    }
}

/// Why a rule was suspended, for its owner.
pub(crate) fn suspension(reason: &str, strikes: u32) -> String {
    if strikes >= STRIKES {
        format!("it failed {strikes} times within ten minutes, at last because {reason}")
    } else {
        reason.to_owned()
    }
}
