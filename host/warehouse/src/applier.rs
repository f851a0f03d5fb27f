//! The one writer: follows the ledger and turns its frames into rows.

use std::collections::HashMap;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use duckdb::{Connection, params};
use outlay_domain::entry::Row;
use outlay_domain::record::{RecordKind, Window};
use outlay_domain::{Entry, Frame};
use outlay_ledger::Ledger;
use tokio::sync::watch;

use crate::tables::{EventRow, RecordRow, Tables};
use crate::warehouse::WarehouseError;

/// How many entries one transaction takes at most.
const ENTRIES_A_TRANSACTION: usize = 50_000;

/// Applies ledger frames to the warehouse, each exactly once.
pub struct Applier {
    connection: Connection,
    applied: watch::Sender<u64>,
    tables: Arc<Tables>,
}

impl fmt::Debug for Applier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applier").field("applied", &*self.applied.borrow()).finish_non_exhaustive()
    }
}

impl Applier {
    pub(crate) fn new(connection: Connection, applied: watch::Sender<u64>, tables: Arc<Tables>) -> Self {
        Self { connection, applied, tables }
    }

    /// Applies what the ledger holds beyond what was applied, up to one transaction's worth.
    /// Answers whether there may be more.
    pub fn step(&mut self, ledger: &Ledger) -> Result<bool, WarehouseError> {
        let after = *self.applied.borrow();
        if ledger.end() <= after + 1 {
            return Ok(false);
        }
        let mut frames: Vec<Frame> = Vec::new();
        let mut entries = 0;
        ledger.frames(after, |frame| {
            entries += frame.entries.len();
            frames.push(frame);
            if entries >= ENTRIES_A_TRANSACTION { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        let Some(end) = frames.last().map(Frame::end_seq) else { return Ok(false) };
        self.apply(frames, after)?;
        Ok(ledger.end() > end)
    }

    /// Applies frames; entries at or before `after` are passed over.
    fn apply(&mut self, frames: Vec<Frame>, after: u64) -> Result<(), WarehouseError> {
        let mut rows = Rows::default();
        let mut last = after;
        for frame in frames {
            last = frame.end_seq() - 1;
            rows.add(frame, after);
        }
        self.connection.execute_batch("BEGIN TRANSACTION")?;
        let outcome = self.write(rows, last).and_then(|()| Ok(self.connection.execute_batch("COMMIT")?));
        if let Err(error) = outcome {
            // The transaction may be gone already; what counts is that nothing of it stays.
            if let Err(rollback) = self.connection.execute_batch("ROLLBACK") {
                tracing::debug!(error = %rollback, "nothing to roll back");
            }
            return Err(error);
        }
        self.applied.send_replace(last);
        Ok(())
    }

    fn write(&self, rows: Rows, last: u64) -> Result<(), WarehouseError> {
        if !rows.events.is_empty() {
            self.append("events", self.tables.events.batch(&rows.events)?)?;
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

    fn append(&self, table: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        let mut appender = self.connection.appender(table)?;
        appender.append_record_batch(batch)?;
        // Errors show at the flush; a dropped appender swallows them.
        appender.flush()?;
        Ok(())
    }

    /// The first part of a window clears its time; every part adds its records.
    fn replace_window(&self, (seq, window): (u64, Box<Window>)) -> Result<(), WarehouseError> {
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

/// Entries sorted by the table that they go to. Of control rows, the last one of each id counts.
#[derive(Default)]
struct Rows {
    events: Vec<EventRow>,
    windows: Vec<(u64, Box<Window>)>,
    alerts: HashMap<String, outlay_domain::entry::AlertRow>,
    syncs: HashMap<String, outlay_domain::entry::SyncRow>,
}

impl Rows {
    fn add(&mut self, frame: Frame, after: u64) {
        let mut findings: HashMap<u64, i64> = HashMap::new();
        for finding in frame.findings.iter().filter(|finding| !finding.shadow) {
            *findings.entry(finding.seq).or_default() += 1;
        }
        for (seq, entry) in (frame.first_seq..).zip(frame.entries) {
            if seq <= after {
                continue;
            }
            match entry {
                Entry::Event(event) => {
                    let findings = findings.get(&seq).copied().unwrap_or(0);
                    self.events.push(EventRow { seq, received_at: frame.received_at, findings, event });
                }
                Entry::Window(window) => self.windows.push((seq, window)),
                Entry::Row(Row::Alert(row)) => {
                    self.alerts.insert(row.alert_id.clone(), row);
                }
                Entry::Row(Row::Sync(row)) => {
                    self.syncs.insert(row.sync_id.clone(), row);
                }
                Entry::Tick | Entry::Skip { .. } | Entry::RuleChange { .. } => {}
            }
        }
    }
}
