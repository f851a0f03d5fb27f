//! The one writer: follows the ledger and turns its frames into rows.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use duckdb::{Connection, params};
use outlay_domain::Frame;
use outlay_domain::record::{RecordKind, Window};
use outlay_ledger::Ledger;
use tokio::sync::watch;

use crate::refused::Refused;
use crate::rows::Rows;
use crate::tables::{EventRow, RecordRow, RefusedRecord, Tables};
use crate::warehouse::WarehouseError;

/// How many entries one transaction takes at most.
const ENTRIES_A_TRANSACTION: usize = 50_000;
/// Refused records that a team's people can look at.
const REFUSED_A_TEAM: usize = 10_000;
/// How many rows one statement names.
const ROWS_A_STATEMENT: usize = 1_000;

/// Applies ledger frames to the warehouse, each exactly once.
pub struct Applier {
    connection: Connection,
    applied: watch::Sender<u64>,
    tables: Arc<Tables>,
    refused: Arc<Refused>,
}

impl fmt::Debug for Applier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applier").field("applied", &*self.applied.borrow()).finish_non_exhaustive()
    }
}

impl Applier {
    pub(crate) fn new(
        connection: Connection,
        applied: watch::Sender<u64>,
        tables: Arc<Tables>,
        refused: Arc<Refused>,
    ) -> Self {
        Self { connection, applied, tables, refused }
    }

    /// Applies what the ledger holds beyond what was applied, up to one transaction's worth.
    /// Answers whether there may be more.
    pub fn step(&mut self, ledger: &Ledger) -> Result<bool, WarehouseError> {
        let after = *self.applied.borrow();
        let mut frames: Vec<Arc<Frame>> = Vec::new();
        if ledger.end() > after + 1 {
            let mut entries = 0;
            ledger.frames(after, |frame| {
                entries += frame.entries.len();
                frames.push(frame);
                if entries >= ENTRIES_A_TRANSACTION { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
        }
        if frames.is_empty() && self.refused.is_empty() {
            return Ok(false);
        }
        let end = frames.last().map_or(after + 1, |frame| frame.end_seq());
        self.apply(&frames, after)?;
        Ok(ledger.end() > end)
    }

    /// Puts what was written since the last checkpoint in its place. For quiet moments: it takes a while, and the next
    /// start has less to read.
    pub fn checkpoint(&mut self) -> Result<(), WarehouseError> {
        Ok(self.connection.execute_batch("CHECKPOINT")?)
    }

    /// Applies frames; entries at or before `after` are passed over.
    fn apply(&mut self, frames: &[Arc<Frame>], after: u64) -> Result<(), WarehouseError> {
        let mut rows = Rows::default();
        frames.iter().for_each(|frame| rows.add(frame, after));
        let last = frames.last().map_or(after, |frame| frame.end_seq() - 1);
        let refused = self.refused.take();
        self.connection.execute_batch("BEGIN TRANSACTION")?;
        let outcome = self.write(rows, last).and_then(|()| self.write_refused(&refused));
        let outcome = outcome.and_then(|()| Ok(self.connection.execute_batch("COMMIT")?));
        if let Err(error) = outcome {
            // The transaction may be gone already; what counts is that nothing of it stays.
            if let Err(rollback) = self.connection.execute_batch("ROLLBACK") {
                tracing::debug!(error = %rollback, "nothing to roll back");
            }
            refused.into_iter().for_each(|record| self.refused.add(record));
            return Err(error);
        }
        self.applied.send_replace(last);
        Ok(())
    }

    fn write(&self, rows: Rows, last: u64) -> Result<(), WarehouseError> {
        let mut events = rows.events;
        events.retain(|row| !row.is_merged());
        if !events.is_empty() {
            self.append("events", self.tables.events.batch(&events)?)?;
            self.append_prompts(events)?;
        }
        if !rows.revised.is_empty() {
            self.revise(rows.revised.into_values().collect())?;
        }
        let late: Vec<(u64, i64)> = rows.late_findings.into_iter().collect();
        for some in late.chunks(ROWS_A_STATEMENT) {
            let values: Vec<String> = some.iter().map(|(seq, count)| format!("({seq}, {count})")).collect();
            self.connection.execute_batch(&format!(
                "UPDATE events SET findings = findings + late.count \
                 FROM (VALUES {}) AS late(seq, count) WHERE events.seq = late.seq",
                values.join(", ")
            ))?;
        }
        for window in rows.windows {
            self.replace_window(window)?;
        }
        for (id, row) in &rows.alerts {
            self.connection.execute("DELETE FROM alerts WHERE alert_id = ?", params![id])?;
            self.append("alerts", self.tables.alerts.batch(std::slice::from_ref(row))?)?;
        }
        for (id, row) in &rows.syncs {
            self.connection.execute("DELETE FROM syncs WHERE sync_id = ?", params![id])?;
            self.append("syncs", self.tables.syncs.batch(std::slice::from_ref(row))?)?;
        }
        self.connection.execute("DELETE FROM internal.applied WHERE partition = 0", [])?;
        self.connection.execute("INSERT INTO internal.applied VALUES (0, ?)", params![last])?;
        Ok(())
    }

    fn append_prompts(&self, mut events: Vec<EventRow>) -> Result<(), WarehouseError> {
        events.retain(|row| row.event().prompts.is_some());
        if events.is_empty() { Ok(()) } else { self.append("prompts", self.tables.prompts.batch(&events)?) }
    }

    /// Puts rows in the place of those of the same events.
    fn revise(&self, mut rows: Vec<EventRow>) -> Result<(), WarehouseError> {
        rows.sort_unstable_by_key(|row| row.seq);
        self.append_to("internal", "revised", self.tables.events.batch(&rows)?)?;
        self.connection.execute_batch(
            "UPDATE internal.revised SET findings = revised.findings + events.findings \
             FROM events WHERE events.seq = revised.seq; \
             DELETE FROM events WHERE seq IN (SELECT seq FROM internal.revised); \
             DELETE FROM prompts WHERE seq IN (SELECT seq FROM internal.revised)",
        )?;
        let merged: Vec<String> = rows.iter().filter(|row| row.is_merged()).map(|row| row.seq.to_string()).collect();
        let but = if merged.is_empty() { String::new() } else { format!(" WHERE seq NOT IN ({})", merged.join(", ")) };
        self.connection.execute_batch(&format!(
            "INSERT INTO events SELECT * FROM internal.revised{but}; DELETE FROM internal.revised"
        ))?;
        rows.retain(|row| !row.is_merged());
        self.append_prompts(rows)
    }

    fn write_refused(&self, refused: &[RefusedRecord]) -> Result<(), WarehouseError> {
        if refused.is_empty() {
            return Ok(());
        }
        self.append("ingest_errors", self.tables.ingest_errors.batch(refused)?)?;
        self.connection.execute_batch(&format!(
            "DELETE FROM ingest_errors WHERE rowid IN (SELECT rowid FROM (SELECT rowid, \
             row_number() OVER (PARTITION BY team ORDER BY received_at DESC, rowid DESC) AS place FROM ingest_errors) \
             WHERE place > {REFUSED_A_TEAM})"
        ))?;
        Ok(())
    }

    fn append(&self, table: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        self.append_to("main", table, batch)
    }

    fn append_to(&self, schema: &str, table: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        let mut appender = self.connection.appender_to_db(table, schema)?;
        appender.append_record_batch(batch)?;
        // Errors show at the flush; a dropped appender swallows them.
        appender.flush()?;
        Ok(())
    }

    /// The first part of a window clears its time; every part adds its records.
    fn replace_window(&self, (seq, window): (u64, Window)) -> Result<(), WarehouseError> {
        let (name, table) = match window.kind {
            RecordKind::Usage => ("usage", &self.tables.usage),
            RecordKind::Cost => ("costs", &self.tables.costs),
        };
        if window.part == 0 {
            self.connection.execute(
                &format!(
                    "DELETE FROM {name} WHERE connection_id = ? AND stream = ? \
                     AND period_start >= make_timestamp(?) AND period_start < make_timestamp(?)"
                ),
                params![window.connection_id, window.stream, window.start.0, window.end.0],
            )?;
        }
        let rows: Vec<RecordRow> = window
            .records
            .into_iter()
            .map(|record| RecordRow {
                connection_id: window.connection_id.clone(),
                connector: window.connector.clone(),
                stream: window.stream.clone(),
                seq,
                record,
            })
            .collect();
        if rows.is_empty() { Ok(()) } else { self.append(name, table.batch(&rows)?) }
    }
}
