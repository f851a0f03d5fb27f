//! Shapes of rooms below, which know nothing of OpenAPI, as the document describes them. Never built.
#![allow(dead_code, reason = "they are described only")]

use utoipa::ToSchema;

use crate::prices::MeterPrice;

/// A count: an integer, or its text over 2^53.
#[derive(ToSchema)]
#[serde(untagged)]
pub(crate) enum Count {
    Number(i64),
    Text(String),
}

/// What a call cost; all amounts are decimals in `currency`.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cost {
    /// ISO 4217.
    currency: String,
    /// What the sender said the whole call cost, or the sum of the parts that it gave.
    reported: Option<String>,
    /// By the price book: the sum of the lines; null if one of them has no price.
    computed: Option<String>,
    /// The one that counts.
    effective: Option<String>,
    /// Why there is no `computed`.
    unpriced: Option<Unpriced>,
    lines: Vec<CostLine>,
    /// Which price data was used, or which version of a price of the operator's.
    price_version: Option<String>,
    /// The entry of the price book, or the id of a price of the operator's.
    price_entry: Option<String>,
    /// Null if the lines are in the same currency.
    conversion: Option<Conversion>,
}

/// `no_provider`, `no_model`, `unknown_provider`, `unknown_model`, `no_price_for_meter` ...; what it is about stands beside.
#[derive(ToSchema)]
pub(crate) struct Unpriced {
    code: String,
}

/// `quantity ÷ per × unitPrice × multiplier = amount`.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CostLine {
    meter: String,
    /// A decimal.
    quantity: String,
    /// A decimal; null if the price book has no price for this meter.
    unit_price: Option<String>,
    /// How many units the price is for.
    per: u64,
    amount: Option<String>,
    /// What the sender's multiplier and a discount leave of it; null if nothing was taken off or put on.
    multiplier: Option<String>,
    /// Where the price is from, if from elsewhere than the rest of the cost.
    price_entry: Option<String>,
    price_version: Option<String>,
}

/// How the sum of the lines came into the currency that costs are kept in: amount × rate.
#[derive(ToSchema)]
pub(crate) struct Conversion {
    /// ISO 4217: the currency of the lines.
    from: String,
    amount: String,
    /// Null if nobody gave one for the time of the call.
    rate: Option<String>,
    /// Since when the rate holds.
    day: Option<String>,
}

/// A model with its list prices at a time, in US dollars.
#[derive(ToSchema)]
pub(crate) struct ListedModel {
    provider: String,
    model: String,
    prices: Vec<ListedPrice>,
    /// Kinds of calls that cost otherwise, for example `batch`.
    variants: Vec<String>,
}

#[derive(ToSchema)]
pub(crate) struct ListedPrice {
    meter: String,
    #[serde(flatten)]
    price: MeterPrice,
}

/// A table or view that SQL knows.
#[derive(ToSchema)]
pub(crate) struct Table {
    name: String,
    description: String,
    columns: Vec<TableColumn>,
}

#[derive(ToSchema)]
pub(crate) struct TableColumn {
    name: String,
    /// As DuckDB writes it.
    #[serde(rename = "type")]
    sql_type: String,
    /// What it means, counts in, and says by NULL.
    description: String,
}
