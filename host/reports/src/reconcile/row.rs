//! Facts of one account and period become rows.

use std::collections::BTreeMap;

use outlay_domain::{Money, Timestamp};

use super::{Cell, Fact, MeterRow, Parts, Row, Scope, What};
use crate::days::{begins, plus};
use crate::grain::Apart;
use crate::rates::{Rates, Whose};
use crate::reports::KnownAccounts;
use crate::split::{Billed, BilledParts, MeteringParts, Prices, REQUESTS, billing};

/// What the rows of one account and period have in common.
#[derive(Debug)]
pub(crate) struct Of {
    scope: Scope,
    apart: Apart,
    zone: String,
    is_open: bool,
    /// The provider may still count more.
    is_usage_open: bool,
    /// The provider says something about its usage.
    has_usage: bool,
    /// The currencies that something was billed in, and metered in.
    billed_in: Vec<String>,
    metered_in: Vec<String>,
}

/// Project, model, currency.
type Key = (Option<String>, Option<String>, String);

#[derive(Debug, Default)]
struct Gathered {
    /// By model.
    cells: BTreeMap<Option<String>, Cell>,
    unpriced: u64,
    /// Some of the calls have a known cost.
    has_cost: bool,
}

impl Of {
    pub(crate) fn new(scope: Scope, apart: Apart, facts: &[Fact], accounts: &KnownAccounts, now: Timestamp) -> Self {
        let (zone, cost_lateness, usage_lateness) = accounts.terms(&scope.provider, scope.connection_id.as_deref());
        let ends = begins(plus(scope.period.last, 1), &zone);
        let is_within = |lateness: u32| now.0 < ends.saturating_add(i64::from(lateness) * 1_000_000);
        let mut of = Self {
            is_open: is_within(cost_lateness.max(usage_lateness)),
            is_usage_open: is_within(usage_lateness),
            has_usage: false,
            billed_in: Vec::new(),
            metered_in: Vec::new(),
            scope,
            apart,
            zone,
        };
        for fact in facts {
            match &fact.what {
                What::Counted { is_open, .. } => {
                    of.has_usage = true;
                    of.is_usage_open |= is_open;
                    of.is_open |= is_open;
                }
                What::Billed { is_open, .. } => {
                    of.billed_in.push(fact.currency.clone());
                    of.is_open |= is_open;
                }
                What::Metered { cost, .. } if cost.is_some_and(|cost| cost != Money::ZERO) => {
                    of.metered_in.push(fact.currency.clone());
                }
                What::Metered { .. } => {}
            }
        }
        of
    }

    pub(crate) fn rows(&self, facts: Vec<Fact>, rates: &mut Rates) -> Vec<Row> {
        let mut rows: BTreeMap<Key, Gathered> = BTreeMap::new();
        for fact in facts {
            let project = fact.project.filter(|_| self.apart.by_project);
            let model = fact.model.clone().filter(|_| self.apart.by_model);
            let gathered = rows.entry((project, model, fact.currency)).or_default();
            let cell = gathered.cells.entry(fact.model).or_default();
            cell.written = cell.written.take().or(fact.written);
            match fact.what {
                What::Counted { tier, counts, .. } => cell.counted.entry(tier).or_default().add_all(&counts),
                What::Billed { line, .. } => cell.lines.push(line),
                What::Metered { tier, counts, is_late, cost, unpriced } => {
                    if is_late {
                        cell.late.add_all(&counts);
                    }
                    cell.metered.entry(tier).or_default().add_all(&counts);
                    cell.cost = cell.cost + cost.unwrap_or_default();
                    gathered.has_cost |= cost.is_some();
                    gathered.unpriced += unpriced;
                }
            }
        }
        rows.into_iter().map(|(key, gathered)| self.row(key, gathered, rates)).collect()
    }

    fn row(&self, (project, model, currency): Key, mut gathered: Gathered, rates: &mut Rates) -> Row {
        let Scope { period, provider, connection_id } = &self.scope;
        for cell in gathered.cells.values_mut() {
            let connection_id = connection_id.as_deref().unwrap_or_default();
            cell.price(rates, Whose { provider, model: "", day: period.first, zone: &self.zone, connection_id });
        }
        let cells = || gathered.cells.values();
        let is_of = |all: &[String]| all.contains(&currency);
        let has_bill = is_of(&self.billed_in);
        let billed: Money = cells().flat_map(|cell| &cell.lines).map(|line| line.amount).sum();
        let metered: Money = cells().map(|cell| cell.cost).sum();
        let is_metered = self.metered_in.is_empty() || is_of(&self.metered_in);
        let is_metered = is_metered && (gathered.has_cost || gathered.unpriced == 0);
        let is_estimated = self.has_usage && rates.currency() == currency;
        let estimated: Option<Money> = cells().map(|cell| cell.estimated).sum();
        let mut row = Row {
            day: period.first,
            last_day: period.last,
            provider: provider.clone(),
            connection_id: connection_id.clone(),
            grain: self.apart.grain(connection_id.is_some()),
            billed: has_bill.then_some(billed),
            metered: is_metered.then_some(metered),
            estimated: estimated.filter(|_| is_estimated),
            parts: Parts::default(),
            meters: Vec::new(),
            is_open: self.is_open,
            unpriced_events: gathered.unpriced,
            without_price: cells().flat_map(Cell::without_price).collect(),
            project,
            model,
            currency,
        };
        row.without_price.sort_unstable();
        row.without_price.dedup();
        self.explain(&mut row, &gathered.cells);
        row
    }

    /// Says what the differences of a row consist of.
    fn explain(&self, row: &mut Row, cells: &BTreeMap<Option<String>, Cell>) {
        let Some(estimated) = row.estimated else {
            row.parts.unexplained = row.drift();
            return;
        };
        if row.metered.is_some() {
            let mut sum = MeteringParts::default();
            let mut meters: BTreeMap<String, MeterRow> = BTreeMap::new();
            for cell in cells.values() {
                let (parts, by_meter) = cell.metering(self.is_usage_open);
                sum = sum + parts;
                for (meter, split) in by_meter {
                    let row = meters.entry(meter.clone()).or_insert_with(|| MeterRow::of(meter));
                    row.add(split);
                }
            }
            row.parts.calls_not_metered = Some(sum.calls_not_metered);
            row.parts.cache_split = Some(sum.cache_split);
            row.parts.late_data = Some(sum.late_data);
            row.parts.metered_price = Some(sum.metered_price);
            row.meters = meters.into_values().collect();
        }
        if row.billed.is_some() {
            let parts = if self.apart.bill_names_models {
                cells.values().map(Cell::billing).fold(BilledParts::default(), |sum, parts| sum + parts)
            } else {
                // Nobody knows which of the models a line is for.
                let lines: Vec<_> = cells.values().flat_map(|cell| cell.lines.clone()).collect();
                billing(Billed { lines: &lines, counted: &BTreeMap::new(), prices: &Prices::default(), estimated })
            };
            row.parts.list_price = Some(parts.list_price);
            row.parts.tier = Some(parts.tier);
            row.parts.billed_cache_split = Some(parts.billed_cache_split);
            row.parts.discount_credit_tax = Some(parts.discount_credit_tax);
            row.parts.rounding = Some(parts.rounding);
            row.parts.unexplained = Some(parts.unexplained);
        }
    }
}

impl MeterRow {
    fn of(meter: String) -> Self {
        let zero = Money::ZERO;
        Self { meter, counted: None, metered: 0, calls_not_metered: zero, cache_split: zero, late_data: zero }
    }

    fn add(&mut self, split: crate::split::MeterSplit) {
        // That no calls were counted means that nobody counts them.
        if self.meter != REQUESTS || split.counted != 0 {
            self.counted = Some(self.counted.unwrap_or_default() + split.counted);
        }
        self.metered += split.metered;
        self.calls_not_metered = self.calls_not_metered + split.calls_not_metered;
        self.cache_split = self.cache_split + split.cache_split;
        self.late_data = self.late_data + split.late_data;
    }
}
