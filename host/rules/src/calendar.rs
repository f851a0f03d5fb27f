//! When the calendar's periods begin, in a team's time zone.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use outlay_domain::Timestamp;
use outlay_sandbox::rule::Moment;

/// A period that a rule can ask the begin of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Day,
    Week,
    Month,
    Quarter,
}

impl Period {
    /// Of the column that tells its begin.
    pub(crate) fn of_column(name: &str) -> Option<Self> {
        Some(match name {
            "day_start" => Self::Day,
            "week_start" => Self::Week,
            "month_start" => Self::Month,
            "quarter_start" => Self::Quarter,
            _ => return None,
        })
    }

    pub(crate) const fn start(self, moment: &Moment) -> i64 {
        match self {
            Self::Day => moment.day,
            Self::Week => moment.week,
            Self::Month => moment.month,
            Self::Quarter => moment.quarter,
        }
    }
}

/// A time zone's calendar. Remembers the day that it was asked for last: most times that it is asked about lie in it.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    zone: TimeZone,
    /// A moment in that day, and where the day ends.
    last: Option<(Moment, i64)>,
}

impl Calendar {
    pub(crate) const fn of(zone: TimeZone) -> Self {
        Self { zone, last: None }
    }

    /// Its name, for telling time zones apart.
    pub(crate) fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    pub(crate) fn moment(&mut self, at: Timestamp) -> Moment {
        let (day, end) = match self.last {
            Some((day, end)) if (day.day..end).contains(&at.0) => (day, end),
            _ => *self.last.insert(self.day(at)),
        };
        debug_assert!(end > day.day, "a day has an end");
        Moment { at: at.0, ..day }
    }

    /// The day of a time and its end. A time beyond the calendar counts as its last or first.
    fn day(&self, at: Timestamp) -> (Moment, i64) {
        let beyond = if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let time = jiff::Timestamp::from_microsecond(at.0).unwrap_or(beyond);
        let today = self.zone.to_datetime(time).date();
        let since_monday = Span::new().days(today.weekday().to_monday_zero_offset());
        let month = today.first_of_month();
        let into_quarter = Span::new().months((month.month() - 1) % 3);
        let moment = Moment {
            at: at.0,
            day: self.begin(today),
            week: self.begin(today.saturating_sub(since_monday)),
            month: self.begin(month),
            quarter: self.begin(month.saturating_sub(into_quarter)),
        };
        (moment, self.begin(today.saturating_add(Span::new().days(1))).max(moment.day + 1))
    }

    /// The first moment of a day, also where its midnight is left out.
    fn begin(&self, date: Date) -> i64 {
        let start = self.zone.to_ambiguous_zoned_datetime(date.at(0, 0, 0, 0)).compatible();
        start.map_or(i64::MAX - 1, |start| start.timestamp().as_microsecond())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn periods_begin_where_the_zone_says() {
        let mut berlin = Calendar::of(TimeZone::get("Europe/Berlin").unwrap());
        let check = |berlin: &mut Calendar, time: &str, starts: [&str; 4]| {
            let Moment { day, week, month, quarter, .. } = berlin.moment(at(time));
            assert_eq!([day, week, month, quarter].map(Timestamp), starts.map(at), "{time}");
        };
        // Summer time begins on Sunday, 2026-03-29: that day has 23 hours.
        check(
            &mut berlin,
            "2026-03-29T21:59:59Z",
            ["2026-03-28T23:00:00Z", "2026-03-22T23:00:00Z", "2026-02-28T23:00:00Z", "2025-12-31T23:00:00Z"],
        );
        check(
            &mut berlin,
            "2026-03-29T22:00:00Z",
            ["2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z", "2026-02-28T23:00:00Z", "2025-12-31T23:00:00Z"],
        );
        check(
            &mut berlin,
            "2026-11-27T08:00:00Z",
            ["2026-11-26T23:00:00Z", "2026-11-22T23:00:00Z", "2026-10-31T23:00:00Z", "2026-09-30T22:00:00Z"],
        );
    }

    #[test]
    fn no_time_is_too_far_away() {
        for zone in [TimeZone::UTC, TimeZone::get("Pacific/Apia").unwrap(), TimeZone::get("America/Sao_Paulo").unwrap()]
        {
            let mut calendar = Calendar::of(zone);
            for time in [i64::MIN, -1, 0, 1, 1_790_000_000_000_000, i64::MAX] {
                calendar.moment(Timestamp(time));
            }
        }
    }
}
