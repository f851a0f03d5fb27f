//! How long, and since when: the thirteen periods.

use outlay_rule::windows::CalendarPeriod;
use serde::Deserialize;

/// One line a period: its name in settings, minutes, its calendar period if it is one, and the words for it.
macro_rules! periods {
    ($($variant:ident $name:literal $minutes:literal $calendar:expr, $now:literal $full:literal $before:literal,)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        pub(crate) enum PeriodDuration { $(#[serde(rename = $name)] $variant,)+ }

        impl PeriodDuration {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// In settings.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// A month counts as 30 days, a quarter as 90, where only their length matters.
            pub(crate) const fn microseconds(self) -> i64 {
                let minutes = match self { $(Self::$variant => $minutes,)+ };
                minutes * 60_000_000
            }

            /// None for those that move with the clock.
            pub(crate) const fn calendar(self) -> Option<CalendarPeriod> {
                match self { $(Self::$variant => $calendar,)+ }
            }

            /// When the period is that ends now.
            pub(crate) const fn now(self) -> &'static str {
                match self { $(Self::$variant => $now,)+ }
            }

            /// When the last period was that is over.
            pub(crate) const fn full(self) -> &'static str {
                match self { $(Self::$variant => $full,)+ }
            }

            /// What came before that.
            pub(crate) const fn before(self) -> &'static str {
                match self { $(Self::$variant => $before,)+ }
            }
        }
    };
}

periods! {
    OneMinute "ONE_MINUTE" 1 None, "in the last minute" "in the last minute" "the minute before",
    FiveMinutes "FIVE_MINUTES" 5 None, "in the last 5 minutes" "in the last 5 minutes" "the 5 minutes before",
    FifteenMinutes "FIFTEEN_MINUTES" 15 None, "in the last 15 minutes" "in the last 15 minutes" "the 15 minutes before",
    ThirtyMinutes "THIRTY_MINUTES" 30 None, "in the last 30 minutes" "in the last 30 minutes" "the 30 minutes before",
    OneHour "ONE_HOUR" 60 None, "in the last hour" "in the last hour" "the hour before",
    TwelveHours "TWELVE_HOURS" 720 None, "in the last 12 hours" "in the last 12 hours" "the 12 hours before",
    TwentyFourHours "TWENTY_FOUR_HOURS" 1_440 None, "in the last 24 hours" "in the last 24 hours" "the 24 hours before",
    SevenDays "SEVEN_DAYS" 10_080 None, "in the last 7 days" "in the last 7 days" "the 7 days before",
    ThirtyDays "THIRTY_DAYS" 43_200 None, "in the last 30 days" "in the last 30 days" "the 30 days before",
    Daily "DAILY" 1_440 Some(CalendarPeriod::Day), "today" "yesterday" "the day before",
    Weekly "WEEKLY" 10_080 Some(CalendarPeriod::Week), "this week" "last week" "the week before",
    Monthly "MONTHLY" 43_200 Some(CalendarPeriod::Month), "this month" "last month" "the month before",
    Quarterly "QUARTERLY" 129_600 Some(CalendarPeriod::Quarter), "this quarter" "last quarter" "the quarter before",
}
