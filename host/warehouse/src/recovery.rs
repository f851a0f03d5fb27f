//! Opening a database file after a power cut.
//!
//! Beside its file, DuckDB keeps a log of what it committed since its last checkpoint. If the last write to it was torn,
//! DuckDB refuses to open the file, although only the log's end is bad. Nothing of it is missed: what the log held is in
//! the ledger, too, and the place up to which rows were applied stands in the same file, so that the rest is applied
//! again.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use duckdb::{Config, Connection, Error};

/// Opens or creates the file.
pub(crate) fn open(file: &Path, config: impl Fn() -> Result<Config, Error>) -> Result<Connection, Error> {
    let open = || Connection::open_with_flags(file, config()?);
    let error = match open() {
        Err(error) if is_about_log(&error) => error,
        opened => return opened,
    };
    let log = beside(file, "wal");
    tracing::warn!(%error, "DuckDB's log was not written to its end; what it lacks is taken from the ledger again");
    if let Some(sound) = sound_length(&error)
        && cut(&log, sound).is_ok()
        && let Ok(connection) = open()
    {
        return Ok(connection);
    }
    match fs::rename(&log, beside(file, "wal.damaged")) {
        Ok(()) => open(),
        Err(_) => Err(error),
    }
}

fn is_about_log(error: &Error) -> bool {
    error.to_string().contains("replaying WAL file")
}

/// Where the first entry begins that cannot be read, if DuckDB says it.
fn sound_length(error: &Error) -> Option<u64> {
    let text = error.to_string();
    let (_, place) = text.split_once("at byte position ")?;
    place.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// Never makes it longer.
fn cut(log: &Path, length: u64) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(log)?;
    if file.metadata()?.len() > length { file.set_len(length) } else { Ok(()) }
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    path.into()
}
