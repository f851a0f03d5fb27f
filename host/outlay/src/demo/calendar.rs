//! The story's days. It is told as if it ended on Monday, 23 November 2026; told at another time, all of it is so many
//! days later.

use outlay_domain::Timestamp;

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 86_400;

/// 23 November 2026, in days since 1970.
const LAST_DAY: i64 = 20_780;
/// A Monday, in days since 1970.
const A_MONDAY: i64 = 20_780;
/// 1 October: with 1 to 23 November goes 1 to 23 October.
const FIRST_DAY: i64 = -30;

/// A day of the story: 1 is 1 November, 0 the day before.
pub(crate) type StoryDay = i64;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    end: Timestamp,
    /// How many days later than it is told.
    later: i64,
}

impl Calendar {
    pub(crate) fn ending(end: Timestamp) -> Self {
        Self { end, later: end.seconds().div_euclid(DAY) - LAST_DAY }
    }

    /// When the first event happens.
    pub(crate) fn begin(self) -> Timestamp {
        self.at(FIRST_DAY, 0, 0)
    }

    pub(crate) fn end(self) -> Timestamp {
        self.end
    }

    pub(crate) fn at(self, day: StoryDay, hour: i64, minute: i64) -> Timestamp {
        let days = LAST_DAY - 23 + day + self.later;
        Timestamp::from_seconds(days * DAY + hour * HOUR + minute * MINUTE)
    }

    pub(crate) fn day_of(self, time: Timestamp) -> StoryDay {
        time.seconds().div_euclid(DAY) - self.later - LAST_DAY + 23
    }

    pub(crate) fn is_weekend(time: Timestamp) -> bool {
        (time.seconds().div_euclid(DAY) - A_MONDAY).rem_euclid(7) >= 5
    }

    /// 0 to 23, UTC.
    pub(crate) fn hour_of(time: Timestamp) -> usize {
        usize::try_from(time.seconds().rem_euclid(DAY) / HOUR).unwrap_or(0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_as_of_november() {
        let calendar = Calendar::ending("2026-11-23T14:32:00Z".parse().unwrap());
        assert_eq!(calendar.at(19, 2, 26).to_string(), "2026-11-19T02:26:00.000000Z");
        assert_eq!(calendar.begin().to_string(), "2026-10-01T00:00:00.000000Z");
        assert_eq!(calendar.day_of(calendar.at(0, 23, 59)), 0);
        assert!(Calendar::is_weekend(calendar.at(22, 12, 0)) && !Calendar::is_weekend(calendar.at(23, 0, 0)));
        let later = Calendar::ending("2026-12-01T09:00:00Z".parse().unwrap());
        assert_eq!(later.at(23, 8, 0).to_string(), "2026-12-01T08:00:00.000000Z");
    }
}
