//! What is counted of a metric.

use outlay_rule::Decimal;
use outlay_rule::decimal::sum;
use outlay_rule::windows::{Tally, weight_of_count, weight_of_decimal};
use serde::{Deserialize, Serialize};

use crate::metric::{Form, Unit};

/// What is added up of rows: whatever a metric is, it comes from these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Parts {
    #[serde(rename = "t", with = "sum")]
    pub(crate) top: Decimal,
    /// Of how many rows; one that was counted before is not counted again.
    #[serde(rename = "n")]
    pub(crate) samples: i64,
    /// What the sum is divided by, where that is a sum, too.
    #[serde(rename = "b", with = "sum", default, skip_serializing_if = "is_zero")]
    pub(crate) bottom: Decimal,
}

fn is_zero(sum: &Decimal) -> bool {
    *sum == Decimal::ZERO
}

impl Parts {
    /// The value that they come to in a period of so many microseconds; none if that is unknown.
    pub(crate) fn value(&self, form: Form, unit: Unit, is_percentage: bool, microseconds: i64) -> Option<Decimal> {
        let top = if unit.is_share() && is_percentage { self.top.times(100) } else { self.top };
        match form {
            Form::Total => Some(top),
            Form::PerMinute => top.times(60_000_000).per(Decimal::from(microseconds)),
            Form::Average if self.samples > 0 => top.per(self.samples.into()),
            Form::Quotient if self.bottom > Decimal::ZERO => top.per(self.bottom),
            Form::Average | Form::Quotient => None,
        }
    }
}

impl Tally for Parts {
    fn merge(&mut self, other: &Self) {
        self.top += other.top;
        self.samples = self.samples.saturating_add(other.samples);
        self.bottom += other.bottom;
    }

    fn weight(&self) -> usize {
        const NAMES: usize = 16;
        weight_of_decimal(self.top) + weight_of_count(self.samples) + weight_of_decimal(self.bottom) + NAMES
    }
}
