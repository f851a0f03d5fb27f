//! What one transaction of the applier writes: rows, added or in the place of others.

use outlay_domain::record::{RecordKind, Window};
use outlay_domain::{Reprice, RepriceStep, Timestamp};

use crate::database::literal;
use crate::raw::{Appender, Writer};
use crate::repricing::{Chunk, Repricings, Running};
use crate::rollup::{self, Sign};
use crate::rows::Rows;
use crate::table::Table;
use crate::tables::{EventRow, Labels, RecordRow, RefusedRecord, RepricingRow, Tables};
use crate::warehouse::WarehouseError;

/// Refused records that a team's people can look at.
const REFUSED_A_TEAM: usize = 10_000;
/// How many rows one statement names.
const ROWS_A_STATEMENT: usize = 1_000;

/// A transaction that is under way; it is rolled back unless it is committed.
pub(crate) struct Transaction<'w> {
    writer: &'w Writer,
    tables: &'w Tables,
    is_done: bool,
}

impl<'w> Transaction<'w> {
    pub(crate) fn begin(writer: &'w Writer, tables: &'w Tables) -> Result<Self, WarehouseError> {
        writer.execute("BEGIN TRANSACTION")?;
        Ok(Self { writer, tables, is_done: false })
    }

    pub(crate) fn commit(mut self) -> Result<(), WarehouseError> {
        self.writer.execute("COMMIT")?;
        self.is_done = true;
        Ok(())
    }

    /// Everything that entries up to `last` say. Answers how many rows of events were added.
    pub(crate) fn write(&self, rows: Rows, last: u64, repricings: &mut Repricings) -> Result<usize, WarehouseError> {
        let mut events = rows.events;
        events.retain(|row| !row.is_merged());
        let mut added = events.len();
        if !events.is_empty() {
            self.append(&self.tables.events, &events)?;
            self.append_prompts(events)?;
        }
        if !rows.revised.is_empty() {
            added += self.revise(rows.revised.into_values().collect())?;
        }
        let late: Vec<(u64, i64)> = rows.late_findings.into_iter().collect();
        for some in late.chunks(ROWS_A_STATEMENT) {
            let values: Vec<String> = some.iter().map(|(seq, count)| format!("({seq}, {count})")).collect();
            self.writer.execute(&format!(
                "UPDATE internal.events SET findings = findings + late.count \
                 FROM (VALUES {}) AS late(seq, count) WHERE events.seq = late.seq",
                values.join(", ")
            ))?;
        }
        for window in rows.windows {
            self.replace_window(window)?;
        }
        for (id, row) in &rows.alerts {
            self.writer.execute(&format!("DELETE FROM alerts WHERE alert_id = {}", literal(id)))?;
            self.append(&self.tables.alerts, std::slice::from_ref(row))?;
        }
        for (id, row) in &rows.syncs {
            self.writer.execute(&format!("DELETE FROM syncs WHERE sync_id = {}", literal(id)))?;
            self.append(&self.tables.syncs, std::slice::from_ref(row))?;
        }
        for (at, seq, reprice) in rows.repricings {
            self.reprice(at, seq, reprice, repricings)?;
        }
        self.writer.execute(&format!("UPDATE internal.applied SET seq = {last}"))?;
        Ok(added)
    }

    /// Notes what is to be priced anew; or takes back the newest re-pricing, finished or not.
    fn reprice(
        &self,
        at: Timestamp,
        seq: u64,
        reprice: Reprice,
        repricings: &mut Repricings,
    ) -> Result<(), WarehouseError> {
        let RepriceStep::Apply { scope, book, list } = reprice.step else {
            return self.execute(repricings.undo(&reprice.id, self.tables));
        };
        let Some(number) = repricings.begin(&reprice.id) else { return Ok(()) };
        let scope = serde_json::to_string(&scope).map_err(|error| WarehouseError::Repricing(error.to_string()))?;
        let (id, who, why) = (reprice.id, reprice.who, reprice.why);
        self.append(&self.tables.repricings, &[RepricingRow { id, number, seq, at, who, why, scope, book, list }])
    }

    /// Rolls up entries up to `end`, at most a step's worth. Answers where it ends.
    pub(crate) fn roll_up(&self, from: u64, end: u64) -> Result<u64, WarehouseError> {
        Ok(rollup::step(self.writer, from, end)?)
    }

    /// Adds the costs that a re-pricing computed, and notes how far it is.
    pub(crate) fn write_costs(&self, running: &Running, chunk: &Chunk) -> Result<(), WarehouseError> {
        if !chunk.costs.is_empty() {
            self.append(&self.tables.repriced, &chunk.costs)?;
        }
        self.execute(running.statements(chunk, self.tables))
    }

    fn execute(&self, statements: Vec<String>) -> Result<(), WarehouseError> {
        Ok(statements.iter().try_for_each(|statement| self.writer.execute(statement))?)
    }

    fn append_prompts(&self, mut events: Vec<EventRow>) -> Result<(), WarehouseError> {
        events.retain(|row| row.event().prompts.is_some());
        if events.is_empty() { Ok(()) } else { self.append(&self.tables.prompts, &events) }
    }

    /// Puts rows in the place of those of the same events. Answers how many are left.
    fn revise(&self, mut rows: Vec<EventRow>) -> Result<usize, WarehouseError> {
        rows.sort_unstable_by_key(|row| row.seq);
        self.append_to("internal", "revised", &self.tables.events, &rows)?;
        rollup::change(self.writer, Sign::TakeAway, "internal.revised")?;
        self.writer.execute(
            "UPDATE internal.revised SET findings = revised.findings + events.findings \
             FROM internal.events WHERE events.seq = revised.seq; \
             DELETE FROM internal.events WHERE seq IN (SELECT seq FROM internal.revised); \
             DELETE FROM prompts WHERE seq IN (SELECT seq FROM internal.revised)",
        )?;
        let merged: Vec<String> = rows.iter().filter(|row| row.is_merged()).map(|row| row.seq.to_string()).collect();
        let but = if merged.is_empty() { String::new() } else { format!(" WHERE seq NOT IN ({})", merged.join(", ")) };
        self.writer.execute(&format!("INSERT INTO internal.events SELECT * FROM internal.revised{but}"))?;
        rollup::change(self.writer, Sign::Add, "internal.revised")?;
        self.writer.execute("DELETE FROM internal.revised")?;
        rows.retain(|row| !row.is_merged());
        let left = rows.len();
        self.append_prompts(rows)?;
        Ok(left)
    }

    pub(crate) fn write_refused(&self, refused: &[RefusedRecord]) -> Result<(), WarehouseError> {
        if refused.is_empty() {
            return Ok(());
        }
        self.append(&self.tables.ingest_errors, refused)?;
        self.writer.execute(&format!(
            "DELETE FROM ingest_errors WHERE rowid IN (SELECT rowid FROM (SELECT rowid, \
             row_number() OVER (PARTITION BY team ORDER BY received_at DESC, rowid DESC) AS place FROM ingest_errors) \
             WHERE place > {REFUSED_A_TEAM})"
        ))?;
        Ok(())
    }

    /// Puts labels in the place of those that are there.
    pub(crate) fn write_labels(&self, labels: &Labels) -> Result<(), WarehouseError> {
        self.replace(&self.tables.connections, &labels.connections)?;
        self.replace(&self.tables.project_map, &labels.project_map)?;
        self.replace(&self.tables.credentials, &labels.credentials)?;
        self.replace(&self.tables.zones, &labels.zones)?;
        self.replace(&self.tables.clock, &[labels.clock])
    }

    fn replace<R>(&self, table: &Table<R>, rows: &[R]) -> Result<(), WarehouseError> {
        let (schema, name) = table.place();
        self.writer.execute(&format!("DELETE FROM {schema}.{name}"))?;
        if rows.is_empty() { Ok(()) } else { self.append(table, rows) }
    }

    fn append<R>(&self, table: &Table<R>, rows: &[R]) -> Result<(), WarehouseError> {
        let (schema, name) = table.place();
        self.append_to(schema, name, table, rows)
    }

    fn append_to<R>(&self, schema: &str, name: &str, table: &Table<R>, rows: &[R]) -> Result<(), WarehouseError> {
        let mut appender = self.writer.appender(schema, name, &table.schema())?;
        for batch in table.batches(rows, Appender::most_rows()) {
            appender.append(batch?)?;
        }
        Ok(appender.finish()?)
    }

    /// The first part of a window clears its time; every part adds its records.
    fn replace_window(&self, (seq, window): (u64, Window)) -> Result<(), WarehouseError> {
        let table = match window.kind {
            RecordKind::Usage => &self.tables.usage,
            RecordKind::Cost => &self.tables.costs,
        };
        if window.part == 0 {
            self.writer.execute(&format!(
                "DELETE FROM {} WHERE connection_id = {} AND stream = {} \
                 AND period_start >= make_timestamp({}) AND period_start < make_timestamp({})",
                table.name,
                literal(&window.connection_id),
                literal(&window.stream),
                window.start.0,
                window.end.0
            ))?;
        }
        let rows: Vec<RecordRow> = window
            .records
            .into_iter()
            // Those are for rules, which take back what they counted.
            .filter(|record| !record.gone)
            .map(|record| RecordRow {
                connection_id: window.connection_id.clone(),
                connector: window.connector.clone(),
                stream: window.stream.clone(),
                seq,
                record,
            })
            .collect();
        if rows.is_empty() { Ok(()) } else { self.append(table, &rows) }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // It may be gone already; what counts is that nothing of it stays.
        if !self.is_done
            && let Err(error) = self.writer.execute("ROLLBACK")
        {
            tracing::debug!(%error, "nothing to roll back");
        }
    }
}
