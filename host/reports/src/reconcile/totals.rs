//! Sums by currency.

use std::collections::BTreeMap;

use outlay_domain::Money;

use super::{Parts, Row};

/// The sum of the rows of one currency that have a bill and a metered cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Total {
    pub currency: String,
    pub billed: Money,
    pub metered: Money,
    /// Of the rows that have an estimate; none if no row has.
    pub estimated: Option<Money>,
    pub drift: Money,
    pub parts: Parts,
    /// Rows that are not in it: without a bill, or with calls of unknown cost.
    pub rows_left_out: u64,
}

/// The metered share of a bill, a decimal of at most four places; none of a bill of nothing.
pub fn coverage(metered: Money, billed: Money) -> Option<String> {
    let share = metered.pico().checked_mul(10_000)?.checked_div(billed.pico())?;
    // Four places of twelve.
    Some(Money::from_pico(share.checked_mul(100_000_000)?).to_string())
}

impl Total {
    pub(crate) fn of(rows: &[Row]) -> Vec<Self> {
        let mut totals: BTreeMap<&str, Self> = BTreeMap::new();
        for row in rows {
            let new = || Self { currency: row.currency.clone(), ..Self::default() };
            let total = totals.entry(&row.currency).or_insert_with(new);
            let (Some(billed), Some(metered)) = (row.billed, row.metered) else {
                total.rows_left_out += 1;
                continue;
            };
            total.billed = total.billed + billed;
            total.metered = total.metered + metered;
            total.drift = total.drift + billed - metered;
            total.estimated = sum(total.estimated, row.estimated);
            total.parts.add(&row.parts);
        }
        totals.into_values().collect()
    }
}

impl Parts {
    fn add(&mut self, other: &Self) {
        *self = Self {
            calls_not_metered: sum(self.calls_not_metered, other.calls_not_metered),
            cache_split: sum(self.cache_split, other.cache_split),
            late_data: sum(self.late_data, other.late_data),
            metered_price: sum(self.metered_price, other.metered_price),
            list_price: sum(self.list_price, other.list_price),
            tier: sum(self.tier, other.tier),
            billed_cache_split: sum(self.billed_cache_split, other.billed_cache_split),
            discount_credit_tax: sum(self.discount_credit_tax, other.discount_credit_tax),
            rounding: sum(self.rounding, other.rounding),
            unexplained: sum(self.unexplained, other.unexplained),
        };
    }
}

/// Of what is known.
fn sum(one: Option<Money>, other: Option<Money>) -> Option<Money> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}
