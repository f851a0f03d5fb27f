//! The file, opened without a log of its own.
//!
//! DuckDB would write every row twice: to its log when it is committed, to its file at a checkpoint. The log is of no
//! use here: whatever it holds is in the ledger, too, and the place up to which rows were applied stands in the file. So
//! after a crash the file is what it was at its last checkpoint, and the rest is applied again.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use duckdb::Connection;

use crate::costs::view_sql;
use crate::form;
use crate::raw::{RawDatabase, Writer, failure};
use crate::repricing::in_force;
use crate::rollup;
use crate::tables::Tables;
use crate::views;
use crate::warehouse::WarehouseError;

/// The name of the file among DuckDB's databases; that of the process itself is in memory and stays empty.
const NAME: &str = "outlay";
/// Queries may need more than a few rows' room; what is more goes to files beside the database.
const MEMORY: &str = "432MB";
/// DuckDB keeps rows in groups of this size, half of its usual one: until a checkpoint, one of providers' records is in
/// memory, uncompressed.
pub(crate) const ROWS_A_GROUP: u64 = 61_440;
/// How long the last users of a database that failed may take to let go of it.
const LET_GO: Duration = Duration::from_secs(10);

/// The file, open; after a failure it is opened again behind its users.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    file: PathBuf,
    tables: Arc<Tables>,
    state: Arc<RwLock<State>>,
}

#[derive(Debug)]
enum State {
    Open(Arc<RawDatabase>),
    /// Whoever still uses it will fail, and must let go of it before the file is opened again.
    Failed(Weak<RawDatabase>),
}

/// A connection of its own, for asking.
#[derive(Debug)]
pub(crate) struct Reader {
    connection: Connection,
    /// Tells that the database is still in use; let go after the connection.
    _database: Arc<RawDatabase>,
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Database {
    /// Opens or creates the file. Afterwards nothing outside of it can be reached: no files, no network, no extensions
    /// that are not built in.
    pub(crate) fn open(file: &Path, tables: Arc<Tables>) -> Result<Self, WarehouseError> {
        let state = State::Open(Arc::new(open(file, &tables)?));
        Ok(Self { file: file.to_owned(), tables, state: Arc::new(RwLock::new(state)) })
    }

    /// How much of the disk the file takes.
    pub(crate) fn bytes(&self) -> std::io::Result<u64> {
        Ok(std::fs::metadata(&self.file)?.len())
    }

    /// Takes it away from its users after a failure of the whole database: DuckDB answers nothing more.
    pub(crate) fn give_up(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let State::Open(failed) = &*state {
            *state = State::Failed(Arc::downgrade(failed));
        }
    }

    /// Opens the file again, as it was at the last checkpoint.
    pub(crate) fn open_again(&self) -> Result<(), WarehouseError> {
        let failed = match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(_) => return Ok(()),
            State::Failed(failed) => Weak::clone(failed),
        };
        let began = Instant::now();
        while failed.strong_count() > 0 {
            if began.elapsed() > LET_GO {
                return Err(WarehouseError::Closed);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let open = State::Open(Arc::new(open(&self.file, &self.tables)?));
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = open;
        Ok(())
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(*self.state.read().unwrap_or_else(PoisonError::into_inner), State::Open(_))
    }

    pub(crate) fn reader(&self) -> Result<Reader, duckdb::Error> {
        let database = self.current()?;
        let connection = database.connect()?;
        connection.execute_batch(&format!("USE {NAME}"))?;
        Ok(Reader { connection, _database: database })
    }

    pub(crate) fn writer(&self) -> Result<Writer, duckdb::Error> {
        let writer = Writer::connect(self.current()?)?;
        writer.execute(&format!("USE {NAME}"))?;
        Ok(writer)
    }

    /// The last entry whose rows are in the file.
    pub(crate) fn applied(&self) -> Result<u64, duckdb::Error> {
        let seq: Option<i64> =
            self.reader()?.query_row("SELECT max(seq) FROM internal.applied", [], |row| row.get(0))?;
        Ok(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0))
    }

    /// The first entry that is not rolled up.
    pub(crate) fn rolled(&self) -> Result<u64, duckdb::Error> {
        rollup::rolled(&*self.reader()?)
    }

    /// How many rows the groups of `events` hold, those included that were deleted.
    pub(crate) fn rows(&self) -> Result<u64, duckdb::Error> {
        self.reader()?
            .query_row("SELECT coalesce(max(rowid) + 1, 0)::UBIGINT FROM internal.events", [], |row| row.get(0))
    }

    fn current(&self) -> Result<Arc<RawDatabase>, duckdb::Error> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(database) => Ok(Arc::clone(database)),
            State::Failed(_) => Err(failure("the warehouse failed and is opened again")),
        }
    }
}

fn open(file: &Path, tables: &Tables) -> Result<RawDatabase, WarehouseError> {
    let raw = RawDatabase::in_memory(&[
        ("autoload_known_extensions", "false"),
        ("autoinstall_known_extensions", "false"),
        ("allow_community_extensions", "false"),
        // Checkpoints are the applier's, which knows what they save.
        ("checkpoint_threshold", "1TB"),
        ("max_memory", MEMORY),
        ("threads", &threads().to_string()),
    ])?;
    let connection = raw.connect()?;
    let spill = with_end(file, ".tmp");
    connection.execute_batch(&format!("SET temp_directory = {}", literal(&spill.to_string_lossy())))?;
    form::bring_up_to_date(&connection, file, tables)?;
    connection.execute_batch(&format!(
        "{}; SET enable_external_access = false; SET lock_configuration = true; USE {NAME}; {}",
        attach(file, NAME),
        form::create_sql(tables)
    ))?;
    connection.execute_batch(&view_sql(&tables.events, &in_force(&connection)?))?;
    rollup::set_up(&connection)?;
    connection.execute_batch(&views::create_sql())?;
    Ok(raw)
}

/// Half of the machine's cores; the other half is for what is posted. Two on two cores would be no gain: of a checkpoint's
/// threads one waits for the other by asking all the time.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))
}

/// The statement that opens or creates a file.
pub(crate) fn attach(file: &Path, name: &str) -> String {
    let file = literal(&file.to_string_lossy());
    format!(
        "ATTACH {file} AS {name} (RECOVERY_MODE no_wal_writes, STORAGE_VERSION 'latest', ROW_GROUP_SIZE {ROWS_A_GROUP})"
    )
}

/// A file beside another.
pub(crate) fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// A text as SQL writes it.
pub(crate) fn literal(text: &str) -> String {
    // A statement ends at a zero.
    format!("'{}'", text.replace('\'', "''").replace('\0', "' || chr(0) || '"))
}
