//! When prices are in force.

use jiff::civil::{Date, Time};
use outlay_domain::{ShortText, Timestamp};
use serde_json::Value;

const DAY: i64 = 86_400_000_000;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const KEYS: [&str; 5] = ["start_date", "end_date", "start_time", "end_time", "days"];

/// Days and times are those of UTC. All that is named must hold.
#[derive(Debug, Clone)]
pub(crate) struct Constraint {
    /// For people: `since 2026-03-13`.
    pub(crate) text: ShortText,
    from: Timestamp,
    /// Exclusive.
    to: Timestamp,
    /// Between two times, in microseconds after midnight; over midnight if the second is before the first.
    times: Option<(i64, i64)>,
    /// Monday is the first of seven.
    days: [bool; 7],
}

impl Constraint {
    pub(crate) fn is_met(constraint: Option<&Self>, at: Timestamp) -> bool {
        constraint.is_none_or(|constraint| constraint.holds(at))
    }

    fn holds(&self, at: Timestamp) -> bool {
        let (day, time) = (at.0.div_euclid(DAY), at.0.rem_euclid(DAY));
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        let in_times =
            self.times.is_none_or(
                |(start, end)| {
                    if end < start { time >= start || time < end } else { time >= start && time < end }
                },
            );
        self.from <= at && at < self.to && in_times && self.days.get(weekday) == Some(&true)
    }

    /// None if it is malformed, or says something that is not known.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let map = value.as_object().filter(|map| !map.is_empty())?;
        if map.keys().any(|key| !KEYS.contains(&key.as_str())) {
            return None;
        }
        let text = |key: &str| map.get(key).map(|value| value.as_str());
        let mut read = Self {
            text: ShortText::default(),
            from: Timestamp(i64::MIN),
            to: Timestamp(i64::MAX),
            times: None,
            days: [true; 7],
        };
        let mut words = Vec::new();
        if let Some(date) = text("start_date") {
            read.from = start_of_day(date?)?;
            words.push(format!("since {}", date?));
        }
        if let Some(date) = text("end_date") {
            read.to = start_of_day(date?)?;
            words.push(format!("before {}", date?));
        }
        if let Some(days) = map.get("days") {
            let days: Vec<&str> = days.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
            if days.is_empty() || days.iter().any(|day| !DAYS.contains(day)) {
                return None;
            }
            read.days = DAYS.map(|day| days.contains(&day));
            words.push(format!("on {}", days.join(" ")));
        }
        match (text("start_time"), text("end_time")) {
            (None, None) => {}
            (Some(start), Some(end)) => {
                let (start, end) = (start?.strip_suffix('Z')?, end?.strip_suffix('Z')?);
                read.times = Some((since_midnight(start)?, since_midnight(end)?));
                words.push(format!("from {start} to {end} UTC"));
            }
            _ => return None,
        }
        read.text = words.join(" ").into();
        Some(read)
    }
}

pub(crate) fn start_of_day(date: &str) -> Option<Timestamp> {
    let day: Date = date.parse().ok()?;
    let start = day.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp(start.as_microsecond()))
}

fn since_midnight(time: &str) -> Option<i64> {
    let since = time.parse::<Time>().ok()?.duration_since(Time::midnight());
    i64::try_from(since.as_micros()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(constraint: &str, at: &str, expected: bool) {
        let read = Constraint::read(&serde_json::from_str(constraint).unwrap()).unwrap();
        assert_eq!(read.holds(at.parse().unwrap()), expected, "{constraint} {at} {}", read.text);
    }

    #[test]
    fn all_that_is_named_must_hold() {
        let peak = r#"{"start_date": "2026-08-23", "end_date": "2026-09-10", "days": ["mon", "fri"], "start_time": "01:00:00Z", "end_time": "04:00:00Z"}"#;
        // A Monday, and the Friday of the same week.
        check(peak, "2026-08-24T01:00:00Z", true);
        check(peak, "2026-08-28T03:59:59.999999Z", true);
        check(peak, "2026-08-28T04:00:00Z", false);
        check(peak, "2026-08-24T00:59:59Z", false);
        check(peak, "2026-08-25T02:00:00Z", false);
        check(peak, "2026-08-17T02:00:00Z", false);
        check(peak, "2026-09-11T02:00:00Z", false);
        let night = r#"{"start_time": "22:00:00Z", "end_time": "02:00:00Z"}"#;
        check(night, "1969-12-31T23:00:00Z", true);
        check(night, "2026-11-01T01:59:59Z", true);
        check(night, "2026-11-01T12:00:00Z", false);
        check(r#"{"days": ["wed"]}"#, "1969-12-31T12:00:00Z", true);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in [
            "{}",
            "7",
            r#"{"start_date": "soon"}"#,
            r#"{"start_date": 7}"#,
            r#"{"start_time": "01:00:00Z"}"#,
            r#"{"start_time": "01:00:00", "end_time": "02:00:00Z"}"#,
            r#"{"days": []}"#,
            r#"{"days": ["someday"]}"#,
            r#"{"start_date": "2026-01-01", "moon": "full"}"#,
        ] {
            assert!(Constraint::read(&serde_json::from_str(text).unwrap()).is_none(), "{text}");
        }
    }
}
