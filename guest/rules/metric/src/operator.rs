//! How a value is compared.

use outlay_rule::Decimal;
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum OperatorType {
    GreaterThan,
    GreaterThanOrEqualTo,
    LessThan,
    LessThanOrEqualTo,
    IncreasesBy,
    DecreasesBy,
    PercentIncrease,
    PercentDecrease,
    /// Known, and refused with an explanation.
    EqualTo,
    NotEqualTo,
}

impl OperatorType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::GreaterThan => "GREATER_THAN",
            Self::GreaterThanOrEqualTo => "GREATER_THAN_OR_EQUAL_TO",
            Self::LessThan => "LESS_THAN",
            Self::LessThanOrEqualTo => "LESS_THAN_OR_EQUAL_TO",
            Self::IncreasesBy => "INCREASES_BY",
            Self::DecreasesBy => "DECREASES_BY",
            Self::PercentIncrease => "PERCENT_INCREASE",
            Self::PercentDecrease => "PERCENT_DECREASE",
            Self::EqualTo => "EQUAL_TO",
            Self::NotEqualTo => "NOT_EQUAL_TO",
        }
    }

    /// Compares a value with a limit; none if it compares a change.
    pub(crate) const fn level(self) -> Option<Level> {
        Some(match self {
            Self::GreaterThan => Level::Over,
            Self::GreaterThanOrEqualTo => Level::AtOrOver,
            Self::LessThan => Level::Under,
            Self::LessThanOrEqualTo => Level::AtOrUnder,
            _ => return None,
        })
    }

    /// Compares a change with a limit; none if it compares a value.
    pub(crate) const fn change(self, is_percentage: bool) -> Option<Change> {
        let (up, percent) = match self {
            Self::IncreasesBy => (true, is_percentage),
            Self::DecreasesBy => (false, is_percentage),
            Self::PercentIncrease => (true, true),
            Self::PercentDecrease => (false, true),
            _ => return None,
        };
        Some(Change { up, percent })
    }
}

/// How a value lies to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Over,
    AtOrOver,
    Under,
    AtOrUnder,
}

impl Level {
    pub(crate) fn holds(self, value: Decimal, limit: Decimal) -> bool {
        match self {
            Self::Over => value > limit,
            Self::AtOrOver => value >= limit,
            Self::Under => value < limit,
            Self::AtOrUnder => value <= limit,
        }
    }

    /// Whether little is what it fires for: so it can only be judged when all of a period has been seen.
    pub(crate) const fn is_low(self) -> bool {
        matches!(self, Self::Under | Self::AtOrUnder)
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::AtOrOver => "at or over",
            Self::Under => "under",
            Self::AtOrUnder => "at or under",
        }
    }
}

/// A change from one period to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) up: bool,
    pub(crate) percent: bool,
}

impl Change {
    /// By how much a value went the way that is looked for. Of nothing there is no percentage.
    pub(crate) fn of(self, before: Decimal, after: Decimal) -> Option<Decimal> {
        let difference = if self.up { after - before } else { before - after };
        if self.percent { difference.times(100).per(before.max(-before)) } else { Some(difference) }
    }

    pub(crate) const fn word(self) -> &'static str {
        if self.up { "up" } else { "down" }
    }
}
