//! A rule brought to where the ledger is: a saved state, then everything after it.
//!
//! Findings are discarded, because they were told when they were new, except those about entries that came while the
//! rule was detached. The ledger says which those are: a rule that fails leaves a `Detached` behind the batch, and an
//! `Attached` when it judges again. What it fails at again and again is a `Skip`.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use jiff::tz::TimeZone;
use outlay_domain::entry::RuleChange;
use outlay_domain::{Entry, Frame};
use outlay_ledger::{Ledger, LedgerError, Snapshot};
use outlay_sandbox::RuleComponent;

use crate::batch::Batch;
use crate::judge::{Failure, Found, Part, judge_part};
use crate::member::{Member, Running, Who};
use crate::plan::Plan;
use crate::status::Status;

/// Findings that are told late at most; whoever finds more has found nothing in particular.
const MOST_LATE: usize = 10_000;

/// What it takes to start a rule.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) who: Who,
    pub(crate) component: RuleComponent,
    pub(crate) settings: String,
    /// Of its calendar.
    pub(crate) zone: TimeZone,
    /// Bytes of memory that it may use.
    pub(crate) memory: usize,
    pub(crate) status: Arc<Status>,
}

impl Spec {
    /// A new instance, and what it wants to see.
    pub(crate) fn start(&self) -> Result<Running, Failure> {
        let instance = self.component.start(&self.settings, self.memory)?;
        let plan = Plan::of(self.component.manifest(), instance.selection(), &self.zone).map_err(Failure::new)?;
        Ok(Running { instance, plan })
    }

    /// The same with a state that another instance saved.
    pub(crate) fn restore(&self, state: &[u8]) -> Result<Running, Failure> {
        let mut running = self.start()?;
        let restored = running.instance.restore(state);
        restored.map_err(|failure| Failure::new(format!("its saved state cannot be restored: {failure}")))?;
        Ok(running)
    }

    /// As a part of the set; detached if it does not run.
    pub(crate) fn member(&self, running: Option<Running>) -> Member {
        let wants_ticks = self.component.manifest().wants_ticks;
        Member::new(self.who.clone(), running, Arc::clone(&self.status), wants_ticks)
    }
}

/// Why a replay ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    Ledger(LedgerError),
    /// This revision never started.
    NoSnapshot,
    /// The rule failed at these entries; `is_new` if it had not judged them before.
    Failed {
        failure: Failure,
        entries: Range<u64>,
        is_new: bool,
    },
    /// A later entry says that something was to be left out that was not.
    Again,
}

/// A rule on its way through the ledger.
#[derive(Debug)]
pub(crate) struct Replay {
    spec: Spec,
    running: Running,
    /// One past the last entry that it judged or skipped.
    judged_to: u64,
    without: Vec<Range<u64>>,
    /// Findings from here on are told late: here the rule was detached just now.
    floor: Option<u64>,
    /// The same for a time before, as the ledger says.
    detached_from: Option<u64>,
    late: Vec<Found>,
    is_stopped: bool,
}

/// The newest saved state of this revision.
pub(crate) fn saved(ledger: &Ledger, who: &Who) -> Result<Option<Snapshot>, LedgerError> {
    Ok(ledger.snapshot(&who.id)?.filter(|snapshot| snapshot.revision == who.revision))
}

/// Starts a rule from its saved state and replays everything after it.
pub(crate) fn bring_back(ledger: &Ledger, spec: &Spec, floor: Option<u64>) -> Result<Replay, Stop> {
    let snapshot = saved(ledger, &spec.who).map_err(Stop::Ledger)?.ok_or(Stop::NoSnapshot)?;
    let without = skips(ledger, &spec.who.id, snapshot.seq).map_err(Stop::Ledger)?;
    let mut replay = Replay::start(spec.clone(), &snapshot, without, floor).map_err(|failure| {
        let begin = snapshot.seq + 1;
        Stop::Failed { failure, entries: begin..begin, is_new: false }
    })?;
    replay.follow(ledger)?;
    Ok(replay)
}

/// Replays several rules in one pass; each ends by itself.
pub(crate) fn bring_all(ledger: &Ledger, replays: Vec<Replay>) -> Result<Vec<Result<Replay, Stop>>, LedgerError> {
    let mut running: Vec<Result<Replay, Stop>> = replays.into_iter().map(Ok).collect();
    let first = running.iter().flatten().map(|replay| replay.judged_to).min();
    let Some(first) = first else { return Ok(running) };
    ledger.frames(first.saturating_sub(1), |frame| {
        let mut batch = Batch::new(frame.first_seq, frame.received_at, &frame.entries);
        for slot in &mut running {
            let outcome = match slot {
                Ok(replay) => replay.take(&frame, &mut batch),
                Err(_) => continue,
            };
            if let Err(stop) = outcome {
                *slot = Err(stop);
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(running)
}

/// What a rule is not to judge, behind a place in the ledger.
pub(crate) fn skips(ledger: &Ledger, rule_id: &str, after: u64) -> Result<Vec<Range<u64>>, LedgerError> {
    let mut ranges = Vec::new();
    ledger.frames(after, |frame| {
        for entry in &frame.entries {
            if let Entry::Skip { rule_id: id, from_seq, to_seq, .. } = entry
                && id == rule_id
                && from_seq < to_seq
            {
                ranges.push(*from_seq..*to_seq);
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(ranges)
}

impl Replay {
    pub(crate) fn start(
        spec: Spec,
        snapshot: &Snapshot,
        without: Vec<Range<u64>>,
        floor: Option<u64>,
    ) -> Result<Self, Failure> {
        let running = spec.restore(&snapshot.state)?;
        let judged_to = snapshot.seq + 1;
        Ok(Self { spec, running, judged_to, without, floor, detached_from: None, late: vec![], is_stopped: false })
    }

    pub(crate) fn who(&self) -> Who {
        self.spec.who.clone()
    }

    pub(crate) fn judged_to(&self) -> u64 {
        self.judged_to
    }

    /// The ledger says that the rule ended.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Judges everything that the ledger has by now.
    pub(crate) fn follow(&mut self, ledger: &Ledger) -> Result<(), Stop> {
        self.follow_to(ledger, u64::MAX)
    }

    /// Judges every frame that begins before an entry.
    pub(crate) fn follow_to(&mut self, ledger: &Ledger, end: u64) -> Result<(), Stop> {
        let mut outcome = Ok(());
        let read = ledger.frames(self.judged_to.saturating_sub(1), |frame| {
            if frame.first_seq.max(self.judged_to) >= end {
                return ControlFlow::Break(());
            }
            let mut batch = Batch::new(frame.first_seq, frame.received_at, &frame.entries);
            outcome = self.take(&frame, &mut batch);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        read.map_err(Stop::Ledger)?;
        outcome
    }

    /// Its state, where it stands.
    pub(crate) fn state(&mut self) -> Result<Vec<u8>, Failure> {
        Ok(self.running.instance.snapshot()?)
    }

    /// The rule, where the ledger is, and what is to be told late.
    pub(crate) fn finish(self) -> (Running, Vec<Found>) {
        (self.running, self.late)
    }

    /// As [`finish`](Self::finish), for a set that it is not in yet. Something is to be told late, and be it nothing,
    /// if the ledger says that the rule is detached.
    pub(crate) fn into_member(self) -> (Member, Option<Vec<Found>>) {
        (self.spec.member(Some(self.running)), self.detached_from.map(|_| self.late))
    }

    fn take(&mut self, frame: &Frame, batch: &mut Batch<'_>) -> Result<(), Stop> {
        if self.is_stopped || frame.end_seq() <= self.judged_to {
            return Ok(());
        }
        self.read_own_entries(frame)?;
        if self.is_stopped {
            return Ok(());
        }
        let part = Part { range: self.judged_to..batch.end_seq, without: &self.without };
        let told_from = self.floor.into_iter().chain(self.detached_from).min();
        let outcome = judge_part(&mut self.running, batch, part);
        // What it wrote was kept when it was new.
        let lines = self.running.instance.take_log();
        if told_from.is_some_and(|from| batch.end_seq > from) {
            self.spec.status.write_lines(frame.received_at, lines);
        }
        let (_, found) = outcome.map_err(|failure| {
            let entries = frame.first_seq.max(self.judged_to)..batch.end_seq;
            Stop::Failed { failure, is_new: told_from.is_some_and(|from| entries.end > from), entries }
        })?;
        if let Some(from) = told_from {
            let room = MOST_LATE.saturating_sub(self.late.len());
            self.late.extend(found.into_iter().filter(|found| found.seq >= from).take(room));
        }
        self.judged_to = batch.end_seq;
        Ok(())
    }

    /// What the frame says about this rule.
    fn read_own_entries(&mut self, frame: &Frame) -> Result<(), Stop> {
        let who = &self.spec.who;
        for (seq, entry) in frame.numbered().filter(|(seq, _)| *seq >= self.judged_to) {
            match entry {
                Entry::Skip { rule_id, from_seq, to_seq, .. } if *rule_id == who.id => {
                    let range = *from_seq..*to_seq;
                    // What came before is judged already.
                    if !range.is_empty() && range.start < seq && !self.without.contains(&range) {
                        return Err(Stop::Again);
                    }
                }
                Entry::RuleChange { rule_id, revision, change } if *rule_id == who.id && *revision == who.revision => {
                    match change {
                        RuleChange::Stopped => self.is_stopped = true,
                        RuleChange::Detached { judged_to } => {
                            self.detached_from.get_or_insert(*judged_to);
                        }
                        RuleChange::Attached => {
                            self.detached_from = None;
                            self.late.clear();
                        }
                        RuleChange::Started => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
