//! The one writer: follows the ledger, and decides what becomes one transaction and when there is a checkpoint.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_domain::Frame;
use outlay_ledger::Ledger;
use tokio::sync::watch;

use crate::database::Database;
use crate::raw::Writer;
use crate::refused::Refused;
use crate::rows::Rows;
use crate::tables::{RefusedRecord, Tables};
use crate::transaction::Transaction;
use crate::warehouse::WarehouseError;

/// How many entries one transaction takes at most.
const ENTRIES_A_TRANSACTION: usize = 50_000;
/// DuckDB keeps rows in groups of this size, and a checkpoint writes the last, incomplete group again: least is written
/// twice when a group was just completed. Until then rows are in memory only, about a kilobyte each.
const ROWS_A_GROUP: u64 = 122_880;
/// The longest time between checkpoints: what came since the last is applied again after a crash, and refused records,
/// which are in no ledger, are lost.
const UNSAVED_FOR: Duration = Duration::from_secs(300);

/// Applies ledger frames to the warehouse, each exactly once.
pub struct Applier {
    database: Database,
    /// None after a failure of the whole database.
    writer: Option<Writer>,
    applied: watch::Sender<u64>,
    saved: watch::Sender<u64>,
    tables: Arc<Tables>,
    refused: Arc<Refused>,
    /// Events written since groups were counted.
    events: u64,
    /// Of `events`, at the last checkpoint.
    saved_groups: u64,
    /// Since when something waits for a checkpoint.
    unsaved_since: Option<Instant>,
}

impl fmt::Debug for Applier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applier").field("applied", &*self.applied.borrow()).finish_non_exhaustive()
    }
}

impl Applier {
    pub(crate) fn new(
        database: Database,
        applied: watch::Sender<u64>,
        saved: watch::Sender<u64>,
        tables: Arc<Tables>,
        refused: Arc<Refused>,
    ) -> Result<Self, WarehouseError> {
        let (writer, events) = (Some(database.writer()?), database.events()?);
        let saved_groups = events / ROWS_A_GROUP;
        Ok(Self { database, writer, applied, saved, tables, refused, events, saved_groups, unsaved_since: None })
    }

    /// Applies what the ledger holds beyond what was applied, up to one transaction's worth, and makes a checkpoint when
    /// it is time. Answers whether there may be more.
    pub fn step(&mut self, ledger: &Ledger) -> Result<bool, WarehouseError> {
        if self.writer.is_none() {
            self.open_again()?;
        }
        let after = *self.applied.borrow();
        let frames = some_frames(ledger, after)?;
        if !frames.is_empty() || !self.refused.is_empty() {
            self.apply(&frames, after).inspect_err(|_| self.let_go_if_failed())?;
        }
        if self.is_checkpoint_due() {
            self.checkpoint()?;
        }
        Ok(ledger.end() > *self.applied.borrow() + 1)
    }

    /// Puts what was applied into the file. Without it, the next start applies it again.
    pub fn checkpoint(&mut self) -> Result<(), WarehouseError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        writer.execute("CHECKPOINT").inspect_err(|_| self.let_go_if_failed())?;
        self.unsaved_since = None;
        self.saved_groups = self.events / ROWS_A_GROUP;
        self.saved.send_replace(*self.applied.borrow());
        Ok(())
    }

    fn is_checkpoint_due(&self) -> bool {
        self.events / ROWS_A_GROUP > self.saved_groups
            || self.unsaved_since.is_some_and(|since| since.elapsed() >= UNSAVED_FOR)
    }

    /// After some failures DuckDB answers nothing more; a checkpoint on a full disk is one.
    fn let_go_if_failed(&mut self) {
        if self.writer.take_if(|writer| writer.execute("FROM internal.applied").is_err()).is_some() {
            self.database.give_up();
        }
    }

    /// Goes back to the last checkpoint, and on from there.
    fn open_again(&mut self) -> Result<(), WarehouseError> {
        self.database.open_again()?;
        let (writer, applied) = (self.database.writer()?, self.database.applied()?);
        tracing::warn!(applied, "the warehouse failed and was opened again; what is missing comes from the ledger");
        self.events = self.database.events()?;
        self.saved_groups = self.events / ROWS_A_GROUP;
        self.unsaved_since = None;
        self.writer = Some(writer);
        self.saved.send_replace(applied);
        self.applied.send_replace(applied);
        Ok(())
    }

    /// Applies frames; entries at or before `after` are passed over.
    fn apply(&mut self, frames: &[Arc<Frame>], after: u64) -> Result<(), WarehouseError> {
        let mut rows = Rows::default();
        frames.iter().for_each(|frame| rows.add(frame, after));
        let events = rows.events.len() as u64;
        let last = frames.last().map_or(after, |frame| frame.end_seq() - 1);
        let refused = self.refused.take();
        if let Err(error) = self.commit(rows, last, &refused) {
            refused.into_iter().for_each(|record| self.refused.add(record));
            return Err(error);
        }
        self.events += events;
        self.unsaved_since.get_or_insert_with(Instant::now);
        self.applied.send_replace(last);
        Ok(())
    }

    fn commit(&self, rows: Rows, last: u64, refused: &[RefusedRecord]) -> Result<(), WarehouseError> {
        let writer = self.writer.as_ref().ok_or(WarehouseError::Closed)?;
        let transaction = Transaction::begin(writer, &self.tables)?;
        transaction.write(rows, last)?;
        transaction.write_refused(refused)?;
        transaction.commit()
    }
}

/// What comes behind `after`, about one transaction's worth.
fn some_frames(ledger: &Ledger, after: u64) -> Result<Vec<Arc<Frame>>, WarehouseError> {
    let (mut frames, mut entries) = (Vec::new(), 0);
    if ledger.end() > after + 1 {
        ledger.frames(after, |frame| {
            entries += frame.entries.len();
            frames.push(frame);
            if entries >= ENTRIES_A_TRANSACTION { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
    }
    Ok(frames)
}
