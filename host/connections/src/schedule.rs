//! When a connection syncs: five cron fields, UTC.

use std::cmp::Ordering;

use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::time::{CivilDateTime, CronDateTime, Resolution, Weekday};
use outlay_domain::Timestamp;

const LONGEST: usize = 100;
const DAY: i64 = 86_400;

/// Fails with what is wrong, for a person.
pub(crate) fn check(text: &str, now: Timestamp) -> Result<(), String> {
    let cron = parse(text)?;
    cron.find_next_occurrence(&Utc(now.seconds()), false).map_err(|_| "this schedule never comes".to_owned())?;
    Ok(())
}

/// The next time after `after`; none if the schedule cannot be read or never comes again.
pub(crate) fn next(text: &str, after: Timestamp) -> Option<Timestamp> {
    let next = parse(text).ok()?.find_next_occurrence(&Utc(after.seconds()), false).ok()?;
    Some(Timestamp::from_seconds(next.0))
}

fn parse(text: &str) -> Result<Cron, String> {
    const EXAMPLE: &str = "a schedule has five fields in UTC, such as `17 * * * *` (every hour at minute 17)";
    if text.len() > LONGEST || text.split_whitespace().count() != 5 {
        return Err(EXAMPLE.to_owned());
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(text).map_err(|error| format!("{EXAMPLE}: {error}"))
}

/// Seconds since 1970. UTC has no gaps and no repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Utc(i64);

impl CronDateTime for Utc {
    fn to_civil(&self) -> CivilDateTime {
        let time = jiff::Timestamp::from_second(self.0).unwrap_or_default();
        let civil = jiff::tz::Offset::UTC.to_datetime(time);
        let small = |number: i8| number.unsigned_abs().into();
        CivilDateTime::from_ymd_hms_opt(
            civil.year().into(),
            small(civil.month()),
            small(civil.day()),
            small(civil.hour()),
            small(civil.minute()),
            small(civil.second()),
        )
        .expect("jiff makes only dates and times that exist")
    }

    fn civil_weekday(&self) -> Weekday {
        // 1970 began on a Thursday.
        Weekday::Thursday.shift(i32::try_from(self.0.div_euclid(DAY).rem_euclid(7)).unwrap_or(0))
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let small = |number: u32| i8::try_from(number).map_err(|_| CronError::InvalidDate);
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let (hour, minute, second) = (small(civil.hour())?, small(civil.minute())?, small(civil.second())?);
        let time =
            jiff::civil::DateTime::new(year, small(civil.month())?, small(civil.day())?, hour, minute, second, 0)
                .and_then(|time| jiff::tz::Offset::UTC.to_timestamp(time))
                .map_err(|_| CronError::InvalidDate)?;
        Ok(Resolution::Single(Self(time.as_second())))
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(seconds).map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_is_found_in_utc() {
        let check = |schedule: &str, after: &str, expected: Option<&str>| {
            let after = after.parse().unwrap();
            assert_eq!(next(schedule, after), expected.map(|text| text.parse().unwrap()), "{schedule}");
        };
        check("17 * * * *", "2026-11-23T14:05:59.5Z", Some("2026-11-23T14:17:00Z"));
        check("17 * * * *", "2026-11-23T14:17:00Z", Some("2026-11-23T15:17:00Z"));
        check("0 0 * * MON", "2026-11-23T00:00:00Z", Some("2026-11-30T00:00:00Z"));
        check("30 3 29 2 *", "2026-03-01T00:00:00Z", Some("2028-02-29T03:30:00Z"));
        check("0 0 30 2 *", "2026-03-01T00:00:00Z", None);
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        let now = Timestamp::from_seconds(1_790_000_000);
        for text in ["", "hourly", "@hourly", "* * * *", "* * * * * *", "61 * * * *", "0 0 30 2 *", "0 25 * * *"] {
            assert!(check(text, now).is_err(), "{text}");
        }
        for text in ["*/5 * * * *", "0 6 * * 1-5", "0 0 L * *"] {
            assert_eq!(check(text, now), Ok(()), "{text}");
        }
    }
}
