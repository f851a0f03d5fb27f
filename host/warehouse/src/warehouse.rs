//! Opening DuckDB, and what may be done with it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::watch;

use crate::applier::Applier;
use crate::database::{Database, Reader};
use crate::labels::WaitingLabels;
use crate::refused::Refused;
use crate::table::TableInfo;
use crate::tables::{Labels, RefusedRecord, Tables};

/// Why the warehouse could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    #[error("the warehouse failed: {0}")]
    DuckDb(#[from] duckdb::Error),
    #[error("rows could not be prepared for the warehouse: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    #[error("the warehouse failed and could not be opened again")]
    Closed,
    #[error("a re-pricing cannot be understood: {0}")]
    Repricing(String),
    #[error("the file of the warehouse cannot be replaced: {0}")]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Ledger(#[from] outlay_ledger::LedgerError),
}

/// The warehouse, open. Cheap to clone; every clone reads the same data.
#[derive(Clone)]
pub struct Warehouse {
    database: Database,
    applied: watch::Sender<u64>,
    saved: watch::Sender<u64>,
    tables: Arc<Tables>,
    refused: Arc<Refused>,
    labels: Arc<WaitingLabels>,
}

impl fmt::Debug for Warehouse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warehouse").field("applied", &*self.applied.borrow()).finish_non_exhaustive()
    }
}

impl Warehouse {
    /// Opens or creates the database file.
    pub fn open(file: &Path) -> Result<Self, WarehouseError> {
        let tables = Arc::new(Tables::new());
        let database = Database::open(file, Arc::clone(&tables))?;
        let applied = database.applied()?;
        Ok(Self {
            database,
            applied: watch::Sender::new(applied),
            saved: watch::Sender::new(applied),
            tables,
            refused: Arc::default(),
            labels: Arc::default(),
        })
    }

    /// The writer. There must be one only.
    pub fn applier(&self) -> Result<Applier, WarehouseError> {
        let (tables, refused) = (Arc::clone(&self.tables), Arc::clone(&self.refused));
        let labels = Arc::clone(&self.labels);
        Applier::new(self.database.clone(), self.applied.clone(), self.saved.clone(), tables, refused, labels)
    }

    /// Notes that something was refused; it is shown in `ingest_errors` a moment later.
    pub fn note_refused(&self, record: RefusedRecord) {
        self.refused.add(record);
    }

    /// Puts these in the place of what `connections` and `project_map` show, a moment later.
    pub fn put_labels(&self, labels: Labels) {
        self.labels.put(labels);
    }

    /// The last entry whose rows can be read.
    pub fn applied(&self) -> u64 {
        *self.applied.borrow()
    }

    /// The last entry whose rows are in the file. What comes behind it must stay in the ledger: after a crash it is
    /// applied again.
    pub fn saved(&self) -> u64 {
        *self.saved.borrow()
    }

    /// How much of the disk the database takes.
    pub fn bytes(&self) -> std::io::Result<u64> {
        self.database.bytes()
    }

    /// Whether it answers. After some failures it does not until it could be opened again, which is tried all the time.
    pub fn is_open(&self) -> bool {
        self.database.is_open()
    }

    /// Tells the last applied entry whenever it moves.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.applied.subscribe()
    }

    /// The tables and views that SQL shows.
    pub fn tables(&self) -> Vec<TableInfo> {
        self.tables.info()
    }

    /// A connection of its own for one query.
    pub(crate) fn connection(&self) -> Result<Reader, duckdb::Error> {
        self.database.reader()
    }
}
