//! Opening DuckDB, and what may be done with it.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use duckdb::{Config, Connection};
use tokio::sync::watch;

use crate::applier::Applier;
use crate::recovery;
use crate::refused::Refused;
use crate::table::TableInfo;
use crate::tables::{RefusedRecord, Tables};

/// A checkpoint rewrites the last row group of every table: at DuckDB's own 16 MB that costs three times as much as the
/// rows themselves. What is written since the last one is read again at a start, a few seconds at most.
const CHECKPOINT_THRESHOLD: &str = "256MB";

/// Why the warehouse could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    #[error("the warehouse failed: {0}")]
    DuckDb(#[from] duckdb::Error),
    #[error("rows could not be prepared for the warehouse: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    #[error(transparent)]
    Ledger(#[from] outlay_ledger::LedgerError),
}

/// The warehouse, open. Cheap to clone; every clone reads the same data.
#[derive(Clone)]
pub struct Warehouse {
    /// Connections are cloned from it; it runs no query itself.
    root: Arc<Mutex<Connection>>,
    applied: watch::Sender<u64>,
    tables: Arc<Tables>,
    refused: Arc<Refused>,
}

impl fmt::Debug for Warehouse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warehouse").field("applied", &*self.applied.borrow()).finish_non_exhaustive()
    }
}

impl Warehouse {
    /// Opens or creates the database file.
    pub fn open(file: &Path) -> Result<Self, WarehouseError> {
        Self::with(recovery::open(file, guarded)?)
    }

    fn with(connection: Connection) -> Result<Self, WarehouseError> {
        let tables = Tables::new();
        let mut schema = tables.create_sql();
        schema.push("CREATE SCHEMA IF NOT EXISTS internal".to_owned());
        schema.push("CREATE TABLE IF NOT EXISTS internal.applied (partition INTEGER, seq BIGINT)".to_owned());
        // Where rows are prepared that take the place of others; empty between transactions.
        schema.push("CREATE TABLE IF NOT EXISTS internal.revised AS SELECT * FROM events LIMIT 0".to_owned());
        schema.push("SET lock_configuration = true".to_owned());
        connection.execute_batch(&schema.join(";\n"))?;
        let applied: Option<i64> =
            connection.query_row("SELECT max(seq) FROM internal.applied WHERE partition = 0", [], |row| row.get(0))?;
        let applied = applied.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0);
        Ok(Self {
            root: Arc::new(Mutex::new(connection)),
            applied: watch::Sender::new(applied),
            tables: Arc::new(tables),
            refused: Arc::default(),
        })
    }

    /// The writer. There must be one only.
    pub fn applier(&self) -> Result<Applier, WarehouseError> {
        let (tables, refused) = (Arc::clone(&self.tables), Arc::clone(&self.refused));
        Ok(Applier::new(self.connection()?, self.applied.clone(), tables, refused))
    }

    /// Notes that something was refused; it is shown in `ingest_errors` a moment later.
    pub fn note_refused(&self, record: RefusedRecord) {
        self.refused.add(record);
    }

    /// The last entry whose rows can be read.
    pub fn applied(&self) -> u64 {
        *self.applied.borrow()
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
    pub(crate) fn connection(&self) -> Result<Connection, duckdb::Error> {
        self.root.lock().unwrap_or_else(PoisonError::into_inner).try_clone()
    }
}

/// Nothing outside the database file: no files, no network, no extensions that are not built in.
fn guarded() -> Result<Config, duckdb::Error> {
    Config::default()
        .enable_external_access(false)?
        .enable_autoload_extension(false)?
        .with("autoinstall_known_extensions", "false")?
        .with("allow_community_extensions", "false")?
        .with("checkpoint_threshold", CHECKPOINT_THRESHOLD)?
        .max_memory("2GB")?
        .threads(2)
}
