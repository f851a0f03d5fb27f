//! When a connection syncs: five cron fields in a time zone, and a moment later.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::time::{CivilDateTime, CronDateTime, Resolution, Weekday};
use foldhash::quality::FixedState;
use jiff::tz::{AmbiguousOffset, TimeZone};
use outlay_control::connections::ConnectionRow;
use outlay_domain::Timestamp;

const LONGEST: usize = 100;
const LONGEST_JITTER: i64 = 3_600;

/// When a connection syncs.
#[derive(Debug)]
pub(crate) struct Schedule {
    cron: Cron,
    zone: TimeZone,
    /// Seconds that a sync comes later: always the same for one connection, so that not all come at once.
    late: i64,
}

impl Schedule {
    /// None if what is stored cannot be read.
    pub(crate) fn of(row: &ConnectionRow) -> Option<Self> {
        let spread = u64::try_from(row.jitter).unwrap_or(0) + 1;
        let late = i64::try_from(FixedState::with_seed(0).hash_one(&row.id) % spread).unwrap_or(0);
        Some(Self { cron: parse(&row.schedule).ok()?, zone: TimeZone::get(&row.zone).ok()?, late })
    }

    /// The next time after `after`; none if it never comes again.
    pub(crate) fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let from = Local { seconds: after.seconds() - self.late, zone: &self.zone };
        let next = self.cron.find_next_occurrence(&from, false).ok()?;
        Some(Timestamp::from_seconds(next.seconds + self.late))
    }
}

/// Fails with what is wrong, for a person.
pub(crate) fn check(text: &str, zone: &str, now: Timestamp) -> Result<(), String> {
    let cron = parse(text)?;
    let zone = check_zone(zone)?;
    let now = Local { seconds: now.seconds(), zone: &zone };
    cron.find_next_occurrence(&now, false).map_err(|_| "this schedule never comes".to_owned())?;
    Ok(())
}

/// Fails with what is wrong, for a person.
pub(crate) fn check_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| "this is no time zone; there are `UTC`, `Europe/Berlin` and so on".to_owned())
}

/// Fails with what is wrong, for a person.
pub(crate) fn check_jitter(seconds: i64) -> Result<(), String> {
    if (0..=LONGEST_JITTER).contains(&seconds) {
        Ok(())
    } else {
        Err(format!("a sync may come 0 to {LONGEST_JITTER} seconds later than its schedule says"))
    }
}

fn parse(text: &str) -> Result<Cron, String> {
    const EXAMPLE: &str = "a schedule has five fields, such as `17 * * * *` (every hour at minute 17)";
    if text.len() > LONGEST || text.split_whitespace().count() != 5 {
        return Err(EXAMPLE.to_owned());
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(text).map_err(|error| format!("{EXAMPLE}: {error}"))
}

/// Seconds since 1970, seen in a time zone.
#[derive(Debug, Clone)]
struct Local<'z> {
    seconds: i64,
    zone: &'z TimeZone,
}

impl Local<'_> {
    fn civil(&self) -> jiff::civil::DateTime {
        self.zone.to_datetime(jiff::Timestamp::from_second(self.seconds).unwrap_or_default())
    }
}

impl CronDateTime for Local<'_> {
    fn to_civil(&self) -> CivilDateTime {
        let civil = self.civil();
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
        let days_from_sunday = self.civil().weekday().to_sunday_zero_offset();
        Weekday::Sunday.shift(days_from_sunday.into())
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let small = |number: u32| i8::try_from(number).map_err(|_| CronError::InvalidDate);
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let (hour, minute, second) = (small(civil.hour())?, small(civil.minute())?, small(civil.second())?);
        let time =
            jiff::civil::DateTime::new(year, small(civil.month())?, small(civil.day())?, hour, minute, second, 0)
                .map_err(|_| CronError::InvalidDate)?;
        let at = |offset: jiff::tz::Offset| {
            let time = offset.to_timestamp(time).map_err(|_| CronError::InvalidDate)?;
            Ok(Self { seconds: time.as_second(), zone: self.zone })
        };
        Ok(match self.zone.to_ambiguous_timestamp(time).offset() {
            AmbiguousOffset::Unambiguous { offset } => Resolution::Single(at(offset)?),
            AmbiguousOffset::Fold { before, after } => Resolution::Ambiguous(at(before)?, at(after)?),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        Some(Self { seconds: self.seconds.checked_add(seconds)?, zone: self.zone })
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.seconds.cmp(&other.seconds)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn schedule(cron: &str, zone: &str, late: i64) -> Schedule {
        Schedule { cron: parse(cron).unwrap(), zone: check_zone(zone).unwrap(), late }
    }

    #[test]
    fn the_next_time_is_found() {
        let check = |schedule: &Schedule, after: &str, expected: Option<&str>| {
            let after = after.parse().unwrap();
            assert_eq!(schedule.next(after), expected.map(|text| text.parse().unwrap()), "{schedule:?}");
        };
        let utc = |cron| schedule(cron, "UTC", 0);
        check(&utc("17 * * * *"), "2026-11-23T14:05:59.5Z", Some("2026-11-23T14:17:00Z"));
        check(&utc("17 * * * *"), "2026-11-23T14:17:00Z", Some("2026-11-23T15:17:00Z"));
        check(&utc("0 0 * * MON"), "2026-11-23T00:00:00Z", Some("2026-11-30T00:00:00Z"));
        check(&utc("30 3 29 2 *"), "2026-03-01T00:00:00Z", Some("2028-02-29T03:30:00Z"));
        check(&utc("0 0 30 2 *"), "2026-03-01T00:00:00Z", None);

        let berlin = schedule("0 6 * * 1-5", "Europe/Berlin", 0);
        check(&berlin, "2026-10-23T12:00:00Z", Some("2026-10-26T05:00:00Z"));
        check(&berlin, "2026-10-22T12:00:00Z", Some("2026-10-23T04:00:00Z"));
        let in_the_gap = schedule("30 2 * * *", "Europe/Berlin", 0);
        check(&in_the_gap, "2026-03-28T12:00:00Z", Some("2026-03-29T01:00:00Z"));

        let late = schedule("17 * * * *", "UTC", 90);
        check(&late, "2026-11-23T14:17:30Z", Some("2026-11-23T14:18:30Z"));
        check(&late, "2026-11-23T14:18:30Z", Some("2026-11-23T15:18:30Z"));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        let now = Timestamp::from_seconds(1_790_000_000);
        for text in ["", "hourly", "@hourly", "* * * *", "* * * * * *", "61 * * * *", "0 0 30 2 *", "0 25 * * *"] {
            assert!(check(text, "UTC", now).is_err(), "{text}");
        }
        for text in ["*/5 * * * *", "0 6 * * 1-5", "0 0 L * *"] {
            assert_eq!(check(text, "Asia/Tokyo", now), Ok(()), "{text}");
        }
        assert!(check("17 * * * *", "Berlin", now).is_err());
        assert!(check_jitter(3_601).is_err() && check_jitter(-1).is_err() && check_jitter(0).is_ok());
    }
}
