//! The one writer: follows the ledger, and decides what becomes one transaction and when there is a checkpoint.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_domain::{Entry, Frame};
use outlay_ledger::Ledger;
use tokio::sync::watch;

use crate::database::{Database, ROWS_A_GROUP};
use crate::labels::WaitingLabels;
use crate::raw::Writer;
use crate::refused::Refused;
use crate::repricing::{Chunk, Repricings, Running};
use crate::rollup::ROWS_AN_EVENT;
use crate::rows::Rows;
use crate::tables::{Labels, RefusedRecord, Tables};
use crate::transaction::Transaction;
use crate::warehouse::WarehouseError;

/// A checkpoint writes the last group of a table again if it is incomplete. So there is one whenever some groups of events
/// are complete, and no transaction goes beyond. Until then rows are in memory only, about a kilobyte each.
const EVENTS_A_CHECKPOINT: u64 = 2 * ROWS_A_GROUP;
/// What comes between two checkpoints becomes a group, too, and if four groups in a row have room in three, a checkpoint
/// puts them together: it holds all their rows in memory. So there is one before a group is full, and not long before.
const RECORDS_A_CHECKPOINT: u64 = ROWS_A_GROUP;
/// The most rows of one transaction: what it takes them from is in memory, too, and those who wait for the warehouse see
/// it move.
const ROWS_A_TRANSACTION: u64 = 25_000;
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
    labels: Arc<WaitingLabels>,
    /// Rows of events in DuckDB's groups.
    rows: u64,
    /// Rows of events at the last checkpoint, in complete parts of what makes one due.
    saved_parts: u64,
    /// Since when something waits for a checkpoint.
    unsaved_since: Option<Instant>,
    /// Rows of events that are in memory since the last checkpoint: added, changed, or with a cost computed anew.
    unsaved: u64,
    /// Rows of providers' records likewise.
    unsaved_records: u64,
    /// The first entry that is not rolled up; none if that may have changed.
    rolled: Option<u64>,
    /// The re-pricing under way; none if it is not known whether there is one.
    under_way: Option<Option<UnderWay>>,
}

struct UnderWay {
    running: Running,
    /// Computed ahead.
    ready: Option<Chunk>,
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
        labels: Arc<WaitingLabels>,
    ) -> Result<Self, WarehouseError> {
        let (writer, rows) = (Some(database.writer()?), database.rows()?);
        let saved_parts = rows / EVENTS_A_CHECKPOINT;
        Ok(Self {
            database,
            writer,
            applied,
            saved,
            tables,
            refused,
            labels,
            rows,
            saved_parts,
            unsaved_since: None,
            unsaved: 0,
            unsaved_records: 0,
            rolled: None,
            under_way: None,
        })
    }

    /// Applies what the ledger holds beyond what was applied, up to one transaction's worth, and makes a checkpoint when
    /// it is time. Answers how many entries wait.
    pub fn step(&mut self, ledger: &Ledger) -> Result<u64, WarehouseError> {
        if self.writer.is_none() {
            self.open_again()?;
        }
        let after = *self.applied.borrow();
        let most = (EVENTS_A_CHECKPOINT - self.rows % EVENTS_A_CHECKPOINT).min(ROWS_A_TRANSACTION) as usize;
        let frames = some_frames(ledger, after, most)?;
        if !frames.is_empty() || !self.refused.is_empty() || !self.labels.is_empty() {
            self.apply(&frames, after, most).inspect_err(|_| self.let_go_if_failed())?;
            ledger.followed_to(*self.applied.borrow());
        }
        if self.is_checkpoint_due() {
            self.checkpoint()?;
        }
        Ok(ledger.end().saturating_sub(*self.applied.borrow() + 1))
    }

    /// Goes on with a re-pricing, if there is one, by some thousands of events. True if there is more to do.
    pub fn reprice(&mut self) -> Result<bool, WarehouseError> {
        let Some(writer) = &self.writer else { return Ok(false) };
        let under_way = match self.under_way.take() {
            Some(known) => known,
            None => Running::find(&*self.database.reader()?)?.map(|running| UnderWay { running, ready: None }),
        };
        let Some(mut under_way) = under_way else {
            self.under_way = Some(None);
            return Ok(false);
        };
        let running = &under_way.running;
        let compute = |from| running.compute(&*self.database.reader()?, from);
        let chunk = under_way.ready.take().map_or_else(|| compute(running.begin()), Ok)?;
        // The next one is computed while this one is written.
        let (written, ready) = std::thread::scope(|scope| {
            let computing = running.behind(&chunk).map(|from| scope.spawn(move || compute(from)));
            let written = write_costs(writer, &self.tables, running, &chunk);
            (written, computing.map(|computing| computing.join()))
        });
        written.inspect_err(|_| self.let_go_if_failed())?;
        self.unsaved_since.get_or_insert_with(Instant::now);
        self.unsaved += chunk.costs.len() as u64;
        self.rolled = None;
        // After the last chunk, another re-pricing may wait.
        if let Some(ready) = ready {
            let ready = ready.map_err(|_| WarehouseError::Repricing("computing costs panicked".to_owned()))??;
            under_way.ready = Some(ready);
            self.under_way = Some(Some(under_way));
        }
        if self.is_checkpoint_due() {
            self.checkpoint()?;
        }
        Ok(true)
    }

    /// Rolls up what waits for it, if that is at least so many entries, by some thousands of them. True if there is more
    /// to do.
    pub fn roll_up(&mut self, at_least: u64) -> Result<bool, WarehouseError> {
        let Some(writer) = &self.writer else { return Ok(false) };
        let end = *self.applied.borrow() + 1;
        let from = match self.rolled {
            Some(known) => known,
            None => self.database.rolled()?,
        };
        self.rolled = Some(from);
        if end.saturating_sub(from) < at_least.max(1) {
            return Ok(false);
        }
        let done = roll_up(writer, &self.tables, from, end).inspect_err(|_| self.let_go_if_failed())?;
        self.rolled = Some(done);
        self.unsaved_since.get_or_insert_with(Instant::now);
        self.unsaved += (done - from) / ROWS_AN_EVENT;
        if self.is_checkpoint_due() {
            self.checkpoint()?;
        }
        Ok(end - done >= at_least)
    }

    /// Puts what was applied into the file. Without it, the next start applies it again.
    pub fn checkpoint(&mut self) -> Result<(), WarehouseError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        // Forced, it waits until a reader that has just ended has tidied up after transactions of ours, which would refuse
        // it; there are no others that write.
        writer.execute("FORCE CHECKPOINT").inspect_err(|_| self.let_go_if_failed())?;
        self.unsaved_since = None;
        (self.unsaved, self.unsaved_records) = (0, 0);
        self.saved_parts = self.rows / EVENTS_A_CHECKPOINT;
        self.saved.send_replace(*self.applied.borrow());
        Ok(())
    }

    fn is_checkpoint_due(&self) -> bool {
        self.rows / EVENTS_A_CHECKPOINT > self.saved_parts
            || self.unsaved >= EVENTS_A_CHECKPOINT
            || self.unsaved_records >= RECORDS_A_CHECKPOINT
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
        self.rows = self.database.rows()?;
        self.saved_parts = self.rows / EVENTS_A_CHECKPOINT;
        self.unsaved_since = None;
        (self.unsaved, self.unsaved_records, self.under_way) = (0, 0, None);
        self.rolled = None;
        self.writer = Some(writer);
        self.saved.send_replace(applied);
        self.applied.send_replace(applied);
        Ok(())
    }

    /// Applies what frames have behind `after`, as long as it is at most so many rows.
    fn apply(&mut self, frames: &[Arc<Frame>], after: u64, most: usize) -> Result<(), WarehouseError> {
        let (mut rows, mut last) = (Rows::default(), after);
        for frame in frames {
            last = rows.add(frame, after, most);
            if last + 1 < frame.end_seq() {
                break;
            }
        }
        if !rows.repricings.is_empty() {
            (self.under_way, self.rolled) = (None, None);
        }
        let records = rows.records as u64;
        if self.unsaved_records > 0 && self.unsaved_records + records > RECORDS_A_CHECKPOINT {
            self.checkpoint()?;
        }
        let refused = self.refused.take();
        let labels = self.labels.take();
        // What takes the place of another row is in memory twice.
        let revised = rows.revised.len() as u64;
        match self.commit(rows, last, &refused, labels.as_ref()) {
            Ok(rows) => {
                self.rows += rows as u64;
                self.unsaved += rows as u64 + revised;
                self.unsaved_records += records;
            }
            Err(error) => {
                refused.into_iter().for_each(|record| self.refused.add(record));
                if let Some(labels) = labels {
                    self.labels.put_back(labels);
                }
                return Err(error);
            }
        }
        self.unsaved_since.get_or_insert_with(Instant::now);
        self.applied.send_replace(last);
        Ok(())
    }

    /// Answers how many rows of events were added.
    fn commit(
        &self,
        rows: Rows,
        last: u64,
        refused: &[RefusedRecord],
        labels: Option<&Labels>,
    ) -> Result<usize, WarehouseError> {
        let writer = self.writer.as_ref().ok_or(WarehouseError::Closed)?;
        let mut repricings = match rows.repricings.as_slice() {
            [] => Repricings::default(),
            _ => Repricings::read(&*self.database.reader()?)?,
        };
        let transaction = Transaction::begin(writer, &self.tables)?;
        let added = transaction.write(rows, last, &mut repricings)?;
        transaction.write_refused(refused)?;
        if let Some(labels) = labels {
            transaction.write_labels(labels)?;
        }
        transaction.commit()?;
        Ok(added)
    }
}

fn roll_up(writer: &Writer, tables: &Tables, from: u64, end: u64) -> Result<u64, WarehouseError> {
    let transaction = Transaction::begin(writer, tables)?;
    let done = transaction.roll_up(from, end)?;
    transaction.commit()?;
    Ok(done)
}

fn write_costs(writer: &Writer, tables: &Tables, running: &Running, chunk: &Chunk) -> Result<(), WarehouseError> {
    let transaction = Transaction::begin(writer, tables)?;
    transaction.write_costs(running, chunk)?;
    transaction.commit()
}

/// What comes behind `after`: so many rows, and the rest of their last frame.
fn some_frames(ledger: &Ledger, after: u64, most: usize) -> Result<Vec<Arc<Frame>>, WarehouseError> {
    let (mut frames, mut rows) = (Vec::new(), 0);
    if ledger.end() > after + 1 {
        ledger.frames(after, |frame| {
            rows += frame.entries.iter().map(Entry::rows).sum::<usize>();
            frames.push(frame);
            if rows >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
    }
    Ok(frames)
}
