//! Watches periods that begin anew: this day, this month; or compares a period that is over with the one before.

use outlay_rule::windows::{Calendar, Cut, Every, Groups, Keys, Periods, Tally};
use outlay_rule::{Column, Error, Event, Moment, Timestamp, state};

use crate::parts::Parts;
use crate::watch::{MOST_VERDICTS, Orphans, Verdict, Watched, When, begin};
use crate::yardstick::{Compare, Figures, Yardstick};

/// What is judged of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    /// The period that the clock is in, as soon as it is over the limit.
    Now,
    /// The last period that is final: whether it was little is not known before.
    AtEnd,
    /// The last two periods that are final.
    Change,
}

#[derive(Debug)]
pub(crate) struct CalendarWatch {
    ruler: Ruler,
    /// What says in which period a row counts: its begin, or, for periods of equal length, a time in it.
    place: Column,
    is_future: Column,
    is_one: bool,
    keys: Keys,
    calendar: Calendar,
    groups: Groups<Watched<Periods<Parts>>>,
    orphans: Orphans,
}

/// How periods are cut, and what they are compared with.
#[derive(Debug, Clone, Copy)]
struct Ruler {
    cut: Cut,
    judged: Judged,
    yardstick: Yardstick,
}

/// A rate of the period so far is by at least this: the first call of a day does not make a thousand a minute.
const MINUTE: i64 = 60_000_000;

impl CalendarWatch {
    pub(crate) fn new(yardstick: Yardstick, cut: Cut, by_event_time: bool, keys: Keys, is_one: bool) -> Self {
        let judged = match yardstick.compare {
            Compare::Change(_) => Judged::Change,
            Compare::Level(level) if level.is_low() => Judged::AtEnd,
            Compare::Level(_) => Judged::Now,
        };
        let place = match cut.every {
            Every::Calendar(period) => period.column(),
            Every::Length(_) if by_event_time => "event_time",
            Every::Length(_) => "received_at",
        };
        Self {
            ruler: Ruler { cut, judged, yardstick },
            place: Column::named(place),
            is_future: Column::named("is_future"),
            is_one,
            keys,
            calendar: Calendar::default(),
            groups: Groups::default(),
            orphans: Orphans::default(),
        }
    }

    pub(crate) fn event(&mut self, event: &Event<'_>, now: Timestamp, parts: Parts) -> Option<Verdict> {
        let place = Timestamp(event.integer(&self.place)?);
        let start = match self.ruler.cut.every {
            Every::Calendar(_) => place,
            Every::Length(_) => Calendar::start_of(self.ruler.cut, place)?,
        };
        // What happened ahead of the clock stays out of windows by the time of events only.
        let is_future = self.ruler.is_by_event_time(&self.place) && event.flag(&self.is_future) == Some(true);
        let start = self.calendar.event(self.ruler.cut, now, start, is_future)?;
        let group = self.keys.find(event, &mut self.groups, || Watched::since(now));
        let (ruler, calendar) = (&self.ruler, &self.calendar);
        let changed = self.groups.change(group, |key, watched| {
            if ruler.judged == Judged::Now && calendar.current().is_some_and(|current| start < current) {
                let late = ruler.count_late(calendar, key, watched, now, start, &parts);
                if late.is_some() {
                    return late;
                }
            } else {
                watched.window.at(start).merge(&parts);
            }
            ruler.judge(calendar, key, watched, now)
        });
        self.orphans.of(changed)
    }

    /// What it reads of an event.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let mut columns = vec![self.place.name()];
        if self.ruler.is_by_event_time(&self.place) {
            columns.push(self.is_future.name());
        }
        columns.extend(self.keys.columns());
        columns
    }

    pub(crate) fn tick(&mut self, now: &Moment) -> Vec<Verdict> {
        let mut verdicts = self.orphans.clear();
        self.calendar.tick(self.ruler.cut, now);
        begin(&mut self.groups, self.is_one, now.at);
        let (ruler, calendar, is_one) = (&self.ruler, &self.calendar, self.is_one);
        self.groups.retain(|key, watched| {
            if verdicts.len() < MOST_VERDICTS {
                verdicts.extend(ruler.judge(calendar, key, watched, now.at));
            }
            watched.window.retain(|start| ruler.needs(calendar, now.at, start));
            let may_forget = !is_one && ruler.judged == Judged::Now;
            !(may_forget && watched.window.is_empty() && watched.standing.is_idle())
        });
        verdicts
    }

    pub(crate) fn save(&self) -> Vec<u8> {
        state::save(&(&self.calendar, &self.groups, &self.orphans))
    }

    pub(crate) fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        (self.calendar, self.groups, self.orphans) = state::load(saved)?;
        Ok(())
    }
}

impl Ruler {
    fn is_by_event_time(&self, place: &Column) -> bool {
        matches!(self.cut.every, Every::Calendar(_)) || place.name() == "event_time"
    }

    /// Whether the figures of a period may still be asked for.
    fn needs(&self, calendar: &Calendar, now: Timestamp, start: Timestamp) -> bool {
        match self.judged {
            Judged::Now => !calendar.is_final(self.cut, now, start),
            Judged::AtEnd | Judged::Change => calendar.oldest().is_none_or(|oldest| start >= oldest),
        }
    }

    /// A row of a period that is over and still waits. It may be what takes that period over the limit.
    fn count_late(
        &self,
        calendar: &Calendar,
        key: &str,
        watched: &mut Watched<Periods<Parts>>,
        now: Timestamp,
        start: Timestamp,
        parts: &Parts,
    ) -> Option<Verdict> {
        let before = self.measure(calendar, watched, now, start);
        watched.window.at(start).merge(parts);
        let figures = self.measure(calendar, watched, now, start);
        // What must hold for a while cannot begin to do so afterwards.
        if before.holds || !figures.holds || self.yardstick.persists > 0 {
            return None;
        }
        let turn = watched.standing.holds_late(start)?;
        Some(Verdict { key: key.to_owned(), turn, when: When::Waiting, figures })
    }

    fn judge(
        &self,
        calendar: &Calendar,
        key: &str,
        watched: &mut Watched<Periods<Parts>>,
        now: Timestamp,
    ) -> Option<Verdict> {
        let current = calendar.current()?;
        let (when, period, figures) = match self.judged {
            Judged::Now => (When::Now, current, self.measure(calendar, watched, now, current)),
            // These stand from one end of a period to the next.
            Judged::AtEnd => (When::Full, Timestamp(0), self.at_end(calendar, watched, now).unwrap_or_default()),
            Judged::Change => (When::Full, Timestamp(0), self.change(calendar, watched, now).unwrap_or_default()),
        };
        let late_stands = watched.standing.late().is_some_and(|start| {
            !calendar.is_final(self.cut, now, start) && self.measure(calendar, watched, now, start).holds
        });
        let turn = watched.standing.observe(now, period, figures.holds, self.yardstick.persists, late_stands)?;
        Some(Verdict { key: key.to_owned(), turn, when, figures })
    }

    /// A period as far as it has come.
    fn measure(
        &self,
        calendar: &Calendar,
        watched: &Watched<Periods<Parts>>,
        now: Timestamp,
        start: Timestamp,
    ) -> Figures {
        let end = calendar.end(self.cut, start).map_or(now, |end| end.min(now));
        let length = end.0.saturating_sub(start.0).max(MINUTE);
        self.yardstick.measure(&watched.window.total(start), length)
    }

    /// The last final period; none if not all of it was seen.
    fn at_end(&self, calendar: &Calendar, watched: &Watched<Periods<Parts>>, now: Timestamp) -> Option<Figures> {
        let last = calendar.last_final(self.cut, now).filter(|last| watched.since <= *last)?;
        Some(self.yardstick.measure(&watched.window.total(last), self.length(calendar, last)?))
    }

    /// The last two final periods; none if not all of both was seen.
    fn change(&self, calendar: &Calendar, watched: &Watched<Periods<Parts>>, now: Timestamp) -> Option<Figures> {
        let last = calendar.last_final(self.cut, now)?;
        let before = calendar.before(self.cut, last).filter(|before| watched.since <= *before)?;
        let (parts_before, parts) = (watched.window.total(before), watched.window.total(last));
        let lengths = (self.length(calendar, before)?, self.length(calendar, last)?);
        Some(self.yardstick.compare((&parts_before, lengths.0), (&parts, lengths.1)))
    }

    fn length(&self, calendar: &Calendar, start: Timestamp) -> Option<i64> {
        calendar.end(self.cut, start).map(|end| end.0.saturating_sub(start.0))
    }
}
