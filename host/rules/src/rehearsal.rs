//! A rule is tried by its author: what it finds in events that the author made up, what that costs, and whether it keeps
//! its promises. Rows, frames, filters and calls are those of the server.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use outlay_domain::{Entry, Finding, Timestamp};
use outlay_sandbox::{LogLine, RuleComponent, RuleFailure};

use crate::batch::Batch;
use crate::judge::{Found, judge};
use crate::member::Running;
use crate::plan::Plan;
use crate::ticks;

/// Entries that were received together: events, corrections of them, windows of one record each.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Not before that of the one before.
    pub received_at: Timestamp,
    pub entries: Vec<Entry>,
}

/// What came of it.
#[derive(Debug)]
pub struct Rehearsal {
    /// Of all events.
    pub events: usize,
    /// How many of them passed the rule's filter.
    pub judged: usize,
    pub ticks: usize,
    pub found: Vec<Told>,
    /// How long all of it took, of which `configure` is no part.
    pub took: Duration,
    /// The most bytes that it used.
    pub memory: usize,
    /// None unless the engine counts them.
    pub instructions: Option<u64>,
    pub log: Vec<LogLine>,
    /// What it finds when every event comes in a frame of its own, if that is something else.
    pub in_single_rows: Option<Vec<Told>>,
    /// The same with its state saved and given to a new instance between every two events.
    pub with_restarts: Option<Vec<Told>>,
}

/// A finding, and the event that it is about, by its place among all; none if it is of a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub event: Option<usize>,
    pub finding: Finding,
}

/// Why a rule could not be tried to the end.
#[derive(Debug)]
pub enum Stopped {
    /// The settings are refused, or the rule fails over them.
    Settings {
        message: String,
        field: Option<String>,
    },
    /// It failed at an event, or at time that passed before it, or at the end.
    Failed {
        event: Option<usize>,
        message: String,
        log: Vec<LogLine>,
    },
    TooManyTicks,
}

/// What a rule may use unless it is granted more.
pub const MEMORY_MIB: i64 = crate::edit::MEMORY_MIB;

/// Calls of `tick` at most: an hour has 360.
const MOST_TICKS: usize = 20_000;

/// Runs the rule over the events three times, from its first state on.
pub fn rehearse(
    component: &RuleComponent,
    settings: &str,
    zone: &TimeZone,
    memory: usize,
    arrivals: &[Arrival],
) -> Result<Rehearsal, Stopped> {
    let stage = Stage { component, settings, zone, memory };
    let mut running = stage.start()?;
    let wants_ticks = running.plan.wants_ticks;
    let whole = Script::of(arrivals, wants_ticks, false)?;
    let single = Script::of(arrivals, wants_ticks, true)?;

    let configured = running.instance.instructions();
    let begun = Instant::now();
    let outcome = whole.play(&mut running, |_| Ok(()));
    let took = begun.elapsed();
    let instructions = running.instance.instructions().zip(configured).map(|(now, before)| now - before);
    let log = running.instance.take_log();
    let (judged, found) = match outcome {
        Ok(outcome) => outcome,
        // One by one, to say at which event.
        Err(Failed { message, .. }) => {
            let mut again = stage.start()?;
            return Err(match single.play(&mut again, |_| Ok(())) {
                Err(Failed { event, message }) => Stopped::Failed { event, message, log: again.instance.take_log() },
                Ok(_) => Stopped::Failed { event: None, message, log },
            });
        }
    };
    let memory = running.instance.memory();

    let failed = |Failed { event, message }: Failed| Stopped::Failed { event, message, log: Vec::new() };
    let in_single_rows = single.play(&mut stage.start()?, |_| Ok(())).map_err(failed)?.1;
    let restarting = |running: &mut Running| {
        let state = running.instance.snapshot()?;
        let mut next = component.start(settings, stage.memory)?;
        next.restore(&state)?;
        running.instance = next;
        Ok(())
    };
    let with_restarts = single.play(&mut stage.start()?, restarting).map_err(failed)?.1;
    Ok(Rehearsal {
        events: whole.events,
        judged,
        ticks: whole.ticks,
        in_single_rows: (in_single_rows != found).then_some(in_single_rows),
        with_restarts: (with_restarts != found).then_some(with_restarts),
        found,
        took,
        memory,
        instructions,
        log,
    })
}

/// What every instance is made of.
struct Stage<'s> {
    component: &'s RuleComponent,
    settings: &'s str,
    zone: &'s TimeZone,
    memory: usize,
}

impl Stage<'_> {
    fn start(&self) -> Result<Running, Stopped> {
        let instance = self.component.start(self.settings, self.memory).map_err(|failure| match failure {
            RuleFailure::Refused { message, field } => Stopped::Settings { message, field },
            other => Stopped::Settings { message: other.to_string(), field: None },
        })?;
        let plan = Plan::of(self.component.manifest(), instance.selection(), self.zone)
            .map_err(|message| Stopped::Settings { message, field: None })?;
        Ok(Running { instance, plan })
    }
}

/// Entries as the ledger would have them, in the batches in which the rule is to see them.
struct Script {
    batches: Vec<(Timestamp, Vec<Entry>)>,
    /// By `seq`, which begins at 1: the event of the entry, by its place among all; none for a tick.
    events_of: Vec<Option<usize>>,
    events: usize,
    ticks: usize,
}

struct Failed {
    event: Option<usize>,
    message: String,
}

impl Script {
    fn of(arrivals: &[Arrival], wants_ticks: bool, one_by_one: bool) -> Result<Self, Stopped> {
        let mut script = Self { batches: Vec::new(), events_of: Vec::new(), events: 0, ticks: 0 };
        let mut before: Option<Timestamp> = None;
        for Arrival { received_at, entries } in arrivals {
            if let Some(before) = before.filter(|_| wants_ticks) {
                let mut at = before.0.saturating_add(ticks::EVERY);
                while at <= received_at.0 {
                    script.add(Timestamp(at), vec![Entry::Tick]);
                    if script.ticks > MOST_TICKS {
                        return Err(Stopped::TooManyTicks);
                    }
                    at = at.saturating_add(ticks::EVERY);
                }
            }
            before = Some(*received_at);
            if one_by_one {
                entries.iter().for_each(|entry| script.add(*received_at, vec![entry.clone()]));
            } else {
                script.add(*received_at, entries.clone());
            }
        }
        Ok(script)
    }

    fn add(&mut self, received_at: Timestamp, entries: Vec<Entry>) {
        for entry in &entries {
            if matches!(entry, Entry::Tick) {
                self.ticks += 1;
                self.events_of.push(None);
            } else {
                self.events_of.push(Some(self.events));
                self.events += 1;
            }
        }
        self.batches.push((received_at, entries));
    }

    /// Answers with how many rows reached the rule, and what it found.
    fn play(
        &self,
        running: &mut Running,
        between: impl Fn(&mut Running) -> Result<(), RuleFailure>,
    ) -> Result<(usize, Vec<Told>), Failed> {
        let (mut judged, mut found) = (0, Vec::new());
        let mut seq = 1;
        for (received_at, entries) in &self.batches {
            let failed = |message: String| Failed { event: self.event_of(seq).filter(|_| entries.len() == 1), message };
            if seq > 1 {
                between(running).map_err(|failure| failed(failure.to_string()))?;
            }
            let mut batch = Batch::new(seq, *received_at, entries);
            let (rows, of_batch) = judge(running, &mut batch).map_err(|failure| failed(failure.reason))?;
            judged += rows;
            found.extend(of_batch.into_iter().map(|found| self.told(found)));
            seq += entries.len() as u64;
        }
        Ok((judged, found))
    }

    fn told(&self, found: Found) -> Told {
        let event = self.event_of(found.seq);
        Told { event, finding: found.into_finding("", "", false) }
    }

    fn event_of(&self, seq: u64) -> Option<usize> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.events_of.get(index).copied().flatten()
    }
}
