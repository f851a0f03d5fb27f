//! Days and instants as providers write them, in UTC unless a zone is named. Instants are seconds since 1970.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use crate::now;
use crate::types::{Error, Failure, Window, error};

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// `2026-10-01T00:00:00Z`
pub fn rfc3339(seconds: i64) -> String {
    timestamp(seconds).to_string()
}

/// `2026-10-01`: the day that the instant lies in.
pub fn date(seconds: i64) -> String {
    day_of(seconds).to_string()
}

/// The instant of `2026-10-01T00:00:00Z`, also with an offset or a fraction, which is cut off.
pub fn from_rfc3339(text: &str) -> Result<i64, Error> {
    let time: Timestamp = text.trim().parse().map_err(|_| wrong("time", text))?;
    Ok(time.as_second() - i64::from(time.subsec_nanosecond() < 0))
}

/// The first second of `2026-10-01`.
pub fn from_date(text: &str) -> Result<i64, Error> {
    let date: Date = text.trim().parse().map_err(|_| wrong("day", text))?;
    let start = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| wrong("day", text))?;
    Ok(start.as_second())
}

/// US Pacific time as a rule of POSIX, right from 2007 on. Guests carry no table of zones.
pub const PACIFIC: &str = "PST8PDT,M3.2.0,M11.1.0";

/// The first second of `2026-10-01` and that of the next day, where days begin by a rule of POSIX such as [`PACIFIC`].
/// Such a day may have 23 or 25 hours.
pub fn day_in(rule: &str, text: &str) -> Result<(i64, i64), Error> {
    let zone = TimeZone::posix(rule)
        .map_err(|_| error(Failure::Unexpected, format!("`{}` is no rule of a time zone", rule.escape_debug())))?;
    let day: Date = text.trim().parse().map_err(|_| wrong("day", text))?;
    let midnight = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).map(Timestamp::as_second);
    let bounds = midnight(day).and_then(|start| Ok((start, midnight(day.tomorrow()?)?)));
    bounds.map_err(|_| wrong("day", text))
}

/// Year, month and day of an instant.
pub fn year_month_day(seconds: i64) -> (i16, i8, i8) {
    let date = day_of(seconds);
    (date.year(), date.month(), date.day())
}

/// The day (UTC) before this one: the last that is over.
pub fn yesterday() -> Window {
    let today = now().div_euclid(DAY) * DAY;
    Window { start: today - DAY, end: today }
}

/// The first seconds of the days of a window that begins and ends with days.
pub fn days(start: i64, end: i64) -> impl Iterator<Item = i64> {
    (start.div_euclid(DAY)..(end + DAY - 1).div_euclid(DAY)).map(|day| day * DAY)
}

fn day_of(seconds: i64) -> Date {
    Offset::UTC.to_datetime(timestamp(seconds)).date()
}

fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn wrong(what: &str, text: &str) -> Error {
    let text: String = text.chars().take(60).collect();
    error(Failure::Unexpected, format!("the provider's answer has `{}` where a {what} belongs", text.escape_debug()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn yesterday_is_over() {
        let (window, _) = crate::testing::Host::at(3 * DAY + 1, |_| unreachable!()).run(yesterday);
        assert_eq!(window, Window { start: 2 * DAY, end: 3 * DAY });
    }

    #[test]
    fn instants_and_days_are_written_and_read() {
        assert_eq!(
            (rfc3339(1_790_812_800).as_str(), date(1_790_812_800).as_str()),
            ("2026-10-01T00:00:00Z", "2026-10-01")
        );
        assert_eq!(date(1_790_812_799), "2026-09-30");
        assert_eq!(from_rfc3339("2026-10-01T02:00:00.9+02:00").unwrap(), 1_790_812_800);
        assert_eq!(from_date("2026-10-01").unwrap(), 1_790_812_800);
        assert_eq!(year_month_day(1_790_812_800), (2026, 10, 1));
        assert!(from_date("2026-02-30").is_err());
        assert_eq!(from_rfc3339("soon").unwrap_err().message, "the provider's answer has `soon` where a time belongs");
        assert_eq!(day_in(PACIFIC, "2026-10-01").unwrap(), (1_790_838_000, 1_790_924_400), "seven hours behind");
        let length = |day| day_in(PACIFIC, day).map(|(start, end)| (end - start) / HOUR).unwrap();
        assert_eq!((length("2026-03-08"), length("2026-11-01"), length("2026-12-01")), (23, 25, 24));
        assert!(day_in(PACIFIC, "2026-13-01").is_err() && day_in("Pacific", "2026-10-01").is_err());
        assert_eq!(days(0, 2 * DAY).collect::<Vec<_>>(), [0, DAY]);
        assert_eq!(days(DAY, DAY + 1).collect::<Vec<_>>(), [DAY]);
    }
}
