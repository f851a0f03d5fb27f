//! All that is known of one model in a row, and what its differences consist of.

use std::collections::BTreeMap;

use outlay_domain::Money;

use crate::rates::{Rates, Whose, estimate, without_price};
use crate::split::{Billed, BilledParts, Counts, Line, MeterSplit, Metering, MeteringParts, Prices, billing, metering};

#[derive(Debug, Default)]
pub(crate) struct Cell {
    /// As somebody wrote the model's name.
    pub(crate) written: Option<String>,
    pub(crate) counted: BTreeMap<Option<String>, Counts>,
    pub(crate) metered: Counts,
    pub(crate) late: Counts,
    pub(crate) cost: Money,
    pub(crate) lines: Vec<Line>,
    prices: Prices,
    /// None if it is not known.
    pub(crate) estimated: Option<Money>,
}

impl Cell {
    fn all_counted(&self) -> Counts {
        let mut all = Counts::default();
        self.counted.values().for_each(|counts| all.add_all(counts));
        all
    }

    /// Looks up prices, and what was counted costs by them.
    pub(crate) fn price(&mut self, rates: &mut Rates, whose: Whose<'_>) {
        let counted = self.all_counted();
        let mut charged = Counts::default();
        self.lines.iter().filter_map(|line| line.meter.as_deref()).for_each(|meter| charged.add(meter, 1));
        if let Some(model) = &self.written {
            self.prices = rates.prices(Whose { model, ..whose }, [&counted, &self.metered, &charged]);
        }
        self.estimated = if counted.is_empty() { Some(Money::ZERO) } else { estimate(&counted, &self.prices) };
    }

    pub(crate) fn without_price(&self) -> Vec<String> {
        without_price(&self.all_counted(), &self.prices).map(str::to_owned).collect()
    }

    pub(crate) fn metering(&self, is_open: bool) -> (MeteringParts, BTreeMap<String, MeterSplit>) {
        metering(Metering {
            counted: &self.all_counted(),
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
