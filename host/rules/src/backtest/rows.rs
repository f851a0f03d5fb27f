//! Rows of the warehouse as a batch.

use std::borrow::Cow;
use std::collections::HashMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Int32Type, Int64Type};
use arrow::record_batch::RecordBatch;
use outlay_domain::Timestamp;
use outlay_frame::Kind;

use crate::batch::{Batch, Encoded, Tick};
use crate::column::Column;
use crate::row::{REPORTING_CURRENCY, Row, Subject, saturated};
use crate::texts::Texts;

/// Decimal places of quantities in the warehouse.
const QUANTITY: u8 = 9;
const TICK_EVERY: i64 = 10_000_000;

/// What goes on from one batch to the next.
#[derive(Debug, Default)]
pub(super) struct PastRows {
    last_tick: Option<i64>,
    last_seq: u64,
}

impl PastRows {
    /// `seq`, `received_at` and `event_time`, then the columns by name.
    pub(super) fn batch<'b>(&mut self, rows: &'b RecordBatch, columns: &[Column], with_ticks: bool) -> Batch<'b> {
        let [seqs, received, times] = [0, 1, 2].map(|index| rows.column(index).as_primitive::<Int64Type>().values());
        let row = |index: usize| Row {
            seq: u64::try_from(seqs[index]).unwrap_or_default(),
            received_at: Timestamp(received[index]),
            subject: Subject::Past { event_time: Timestamp(times[index]) },
        };
        let made: Vec<Row<'_>> = (0..rows.num_rows()).map(row).collect();
        let ticks = if with_ticks { self.ticks(&made) } else { Vec::new() };
        let mut encoded = HashMap::default();
        let currency = rows.column_by_name("currency").and_then(|column| column.as_string_opt::<i32>());
        for column in columns {
            if let Some(values) = rows.column_by_name(&column.name) {
                let is_ours = |row: usize| {
                    !column.is_money()
                        || currency.is_some_and(|all| all.is_valid(row) && all.value(row) == REPORTING_CURRENCY)
                };
                if let Some(values) = encode(values, column, is_ours) {
                    encoded.insert(column.name.clone(), values);
                }
            }
        }
        Batch::of_past(made, ticks, encoded)
    }

    /// The time behind the last row, in which windows close: until `to`, but no longer than a month.
    pub(super) fn rest(&mut self, to: Timestamp) -> Vec<Tick> {
        const MONTH: i64 = 31 * 86_400 * 1_000_000;
        let mut ticks = Vec::new();
        if let Some(last) = &mut self.last_tick {
            let end = to.0.min(last.saturating_add(MONTH));
            while end - *last >= TICK_EVERY {
                *last += TICK_EVERY;
                ticks.push(Tick { seq: self.last_seq, before_row: 0, at: Timestamp(*last) });
            }
        }
        ticks
    }

    /// Every ten seconds of the time between rows.
    fn ticks(&mut self, rows: &[Row<'_>]) -> Vec<Tick> {
        let mut ticks = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            self.last_seq = row.seq;
            let last = self.last_tick.get_or_insert(row.received_at.0 - TICK_EVERY);
            while row.received_at.0 - *last >= TICK_EVERY {
                *last += TICK_EVERY;
                ticks.push(Tick { seq: row.seq, before_row: index, at: Timestamp(*last) });
            }
        }
        ticks
    }
}

fn encode<'b>(values: &'b dyn Array, column: &Column, is_ours: impl Fn(usize) -> bool) -> Option<Encoded<'b>> {
    let rows = 0..values.len();
    Some(match (values.data_type(), column.form.kind) {
        (DataType::Utf8, Kind::Text) => {
            let texts = values.as_string::<i32>();
            Encoded::Texts(Texts::of(texts.iter().map(|text| text.map(Cow::Borrowed))))
        }
        (DataType::Boolean, Kind::Flag) => Encoded::Flags(values.as_boolean().iter().collect()),
        (DataType::Int64, Kind::Integer) => Encoded::Integers(values.as_primitive::<Int64Type>().iter().collect()),
        (DataType::Int32, Kind::Integer) => {
            Encoded::Integers(values.as_primitive::<Int32Type>().iter().map(|value| value.map(i64::from)).collect())
        }
        (DataType::Decimal128(_, scale), Kind::Integer) => {
            let decimals = values.as_primitive::<Decimal128Type>();
            let finer = u32::from(u8::try_from(*scale).unwrap_or(QUANTITY).saturating_sub(column.form.places));
            let unit = 10_i128.pow(finer);
            let value =
                |row: usize| (decimals.is_valid(row) && is_ours(row)).then(|| saturated(decimals.value(row) / unit));
            Encoded::Integers(rows.map(value).collect())
        }
        _ => return None,
    })
}
