//! Events of the past as the columns that a rule reads: for back-tests on what is known today.

use std::ops::ControlFlow;

use arrow::record_batch::RecordBatch;
use outlay_domain::{Dimension, Timestamp, meter};

use crate::warehouse::{Warehouse, WarehouseError};

/// Places in the ledger that are read in one go: a long query would keep the applier from its checkpoint.
const SEQS_A_CHUNK: u64 = 122_880;

/// A column of a rule as an expression over `events`; none if the table does not know it. `meters.NAME` is a meter.
fn expression(column: &str) -> Option<String> {
    const PLAIN: &[&str] = &[
        "event_id",
        "transaction_id",
        "kind",
        "source",
        "key_id",
        "team",
        "retry_number",
        "error_code",
        "is_streamed",
        "duration_ms",
        "time_to_first_token_ms",
        "currency",
        "unpriced_reason",
    ];
    let is_plain = PLAIN.contains(&column)
        || Dimension::ALL.iter().any(|dimension| dimension.column() == column)
        || meter::TOKEN_COLUMNS.contains(&column)
        || meter::UNIT_COLUMNS.contains(&column);
    if is_plain {
        return Some(column.to_owned());
    }
    if let Some(name) = column.strip_prefix("meters.") {
        return Some(format!("meters['{}']", name.replace('\'', "''")));
    }
    match column {
        "cost" | "cost_delta" => Some("effective_cost".to_owned()),
        "reported_cost" | "computed_cost" => Some(column.to_owned()),
        "total_tokens" => Some(total_tokens()),
        "quality_score" => {
            Some("TRY_CAST(json_extract_string(attributes, '$.responseQualityScore') AS DECIMAL(38, 9))".to_owned())
        }
        _ => None,
    }
}

/// Every token once; null if no tokens were counted at all.
fn total_tokens() -> String {
    let written = "coalesce(cache_write_tokens, \
                   cache_write_5m_tokens + coalesce(cache_write_1h_tokens, 0), cache_write_1h_tokens)";
    let audio = |name: &str| format!("meters['{name}']::BIGINT");
    let parts = [
        "input_tokens".to_owned(),
        "cache_read_tokens".to_owned(),
        written.to_owned(),
        "output_tokens".to_owned(),
        audio(meter::INPUT_AUDIO_TOKENS),
        audio(meter::OUTPUT_AUDIO_TOKENS),
    ];
    let sum: Vec<String> = parts.iter().map(|part| format!("coalesce({part}, 0)")).collect();
    format!("CASE WHEN coalesce({}) IS NOT NULL THEN {} END", parts.join(", "), sum.join(" + "))
}

impl Warehouse {
    /// Live events that were received in a time (half-open), in the order of the ledger: batches of `seq`,
    /// `received_at` and `event_time` (in microseconds), then of those of the columns that `events` knows, by name. Costs
    /// are those of today, in the events' own currencies. `told` is asked between queries with how many of the ledger's
    /// entries were looked at and how many there are. Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// If the warehouse cannot be read.
    pub fn past_rows(
        &self,
        columns: &[&str],
        (from, to): (Timestamp, Timestamp),
        mut visit: impl FnMut(&RecordBatch) -> ControlFlow<()>,
        mut told: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), WarehouseError> {
        let connection = self.connection()?;
        let within = format!("received_at >= make_timestamp({}) AND received_at < make_timestamp({})", from.0, to.0);
        let bounds = format!("SELECT min(seq), max(seq) + 1 FROM events WHERE {within}");
        let bounds: (Option<i64>, Option<i64>) =
            connection.query_row(&bounds, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let place = |seq: Option<i64>| seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or_default();
        let (first, end) = (place(bounds.0), place(bounds.1));
        let selected: Vec<String> = columns
            .iter()
            .filter_map(|column| Some(format!(", {} AS \"{}\"", expression(column)?, column.replace('"', "\"\""))))
            .collect();
        let selected = selected.concat();
        let mut next = first;
        while next < end {
            let until = (next + SEQS_A_CHUNK).min(end);
            // Rows lie in the order of the ledger, but for those that were changed while they were being written.
            let sql = format!(
                "SELECT seq, epoch_us(received_at) AS received_at, epoch_us(event_time) AS event_time{selected} \
                 FROM events WHERE seq >= {next} AND seq < {until} AND status = 'live' AND {within} ORDER BY seq"
            );
            let mut statement = connection.prepare(&sql)?;
            for rows in statement.stream_arrow([])? {
                if visit(&rows).is_break() {
                    return Ok(());
                }
            }
            next = until;
            if told(next - first, end - first).is_break() {
                break;
            }
        }
        Ok(())
    }
}
