//! What is answered about a reconciliation.

use outlay_domain::{Money, Quantity};
use outlay_reports::{MeterRow, Parts, Row, Total, coverage};
use serde::Serialize;
use utoipa::ToSchema;

/// What a drift consists of: the parts add up to it. Null where it cannot be known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DriftParts {
    /// Calls that the provider counted and nobody metered; below 0, the other way round.
    calls_not_metered: Option<String>,
    /// The same input tokens, cached on one side and not on the other, or metered twice.
    cache_split: Option<String>,
    /// Metered, and not yet counted by the provider when its figures were read.
    late_data: Option<String>,
    /// Metered at another price than the price book's, or in another tier. These four are `estimatedMinusMetered`.
    metered_price: Option<String>,
    /// Billed at another price than the price book's.
    list_price: Option<String>,
    /// Billed in another tier (batch, priority, long context ...) than the provider's usage says, or in one that the price
    /// book has no price for.
    tier: Option<String>,
    /// The bill splits input into cached and uncached otherwise than the provider's usage does, or charges it twice.
    billed_cache_split: Option<String>,
    discount_credit_tax: Option<String>,
    /// The bill has fewer decimals.
    rounding: Option<String>,
    /// What is left.
    unexplained: Option<String>,
}

/// One meter: what the provider counted, what was metered, and what the difference amounts to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeterDifference {
    meter: String,
    /// Null if the provider does not say.
    counted: Option<String>,
    metered: String,
    calls_not_metered: String,
    cache_split: String,
    late_data: String,
}

/// Both sides of an account and day, as finely as both allow.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReconciledRow {
    day: String,
    /// The same day, unless the bill takes several together.
    last_day: String,
    /// Null if nobody knows which of several connections of the provider the calls belong to.
    connection: Option<String>,
    provider: String,
    project: Option<String>,
    model: Option<String>,
    /// `project_model`, `model`, `project`, `connection` or `provider`.
    grain: &'static str,
    currency: String,
    /// Null if there is no bill.
    billed: Option<String>,
    /// Null if it was metered in another currency, or the cost of none of its events is known.
    metered: Option<String>,
    /// What the provider's own usage costs by the price book; null if that is not known of all of it.
    estimated: Option<String>,
    /// The metered share of the bill, a decimal.
    coverage: Option<String>,
    /// Billed less metered.
    drift: Option<String>,
    estimated_minus_metered: Option<String>,
    billed_minus_estimated: Option<String>,
    parts: DriftParts,
    meters: Vec<MeterDifference>,
    /// Either side may still change.
    open: bool,
    /// How many of the events have no known cost.
    unpriced_events: String,
    /// Meters of the provider's usage that the price book has no price for.
    without_price: Vec<String>,
}

/// The sum of the rows of one currency that have a bill.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReconciledSum {
    currency: String,
    billed: String,
    metered: String,
    /// Of the rows that have an estimate.
    estimated: Option<String>,
    coverage: Option<String>,
    drift: String,
    parts: DriftParts,
    /// Rows that are not in it: without a bill, or with calls of unknown cost.
    rows_left_out: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reconciliation {
    /// A day; inclusive. Earlier than asked, and `to` later, where a bill takes those days together with others.
    pub(super) from: String,
    /// A day; exclusive.
    pub(super) to: String,
    pub(super) items: Vec<ReconciledRow>,
    /// The `cursor` of the next page; null on the last.
    pub(super) next: Option<String>,
    /// Of all items, by currency.
    pub(super) totals: Vec<ReconciledSum>,
}

/// The head of the table.
pub(super) const HEAD: [&str; 27] = [
    "day",
    "lastDay",
    "connection",
    "provider",
    "project",
    "model",
    "grain",
    "currency",
    "billed",
    "metered",
    "estimated",
    "coverage",
    "drift",
    "estimatedMinusMetered",
    "billedMinusEstimated",
    "callsNotMetered",
    "cacheSplit",
    "lateData",
    "meteredPrice",
    "listPrice",
    "tier",
    "billedCacheSplit",
    "discountCreditTax",
    "rounding",
    "unexplained",
    "open",
    "unpricedEvents",
];

impl ReconciledRow {
    /// In the order of [`HEAD`].
    pub(super) fn cells(self) -> Vec<Option<String>> {
        let parts = self.parts;
        vec![
            Some(self.day),
            Some(self.last_day),
            self.connection,
            Some(self.provider),
            self.project,
            self.model,
            Some(self.grain.to_owned()),
            Some(self.currency),
            self.billed,
            self.metered,
            self.estimated,
            self.coverage,
            self.drift,
            self.estimated_minus_metered,
            self.billed_minus_estimated,
            parts.calls_not_metered,
            parts.cache_split,
            parts.late_data,
            parts.metered_price,
            parts.list_price,
            parts.tier,
            parts.billed_cache_split,
            parts.discount_credit_tax,
            parts.rounding,
            parts.unexplained,
            Some(self.open.to_string()),
            Some(self.unpriced_events),
        ]
    }
}

fn text(amount: Option<Money>) -> Option<String> {
    amount.map(|amount| amount.to_string())
}

fn units(nano: i128) -> String {
    Quantity::from_nano(nano).to_string()
}

impl From<Row> for ReconciledRow {
    fn from(row: Row) -> Self {
        Self {
            day: row.day.to_string(),
            last_day: row.last_day.to_string(),
            grain: row.grain.as_str(),
            billed: text(row.billed),
            metered: text(row.metered),
            estimated: text(row.estimated),
            coverage: row.billed.zip(row.metered).and_then(|(billed, metered)| coverage(metered, billed)),
            drift: text(row.drift()),
            estimated_minus_metered: text(row.estimated_minus_metered()),
            billed_minus_estimated: text(row.billed_minus_estimated()),
            parts: row.parts.into(),
            connection: row.connection_id,
            provider: row.provider,
            project: row.project,
            model: row.model,
            currency: row.currency,
            meters: row.meters.into_iter().map(MeterDifference::from).collect(),
            open: row.is_open,
            unpriced_events: row.unpriced_events.to_string(),
            without_price: row.without_price,
        }
    }
}

impl From<MeterRow> for MeterDifference {
    fn from(row: MeterRow) -> Self {
        Self {
            meter: row.meter,
            counted: row.counted.map(units),
            metered: units(row.metered),
            calls_not_metered: row.calls_not_metered.to_string(),
            cache_split: row.cache_split.to_string(),
            late_data: row.late_data.to_string(),
        }
    }
}

impl From<Parts> for DriftParts {
    fn from(parts: Parts) -> Self {
        Self {
            calls_not_metered: text(parts.calls_not_metered),
            cache_split: text(parts.cache_split),
            late_data: text(parts.late_data),
            metered_price: text(parts.metered_price),
            list_price: text(parts.list_price),
            tier: text(parts.tier),
            billed_cache_split: text(parts.billed_cache_split),
            discount_credit_tax: text(parts.discount_credit_tax),
            rounding: text(parts.rounding),
            unexplained: text(parts.unexplained),
        }
    }
}

impl From<Total> for ReconciledSum {
    fn from(total: Total) -> Self {
        Self {
            coverage: coverage(total.metered, total.billed),
            currency: total.currency,
            billed: total.billed.to_string(),
            metered: total.metered.to_string(),
            estimated: text(total.estimated),
            drift: total.drift.to_string(),
            parts: total.parts.into(),
            rows_left_out: total.rows_left_out,
        }
    }
}
