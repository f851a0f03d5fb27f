//! What must be found, worked out anew from all rows at each moment, in whole numbers of any size. It shares nothing
//! with the rule but the words of the settings.

mod value;

use num_bigint::BigInt;

use super::scenario::{Happening, Row, next_start, start_of};
use super::{DAY, HOUR};
use value::{Measured, half_even};

/// A case of the table.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) alert: &'static str,
    pub(super) metric: &'static str,
    pub(super) operator: &'static str,
    pub(super) period: &'static str,
    /// Microseconds; of calendar periods it is not used.
    pub(super) length: i64,
    pub(super) of_provider: bool,
    /// Microseconds that the condition must have held.
    pub(super) persists: i64,
    pub(super) min_samples: i64,
    /// Of this model only, as a group of several; an empty text is for rows without one.
    pub(super) model: Option<&'static str>,
}

/// Step, whether it fires (or clears), and the value in units of 10⁻¹².
pub(super) type Expected = (usize, bool, Option<BigInt>);

impl Case {
    fn is_calendar(&self) -> bool {
        matches!(self.period, "DAILY" | "WEEKLY" | "MONTHLY" | "QUARTERLY")
    }

    fn is_change(&self) -> bool {
        self.alert == "RELATIVE_CHANGE"
    }

    fn is_low(&self) -> bool {
        self.operator.starts_with("LESS")
    }

    /// By when calls were answered, not by when they were received.
    fn by_event_time(&self) -> bool {
        self.is_calendar() || self.of_provider
    }

    fn lateness(&self) -> i64 {
        match (self.of_provider, self.is_calendar()) {
            (true, _) => 3 * DAY,
            (false, true) => HOUR,
            (false, false) => 0,
        }
    }

    fn time_of(&self, row: &Row) -> i64 {
        if self.by_event_time() { row.event_time } else { row.received_at }
    }

    fn start(&self, time: i64) -> i64 {
        start_of(self.period, self.length, time)
    }

    fn next(&self, start: i64) -> i64 {
        next_start(self.period, self.length, start)
    }

    fn before(&self, start: i64) -> i64 {
        self.start(start - 1)
    }

    fn is_final(&self, start: i64, now: i64) -> bool {
        self.next(start) + self.lateness() <= now
    }

    fn last_final(&self, now: i64) -> i64 {
        let mut start = self.start(now);
        while !self.is_final(start, now) {
            start = self.before(start);
        }
        start
    }

    fn is_future(&self, row: &Row) -> bool {
        self.by_event_time() && row.event_time - row.received_at > DAY
    }

    fn compares(&self, value: &BigInt, threshold: &BigInt) -> bool {
        match self.operator {
            "GREATER_THAN" => value > threshold,
            "LESS_THAN" => value < threshold,
            "LESS_THAN_OR_EQUAL_TO" => value <= threshold,
            // Changes are by the limit or more.
            _ => value >= threshold,
        }
    }
}

/// All that has happened, and what was said about it.
#[derive(Debug)]
struct Run<'c> {
    case: &'c Case,
    threshold: Option<&'c BigInt>,
    happenings: &'c [Happening],
    since: i64,
    /// Rows that count, in their order.
    counted: Vec<&'c Row>,
    /// The period that it fires for, and whether that was over already.
    firing: Option<(i64, bool)>,
    /// The period that it holds for, and since when.
    held: Option<(i64, i64)>,
    seen: Vec<BigInt>,
    expected: Vec<Expected>,
}

/// What must be found with this limit.
pub(super) fn expected(case: &Case, happenings: &[Happening], threshold: &BigInt) -> Vec<Expected> {
    run(case, happenings, Some(threshold)).expected
}

/// Values that are compared at some time, to choose a limit among.
pub(super) fn values(case: &Case, happenings: &[Happening]) -> Vec<BigInt> {
    run(case, happenings, None).seen
}

fn run<'c>(case: &'c Case, happenings: &'c [Happening], threshold: Option<&'c BigInt>) -> Run<'c> {
    let (counted, seen, expected) = (Vec::new(), Vec::new(), Vec::new());
    let mut run =
        Run { case, threshold, happenings, since: i64::MIN, counted, firing: None, held: None, seen, expected };
    for step in 0..happenings.len() {
        run.step(step);
    }
    run
}

impl<'c> Run<'c> {
    fn step(&mut self, step: usize) {
        let case = self.case;
        let now = match &self.happenings[step] {
            // A group is not known before its first row.
            Happening::Tick(_) if case.model.is_some() && self.since == i64::MIN => return,
            Happening::Tick(now) => *now,
            Happening::Row(row) => {
                if case.model.is_some_and(|model| row.model != model) {
                    return;
                }
                if case.adds(row).is_none() || case.is_future(row) {
                    return;
                }
                let start = case.start(case.time_of(row));
                let now = row.received_at;
                let has_periods = case.is_calendar() || case.is_change();
                if has_periods && case.is_final(start, now) {
                    return;
                }
                self.begin(now);
                let is_late = has_periods && start < case.start(now);
                if is_late && !case.is_change() && !case.is_low() {
                    let before = self.of_period(start, now);
                    self.counted.push(row);
                    let after = self.of_period(start, now);
                    let crosses = case.persists == 0 && !self.holds(&before) && self.holds(&after);
                    if crosses && self.firing.is_none_or(|(period, late)| late && period < start) {
                        self.firing = Some((start, true));
                        self.expected.push((step, true, after.0));
                        return;
                    }
                } else {
                    self.counted.push(row);
                }
                now
            }
        };
        self.begin(now);
        self.look(step, now);
    }

    fn begin(&mut self, now: i64) {
        if self.since == i64::MIN {
            self.since = now;
        }
    }

    fn look(&mut self, step: usize, now: i64) {
        let case = self.case;
        let (value, is_judged, period) = if case.is_change() {
            let last = case.last_final(now);
            let before = case.before(last);
            let ((before_value, samples), (last_value, more)) = (self.whole_period(before), self.whole_period(last));
            let values = before_value.zip(last_value);
            let change = values.and_then(|(before, last)| self.change(&before, &last));
            ((change, samples.min(more)), self.since <= before, 0)
        } else if case.is_calendar() && case.is_low() {
            let last = case.last_final(now);
            (self.whole_period(last), self.since <= last, 0)
        } else if case.is_calendar() {
            let current = case.start(now);
            (self.of_period(current, now), true, current)
        } else {
            (self.rolling(now), !case.is_low() || now - self.since >= case.length, 0)
        };
        // What is not judged is not told either, but for windows that roll: their value is known at any time.
        let told = if is_judged || !(case.is_change() || case.is_calendar()) { value.0.clone() } else { None };
        if is_judged {
            self.seen.extend(value.0.clone());
        }
        let holds = is_judged && self.holds(&value);
        let is_about_this = self.firing.is_some_and(|(firing, _)| firing == period);
        self.held = match self.held {
            _ if !holds => None,
            Some((held, since)) if held == period => Some((held, since)),
            _ => Some((period, now)),
        };
        if holds && is_about_this {
            return;
        }
        if self.held.is_some_and(|(_, since)| now - since >= case.persists) {
            self.firing = Some((period, false));
            self.expected.push((step, true, told));
            return;
        }
        if let Some((firing, late)) = self.firing {
            if late && !is_about_this && !case.is_final(firing, now) && self.holds(&self.of_period(firing, now)) {
                return;
            }
            self.firing = None;
            self.expected.push((step, false, told));
        }
    }

    fn holds(&self, (value, samples): &Measured) -> bool {
        match (value, self.threshold) {
            (Some(value), Some(threshold)) => *samples >= self.case.min_samples && self.case.compares(value, threshold),
            _ => false,
        }
    }

    /// Sixty slices, or twenty of a group. The last is the one that the clock is in.
    fn rolling(&self, now: i64) -> Measured {
        let slices = if self.case.model.is_some() { 20 } else { 60 };
        let slice = self.case.length / slices;
        let is_in = |row: &&&Row| {
            // What lies ahead was taken for what happened when it came.
            let time = self.case.time_of(row).min(row.received_at);
            time.div_euclid(slice) > now.div_euclid(slice) - slices && self.was_in_time(row, slice, slices)
        };
        self.case.value(self.counted.iter().filter(is_in).copied(), self.case.length)
    }

    /// When it came it was not too old.
    fn was_in_time(&self, row: &Row, slice: i64, slices: i64) -> bool {
        self.case.time_of(row).div_euclid(slice) > row.received_at.div_euclid(slice) - slices
    }

    fn in_period(&self, start: i64) -> impl Iterator<Item = &'c Row> {
        let (case, counted) = (self.case, self.counted.clone());
        counted.into_iter().filter(move |row| case.start(case.time_of(row)) == start)
    }

    fn whole_period(&self, start: i64) -> Measured {
        self.case.value(self.in_period(start), self.case.next(start) - start)
    }

    /// A period as far as it has come, a minute at least.
    fn of_period(&self, start: i64, now: i64) -> Measured {
        let end = self.case.next(start).min(now);
        self.case.value(self.in_period(start), (end - start).max(60_000_000))
    }

    fn change(&self, before: &BigInt, last: &BigInt) -> Option<BigInt> {
        let up = self.case.operator.contains("INCREASE");
        let difference = if up { last - before } else { before - last };
        if !self.case.operator.starts_with("PERCENT") {
            return Some(difference);
        }
        let size = if *before < BigInt::ZERO { -before } else { before.clone() };
        (size > BigInt::ZERO).then(|| half_even(difference * 100 * 1_000_000_000_000_i64, size))
    }
}
