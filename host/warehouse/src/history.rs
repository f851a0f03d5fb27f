//! Events of the past as the price book takes them: read back from the warehouse, some thousands at a time.

use std::ops::ControlFlow;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use duckdb::{Connection, params_from_iter};
use outlay_domain::{CallId, Dimension, Event, Kind, Meters, Money, Quantity, Reported, RepriceScope, Timestamp};

use crate::warehouse::{Warehouse, WarehouseError};

/// The dimensions that a price may depend on.
const DIMENSIONS: [Dimension; 8] = [
    Dimension::Provider,
    Dimension::Model,
    Dimension::Tool,
    Dimension::Organization,
    Dimension::Product,
    Dimension::Region,
    Dimension::ServiceTier,
    Dimension::PricingTier,
];

/// Places in the ledger that are read in one go: a tenth of a second.
pub(crate) const SEQS_A_CHUNK: u64 = 30_720;

/// A live event of the past, with the cost that counts today.
#[derive(Debug)]
pub struct PastEvent<'a> {
    pub seq: u64,
    /// Nothing but what its price depends on.
    pub event: Event,
    pub cost: PastCost<'a>,
}

/// The cost as the columns of `events` have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastCost<'a> {
    pub reported: Option<Money>,
    pub computed: Option<Money>,
    pub effective: Option<Money>,
    pub currency: &'a str,
    pub price_version: Option<&'a str>,
    pub price_entry: Option<&'a str>,
    pub unpriced_reason: Option<&'a str>,
    pub explanation: Option<&'a str>,
}

impl Warehouse {
    /// Live events of a scope. `told` is asked after some thousands of events with how many
    /// of the ledger's entries were looked at and how many there are. Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// If the warehouse cannot be read.
    pub fn past_events(
        &self,
        scope: &RepriceScope,
        mut visit: impl FnMut(PastEvent<'_>),
        mut told: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), WarehouseError> {
        let connection = self.connection()?;
        let end = self.applied() + 1;
        let first: Option<i64> = connection.query_row("SELECT min(seq) FROM events", [], |row| row.get(0))?;
        let Some(first) = first.and_then(|seq| u64::try_from(seq).ok()) else { return Ok(()) };
        let mut next = first;
        while next < end {
            let to = (next + SEQS_A_CHUNK).min(end);
            // One short query after the other: a long one would keep the applier from its checkpoint.
            chunk(&connection, scope, (next, to), None, &mut visit)?;
            next = to;
            if told(next - first, end - first).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Live events of a scope at these places; with `before`, only those that were not changed at or behind it.
pub(crate) fn chunk(
    connection: &Connection,
    scope: &RepriceScope,
    (from, to): (u64, u64),
    before: Option<u64>,
    visit: &mut impl FnMut(PastEvent<'_>),
) -> Result<(), WarehouseError> {
    let mut conditions = vec![format!("seq >= {from} AND seq < {to} AND status = 'live'")];
    if let Some(before) = before {
        conditions.push(format!("coalesce(newest_seq, seq) < {before}"));
    }
    let mut texts: Vec<&str> = Vec::new();
    for (column, text) in [
        ("provider", &scope.provider),
        ("model", &scope.model),
        ("organization", &scope.organization),
        ("tool", &scope.tool),
    ] {
        if let Some(text) = text {
            conditions.push(format!("{column} = ?"));
            texts.push(text);
        }
    }
    for (operator, time) in [(">=", scope.from), ("<", scope.to)] {
        if let Some(time) = time {
            conditions.push(format!("event_time {operator} make_timestamp({})", time.0));
        }
    }
    if scope.unpriced_only {
        conditions.push("computed_cost IS NULL".to_owned());
    }
    let dimensions: Vec<&str> = DIMENSIONS.iter().map(|dimension| dimension.column()).collect();
    let sql = format!(
        "SELECT seq, kind, event_time, key_id, duration_ms, meters, \
         CASE WHEN kind IN ('image', 'audio', 'video') THEN attributes END, reported, cost_multiplier, billing_skipped, \
         reported_cost, computed_cost, effective_cost, currency, price_version, price_entry, unpriced_reason, \
         cost_explanation, {} FROM events WHERE {}",
        dimensions.join(", "),
        conditions.join(" AND ")
    );
    let mut statement = connection.prepare(&sql)?;
    // Prices do not depend on whose call it was.
    let nobody = CallId::of(&[]);
    for rows in statement.stream_arrow(params_from_iter(texts))? {
        let batch = Batch { rows: &rows, call_id: nobody };
        (0..rows.num_rows()).for_each(|row| visit(batch.past(row)));
    }
    Ok(())
}

/// Rows of the statement above.
struct Batch<'b> {
    rows: &'b RecordBatch,
    call_id: CallId,
}

impl<'b> Batch<'b> {
    fn column(&self, index: usize) -> &'b ArrayRef {
        self.rows.column(index)
    }

    fn text(&self, index: usize, row: usize) -> Option<&'b str> {
        let column = self.column(index);
        column.is_valid(row).then(|| column.as_string::<i32>().value(row))
    }

    fn integer(&self, index: usize, row: usize) -> Option<i64> {
        let column = self.column(index);
        column.is_valid(row).then(|| column.as_primitive::<Int64Type>().value(row))
    }

    fn decimal(&self, index: usize, row: usize) -> Option<i128> {
        let column = self.column(index);
        column.is_valid(row).then(|| column.as_primitive::<Decimal128Type>().value(row))
    }

    fn past(&self, row: usize) -> PastEvent<'b> {
        let kind = self.text(1, row).and_then(|kind| kind.parse().ok()).unwrap_or(Kind::Completion);
        let time = self.column(2).as_primitive::<TimestampMicrosecondType>().value(row);
        let mut event = Event::bare(self.call_id, kind, Timestamp(time));
        self.text(3, row).unwrap_or_default().clone_into(&mut event.key_id);
        event.duration_ms = self.integer(4, row);
        event.meters = self.meters(row);
        event.attributes = self.text(6, row).map(str::to_owned);
        event.billing.multiplier = self.decimal(8, row).map(Quantity::from_nano);
        let skipped = self.column(9);
        event.billing.skipped = skipped.is_valid(row) && skipped.as_boolean().value(row);
        let amount = |index| self.decimal(index, row).map(Money::from_pico);
        let cost = PastCost {
            reported: amount(10),
            computed: amount(11),
            effective: amount(12),
            currency: self.text(13, row).unwrap_or_default(),
            price_version: self.text(14, row),
            price_entry: self.text(15, row),
            unpriced_reason: self.text(16, row),
            explanation: self.text(17, row),
        };
        event.reported = match self.text(7, row) {
            Some(text) => serde_json::from_str(text).unwrap_or_default(),
            // A row of before this was kept.
            None => Reported { total: cost.reported, ..Reported::default() },
        };
        for (index, dimension) in (18..).zip(DIMENSIONS) {
            if let Some(text) = self.text(index, row) {
                event.dimensions.set(dimension, text);
            }
        }
        let seq = self.integer(0, row).and_then(|seq| u64::try_from(seq).ok()).unwrap_or_default();
        PastEvent { seq, event, cost }
    }

    fn meters(&self, row: usize) -> Meters {
        let maps = self.column(5);
        if maps.is_null(row) {
            return Meters::new();
        }
        let entries = maps.as_map().value(row);
        let (names, quantities) =
            (entries.column(0).as_string::<i32>(), entries.column(1).as_primitive::<Decimal128Type>());
        let one = |(name, nano): (Option<&str>, Option<i128>)| Some((name?.into(), Quantity::from_nano(nano?)));
        names.iter().zip(quantities.iter()).filter_map(one).collect()
    }
}

/// The column `reported`: what the sender said about the cost; none if nothing.
pub(crate) fn write_reported(reported: &Reported) -> Option<String> {
    if !reported.is_given() {
        return None;
    }
    let serde_json::Value::Object(mut said) = serde_json::to_value(reported).ok()? else { return None };
    said.retain(|_, value| !value.is_null());
    serde_json::to_string(&said).ok()
}
