//! All rules over one batch: on the sequencer's thread, before the commit.

use std::time::{Duration, Instant};

use outlay_domain::entry::RuleChange;
use outlay_domain::{Entry, Finding, Timestamp};
use outlay_ledger::{Ledger, Snapshot};
use tokio::sync::mpsc::UnboundedSender;

use crate::batch::Batch;
use crate::judge::{Failure, Found};
use crate::member::{Member, Notice, Running, Who};
use crate::replay::{Replay, Stop};
use crate::share::Stopwatch;
use crate::status::RuleState;

/// States that are saved in one commit, besides first ones.
const SAVES_A_COMMIT: usize = 8;
/// How far behind a rule may be when it is attached again; the rest is judged between two batches.
const LARGEST_GAP: u64 = 2_000;

/// What the rules said about a batch.
#[derive(Debug, Default)]
pub struct Verdict {
    /// In the order of their entries; those of a rule that caught up are about earlier ones.
    pub findings: Vec<Finding>,
    /// Entries to commit behind the batch: rules that were detached or ended.
    pub notes: Vec<Entry>,
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
    /// How long each member took for the batch, on the wall.
    took: Vec<Duration>,
    stopwatch: Stopwatch,
}

impl RuleSet {
    pub(crate) fn new(notices: UnboundedSender<Notice>) -> Self {
        Self {
            members: Vec::new(),
            notices,
            late: Vec::new(),
            entries: Vec::new(),
            took: Vec::new(),
            stopwatch: Stopwatch::default(),
        }
    }

    /// Judges a batch that is about to be committed. A rule that fails costs itself only: its skip is among the answers.
    pub fn judge(&mut self, first_seq: u64, received_at: Timestamp, entries: &[Entry]) -> Verdict {
        let (findings, notes) = (std::mem::take(&mut self.late), std::mem::take(&mut self.entries));
        let mut verdict = Verdict { findings, notes, partial: false };
        let mut batch = Batch::new(first_seq, received_at, entries);
        if self.members.is_empty() || batch.is_empty() {
            return verdict;
        }
        let began = self.stopwatch.begin();
        let mut wall = began.at;
        self.took.clear();
        let mut failed: Vec<(usize, Failure, u64)> = Vec::new();
        for (index, member) in self.members.iter_mut().enumerate() {
            match member.judge(&mut batch) {
                Some(Ok(found)) => verdict.findings.extend(found.into_iter().map(|found| member.finding(found))),
                None => verdict.partial |= !batch.rows.is_empty(),
                Some(Err(failure)) => failed.push((index, failure, first_seq)),
            }
            let now = Instant::now();
            self.took.push(now - wall);
            wall = now;
        }
        let all = wall - began.at;
        let of_thread = self.stopwatch.end(&began, all);
        for (index, member) in self.members.iter_mut().enumerate().filter(|(_, member)| member.running.is_some()) {
            if let Err(failure) = member.settle(part_of(of_thread, self.took[index], all)) {
                failed.push((index, failure, batch.end_seq));
            }
        }
        failed.sort_by_key(|(index, ..)| *index);
        failed.dedup_by_key(|(index, ..)| *index);
        for (index, failure, judged_to) in failed.into_iter().rev() {
            verdict.partial |= judged_to < batch.end_seq;
            self.fail(index, &failure, (judged_to, batch.end_seq), received_at, &mut verdict.notes);
        }
        verdict.notes.extend(self.members.iter_mut().filter_map(Member::take_note));
        verdict.findings.sort_by_key(|finding| finding.seq);
        verdict
    }

    /// Detaches a rule that has judged everything before `judged_to`, or ends it.
    fn fail(&mut self, index: usize, failure: &Failure, places: (u64, u64), at: Timestamp, notes: &mut Vec<Entry>) {
        let member = &mut self.members[index];
        let strikes = member.status.failed();
        let notice = member.fail(failure, strikes, "was detached", places, at);
        if matches!(notice, Notice::Suspended { .. }) {
            notes.push(member.stopped());
            self.members.remove(index);
        }
        notify(&self.notices, notice);
    }

    /// Some rule asks for ticks, also one that judges them late.
    pub(crate) fn wants_ticks(&self) -> bool {
        self.members.iter().any(|member| member.wants_ticks)
    }

    /// The states that are due to be saved; they cover everything up to `last_seq`.
    pub fn due_snapshots(&mut self, last_seq: u64, received_at: Timestamp) -> Vec<Snapshot> {
        let firsts = self.members.iter_mut().filter_map(|member| member.take_first(received_at));
        let mut snapshots: Vec<Snapshot> = firsts.collect();
        let mut gone = Vec::new();
        let due = self.members.iter_mut().enumerate().filter(|(_, member)| member.is_due(received_at));
        let due = due.take(SAVES_A_COMMIT);
        for (index, member) in due {
            match member.save(last_seq, received_at) {
                Some(Ok(snapshot)) => snapshots.push(snapshot),
                None => {}
                Some(Err(failure)) => {
                    // It judged everything up to here: nothing is skipped, but the instance is of no more use.
                    member.status.failed();
                    let next = (last_seq + 1, last_seq + 1);
                    let notice = member.fail(&failure, 0, "could not be saved", next, received_at);
                    if matches!(notice, Notice::Suspended { .. }) {
                        self.entries.push(member.stopped());
                        gone.push(index);
                    }
                    notify(&self.notices, notice);
                }
            }
        }
        gone.into_iter().rev().for_each(|index| drop(self.members.remove(index)));
        snapshots
    }

    /// The last batch was not committed: the ledger ends at `end`. Every rule has judged entries that are not there, so
    /// all are brought back from their saved states; what was to be told late stays to be told.
    pub fn roll_back(&mut self, end: u64, findings: Vec<Finding>, entries: Vec<Entry>) {
        self.late = findings.into_iter().filter(|finding| finding.seq < end).collect();
        let is_about_batch =
            |entry: &Entry| matches!(entry, Entry::RuleChange { change: RuleChange::Detached { .. }, .. });
        self.entries = entries.into_iter().filter(|entry| !is_about_batch(entry)).collect();
        // The ledger does not know of those that were to start with the batch.
        self.members.retain(|member| member.starts_at.is_none_or(|seq| seq < end));
        self.members.iter_mut().for_each(|member| member.detach(end));
        notify(&self.notices, Notice::RolledBack { judged_to: end });
    }

    /// A rule that is to judge, and is not in the set, waits in it to be attached. It has judged everything before
    /// `judged_to`.
    pub(crate) fn await_member(&mut self, mut member: Member, judged_to: u64) {
        member.detach(judged_to);
        if !self.members.iter().any(|known| known.who.id == member.who.id) {
            self.members.push(member);
        }
    }

    /// Gives the state of a rule that judges now to an instance that is to follow it.
    pub(crate) fn hand_over(&mut self, rule_id: &str, mut heir: Running) -> Result<(Running, Vec<u8>), String> {
        let running = self.members.iter_mut().find(|member| member.who.id == rule_id);
        let running = running.and_then(|member| member.running.as_mut());
        let Some(running) = running else { return Err("the rule does not judge at this moment".to_owned()) };
        let state = running.instance.snapshot().map_err(|failure| failure.to_string())?;
        heir.instance.restore(&state).map_err(|failure| failure.to_string())?;
        Ok((heir, state))
    }

    /// A rule begins to judge behind the entry that this answers, in place of an older revision of it.
    pub(crate) fn start(&mut self, mut member: Member, first_state: Vec<u8>, seq: u64) -> Vec<Entry> {
        let Who { id, revision, .. } = member.who.clone();
        let started = member.who.change(RuleChange::Started);
        member.starts_at = Some(seq);
        member.first = Some(Snapshot { rule_id: id.clone(), revision, seq, state: first_state });
        member.status.forgive();
        member.status.set(RuleState::Live, None);
        self.members.retain(|old| old.who.id != id);
        self.members.push(member);
        vec![started]
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

    /// Adds a rule that was restored before there were batches. `late` is there if it was detached when the process ended.
    pub(crate) fn add(&mut self, member: Member, late: Option<Vec<Found>>) {
        if let Some(late) = late {
            self.late.extend(member.late_findings(late));
            self.entries.push(member.who.change(RuleChange::Attached));
        }
        self.members.push(member);
    }

    /// Attaches a rule again that was replayed up to about here.
    pub(crate) fn reattach(&mut self, mut replay: Replay, ledger: &Ledger, next_seq: u64) -> (Reattached, Vec<Entry>) {
        let who = replay.who();
        let waits = |member: &Member| member.is(&who) && member.running.is_none();
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
        member.attach(running);
        self.late.extend(member.late_findings(late));
        (Reattached::Done, vec![member.who.change(RuleChange::Attached)])
    }

    /// Ends a rule that failed too often while it was detached.
    pub(crate) fn suspend(&mut self, who: &Who) -> Vec<Entry> {
        let is_it = |member: &mut Member| member.is(who) && member.running.is_none();
        self.members.extract_if(.., is_it).map(|member| member.stopped()).collect()
    }
}

/// What a part of the time on the wall is of the time on a processor.
fn part_of(cpu: Duration, part: Duration, all: Duration) -> Duration {
    let nanos = |time: Duration| time.as_nanos();
    let scaled = (nanos(cpu) * nanos(part)).checked_div(nanos(all)).unwrap_or_default();
    Duration::from_nanos(u64::try_from(scaled).unwrap_or(u64::MAX))
}

fn notify(notices: &UnboundedSender<Notice>, notice: Notice) {
    // The keeper is gone only when the process ends.
    let _gone = notices.send(notice);
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
