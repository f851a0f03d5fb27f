//! Re-pricings under way: costs of the past, computed chunk by chunk beside those that count, then shown by a new view.
//!
//! What a re-pricing covers depends on places in the ledger only, and its book stands in its entry. So it gives the same
//! costs whenever it runs: beside what arrives, after a crash, or when the whole warehouse is made again.

use std::borrow::Cow;

use duckdb::Connection;
use outlay_domain::{Cost, Money, RepriceScope, Unpriced};
use outlay_pricing::{BookState, PriceBook};

use crate::costs::{COLUMNS, repriced, shown, view_sql};
use crate::explanation;
use crate::history::{self, PastCost, PastEvent, SEQS_A_CHUNK};
use crate::rollup;
use crate::table::{Column, Table};
use crate::tables::Tables;
use crate::warehouse::WarehouseError;

/// The oldest re-pricing that is not finished.
#[derive(Debug)]
pub(crate) struct Running {
    number: i64,
    /// It covers the entries before it.
    seq: u64,
    /// What was looked at ends here.
    next: u64,
    scope: RepriceScope,
    book: PriceBook,
    /// Earlier ones whose costs are shown.
    in_force: Vec<i64>,
}

/// What one chunk comes to.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// The places that it covers, half-open.
    from: u64,
    end: u64,
    pub(crate) costs: Vec<NewCost>,
    events: u64,
    changed: u64,
    before: Money,
    after: Money,
    /// Some of its events have costs of an earlier re-pricing, in force or not.
    is_used: bool,
}

/// A cost that differs from the one that counts.
#[derive(Debug)]
pub(crate) struct NewCost {
    seq: u64,
    cost: Cost,
}

impl Running {
    /// None if all are finished.
    pub(crate) fn find(connection: &Connection) -> Result<Option<Self>, WarehouseError> {
        let sql = "SELECT number, seq, next_seq, scope::VARCHAR, book::VARCHAR, list_version FROM repricings \
                   WHERE state IN ('waiting', 'running') ORDER BY number LIMIT 1";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (number, seq, next): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (scope, book, list): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let bundled = PriceBook::bundled().map_err(|error| WarehouseError::Repricing(error.to_string()))?;
        if bundled.version() != list {
            tracing::warn!(
                made_with = list,
                now = bundled.version(),
                "a re-pricing is done with another list of prices"
            );
        }
        let state: BookState =
            serde_json::from_str(&book).map_err(|error| WarehouseError::Repricing(error.to_string()))?;
        Ok(Some(Self {
            number,
            seq: seq.unsigned_abs(),
            next: next.unsigned_abs(),
            scope: serde_json::from_str(&scope).map_err(|error| WarehouseError::Repricing(error.to_string()))?,
            book: bundled.with(state).map_err(|error| WarehouseError::Repricing(error.to_string()))?,
            in_force: in_force(connection)?,
        }))
    }

    /// The chunk that is to be computed first.
    pub(crate) const fn begin(&self) -> u64 {
        self.next
    }

    /// Where the chunk behind this one begins; none if this is the last.
    pub(crate) fn behind(&self, chunk: &Chunk) -> Option<u64> {
        (chunk.end < self.seq).then_some(chunk.end)
    }

    /// Computes the chunk that begins there.
    pub(crate) fn compute(&self, connection: &Connection, from: u64) -> Result<Chunk, WarehouseError> {
        let mut chunk = Chunk { from, end: (from + SEQS_A_CHUNK).min(self.seq), ..Chunk::default() };
        let places = (chunk.from, chunk.end);
        let used = "SELECT count(repricing) > 0 FROM internal.events WHERE seq >= ? AND seq < ?";
        chunk.is_used = connection.query_row(used, [places.0, places.1], |row| row.get(0))?;
        history::chunk(connection, &self.scope, places, Some(self.seq), &mut |past: PastEvent<'_>| {
            chunk.events += 1;
            let cost = self.book.price(&past.event);
            if past.cost.is_of(&cost) {
                return;
            }
            if past.cost.differs_from(&cost) {
                chunk.changed += 1;
                chunk.before = chunk.before + past.cost.effective.unwrap_or_default();
                chunk.after = chunk.after + cost.effective.unwrap_or_default();
            }
            chunk.costs.push(NewCost { seq: past.seq, cost });
        })?;
        Ok(chunk)
    }

    /// Puts what was staged beside the costs that count, and notes how far it is. Where an earlier re-pricing is in
    /// force, its costs become those that the event came with: there is one place beside them.
    pub(crate) fn statements(&self, chunk: &Chunk, tables: &Tables) -> Vec<String> {
        let (number, end) = (self.number, chunk.end);
        let is_last = end == self.seq;
        let mut statements = Vec::new();
        if !chunk.costs.is_empty() {
            let mut sets = vec![format!("repricing = {number}")];
            for column in COLUMNS {
                if chunk.is_used && column.is_text() {
                    statements.extend(self.text_statements(column.name, chunk));
                    continue;
                }
                if chunk.is_used && !self.in_force.is_empty() {
                    sets.push(format!("{} = {}", column.name, shown(column.name, &self.in_force)));
                }
                sets.push(format!("{} = repriced.{}", repriced(column.name), column.name));
            }
            statements.push(self.update(chunk, &sets.join(", "), "true"));
            statements.push("DELETE FROM internal.repriced".to_owned());
        }
        let Chunk { events, changed, before, after, .. } = chunk;
        let state = if is_last { "done" } else { "running" };
        statements.push(format!(
            "UPDATE repricings SET state = '{state}', next_seq = {end}, events = events + {events}, \
             changed = changed + {changed}, cost_before = cost_before + {before}, cost_after = cost_after + {after} \
             WHERE number = {number}"
        ));
        if is_last {
            let in_force: Vec<i64> = self.in_force.iter().copied().chain([number]).collect();
            statements.push(view_sql(&tables.events, &in_force));
            statements.extend(rollup::start_over());
        }
        statements
    }

    /// The same for a column of texts whose places are used. DuckDB keeps the texts of an update in memory for good where
    /// none of them differs from what was there; so only what differs is updated.
    fn text_statements(&self, column: &str, chunk: &Chunk) -> Vec<String> {
        let place = repriced(column);
        let mut statements = Vec::new();
        if !self.in_force.is_empty() {
            let differs = format!("events.{column} IS DISTINCT FROM {}", shown(column, &self.in_force));
            statements.push(self.update(chunk, &format!("{column} = {place}"), &differs));
        }
        let differs = format!("{place} IS DISTINCT FROM repriced.{column}");
        statements.push(self.update(chunk, &format!("{place} = repriced.{column}"), &differs));
        statements
    }

    /// An event that was changed since its cost was computed is not covered any more.
    fn update(&self, chunk: &Chunk, sets: &str, condition: &str) -> String {
        let (Chunk { from, end, .. }, before) = (chunk, self.seq);
        format!(
            "UPDATE internal.events SET {sets} FROM internal.repriced \
             WHERE events.seq = repriced.seq AND events.seq >= {from} AND events.seq < {end} \
             AND coalesce(events.newest_seq, events.seq) < {before} AND {condition}"
        )
    }
}

/// All re-pricings, as far as one can be begun or taken back.
#[derive(Debug, Default)]
pub(crate) struct Repricings(Vec<Known>);

#[derive(Debug)]
struct Known {
    number: i64,
    id: String,
    state: String,
}

impl Repricings {
    pub(crate) fn read(connection: &Connection) -> Result<Self, WarehouseError> {
        let mut statement = connection.prepare("SELECT number, repricing_id, state FROM repricings ORDER BY number")?;
        let known =
            statement.query_map([], |row| Ok(Known { number: row.get(0)?, id: row.get(1)?, state: row.get(2)? }))?;
        Ok(Self(known.collect::<Result<_, _>>()?))
    }

    /// The number of a new one; none if it is known.
    pub(crate) fn begin(&mut self, id: &str) -> Option<i64> {
        if self.0.iter().any(|known| known.id == id) {
            return None;
        }
        let number = self.0.last().map_or(0, |newest| newest.number) + 1;
        self.0.push(Known { number, id: id.to_owned(), state: "waiting".to_owned() });
        Some(number)
    }

    /// Takes the newest one back; nothing if that is another, or was taken back before. Costs of older ones may have lost
    /// their place to it.
    pub(crate) fn undo(&mut self, id: &str, tables: &Tables) -> Vec<String> {
        let Some(newest) = self.0.last_mut().filter(|newest| newest.id == id && newest.state != "undone") else {
            return Vec::new();
        };
        newest.state = "undone".to_owned();
        let number = newest.number;
        let in_force: Vec<i64> = self.0.iter().filter(|one| one.state == "done").map(|one| one.number).collect();
        let note = format!("UPDATE repricings SET state = 'undone' WHERE number = {number}");
        [note, view_sql(&tables.events, &in_force)].into_iter().chain(rollup::start_over()).collect()
    }
}

/// Re-pricings whose costs are shown.
pub(crate) fn in_force(connection: &Connection) -> Result<Vec<i64>, WarehouseError> {
    let mut statement = connection.prepare("SELECT number FROM repricings WHERE state = 'done' ORDER BY number")?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

impl PastCost<'_> {
    /// Whether the cost is the same, with all that it says of itself.
    fn is_of(&self, cost: &Cost) -> bool {
        !self.differs_from(cost)
            && self.price_version == cost.price_version.as_deref()
            && self.price_entry == cost.price_entry.as_deref()
            && self.explanation == explanation::write(cost).as_deref()
    }

    /// Whether amounts change, or what is known of them.
    pub fn differs_from(&self, cost: &Cost) -> bool {
        self.reported != cost.reported
            || self.computed != cost.computed
            || self.effective != cost.effective
            || self.currency != cost.currency
            || self.unpriced_reason != cost.unpriced.as_ref().map(Unpriced::code)
    }
}

/// The rows of `internal.repriced`, in the order of [`COLUMNS`].
pub(crate) fn staging() -> Table<NewCost> {
    type Of = Column<NewCost>;
    let columns = vec![
        Of::integer("seq", "", |row| i64::try_from(row.seq).ok()),
        Of::amount("reported_cost", "", |row| row.cost.reported),
        Of::amount("computed_cost", "", |row| row.cost.computed),
        Of::amount("effective_cost", "", |row| row.cost.effective),
        Of::text("currency", "", |row| Some(&row.cost.currency)),
        Of::text("price_version", "", |row| row.cost.price_version.as_deref()),
        Of::text("price_entry", "", |row| row.cost.price_entry.as_deref()),
        Of::text("unpriced_reason", "", |row| row.cost.unpriced.as_ref().map(Unpriced::code)),
        Of::json("cost_explanation", "", |row| explanation::write(&row.cost).map(Cow::Owned)),
    ];
    Table { name: "repriced", place: Some(("internal", "repriced")), description: "", columns }
}
