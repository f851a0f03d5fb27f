//! Days where a provider's begin, and ranges of them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::error::ReportsError;

/// The longest range.
const MOST: i32 = 400;
/// Unless told.
const USUAL: i32 = 30;

/// Half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    /// From texts: a day (`2026-11-01`), or a time in RFC 3339, which stands for its day in UTC. Without them: the last 30
    /// days, today included.
    ///
    /// # Errors
    /// Says which text is wrong.
    pub fn read(from: Option<&str>, to: Option<&str>, now: outlay_domain::Timestamp) -> Result<Self, ReportsError> {
        let today = utc(Timestamp::from_microsecond(now.0).unwrap_or_default());
        let to = match to {
            Some(text) => day("to", text)?,
            None => plus(today, 1),
        };
        let from = match from {
            Some(text) => day("from", text)?,
            None => plus(to, -USUAL),
        };
        let length = distance(from, to);
        if !(1..=MOST).contains(&length) {
            return Err(ReportsError::invalid(
                "from",
                format!("a range has 1 to {MOST} days: `from` lies before `to`"),
            ));
        }
        Ok(Self { from, to })
    }

    /// Long enough to have these days, too.
    pub(crate) fn with(self, first: Date, last: Date) -> Self {
        Self { from: self.from.min(first), to: self.to.max(plus(last, 1)) }
    }

    /// Twice as long as a range may be that is asked for.
    pub(crate) fn is_very_long(self) -> bool {
        distance(self.from, self.to) >= 2 * MOST
    }

    pub(crate) fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }

    /// A time (half-open) that has all of these days in every zone.
    pub(crate) fn hull(self) -> (i64, i64) {
        (micros(plus(self.from, -2)), micros(plus(self.to, 2)))
    }
}

fn day(field: &'static str, text: &str) -> Result<Date, ReportsError> {
    if text.len() == "2026-11-01".len()
        && let Ok(day) = text.parse()
    {
        return Ok(day);
    }
    let time: Result<Timestamp, _> = text.parse();
    time.map(utc).map_err(|_| {
        ReportsError::invalid(field, format!("`{field}` is a day such as 2026-11-01, or a time in RFC 3339"))
    })
}

pub(crate) fn utc(time: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(time).date()
}

/// Days later; none are there beyond the year 9999.
pub(crate) fn plus(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// How many days later `to` is.
pub(crate) fn distance(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Midnight in UTC, in microseconds since 1970.
pub(crate) fn micros(day: Date) -> i64 {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, Timestamp::as_microsecond)
}

/// When a day begins in a zone, in microseconds since 1970.
pub(crate) fn begins(day: Date, zone: &str) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let begins = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
    begins.map_or_else(|_| micros(day), Timestamp::as_microsecond)
}

/// How far the clocks of a zone are before UTC, within a time (half-open).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offset {
    pub(crate) since: i64,
    pub(crate) until: i64,
    pub(crate) seconds: i64,
}

/// Those of a zone that matter between two times, without gaps.
pub(crate) fn offsets(zone: &str, since: i64, until: i64) -> Vec<Offset> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = Timestamp::from_microsecond(since).unwrap_or_default();
    let mut all = vec![Offset { since, until, seconds: zone.to_offset(start).seconds().into() }];
    for change in zone.following(start) {
        let at = change.timestamp().as_microsecond();
        if at >= until {
            break;
        }
        if let Some(last) = all.last_mut() {
            last.until = at;
        }
        all.push(Offset { since: at, until, seconds: change.offset().seconds().into() });
    }
    all
}

/// The day of a column's time, as SQL. Of our own numbers only.
pub(crate) fn day_sql(column: &str, zone: &str, since: i64, until: i64) -> String {
    let local = |seconds: i64| match seconds {
        0 => format!("{column}::DATE"),
        _ => format!("({column} + to_seconds({seconds}))::DATE"),
    };
    let all = offsets(zone, since, until);
    let (first, rest) = all.split_at(all.len().saturating_sub(1));
    let last = rest.first().map_or(0, |last| last.seconds);
    let mut sql = String::new();
    for Offset { until, seconds, .. } in first {
        sql.push_str(&format!("WHEN {column} < make_timestamp({until}) THEN {} ", local(*seconds)));
    }
    if sql.is_empty() { local(last) } else { format!("CASE {sql}ELSE {} END", local(last)) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_are_days() {
        let now: outlay_domain::Timestamp = "2026-11-28T02:00:00Z".parse().unwrap();
        let read = |from, to| Days::read(from, to, now);
        assert_eq!(read(None, None).unwrap(), Days { from: date("2026-10-30"), to: date("2026-11-29") });
        let days = read(Some("2026-11-01"), Some("2026-11-02T23:00:00-02:00")).unwrap();
        assert_eq!(days, Days { from: date("2026-11-01"), to: date("2026-11-03") });
        for (from, to) in [("2026-11-02", "2026-11-02"), ("x", "2026-11-02"), ("2025-01-01", "2026-11-02")] {
            assert!(matches!(read(Some(from), Some(to)), Err(ReportsError::Invalid { .. })), "{from}");
        }
    }

    #[test]
    fn days_of_other_zones_follow_their_clocks() {
        let (since, until) = (micros(date("2026-10-25")), micros(date("2026-11-10")));
        let all = offsets("America/Los_Angeles", since, until);
        assert_eq!(all.iter().map(|one| one.seconds).collect::<Vec<_>>(), [-7 * 3_600, -8 * 3_600]);
        assert_eq!((all[0].since, all[0].until, all[1].until), (since, all[1].since, until));
        assert_eq!(offsets("UTC", since, until).len(), 1);
        assert_eq!(day_sql("t", "UTC", since, until), "t::DATE");
        assert!(day_sql("t", "America/Los_Angeles", since, until).starts_with("CASE WHEN t < make_timestamp("));
        assert_eq!(begins(date("2026-11-03"), "America/Los_Angeles") - micros(date("2026-11-03")), 8 * 3_600_000_000);
    }
}
