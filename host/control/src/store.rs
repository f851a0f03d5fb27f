//! The database: opened, migrated, shared.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// Why control data could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    #[error("the control database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the control database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A name or another thing that must be unique is taken.
    #[error("this name is taken")]
    Taken,
}

impl ControlError {
    /// Tells a taken name from other failures.
    pub(crate) fn of_insert(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Taken,
            _ => Self::Database(error),
        }
    }
}

/// The control database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Control {
    pub(crate) pool: SqlitePool,
}

impl Control {
    /// Opens or creates the database file and brings it up to date.
    pub async fn open(file: &Path) -> Result<Self, ControlError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self { pool })
    }

    /// Opens the database file only to look at it: nothing is made, changed or brought up to date.
    pub async fn look(file: &Path) -> Result<Self, ControlError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(Duration::from_secs(10));
        Ok(Self { pool: SqlitePoolOptions::new().max_connections(1).connect_with(options).await? })
    }

    /// Waits for what is under way and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A fresh id: ordered by time.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
