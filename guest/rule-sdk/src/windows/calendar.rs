//! This day, week, month, quarter; or every hour on the hour.

use serde::{Deserialize, Serialize};

use crate::{Moment, Timestamp};

/// A period of the calendar, in the team's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarPeriod {
    Day,
    /// Begins on Monday.
    Week,
    Month,
    Quarter,
}

const HOUR: i64 = 3_600_000_000;

impl CalendarPeriod {
    /// The column that says when the period began that holds an event's `event_time`.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Day => "day_start",
            Self::Week => "week_start",
            Self::Month => "month_start",
            Self::Quarter => "quarter_start",
        }
    }

    /// When the period began that holds the moment.
    pub const fn start(self, moment: &Moment) -> Timestamp {
        match self {
            Self::Day => moment.day,
            Self::Week => moment.week,
            Self::Month => moment.month,
            Self::Quarter => moment.quarter,
        }
    }

    /// Longer than any such period is, and shorter than any two.
    const fn longest(self) -> i64 {
        match self {
            Self::Day => 36 * HOUR,
            Self::Week => 10 * 24 * HOUR,
            Self::Month => 45 * 24 * HOUR,
            Self::Quarter => 135 * 24 * HOUR,
        }
    }
}

/// How time is cut into periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    Calendar(CalendarPeriod),
    /// This many microseconds, counted from 1970 (UTC).
    Length(i64),
}

/// How time is cut into periods, and how long a period waits for what comes late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub every: Every,
    /// Microseconds after a period's end in which an event still counts in it.
    pub lateness: i64,
}

impl Cut {
    /// An hour, unless told.
    pub const LATENESS: i64 = HOUR;

    /// Periods of the calendar, by `event_time`.
    pub const fn calendar(period: CalendarPeriod) -> Self {
        Self { every: Every::Calendar(period), lateness: Self::LATENESS }
    }

    /// Periods of equal length, by `received_at`. Nothing is late by that clock.
    pub const fn length(microseconds: i64) -> Self {
        Self { every: Every::Length(microseconds), lateness: 0 }
    }

    /// When the period began that holds the moment.
    pub const fn start(&self, moment: &Moment) -> Timestamp {
        match self.every {
            Every::Calendar(period) => period.start(moment),
            Every::Length(length) => Timestamp(moment.at.0.div_euclid(length).saturating_mul(length)),
        }
    }
}

/// Which periods there are: the one that the clock is in, and those before it that still wait for late events.
///
/// One for a rule; what its groups counted is in [`Periods`](super::Periods). The clock is `received_at`, and the moments
/// of ticks. A period begins when the clock has reached it: at a tick, or with the first event that belongs to it. It is
/// open until the next one has been running for the lateness; then its figures are final.
///
/// Events that are flagged `is_future` belong to no period. One that lies less than a day ahead counts in the period that
/// it belongs to, which begins when the clock gets there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Calendar {
    /// When the rule began to see.
    since: Option<Timestamp>,
    /// Begins of periods, in order: those that are open, and as many before as somebody may ask about.
    begun: Vec<Timestamp>,
    /// Begins of periods that the clock has not reached.
    ahead: Vec<Timestamp>,
    late: u64,
    future: u64,
}

/// How many final periods are remembered: two can be compared.
const FINAL: usize = 2;
/// How many periods may be ahead of the clock.
const MOST_AHEAD: usize = 8;

impl Calendar {
    /// Lets time pass at a tick.
    pub fn tick(&mut self, cut: Cut, now: &Moment) {
        self.pass(cut, now.at);
        self.begin(cut, now.at, cut.start(now));
    }

    /// Lets time pass with an event that was received now and belongs to the period that begins at `start`. Answers
    /// with that begin; none if the event must be left out, because it is late, or says that it happened in the future.
    pub fn event(&mut self, cut: Cut, now: Timestamp, start: Timestamp, is_future: bool) -> Option<Timestamp> {
        self.pass(cut, now);
        if is_future {
            self.future += 1;
            return None;
        }
        if start > now {
            return self.announce(start);
        }
        if self.is_final(cut, now, start) {
            self.late += 1;
            return None;
        }
        self.begin(cut, now, start);
        Some(start)
    }

    /// The begin of the period that holds a moment of the rule's clock, for periods of equal length.
    pub fn start_of(cut: Cut, now: Timestamp) -> Option<Timestamp> {
        match cut.every {
            Every::Length(length) => Some(Timestamp(now.0.div_euclid(length).saturating_mul(length))),
            Every::Calendar(_) => None,
        }
    }

    /// The begin of the period that the clock is in; none before the first event or tick.
    pub fn current(&self) -> Option<Timestamp> {
        self.begun.last().copied()
    }

    /// The begin of the last period whose figures are final.
    pub fn last_final(&self, cut: Cut, now: Timestamp) -> Option<Timestamp> {
        let next_ones = self.begun.iter().skip(1);
        let ended = next_ones.take_while(|next| is_over(cut, now, **next)).count();
        self.begun.get(ended.checked_sub(1)?).copied()
    }

    /// The begin of the period directly before another; none if that was not seen.
    pub fn before(&self, cut: Cut, start: Timestamp) -> Option<Timestamp> {
        let place = self.begun.binary_search(&start).ok()?;
        let before = *self.begun.get(place.checked_sub(1)?)?;
        (self.end(cut, before) == Some(start)).then_some(before)
    }

    /// Where a period ends; none if the next one has not begun.
    pub fn end(&self, cut: Cut, start: Timestamp) -> Option<Timestamp> {
        if let Every::Length(length) = cut.every {
            return Some(Timestamp(start.0.saturating_add(length)));
        }
        let place = self.begun.binary_search(&start).ok()?;
        let next = *self.begun.get(place + 1)?;
        let Every::Calendar(period) = cut.every else { return None };
        (next.0.saturating_sub(start.0) <= period.longest()).then_some(next)
    }

    /// Whether the period no longer waits for late events.
    pub fn is_final(&self, cut: Cut, now: Timestamp, start: Timestamp) -> bool {
        match self.begun.iter().find(|begun| **begun > start) {
            // A period that was never seen to begin lies before all that are remembered, or between two.
            Some(next) if self.begun.first().is_some_and(|first| start >= *first) => is_over(cut, now, *next),
            Some(next) => is_over(cut, now, *next) || self.end_is_past(cut, now, start),
            None => self.end_is_past(cut, now, start),
        }
    }

    /// Begins of periods before this one are of no more interest to anybody.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.begun.first().copied()
    }

    /// When the rule began to see.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// Events that came too late to be counted.
    pub fn late(&self) -> u64 {
        self.late
    }

    /// Events that were not counted because they say that they happened in the future.
    pub fn future(&self) -> u64 {
        self.future
    }

    /// Where the next period has not been seen, at least a period that cannot last so long is over.
    fn end_is_past(&self, cut: Cut, now: Timestamp, start: Timestamp) -> bool {
        let longest = match cut.every {
            Every::Calendar(period) => period.longest(),
            Every::Length(length) => length,
        };
        now.0.saturating_sub(start.0) >= longest.saturating_add(cut.lateness)
    }

    /// Remembers a period that is to begin. There are two such at most, unless the clock is wrong by years.
    fn announce(&mut self, start: Timestamp) -> Option<Timestamp> {
        if let Err(place) = self.ahead.binary_search(&start) {
            if self.ahead.len() == MOST_AHEAD {
                self.future += 1;
                return None;
            }
            self.ahead.insert(place, start);
        }
        Some(start)
    }

    fn pass(&mut self, cut: Cut, now: Timestamp) {
        self.since.get_or_insert(now);
        let reached = self.ahead.partition_point(|start| *start <= now);
        for start in self.ahead.drain(..reached).collect::<Vec<_>>() {
            self.begin(cut, now, start);
        }
        if let Some(start) = Self::start_of(cut, now) {
            self.begin(cut, now, start);
        }
    }

    fn begin(&mut self, cut: Cut, now: Timestamp, start: Timestamp) {
        if start > now || self.current().is_some_and(|current| start <= current) {
            return;
        }
        self.begun.push(start);
        let last_final = self.last_final(cut, now);
        let finals = self.begun.iter().take_while(|begun| Some(**begun) <= last_final).count();
        self.begun.drain(..finals.saturating_sub(FINAL));
    }
}

/// Whether what came before the period that begins at `next` waited for long enough.
fn is_over(cut: Cut, now: Timestamp, next: Timestamp) -> bool {
    now.0 >= next.0.saturating_add(cut.lateness)
}
