//! Records as they stand, for what is to take their place.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Decimal128Type, Int64Type};
use arrow::record_batch::RecordBatch;
use outlay_domain::record::{Quality, Record, RecordKind};
use outlay_domain::{Money, Timestamp};

use crate::database::literal;
use crate::warehouse::{Warehouse, WarehouseError};

impl Warehouse {
    /// The records of a connection's stream whose period begins in a time (half-open): what they are about, and their
    /// tokens, requests or cost. Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// If the warehouse cannot be read.
    pub fn records(
        &self,
        kind: RecordKind,
        connection_id: &str,
        stream: &str,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Record>, WarehouseError> {
        let (table, figures) = match kind {
            RecordKind::Usage => (
                "usage",
                "input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, requests, \
                 NULL::DECIMAL(38, 12) AS cost, NULL::VARCHAR AS currency",
            ),
            RecordKind::Cost => {
                ("costs", "NULL::BIGINT, NULL::BIGINT, NULL::BIGINT, NULL::BIGINT, NULL::BIGINT, cost, currency")
            }
        };
        let sql = format!(
            "SELECT epoch_us(period_start), epoch_us(period_end), provider, model, project, key, user, unit, \
             raw::VARCHAR, {figures} FROM {table} WHERE connection_id = {} AND stream = {} \
             AND period_start >= make_timestamp({}) AND period_start < make_timestamp({})",
            literal(connection_id),
            literal(stream),
            from.0,
            to.0
        )
        .replace(", user,", ", \"user\",");
        let connection = self.connection()?;
        let mut statement = connection.prepare(&sql)?;
        let mut records = Vec::new();
        for rows in statement.stream_arrow([])? {
            records.extend((0..rows.num_rows()).map(|row| record(&rows, row)));
        }
        Ok(records)
    }
}

fn record(rows: &RecordBatch, row: usize) -> Record {
    let column = |index: usize| Some(rows.column(index)).filter(|column| column.is_valid(row));
    let time = |index| Timestamp(column(index).map_or(0, |of| of.as_primitive::<Int64Type>().value(row)));
    let text = |index| column(index).map(|of| of.as_string::<i32>().value(row).to_owned());
    let count = |index| u64::try_from(column(index)?.as_primitive::<Int64Type>().value(row)).ok();
    Record {
        period_start: time(0),
        period_end: time(1),
        open: false,
        provider: text(2).unwrap_or_default(),
        model: text(3),
        project: text(4),
        key: text(5),
        user: text(6),
        input_tokens: count(9),
        cached_input_tokens: count(10),
        cache_write_tokens: count(11),
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: count(12),
        requests: count(13),
        units: None,
        unit: text(7),
        cost: column(14).map(|of| Money::from_pico(of.as_primitive::<Decimal128Type>().value(row))),
        currency: text(15),
        quality: Quality::Reported,
        raw: text(8).unwrap_or_default(),
        estimate: None,
        previous: None,
        gone: false,
    }
}
