//! `usage` and `costs`: what the providers themselves say.

use std::borrow::Cow;

use outlay_domain::record::Record;

use crate::table::{Column, Table};

type Of = Column<RecordRow>;

/// A record with the window that brought it.
#[derive(Debug)]
pub(crate) struct RecordRow {
    pub(crate) connection_id: String,
    pub(crate) connector: String,
    pub(crate) stream: String,
    pub(crate) seq: u64,
    pub(crate) record: Record,
}

fn count(value: Option<u64>) -> Option<i64> {
    i64::try_from(value?).ok()
}

fn head() -> Vec<Column<RecordRow>> {
    vec![
        Of::text("connection_id", "The connection that pulled it.", |row| Some(&row.connection_id)),
        Of::text("connector", "The connector that read it.", |row| Some(&row.connector)),
        Of::text("stream", "The provider's series it belongs to.", |row| Some(&row.stream)),
        Of::integer("seq", "Place in the ledger of the window that brought it.", |row| i64::try_from(row.seq).ok()),
        Of::time("period_start", "Begin of the bucket, UTC.", |row| Some(row.record.period_start)),
        Of::time("period_end", "End of the bucket, exclusive, UTC.", |row| Some(row.record.period_end)),
        Of::flag("open", "Whether the bucket may still change.", |row| Some(row.record.open)),
        Of::text("provider", "Who bills it.", |row| Some(&row.record.provider)),
        Of::text("model", "The model; NULL if the provider does not say.", |row| row.record.model.as_deref()),
        Of::text("project", "The provider's project or workspace.", |row| row.record.project.as_deref()),
        Of::text("key", "The provider's id of the API key.", |row| row.record.key.as_deref()),
        Of::text("user", "The provider's id of the user.", |row| row.record.user.as_deref()),
    ]
}

fn tail() -> [Column<RecordRow>; 2] {
    [
        Of::text("quality", "reported, derived (from a balance) or estimated (by prices).", |row| {
            Some(row.record.quality.as_str())
        }),
        Of::json("raw", "The provider's own grouping keys.", |row| Some(Cow::Borrowed(&row.record.raw))),
    ]
}

pub(crate) fn usage() -> Table<RecordRow> {
    let mut columns = head();
    columns.extend([
        Of::integer("input_tokens", "Uncached input tokens.", |row| count(row.record.input_tokens)),
        Of::integer("cached_input_tokens", "Input tokens read from the cache.", |row| {
            count(row.record.cached_input_tokens)
        }),
        Of::integer("cache_write_tokens", "Input tokens written to the cache.", |row| {
            count(row.record.cache_write_tokens)
        }),
        Of::integer("cache_write_5m_tokens", "The cache writes that live 5 minutes.", |row| {
            count(row.record.cache_write_5m_tokens)
        }),
        Of::integer("cache_write_1h_tokens", "The cache writes that live an hour.", |row| {
            count(row.record.cache_write_1h_tokens)
        }),
        Of::integer("output_tokens", "Output tokens, reasoning included.", |row| count(row.record.output_tokens)),
        Of::integer("requests", "Number of calls.", |row| count(row.record.requests)),
        Of::units("units", "Quantity of what is not a token, in `unit`.", |row| row.record.units),
        Of::text("unit", "images, seconds, characters, bytes ...", |row| row.record.unit.as_deref()),
        Of::amount(
            "estimated_cost",
            "What it would cost by the price book, in `estimate_currency`; NULL if unpriced.",
            |row| row.record.estimate.as_ref()?.cost,
        ),
        Of::text("estimate_currency", "ISO 4217.", |row| row.record.estimate.as_ref().map(|one| one.currency.as_str())),
        Of::text("price_version", "The price data that was used.", |row| {
            row.record.estimate.as_ref()?.price_version.as_deref()
        }),
        Of::text("price_entry", "The entry of the price book that was used.", |row| {
            row.record.estimate.as_ref()?.price_entry.as_deref()
        }),
        Of::text("unpriced_reason", "Why there is no estimate; NULL if there is one.", |row| {
            row.record.estimate.as_ref()?.unpriced_reason.as_deref()
        }),
    ]);
    columns.extend(tail());
    Table {
        name: "usage",
        place: None,
        description: "What the providers say was used. Never added to `costs`: two views of the same calls.",
        columns,
    }
}

pub(crate) fn costs() -> Table<RecordRow> {
    let mut columns = head();
    columns.extend([
        Of::amount("cost", "What the provider bills, in `currency`.", |row| row.record.cost),
        Of::text("currency", "ISO 4217.", |row| row.record.currency.as_deref()),
        Of::units("units", "Quantity that is billed, in `unit`; NULL if the provider does not say.", |row| {
            row.record.units
        }),
        Of::text("unit", "Unit of the quantity.", |row| row.record.unit.as_deref()),
    ]);
    columns.extend(tail());
    Table { name: "costs", place: None, description: "What the providers bill, by day and line.", columns }
}
