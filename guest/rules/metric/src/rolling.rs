//! Watches the last minute, hour, 30 days.

use std::time::Duration;

use outlay_rule::windows::{Groups, Keys, Rolling, RollingPeriod, Tally};
use outlay_rule::{Column, Error, Event, Timestamp, state};

use crate::parts::Parts;
use crate::watch::{MOST_VERDICTS, Orphans, Verdict, Watched, When, begin};
use crate::yardstick::{Figures, Yardstick};

/// Slices of a period: of a single window, and of each where there may be thousands.
const SLICES: u32 = 60;
const SLICES_OF_GROUPS: u32 = 20;

/// There is no period in particular that conditions are about.
const NO_PERIOD: Timestamp = Timestamp(0);

#[derive(Debug)]
pub(crate) struct RollingWatch {
    yardstick: Yardstick,
    /// Microseconds.
    length: i64,
    period: RollingPeriod,
    /// When rows happened, if not when they were received.
    happened: Option<Columns>,
    is_one: bool,
    keys: Keys,
    groups: Groups<Watched<Rolling<Parts>>>,
    orphans: Orphans,
}

#[derive(Debug)]
struct Columns {
    event_time: Column,
    is_future: Column,
}

impl RollingWatch {
    pub(crate) fn new(yardstick: Yardstick, length: i64, by_event_time: bool, keys: Keys, is_one: bool) -> Self {
        let slices = if is_one { SLICES } else { SLICES_OF_GROUPS };
        let columns = || Columns { event_time: Column::named("event_time"), is_future: Column::named("is_future") };
        Self {
            yardstick,
            length,
            period: RollingPeriod::new(Duration::from_micros(length.unsigned_abs()), slices),
            happened: by_event_time.then(columns),
            is_one,
            keys,
            groups: Groups::default(),
            orphans: Orphans::default(),
        }
    }

    pub(crate) fn event(&mut self, event: &Event<'_>, now: Timestamp, parts: Parts) -> Option<Verdict> {
        let then = match &self.happened {
            None => now,
            Some(columns) if event.flag(&columns.is_future) == Some(true) => return None,
            Some(columns) => Timestamp(event.integer(&columns.event_time)?),
        };
        let place = self.keys.find(event, &mut self.groups, || Watched::since(now));
        let (yardstick, period, length) = (&self.yardstick, self.period, self.length);
        let changed = self.groups.change(place, |key, watched| {
            if then == now {
                watched.window.at(period, now).merge(&parts);
            } else if let Some(tally) = watched.window.at_earlier(period, now, then) {
                tally.merge(&parts);
            }
            judge(yardstick, period, length, key, watched, now)
        });
        self.orphans.of(changed)
    }

    /// What it reads of an event.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let happened = self.happened.iter().flat_map(|columns| [columns.event_time.name(), columns.is_future.name()]);
        happened.chain(self.keys.columns()).collect()
    }

    pub(crate) fn tick(&mut self, now: Timestamp) -> Vec<Verdict> {
        let mut verdicts = self.orphans.clear();
        begin(&mut self.groups, self.is_one, now);
        let (yardstick, period, length) = (&self.yardstick, self.period, self.length);
        // Of a group that is forgotten it would no longer be known that little of it is little.
        let may_forget = !self.is_one && !yardstick.is_low();
        self.groups.retain(|key, watched| {
            if verdicts.len() < MOST_VERDICTS {
                verdicts.extend(judge(yardstick, period, length, key, watched, now));
            }
            !(may_forget && watched.window.is_empty() && watched.standing.is_idle())
        });
        verdicts
    }

    pub(crate) fn save(&self) -> Vec<u8> {
        state::save(&(&self.groups, &self.orphans))
    }

    pub(crate) fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        (self.groups, self.orphans) = state::load(saved)?;
        Ok(())
    }
}

fn judge(
    yardstick: &Yardstick,
    period: RollingPeriod,
    length: i64,
    key: &str,
    watched: &mut Watched<Rolling<Parts>>,
    now: Timestamp,
) -> Option<Verdict> {
    let measured = yardstick.measure(&watched.window.total(period, now), length);
    let is_seen = !yardstick.is_low() || now.0.saturating_sub(watched.since.0) >= length;
    let figures = Figures { holds: measured.holds && is_seen, ..measured };
    let turn = watched.standing.observe(now, NO_PERIOD, figures.holds, yardstick.persists, false)?;
    Some(Verdict { key: key.to_owned(), turn, when: When::Now, figures })
}
