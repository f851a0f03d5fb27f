//! All rules over one batch: on the sequencer's thread, before the commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_domain::entry::RuleChange;
use outlay_domain::{Entry, Finding, Timestamp};
use outlay_ledger::{Ledger, Snapshot};
use outlay_sandbox::{Level, RuleInstance};
use tokio::sync::mpsc::UnboundedSender;

use crate::batch::Batch;
use crate::judge::{Failure, Found, Part, judge};
use crate::plan::Plan;
use crate::replay::{Replay, Stop};
use crate::status::{RuleState, STRIKES, Status};

/// A state is saved after this much of the ledger's time ...
const SAVE_EVERY: i64 = 30_000_000;
/// ... or this many events.
const SAVE_AFTER: u64 = 500_000;
/// States that are saved in one commit, besides first ones.
const SAVES_A_COMMIT: usize = 8;
/// Failures in a row to save a state after which a rule is suspended.
const UNSAVED: u32 = 3;
/// How far behind a rule may be when it is attached again; the rest is judged between two batches.
const LARGEST_GAP: u64 = 20_000;
/// No rule may use more of a core than this for long.
const SHARE: Duration = Duration::from_secs(1);
const SHARE_OF: Duration = Duration::from_secs(10);

/// What the rules said about a batch.
#[derive(Debug, Default)]
pub struct Verdict {
    /// In the order of their entries; those of a rule that caught up are about earlier ones.
    pub findings: Vec<Finding>,
    /// Entries to commit behind the batch: what a rule did not judge, and rules that ended.
    pub skips: Vec<Entry>,
    /// Some rule has not judged all of it yet.
    pub partial: bool,
}

/// The rules that judge. Lives on the sequencer's thread; [`Live`](crate::Live) changes it.
#[derive(Debug)]
pub struct RuleSet {
    members: Vec<Member>,
    notices: UnboundedSender<Notice>,
    /// For the next batch: findings of rules that caught up, and entries that say so.
    late: Vec<Finding>,
    entries: Vec<Entry>,
}

/// What the keeper has to do something about.
#[derive(Debug)]
pub(crate) enum Notice {
    /// The rule failed; it has judged, or skipped, everything before `judged_to`.
    Failed {
        rule_id: String,
        revision: u64,
        judged_to: u64,
    },
    Suspended {
        rule_id: String,
        revision: u64,
        reason: String,
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

/// A rule that can be called, and what it wants to see.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) instance: RuleInstance,
    pub(crate) plan: Plan,
}

/// One rule of the set.
#[derive(Debug)]
pub(crate) struct Member {
    who: Who,
    /// None while it is detached.
    running: Option<Running>,
    status: Arc<Status>,
    /// Its first state, to be saved with the entry that starts it.
    first: Option<Snapshot>,
    saved_at: Timestamp,
    events_since: u64,
    unsaved: u32,
    used: Duration,
    used_since: Instant,
}

impl Member {
    pub(crate) fn new(who: Who, running: Option<Running>, status: Arc<Status>) -> Self {
        Self {
            who,
            running,
            status,
            first: None,
            saved_at: Timestamp::default(),
            events_since: 0,
            unsaved: 0,
            used: Duration::ZERO,
            used_since: Instant::now(),
        }
    }

    fn judge(&mut self, batch: &mut Batch<'_>) -> Option<Result<Vec<Found>, Failure>> {
        let Running { instance, plan } = self.running.as_mut()?;
        let began = Instant::now();
        let outcome = judge(instance, plan, batch, Part::default());
        self.status.write_lines(batch.received_at, instance.take_log());
        self.events_since += batch.rows.len() as u64;
        let outcome = outcome.and_then(|judged| self.check_share(began).map(|()| judged));
        Some(outcome.map(|(rows, found)| {
            if rows > 0 {
                self.status.judged(found.len());
            }
            found
        }))
    }

    fn check_share(&mut self, began: Instant) -> Result<(), Failure> {
        self.used += began.elapsed();
        let over = self.used > SHARE;
        if over || self.used_since.elapsed() > SHARE_OF {
            (self.used, self.used_since) = (Duration::ZERO, Instant::now());
        }
        if over { Err(Failure::new("the rule used more than a tenth of a core for ten seconds")) } else { Ok(()) }
    }

    fn finding(&self, found: Found) -> Finding {
        found.into_finding(&self.who.id, &self.who.name, self.who.shadow)
    }

    fn late_findings(&self, late: Vec<Found>) -> Vec<Finding> {
        self.status.found(late.len());
        late.into_iter().map(|found| self.finding(found)).collect()
    }

    fn save(&mut self, last_seq: u64, received_at: Timestamp) -> Option<Result<Snapshot, Failure>> {
        let Running { instance, .. } = self.running.as_mut()?;
        (self.saved_at, self.events_since) = (received_at, 0);
        let state = instance.snapshot();
        self.status.write_lines(received_at, instance.take_log());
        Some(match state {
            Ok(state) => {
                self.unsaved = 0;
                Ok(Snapshot { rule_id: self.who.id.clone(), revision: self.who.revision, seq: last_seq, state })
            }
            Err(failure) => {
                self.unsaved += 1;
                let is_too_large = matches!(failure, outlay_sandbox::RuleFailure::TooMuchOutput { .. });
                let is_final = is_too_large || self.unsaved >= UNSAVED;
                Err(Failure { is_final, ..Failure::new(format!("its state cannot be saved: {failure}")) })
            }
        })
    }

    fn stopped(&self) -> Entry {
        let (rule_id, revision) = (self.who.id.clone(), self.who.revision);
        Entry::RuleChange { rule_id, revision, change: RuleChange::Stopped }
    }
}

impl RuleSet {
    pub(crate) fn new(notices: UnboundedSender<Notice>) -> Self {
        Self { members: Vec::new(), notices, late: Vec::new(), entries: Vec::new() }
    }

    /// Judges a batch that is about to be committed. A rule that fails costs itself only: its skip is among the answers.
    pub fn judge(&mut self, first_seq: u64, received_at: Timestamp, entries: &[Entry]) -> Verdict {
        let (findings, skips) = (std::mem::take(&mut self.late), std::mem::take(&mut self.entries));
        let mut verdict = Verdict { findings, skips, partial: false };
        let mut batch = Batch::new(first_seq, received_at, entries);
        if self.members.is_empty() || batch.is_empty() {
            return verdict;
        }
        let mut gone = Vec::new();
        for (index, member) in self.members.iter_mut().enumerate() {
            match member.judge(&mut batch) {
                Some(Ok(found)) => verdict.findings.extend(found.into_iter().map(|found| member.finding(found))),
                None => verdict.partial |= !batch.rows.is_empty(),
                Some(Err(failure)) => {
                    verdict.partial = true;
                    verdict.skips.push(Entry::Skip {
                        rule_id: member.who.id.clone(),
                        from_seq: first_seq,
                        to_seq: batch.end_seq,
                        reason: failure.reason.clone(),
                    });
                    let strikes = member.status.failed();
                    let what = format!("did not judge {} events from seq {first_seq} on", batch.rows.len());
                    if fail(member, &failure, strikes, &what, batch.end_seq, received_at, &self.notices) {
                        verdict.skips.push(member.stopped());
                        gone.push(index);
                    }
                }
            }
        }
        gone.into_iter().rev().for_each(|index| drop(self.members.remove(index)));
        verdict.findings.sort_by_key(|finding| finding.seq);
        verdict
    }

    /// The states that are due to be saved; they cover everything up to `last_seq`.
    pub fn due_snapshots(&mut self, last_seq: u64, received_at: Timestamp) -> Vec<Snapshot> {
        let mut snapshots: Vec<Snapshot> = self.members.iter_mut().filter_map(|member| member.first.take()).collect();
        let mut gone = Vec::new();
        let is_due = |member: &Member| {
            member.running.is_some()
                && (received_at.0.saturating_sub(member.saved_at.0) >= SAVE_EVERY || member.events_since >= SAVE_AFTER)
        };
        let due = self.members.iter_mut().enumerate().filter(|(_, member)| is_due(member)).take(SAVES_A_COMMIT);
        for (index, member) in due {
            match member.save(last_seq, received_at) {
                Some(Ok(snapshot)) => snapshots.push(snapshot),
                None => {}
                Some(Err(failure)) => {
                    // It judged everything up to here: nothing is skipped, but the instance is of no more use.
                    member.status.failed();
                    if fail(member, &failure, 0, "could not be saved", last_seq + 1, received_at, &self.notices) {
                        self.entries.push(member.stopped());
                        gone.push(index);
                    }
                }
            }
        }
        gone.into_iter().rev().for_each(|index| drop(self.members.remove(index)));
        snapshots
    }

    /// A rule begins to judge behind the entry that this answers, in place of an older revision of it.
    pub(crate) fn start(&mut self, mut member: Member, first_state: Vec<u8>, seq: u64) -> Vec<Entry> {
        let Who { id, revision, .. } = member.who.clone();
        member.first = Some(Snapshot { rule_id: id.clone(), revision, seq, state: first_state });
        member.status.forgive();
        member.status.set(RuleState::Live, None);
        self.members.retain(|old| old.who.id != id);
        self.members.push(member);
        vec![Entry::RuleChange { rule_id: id, revision, change: RuleChange::Started }]
    }

    /// A rule judges nothing more.
    pub(crate) fn stop(&mut self, rule_id: &str) -> Vec<Entry> {
        self.members.extract_if(.., |member| member.who.id == rule_id).map(|member| member.stopped()).collect()
    }

    /// Changes what senders and alerts are told, and nothing else.
    pub(crate) fn rename(&mut self, rule_id: &str, name: &str, shadow: bool) {
        for member in self.members.iter_mut().filter(|member| member.who.id == rule_id) {
            (member.who.name, member.who.shadow) = (name.to_owned(), shadow);
        }
    }

    /// Adds a rule that was restored before there were batches, or one that waits to be.
    pub(crate) fn add(&mut self, member: Member, late: Vec<Found>) {
        if !late.is_empty() {
            // It was detached when the process ended: what it found meanwhile is told with the first batch.
            self.late.extend(member.late_findings(late));
            self.entries.push(judges_again(&member.who.id, 0));
        }
        self.members.push(member);
    }

    /// Adds a rule that is being brought back.
    pub(crate) fn add_detached(&mut self, member: Member) {
        self.members.push(member);
    }

    /// Attaches a rule again that was replayed up to about here.
    pub(crate) fn reattach(&mut self, mut replay: Replay, ledger: &Ledger, next_seq: u64) -> (Reattached, Vec<Entry>) {
        let who = replay.who();
        let waits = |member: &Member| {
            member.who.id == who.id && member.who.revision == who.revision && member.running.is_none()
        };
        let Some(index) = self.members.iter().position(waits) else { return (Reattached::Gone, Vec::new()) };
        if next_seq.saturating_sub(replay.judged_to()) > LARGEST_GAP {
            return (Reattached::Behind(Box::new(replay)), Vec::new());
        }
        if let Err(stop) = replay.follow(ledger) {
            return (Reattached::Stopped(stop), Vec::new());
        }
        if replay.is_stopped() {
            return (Reattached::Gone, Vec::new());
        }
        let (running, late) = replay.finish();
        let member = &mut self.members[index];
        member.running = Some(running);
        (member.used, member.used_since) = (Duration::ZERO, Instant::now());
        member.status.set(RuleState::Live, None);
        self.late.extend(member.late_findings(late));
        (Reattached::Done, vec![judges_again(&member.who.id, next_seq)])
    }

    /// Ends a rule that failed too often while it was detached.
    pub(crate) fn suspend(&mut self, rule_id: &str, revision: u64) -> Vec<Entry> {
        let is_it = |member: &mut Member| {
            member.who.id == rule_id && member.who.revision == revision && member.running.is_none()
        };
        self.members.extract_if(.., is_it).map(|member| member.stopped()).collect()
    }
}

/// What became of a rule that was to be attached again.
#[derive(Debug)]
pub(crate) enum Reattached {
    Done,
    /// It was changed, stopped or deleted meanwhile.
    Gone,
    Behind(Box<Replay>),
    Stopped(Stop),
}

/// An empty skip says that a rule has judged everything before it, and that what it found is told.
fn judges_again(rule_id: &str, seq: u64) -> Entry {
    Entry::Skip { rule_id: rule_id.to_owned(), from_seq: seq, to_seq: seq, reason: "judges again".to_owned() }
}

/// Detaches a rule, or ends it for good; true if it is to leave the set.
fn fail(
    member: &mut Member,
    failure: &Failure,
    strikes: u32,
    what: &str,
    judged_to: u64,
    at: Timestamp,
    notices: &UnboundedSender<Notice>,
) -> bool {
    member.running = None;
    let (rule_id, revision) = (member.who.id.clone(), member.who.revision);
    let reason = &failure.reason;
    member.status.write(at, Level::Error, format!("{what}: {reason}"));
    tracing::warn!(rule = rule_id, reason, "a rule {what}");
    let is_over = failure.is_final || strikes >= STRIKES;
    let notice = if is_over {
        let reason = suspension(reason, strikes);
        member.status.set(RuleState::Suspended, Some(reason.clone()));
        Notice::Suspended { rule_id, revision, reason }
    } else {
        member.status.set(RuleState::Detached, Some(reason.clone()));
        Notice::Failed { rule_id, revision, judged_to }
    };
    // The keeper is gone only when the process ends.
    let _gone = notices.send(notice);
    is_over
}

/// Why a rule was suspended, for its owner.
pub(crate) fn suspension(reason: &str, strikes: u32) -> String {
    if strikes >= STRIKES {
        format!("it failed {strikes} times in a row, at last because {reason}")
    } else {
        reason.to_owned()
    }
}
