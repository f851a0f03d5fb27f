//! Where a stream's buckets begin: days begin where the provider's do.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use outlay_sandbox::connector::StreamInfo;

use crate::windows::Span;

const DAY: i64 = 86_400;

#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// In seconds.
    step: i64,
    /// Of streams by the day, unless their days are those of UTC. Such days may have 23 or 25 hours.
    zone: Option<TimeZone>,
}

impl Default for Grid {
    fn default() -> Self {
        Self { step: DAY, zone: None }
    }
}

impl Grid {
    pub(crate) fn of(stream: &StreamInfo) -> Self {
        let step = i64::from(stream.step.max(1));
        let zone = (step == DAY && stream.zone != "UTC").then(|| TimeZone::get(&stream.zone).ok()).flatten();
        Self { step, zone }
    }

    /// The beginning of the bucket that a time lies in.
    pub(crate) fn floor(&self, time: i64) -> i64 {
        match &self.zone {
            None => time.div_euclid(self.step) * self.step,
            Some(zone) => midnight(zone, date(zone, time)).unwrap_or(time),
        }
    }

    /// The beginning of the first bucket that does not begin before a time.
    pub(crate) fn ceil(&self, time: i64) -> i64 {
        let floor = self.floor(time);
        if floor == time { time } else { self.after(floor, self.step) }
    }

    /// Windows in order, of whole buckets, none longer than `longest` unless a bucket is. `span` is of whole buckets.
    pub(crate) fn cut(&self, span: Span, longest: i64) -> Vec<Span> {
        let mut windows = Vec::new();
        let mut start = span.start;
        while start < span.end {
            // Days of 25 hours are no reason for a window of one day less.
            let end = self.after(start, longest).min(span.end);
            windows.push(Span { start, end });
            start = end;
        }
        windows
    }

    /// The beginning of the bucket that comes so much later, at least one.
    fn after(&self, start: i64, seconds: i64) -> i64 {
        let buckets = (seconds / self.step).max(1);
        let later = start + buckets * self.step;
        let Some(zone) = &self.zone else { return later };
        let day = date(zone, start).checked_add(buckets.days()).ok();
        day.and_then(|day| midnight(zone, day)).filter(|&end| end > start).unwrap_or(later)
    }
}

fn date(zone: &TimeZone, time: i64) -> Date {
    zone.to_datetime(Timestamp::from_second(time).unwrap_or_default()).date()
}

/// When a day begins.
fn midnight(zone: &TimeZone, day: Date) -> Option<i64> {
    let begins = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok()?;
    Some(begins.as_second())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn time(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn days_begin_where_the_provider_says() {
        let pacific = Grid { step: DAY, zone: Some(TimeZone::get("America/Los_Angeles").unwrap()) };
        assert_eq!(pacific.floor(time("2026-11-23T07:59:59Z")), time("2026-11-22T08:00:00Z"));
        assert_eq!(pacific.floor(time("2026-11-23T08:00:00Z")), time("2026-11-23T08:00:00Z"));
        assert_eq!(pacific.ceil(time("2026-11-23T08:00:00Z")), time("2026-11-23T08:00:00Z"));
        assert_eq!(pacific.ceil(time("2026-11-23T08:00:01Z")), time("2026-11-24T08:00:00Z"));
        // Clocks go back on 1 November: that day has 25 hours.
        let span = Span { start: time("2026-10-31T07:00:00Z"), end: time("2026-11-03T08:00:00Z") };
        let lengths: Vec<i64> = pacific.cut(span, DAY).iter().map(|window| window.seconds() / 3_600).collect();
        assert_eq!(lengths, [24, 25, 24]);
        assert_eq!(pacific.cut(span, 31 * DAY), [span]);
    }

    #[test]
    fn other_steps_are_counted_from_1970() {
        let hourly = Grid { step: 3_600, zone: None };
        assert_eq!((hourly.floor(7_300), hourly.ceil(7_300), hourly.ceil(7_200)), (7_200, 10_800, 7_200));
        let windows = hourly.cut(Span { start: 0, end: 9 * 3_600 }, 4 * 3_600 + 10);
        assert_eq!(windows.iter().map(|window| window.seconds() / 3_600).collect::<Vec<_>>(), [4, 4, 1]);
    }
}
