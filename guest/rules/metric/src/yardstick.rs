//! What a metric is compared with.

use outlay_rule::Decimal;

use crate::metric::{Form, Unit};
use crate::operator::{Change, Level};
use crate::parts::Parts;

/// The settings that judge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Yardstick {
    pub(crate) form: Form,
    pub(crate) unit: Unit,
    pub(crate) is_percentage: bool,
    pub(crate) compare: Compare,
    pub(crate) limit: Decimal,
    /// A value of fewer rows is not judged.
    pub(crate) min_samples: i64,
    /// Microseconds that the condition must have held.
    pub(crate) persists: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compare {
    Level(Level),
    Change(Change),
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Figures {
    /// None if it is unknown.
    pub(crate) value: Option<Decimal>,
    /// The value of the period before, where changes are looked at.
    pub(crate) before: Option<Decimal>,
    pub(crate) change: Option<Decimal>,
    /// Of how many rows the value is.
    pub(crate) samples: i64,
    pub(crate) holds: bool,
}

impl Yardstick {
    /// Whether little is what it fires for.
    pub(crate) fn is_low(&self) -> bool {
        matches!(self.compare, Compare::Level(level) if level.is_low())
    }

    fn value(&self, parts: &Parts, microseconds: i64) -> Option<Decimal> {
        parts.value(self.form, self.unit, self.is_percentage, microseconds)
    }

    /// One period against the limit.
    pub(crate) fn measure(&self, parts: &Parts, microseconds: i64) -> Figures {
        let value = self.value(parts, microseconds);
        let holds = match (self.compare, value) {
            (Compare::Level(level), Some(value)) => parts.samples >= self.min_samples && level.holds(value, self.limit),
            _ => false,
        };
        Figures { value, samples: parts.samples, holds, ..Figures::default() }
    }

    /// One period against the one before it; each is its parts and its length.
    pub(crate) fn compare(&self, before: (&Parts, i64), after: (&Parts, i64)) -> Figures {
        let Compare::Change(change) = self.compare else { return Figures::default() };
        let (value_before, value) = (self.value(before.0, before.1), self.value(after.0, after.1));
        let change = value_before.zip(value).and_then(|(before, after)| change.of(before, after));
        let samples = before.0.samples.min(after.0.samples);
        let holds = samples >= self.min_samples && change.is_some_and(|change| change >= self.limit);
        Figures { value, before: value_before, change, samples: after.0.samples, holds }
    }
}
