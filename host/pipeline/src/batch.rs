//! A batch while it is put together: what is new, what is known, what says more about a known call.

use std::collections::{BTreeSet, HashMap};

use outlay_domain::merge::{Merged, merge};
use outlay_domain::{CallId, Entry, Event, Money, Revision, Timestamp, Voiding};
use outlay_ledger::{Ledger, LedgerError};
use outlay_pricing::PriceBook;

use crate::handle::Incoming;
use crate::receipt::{Outcome, Problem, Status};

/// A call has so many arrivals at most that say something of their own; what comes later is a repetition.
const MOST_ARRIVALS: usize = 32;

/// Entries to be committed together, with the names that they go by.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) entries: Vec<Entry>,
    /// In the order of their entries.
    pub(crate) names: Vec<(CallId, u64)>,
    /// Which event a name of this batch means.
    fresh: HashMap<CallId, u64>,
    /// Calls of which this batch says something new, by the `seq` of their event.
    changed: HashMap<u64, Known>,
}

/// Where a call is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    event: u64,
    newest: u64,
}

/// A call as it is known.
#[derive(Debug, Clone)]
struct Known {
    /// Of the event.
    seq: u64,
    /// Of the entry that was the last to say something.
    newest: u64,
    /// None if it is of this batch.
    received_at: Option<Timestamp>,
    revision: u32,
    is_void: bool,
    judged_cost: Option<Money>,
    event: Event,
    arrivals: Vec<Event>,
}

/// What a batch is put together with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Desk<'d> {
    pub(crate) ledger: &'d Ledger,
    pub(crate) prices: &'d PriceBook,
    /// Of the batch's first entry.
    pub(crate) first_seq: u64,
}

impl Batch {
    pub(crate) fn next_seq(&self, desk: Desk<'_>) -> u64 {
        desk.first_seq + self.entries.len() as u64
    }

    /// Gives what is new its place, and finds the place of the rest.
    pub(crate) fn take(&mut self, incoming: Incoming, desk: Desk<'_>) -> Result<Outcome, LedgerError> {
        match incoming {
            Incoming::Event { event, aliases } => self.event(event, &aliases, desk),
            Incoming::Amend { target, event } => self.amend(target, *event, desk),
            Incoming::Void { target, team, key_id, reason } => self.void(target, &team, key_id, reason, desk),
        }
    }

    fn event(&mut self, event: Box<Event>, aliases: &[CallId], desk: Desk<'_>) -> Result<Outcome, LedgerError> {
        let mut calls = BTreeSet::new();
        for name in std::iter::once(event.call_id).chain(aliases.iter().copied()) {
            calls.extend(self.named(name, desk)?);
        }
        if calls.is_empty() {
            let seq = self.next_seq(desk);
            for name in std::iter::once(event.call_id).chain(aliases.iter().copied()) {
                // The same alias twice is one name.
                if self.fresh.insert(name, seq) != Some(seq) {
                    self.names.push((name, seq));
                }
            }
            let call_id = event.call_id;
            self.entries.push(Entry::Event(event));
            let status = Status::Accepted;
            return Ok(Outcome { status, seq, call_id, revision: 0, conflicts: vec![], alerts: vec![] });
        }
        let mut known = Vec::with_capacity(calls.len());
        for place in calls {
            known.extend(self.known(place, desk)?);
        }
        let names: Vec<CallId> = std::iter::once(event.call_id).chain(aliases.iter().copied()).collect();
        self.arrival(known, *event, &names, desk)
    }

    /// Another record about calls that are known; usually about one.
    fn arrival(
        &mut self,
        known: Vec<Known>,
        event: Event,
        names: &[CallId],
        desk: Desk<'_>,
    ) -> Result<Outcome, LedgerError> {
        let mut live = known.iter().filter(|call| !call.is_void).cloned();
        let Some(mut call) = live.next().or_else(|| known.first().cloned()) else {
            return Ok(Outcome::unknown(event.call_id));
        };
        if call.is_void {
            return Ok(call.repeated());
        }
        let others: Vec<Known> = live.collect();
        let before = merge(&call.arrivals);
        call.arrivals.extend(others.iter().flat_map(|other| other.arrivals.iter().cloned()));
        call.arrivals.push(event);
        if call.arrivals.len() > MOST_ARRIVALS {
            call.arrivals.truncate(call.arrivals.len() - 1);
            return Ok(call.repeated());
        }
        let after = merge(&call.arrivals);
        let old_names = self.names_of(&call, desk)?;
        let says_nothing = after == before && others.is_empty();
        if says_nothing && names.iter().all(|name| old_names.contains(name)) {
            return Ok(call.repeated());
        }
        let mut all_names = old_names;
        for other in others {
            all_names.extend(self.names_of(&other, desk)?);
            let into = call.seq;
            self.end(other, String::new(), None, Some(into), &[], desk);
        }
        all_names.extend_from_slice(names);
        let repeated = call.repeated();
        let revised = self.revise(call, after, all_names, desk)?;
        // Only another name became known.
        Ok(if says_nothing { repeated } else { revised })
    }

    /// An entry that says what is known of a call now.
    fn revise(
        &mut self,
        mut call: Known,
        merged: Merged,
        mut names: Vec<CallId>,
        desk: Desk<'_>,
    ) -> Result<Outcome, LedgerError> {
        let seq = self.next_seq(desk);
        names.sort_unstable();
        names.dedup();
        let cost_before = call.event.cost.effective;
        let Merged { mut event, conflicts } = merged;
        event.cost = desk.prices.price(&event);
        let fields: BTreeSet<String> = conflicts.iter().map(|conflict| conflict.field.clone()).collect();
        call.event = event.clone();
        call.revision += 1;
        call.newest = seq;
        self.entries.push(Entry::Amend(Box::new(Revision {
            seq: call.seq,
            received_at: call.received_at.unwrap_or_default(),
            revision: call.revision,
            cost_before,
            judged_cost: call.judged_cost,
            event: Box::new(event),
            conflicts,
            arrivals: call.arrivals.clone(),
        })));
        for name in names {
            self.fresh.insert(name, call.seq);
            self.names.push((name, seq));
        }
        let (call_id, revision) = (call.event.call_id, call.revision);
        self.changed.insert(call.seq, call);
        let conflicts = fields.into_iter().collect();
        Ok(Outcome { status: Status::Accepted, seq, call_id, revision, conflicts, alerts: vec![] })
    }

    fn amend(&mut self, target: CallId, event: Event, desk: Desk<'_>) -> Result<Outcome, LedgerError> {
        let call = match self.target(target, &event.team, desk)? {
            Ok(call) => call,
            Err(refused) => return Ok(refused),
        };
        if call.is_void {
            return Ok(call.refused(Problem::Voided));
        }
        if call.arrivals.len() >= MOST_ARRIVALS {
            return Ok(call.refused(Problem::TooManyChanges));
        }
        let (before, mut call) = (merge(&call.arrivals), call);
        call.arrivals.push(event);
        let after = merge(&call.arrivals);
        if before == after {
            return Ok(call.repeated());
        }
        let names = self.names_of(&call, desk)?;
        self.revise(call, after, names, desk)
    }

    fn void(
        &mut self,
        target: CallId,
        team: &str,
        key_id: String,
        reason: Option<String>,
        desk: Desk<'_>,
    ) -> Result<Outcome, LedgerError> {
        let call = match self.target(target, team, desk)? {
            Ok(call) => call,
            Err(refused) => return Ok(refused),
        };
        if call.is_void {
            return Ok(call.repeated());
        }
        let names = self.names_of(&call, desk)?;
        let (call_id, revision, seq) = (call.event.call_id, call.revision + 1, self.next_seq(desk));
        self.end(call, key_id, reason, None, &names, desk);
        Ok(Outcome { status: Status::Accepted, seq, call_id, revision, conflicts: vec![], alerts: vec![] })
    }

    /// An entry that says that an event counts no more.
    fn end(
        &mut self,
        mut call: Known,
        key_id: String,
        reason: Option<String>,
        merged_into: Option<u64>,
        names: &[CallId],
        desk: Desk<'_>,
    ) {
        let seq = self.next_seq(desk);
        call.revision += 1;
        call.is_void = true;
        call.newest = seq;
        self.entries.push(Entry::Void(Box::new(Voiding {
            seq: call.seq,
            received_at: call.received_at.unwrap_or_default(),
            revision: call.revision,
            judged_cost: call.judged_cost,
            event: Box::new(call.event.clone()),
            merged_into,
            reason,
            key_id,
        })));
        for &name in names {
            self.fresh.insert(name, call.seq);
            self.names.push((name, seq));
        }
        self.changed.insert(call.seq, call);
    }

    /// The call that a correction is about, or what its sender is told.
    fn target(&self, target: CallId, team: &str, desk: Desk<'_>) -> Result<Result<Known, Outcome>, LedgerError> {
        let known = match self.named(target, desk)? {
            Some(place) => self.known(place, desk)?,
            None => None,
        };
        Ok(known.filter(|call| call.event.team == team).ok_or_else(|| Outcome::unknown(target)))
    }

    /// The event that a name means, and the newest entry about it.
    fn named(&self, name: CallId, desk: Desk<'_>) -> Result<Option<Place>, LedgerError> {
        if let Some(&event) = self.fresh.get(&name) {
            return Ok(Some(Place { event, newest: event }));
        }
        let Some(newest) = desk.ledger.seen(name)? else { return Ok(None) };
        let entry = desk.ledger.entry(newest)?;
        Ok(entry.and_then(|(entry, _)| entry.event_seq(newest)).map(|event| Place { event, newest }))
    }

    fn known(&self, place: Place, desk: Desk<'_>) -> Result<Option<Known>, LedgerError> {
        let Place { event, newest } = place;
        if let Some(known) = self.changed.get(&event) {
            return Ok(Some(known.clone()));
        }
        if let Some(index) = newest.checked_sub(desk.first_seq) {
            let entry = usize::try_from(index).ok().and_then(|index| self.entries.get(index));
            return Ok(entry.and_then(|entry| Known::of(entry.clone(), newest, None)));
        }
        let entry = desk.ledger.entry(newest)?;
        Ok(entry.and_then(|(entry, received_at)| Known::of(entry, newest, Some(received_at))))
    }

    /// Every name of a call.
    fn names_of(&self, call: &Known, desk: Desk<'_>) -> Result<Vec<CallId>, LedgerError> {
        if call.newest < desk.first_seq {
            return desk.ledger.names_of(call.newest);
        }
        let begin = self.names.partition_point(|&(_, seq)| seq < call.newest);
        let own = self.names[begin..].iter().take_while(|(_, seq)| *seq == call.newest);
        Ok(own.map(|(name, _)| *name).collect())
    }

    /// Says when entries of this batch were received, where later ones of it mention that.
    pub(crate) fn stamp(&mut self, first_seq: u64, received_at: Timestamp) {
        if self.changed.is_empty() {
            return;
        }
        for entry in &mut self.entries {
            match entry {
                Entry::Amend(revision) if revision.seq >= first_seq => revision.received_at = received_at,
                Entry::Void(voiding) if voiding.seq >= first_seq => voiding.received_at = received_at,
                _ => {}
            }
        }
    }
}

impl Known {
    /// From the newest entry about it; none if the entry is about no event.
    fn of(entry: Entry, seq: u64, received_at: Option<Timestamp>) -> Option<Self> {
        match entry {
            Entry::Event(event) => Some(Self {
                seq,
                newest: seq,
                received_at,
                revision: 0,
                is_void: false,
                judged_cost: event.cost.effective,
                arrivals: vec![(*event).clone()],
                event: *event,
            }),
            Entry::Amend(revision) => Some(Self {
                seq: revision.seq,
                newest: seq,
                received_at: Some(revision.received_at),
                revision: revision.revision,
                is_void: false,
                judged_cost: revision.judged_cost,
                event: *revision.event,
                arrivals: revision.arrivals,
            }),
            Entry::Void(voiding) => Some(Self {
                seq: voiding.seq,
                newest: seq,
                received_at: Some(voiding.received_at),
                revision: voiding.revision,
                is_void: true,
                judged_cost: voiding.judged_cost,
                event: *voiding.event,
                arrivals: Vec::new(),
            }),
            _ => None,
        }
    }

    fn outcome(&self, status: Status) -> Outcome {
        let (seq, call_id, revision) = (self.seq, self.event.call_id, self.revision);
        Outcome { status, seq, call_id, revision, conflicts: vec![], alerts: vec![] }
    }

    fn repeated(&self) -> Outcome {
        self.outcome(Status::Duplicate)
    }

    fn refused(&self, problem: Problem) -> Outcome {
        self.outcome(Status::Rejected(problem))
    }
}
