//! All that is known of one model in a row, and what its differences consist of.

use std::collections::{BTreeMap, BTreeSet};

use outlay_domain::Money;

use crate::rates::{Rates, Whose, estimate, without_price};
use crate::split::{
    Billed, BilledParts, ByTier, Counts, Line, MeterSplit, Metering, MeteringParts, Prices, billing, metering,
};

#[derive(Debug, Default)]
pub(crate) struct Cell {
    /// As somebody wrote the model's name.
    pub(crate) written: Option<String>,
    pub(crate) counted: ByTier<Counts>,
    pub(crate) metered: ByTier<Counts>,
    pub(crate) late: Counts,
    pub(crate) cost: Money,
    pub(crate) lines: Vec<Line>,
    prices: Prices,
    /// None if it is not known.
    pub(crate) estimated: Option<Money>,
}

impl Cell {
    /// Looks up prices, and what was counted costs by them.
    pub(crate) fn price(&mut self, rates: &mut Rates, whose: Whose<'_>) {
        let sides = || self.counted.iter().chain(&self.metered);
        let mut tiers: BTreeSet<Option<String>> = sides().map(|(tier, _)| tier.clone()).collect();
        tiers.extend(self.lines.iter().map(|line| line.tier.clone()));
        let used = sides().flat_map(|(_, counts)| counts.iter()).map(|(meter, _)| meter.to_owned());
        let charged = self.lines.iter().filter_map(|line| line.meter.clone());
        let meters: BTreeSet<String> = used.chain(charged).collect();
        if let Some(model) = &self.written {
            self.prices = rates.prices(Whose { model, ..whose }, &tiers, &meters);
        }
        let is_used = self.counted.values().any(|counts| !counts.is_empty());
        self.estimated = if is_used { estimate(&self.counted, &self.prices) } else { Some(Money::ZERO) };
    }

    pub(crate) fn without_price(&self) -> Vec<String> {
        without_price(&self.counted, &self.prices)
    }

    pub(crate) fn metering(&self, is_open: bool) -> (MeteringParts, BTreeMap<String, MeterSplit>) {
        metering(Metering {
            counted: &self.counted,
            metered: &self.metered,
            late: &self.late,
            is_open,
            prices: &self.prices,
            estimated: self.estimated.unwrap_or_default(),
            cost: self.cost,
        })
    }

    pub(crate) fn billing(&self) -> BilledParts {
        billing(Billed {
            lines: &self.lines,
            counted: &self.counted,
            prices: &self.prices,
            estimated: self.estimated.unwrap_or_default(),
        })
    }
}
