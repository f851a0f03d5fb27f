//! The rows of a reconciliation: what was billed, metered and estimated, and why they differ.

mod cell;
mod facts;
mod row;
mod totals;

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::Money;

use crate::days::Days;
use crate::error::ReportsError;
use crate::grain::{Apart, Grain};
use crate::periods::Period;
use crate::reports::{Filter, Reports};
use crate::split::{Counts, Line};

pub(crate) use cell::Cell;
pub use totals::{Total, coverage};

/// What one side says about calls of one account, period, project and model.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) scope: Scope,
    pub(crate) project: Option<String>,
    /// By its one name.
    pub(crate) model: Option<String>,
    /// As it was written.
    pub(crate) written: Option<String>,
    pub(crate) currency: String,
    pub(crate) what: What,
}

/// An account, or all accounts of a provider, in a period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    pub(crate) period: Period,
    pub(crate) provider: String,
    pub(crate) connection_id: Option<String>,
}

#[derive(Debug)]
pub(crate) enum What {
    Counted { tier: Option<String>, counts: Counts, is_open: bool },
    Billed { line: Line, is_open: bool },
    Metered { tier: Option<String>, counts: Counts, is_late: bool, cost: Option<Money>, unpriced: u64 },
}

/// Both sides of one account, period, project and model, as far as they are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub day: Date,
    pub last_day: Date,
    pub provider: String,
    pub connection_id: Option<String>,
    pub project: Option<String>,
    pub model: Option<String>,
    pub grain: Grain,
    pub currency: String,
    /// None if there is no bill.
    pub billed: Option<Money>,
    /// None if all of it was metered in another currency, or the cost of none of its calls is known.
    pub metered: Option<Money>,
    /// None if the provider says nothing about its usage, or some of it has no price.
    pub estimated: Option<Money>,
    pub parts: Parts,
    pub meters: Vec<MeterRow>,
    /// Either side may still change.
    pub is_open: bool,
    /// How many events have no known cost.
    pub unpriced_events: u64,
    /// Meters of the provider's usage that the price book has no price for.
    pub without_price: Vec<String>,
}

/// They add up to the drift. None where it cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    pub calls_not_metered: Option<Money>,
    pub cache_split: Option<Money>,
    pub late_data: Option<Money>,
    pub metered_price: Option<Money>,
    pub list_price: Option<Money>,
    pub tier: Option<Money>,
    pub billed_cache_split: Option<Money>,
    pub discount_credit_tax: Option<Money>,
    pub rounding: Option<Money>,
    pub unexplained: Option<Money>,
}

/// One meter of a row. Quantities are in 10⁻⁹ units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterRow {
    pub meter: String,
    /// None if the provider does not say.
    pub counted: Option<i128>,
    pub metered: i128,
    pub calls_not_metered: Money,
    pub cache_split: Money,
    pub late_data: Money,
}

/// All rows, and their totals by currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    pub days: Days,
    pub rows: Vec<Row>,
    pub totals: Vec<Total>,
}

impl Row {
    pub fn drift(&self) -> Option<Money> {
        Some(self.billed? - self.metered?)
    }

    pub fn estimated_minus_metered(&self) -> Option<Money> {
        Some(self.estimated? - self.metered?)
    }

    pub fn billed_minus_estimated(&self) -> Option<Money> {
        Some(self.billed? - self.estimated?)
    }
}

impl Parts {
    /// In the order in which they are told.
    pub const fn all(&self) -> [Option<Money>; 10] {
        [
            self.calls_not_metered,
            self.cache_split,
            self.late_data,
            self.metered_price,
            self.list_price,
            self.tier,
            self.billed_cache_split,
            self.discount_credit_tax,
            self.rounding,
            self.unexplained,
        ]
    }
}

impl Reports {
    /// Compares what was billed, counted and metered of connected providers, no finer than `asked`. Where a bill takes days
    /// together and only some of them are asked for, it is about all of them, and says so in its `days`.
    ///
    /// # Errors
    /// If the warehouse cannot be asked, or there is too much to compare.
    pub async fn reconciliation(&self, days: Days, asked: Grain, filter: &Filter) -> Result<Reconciled, ReportsError> {
        let gathered = self.facts(days, asked, filter).await?;
        let mut rates = gathered.rates;
        let mut by_scope: BTreeMap<Scope, Vec<Fact>> = BTreeMap::new();
        for fact in gathered.facts {
            by_scope.entry(fact.scope.clone()).or_default().push(fact);
        }
        let mut rows = Vec::new();
        for (scope, facts) in by_scope {
            let apart = Apart::of(&facts, asked);
            let of = row::Of::new(scope, apart, &facts, &gathered.accounts, self.clock.now());
            rows.extend(of.rows(facts, &mut rates));
        }
        let totals = Total::of(&rows);
        Ok(Reconciled { days: gathered.days, rows, totals })
    }
}
