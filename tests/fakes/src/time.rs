//! The clock; days and instants as providers write them, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

pub const DAY: i64 = 86_400;

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a server of its own has a clock of its own")]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// `2026-10-01`: the day that the instant lies in.
pub fn date(seconds: i64) -> String {
    Offset::UTC.to_datetime(Timestamp::from_second(seconds).unwrap_or_default()).date().to_string()
}

/// `2026-10-01T00:00:00Z`
pub fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// The first second of `2026-10-01`.
pub fn from_date(text: &str) -> Option<i64> {
    let date: Date = text.parse().ok()?;
    Some(Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_second())
}

/// The instant of `2026-10-01T00:00:00Z`.
pub fn from_rfc3339(text: &str) -> Option<i64> {
    Some(text.parse::<Timestamp>().ok()?.as_second())
}
