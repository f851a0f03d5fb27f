//! Estimated − metered: what the provider counted, at the price book's prices, against what was metered.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

use outlay_domain::{Money, meter};

use super::counts::{Blend, ByTier, Counts, Prices, REQUESTS, moved};

/// The two sides, of calls of one model.
#[derive(Debug, Clone, Copy)]
pub struct Metering<'m> {
    /// What the provider counted.
    pub counted: &'m ByTier<Counts>,
    /// What events count.
    pub metered: &'m ByTier<Counts>,
    /// Of these, what came after the provider's figures were read.
    pub late: &'m Counts,
    /// The provider may still count more.
    pub is_open: bool,
    pub prices: &'m Prices,
    /// What was counted costs by the price book.
    pub estimated: Money,
    /// The effective cost of the events.
    pub cost: Money,
}

/// They add up to estimated − metered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MeteringParts {
    /// Calls that the provider counted and nobody metered; below 0, the other way round.
    pub calls_not_metered: Money,
    /// The same tokens, cached on one side and not on the other, or counted twice.
    pub cache_split: Money,
    /// Metered, and not counted yet by the provider when it was read.
    pub late_data: Money,
    /// Metered at another price than the price book's, or in another tier.
    pub metered_price: Money,
}

impl Add for MeteringParts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            calls_not_metered: self.calls_not_metered + other.calls_not_metered,
            cache_split: self.cache_split + other.cache_split,
            late_data: self.late_data + other.late_data,
            metered_price: self.metered_price + other.metered_price,
        }
    }
}

/// One meter of both sides, and what its difference amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MeterSplit {
    /// In 10⁻⁹ units.
    pub counted: i128,
    pub metered: i128,
    pub calls_not_metered: Money,
    pub cache_split: Money,
    pub late_data: Money,
}

pub fn metering(sides: Metering<'_>) -> (MeteringParts, BTreeMap<String, MeterSplit>) {
    let Metering { counted: counted_by_tier, metered: metered_by_tier, late, is_open, prices, estimated, cost } = sides;
    let (counted, metered) = (&Counts::sum(counted_by_tier.values()), &Counts::sum(metered_by_tier.values()));
    let mut lates = BTreeMap::new();
    let mut rest = BTreeMap::new();
    let has_requests = counted.get(REQUESTS) > 0;
    // Not every provider tells how many calls there were.
    for meter in Counts::meters(&[counted, metered]).into_iter().filter(|meter| has_requests || *meter != REQUESTS) {
        let difference = counted.get(meter) - metered.get(meter);
        let most = if is_open { metered.get(meter) } else { late.get(meter) };
        let is_late = difference.max(-most).min(0);
        lates.insert(meter, is_late);
        rest.insert(meter, difference - is_late);
    }
    let moved = moved(&rest, are_same_calls(counted, &rest));
    let mut parts = MeteringParts { metered_price: estimated - cost, ..MeteringParts::default() };
    let mut meters = BTreeMap::new();
    for (meter, rest) in &rest {
        let (is_late, moved) = (lates.get(meter).copied().unwrap_or_default(), moved.get(*meter).copied());
        let blend = blend(meter, counted_by_tier, metered_by_tier, prices);
        let whole = blend.amount(is_late + rest);
        let late_data = blend.amount(is_late);
        let cache_split = blend.amount(moved.unwrap_or_default());
        let calls_not_metered = whole - late_data - cache_split;
        parts.calls_not_metered = parts.calls_not_metered + calls_not_metered;
        parts.cache_split = parts.cache_split + cache_split;
        parts.late_data = parts.late_data + late_data;
        parts.metered_price = parts.metered_price - whole;
        let (counted, metered) = (counted.get(meter), metered.get(meter));
        let split = MeterSplit { counted, metered, calls_not_metered, cache_split, late_data };
        meters.insert((*meter).to_owned(), split);
    }
    (parts, meters)
}

/// The tiers that the difference of a meter lies in, each at its price; 0 for what has none.
fn blend(meter: &str, counted: &ByTier<Counts>, metered: &ByTier<Counts>, prices: &Prices) -> Blend {
    let of = |side: &ByTier<Counts>, tier| side.get(tier).map_or(0, |counts| counts.get(meter));
    let tiers: BTreeSet<&Option<String>> = counted.keys().chain(metered.keys()).collect();
    let differences: Vec<_> = tiers
        .into_iter()
        .map(|tier| (of(counted, tier) - of(metered, tier), prices.get(tier.as_deref(), meter).unwrap_or_default()))
        .collect();
    Blend::of_sum(&differences)
}

/// Whether both sides are about the same calls, so that their tokens can only differ by how they were split. By the number
/// of calls where the provider tells it, else by the output, which no cache touches.
fn are_same_calls(counted: &Counts, differences: &BTreeMap<&str, i128>) -> bool {
    let tells = [REQUESTS, meter::OUTPUT_TOKENS].into_iter().find(|meter| counted.get(meter) > 0);
    tells.is_some_and(|meter| differences.get(meter).copied().unwrap_or_default() == 0)
}
