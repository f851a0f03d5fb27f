//! What the `duckdb` crate has no safe call for: whole Arrow columns handed to an appender without a call for every
//! value, within a transaction of ours. Everything unsafe of this room is here.
#![allow(unsafe_code)]

mod maps;

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Arc;

use arrow::array::{Array, AsArray, StructArray};
use arrow::datatypes::Schema;
use arrow::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow::record_batch::RecordBatch;
use duckdb::{Connection, Error, ffi};

/// A database of the process; closed when nobody uses it any more.
#[derive(Debug)]
pub(crate) struct RawDatabase(ffi::duckdb_database);

// SAFETY: DuckDB's databases may be used and closed by any thread.
unsafe impl Send for RawDatabase {}
// SAFETY: as above; connecting is all that is done with a shared one.
unsafe impl Sync for RawDatabase {}

impl RawDatabase {
    pub(crate) fn in_memory(options: &[(&str, &str)]) -> Result<Self, Error> {
        let set = |(name, value): &(&str, &str)| Ok((text(name)?, text(value)?));
        let options = options.iter().map(set).collect::<Result<Vec<(CString, CString)>, Error>>()?;
        let mut config: ffi::duckdb_config = ptr::null_mut();
        let mut database: ffi::duckdb_database = ptr::null_mut();
        let mut message: *mut c_char = ptr::null_mut();
        // SAFETY: texts live as long as the calls; the configuration and the message are freed before anything is returned.
        unsafe {
            ffi::duckdb_create_config(&raw mut config);
            let refused = options.iter().find(|(name, value)| {
                ffi::duckdb_set_config(config, name.as_ptr(), value.as_ptr()) != ffi::DuckDBSuccess
            });
            let state = if refused.is_none() {
                ffi::duckdb_open_ext(c":memory:".as_ptr(), &raw mut database, config, &raw mut message)
            } else {
                ffi::DuckDBError
            };
            ffi::duckdb_destroy_config(&raw mut config);
            match refused {
                Some((name, _)) => Err(failure(&format!("DuckDB refuses the setting {}", name.to_string_lossy()))),
                None if state == ffi::DuckDBSuccess => Ok(Self(database)),
                None => {
                    let error = told(message);
                    ffi::duckdb_free(message.cast());
                    Err(error)
                }
            }
        }
    }

    /// A connection that keeps no hold of `self`: DuckDB itself keeps a database that is connected to.
    pub(crate) fn connect(&self) -> Result<Connection, Error> {
        // SAFETY: the database is open.
        unsafe { Connection::open_from_raw(self.0) }
    }
}

impl Drop for RawDatabase {
    fn drop(&mut self) {
        // SAFETY: nobody else closes it.
        unsafe { ffi::duckdb_close(&raw mut self.0) }
    }
}

/// A connection that runs statements and appends.
#[derive(Debug)]
pub(crate) struct Writer {
    connection: ffi::duckdb_connection,
    _database: Arc<RawDatabase>,
}

// SAFETY: a connection may go to another thread; it is not shared.
unsafe impl Send for Writer {}

impl Writer {
    pub(crate) fn connect(database: Arc<RawDatabase>) -> Result<Self, Error> {
        let mut connection: ffi::duckdb_connection = ptr::null_mut();
        // SAFETY: the database is open.
        let state = unsafe { ffi::duckdb_connect(database.0, &raw mut connection) };
        if state == ffi::DuckDBSuccess {
            Ok(Self { connection, _database: database })
        } else {
            Err(failure("DuckDB takes no more connections"))
        }
    }

    /// Runs statements without parameters whose answers nobody needs.
    pub(crate) fn execute(&self, sql: &str) -> Result<(), Error> {
        let sql = text(sql)?;
        // SAFETY: the result is destroyed after its error was read.
        unsafe {
            let mut result: ffi::duckdb_result = std::mem::zeroed();
            let state = ffi::duckdb_query(self.connection, sql.as_ptr(), &raw mut result);
            let outcome =
                if state == ffi::DuckDBSuccess { Ok(()) } else { Err(told(ffi::duckdb_result_error(&raw mut result))) };
            ffi::duckdb_destroy_result(&raw mut result);
            outcome
        }
    }

    /// Begins to append to these columns of a table; others stay empty. Nothing is there before [`Appender::finish`].
    pub(crate) fn appender(&self, schema: &str, table: &str, columns: &Schema) -> Result<Appender<'_>, Error> {
        let (schema, table) = (text(schema)?, text(table)?);
        let names = columns.fields().iter().map(|field| text(field.name())).collect::<Result<Vec<_>, _>>()?;
        let mut columns = FFI_ArrowSchema::try_from(columns).map_err(|error| failure(&error.to_string()))?;
        let mut appender = Appender { writer: self, raw: ptr::null_mut(), columns: ptr::null_mut() };
        // SAFETY: DuckDB copies what it needs of the schema; what was made is destroyed by the appender's `drop`.
        unsafe {
            let error =
                ffi::duckdb_schema_from_arrow(self.connection, (&raw mut columns).cast(), &raw mut appender.columns);
            check(error)?;
            let state =
                ffi::duckdb_appender_create(self.connection, schema.as_ptr(), table.as_ptr(), &raw mut appender.raw);
            appender.check(state)?;
            for name in &names {
                appender.check(ffi::duckdb_appender_add_column(appender.raw, name.as_ptr()))?;
            }
        }
        Ok(appender)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: nobody else closes it.
        unsafe { ffi::duckdb_disconnect(&raw mut self.connection) }
    }
}

pub(crate) struct Appender<'w> {
    writer: &'w Writer,
    raw: ffi::duckdb_appender,
    columns: ffi::duckdb_arrow_converted_schema,
}

impl Appender<'_> {
    /// How many rows a batch may have.
    pub(crate) fn most_rows() -> usize {
        // SAFETY: a constant of the library.
        usize::try_from(unsafe { ffi::duckdb_vector_size() }).unwrap_or(2048)
    }

    /// Adds at most [`Appender::most_rows`] rows.
    pub(crate) fn append(&mut self, batch: RecordBatch) -> Result<(), Error> {
        let (batch, maps) = maps::taken_out(batch).map_err(|error| failure(&error.to_string()))?;
        let mut array = FFI_ArrowArray::new(&StructArray::from(batch).to_data());
        let mut chunk: ffi::duckdb_data_chunk = ptr::null_mut();
        // SAFETY: the chunk takes the array over, which is left as released; the columns of the chunk are those of the
        // batch, the maps among them empty; the appender copies the chunk.
        unsafe {
            let error = ffi::duckdb_data_chunk_from_arrow(
                self.writer.connection,
                (&raw mut array).cast(),
                self.columns,
                &raw mut chunk,
            );
            check(error)?;
            let filled = maps.iter().try_for_each(|(index, maps)| {
                maps::put(ffi::duckdb_data_chunk_get_vector(chunk, *index as u64), maps.as_map())
            });
            let appended = filled.and_then(|()| self.check(ffi::duckdb_append_data_chunk(self.raw, chunk)));
            ffi::duckdb_destroy_data_chunk(&raw mut chunk);
            appended
        }
    }

    /// Puts the rows into the table, as part of the transaction.
    pub(crate) fn finish(self) -> Result<(), Error> {
        // SAFETY: the appender is open. Errors show at the flush; destroying one swallows them.
        let state = unsafe { ffi::duckdb_appender_flush(self.raw) };
        self.check(state)
    }

    fn check(&self, state: ffi::duckdb_state) -> Result<(), Error> {
        if state == ffi::DuckDBSuccess {
            return Ok(());
        }
        // SAFETY: the text belongs to the appender.
        Err(unsafe { told(ffi::duckdb_appender_error(self.raw)) })
    }
}

impl Drop for Appender<'_> {
    fn drop(&mut self) {
        // SAFETY: both may be null, and nobody else destroys them.
        unsafe {
            ffi::duckdb_appender_destroy(&raw mut self.raw);
            ffi::duckdb_destroy_arrow_converted_schema(&raw mut self.columns);
        }
    }
}

fn text(text: &str) -> Result<CString, Error> {
    CString::new(text).map_err(Error::from)
}

/// Takes over the error.
unsafe fn check(mut error: ffi::duckdb_error_data) -> Result<(), Error> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: the text belongs to the error, which is destroyed afterwards.
    unsafe {
        let outcome = if ffi::duckdb_error_data_has_error(error) {
            Err(told(ffi::duckdb_error_data_message(error)))
        } else {
            Ok(())
        };
        ffi::duckdb_destroy_error_data(&raw mut error);
        outcome
    }
}

/// DuckDB's message, copied.
///
/// # Safety
///
/// It is null or ends with a zero.
unsafe fn told(message: *const c_char) -> Error {
    if message.is_null() {
        return failure("DuckDB failed and does not say why");
    }
    // SAFETY: the caller says so.
    failure(&unsafe { CStr::from_ptr(message) }.to_string_lossy())
}

pub(crate) fn failure(message: &str) -> Error {
    Error::DuckDBFailure(ffi::Error::new(ffi::DuckDBError), Some(message.to_owned()))
}
