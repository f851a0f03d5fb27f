//! Rows of the warehouse as a batch.

use std::borrow::Cow;
use std::collections::HashMap;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Int32Type, Int64Type};
use arrow::record_batch::RecordBatch;
use outlay_domain::Timestamp;
use outlay_frame::Kind;

use super::time::Passing;
use crate::batch::{Batch, Encoded, Tick};
use crate::column::Column;
use crate::row::{REPORTING_CURRENCY, Row, Subject, saturated};
use crate::texts::Texts;

/// Decimal places of quantities in the warehouse.
const QUANTITY: u8 = 9;

/// What goes on from one batch to the next.
#[derive(Debug, Default)]
pub(super) struct PastRows {
    passing: Passing,
    last_seq: u64,
}

/// The rows in parts of one `received_at` each: all rows of a frame see one clock, and a rule that looks at it must not
/// notice that the warehouse has them together.
pub(super) fn by_time(rows: &RecordBatch) -> Vec<RecordBatch> {
    let received = rows.column(1).as_primitive::<Int64Type>().values();
    let parts = received.chunk_by(|one, next| one == next).scan(0, |begin, part| {
        let part = rows.slice(*begin, part.len());
        *begin += part.num_rows();
        Some(part)
    });
    parts.collect()
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

    /// The time behind the last row.
    pub(super) fn rest(&mut self, to: Timestamp) -> impl Iterator<Item = Batch<'static>> + use<> {
        let seq = self.last_seq;
        self.passing.rest(to).map(move |at| Batch::of_tick(seq, at))
    }

    /// The time between rows.
    fn ticks(&mut self, rows: &[Row<'_>]) -> Vec<Tick> {
        let mut ticks = Vec::new();
        for (before_row, row) in rows.iter().enumerate() {
            self.last_seq = row.seq;
            ticks.extend(self.passing.until(row.received_at).map(|at| Tick { seq: row.seq, before_row, at }));
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
