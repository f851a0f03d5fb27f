//! Runs of connections.

use crate::store::{Control, ControlError};

/// One run of a connection.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SyncRow {
    pub id: String,
    pub connection_id: String,
    pub connector: String,
    /// `running`, `done`, `partial`, `failed` or `cancelled`.
    pub status: String,
    pub started_at: i64,
    pub ended_at: Option<i64>,
    /// Those of finished windows.
    pub records: i64,
    pub windows_done: i64,
    pub windows_total: i64,
    /// Asked of the provider, tokens and tries included.
    pub requests: i64,
    /// Days of the time that is to be read.
    pub days_done: i64,
    pub days_total: i64,
    pub error: Option<String>,
    /// The ledger knows how it ended.
    pub told: bool,
}

impl Control {
    pub async fn insert_sync(&self, row: &SyncRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO syncs (id, connection_id, connector, status, started_at, ended_at, records, windows_done, \
             windows_total, requests, days_done, days_total, error, told) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.id)
        .bind(&row.connection_id)
        .bind(&row.connector)
        .bind(&row.status)
        .bind(row.started_at)
        .bind(row.ended_at)
        .bind(row.records)
        .bind(row.windows_done)
        .bind(row.windows_total)
        .bind(row.requests)
        .bind(row.days_done)
        .bind(row.days_total)
        .bind(&row.error)
        .bind(row.told)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How far a run is, and how it ended.
    pub async fn update_sync(&self, row: &SyncRow) -> Result<(), ControlError> {
        sqlx::query(
            "UPDATE syncs SET status = ?, ended_at = ?, records = ?, windows_done = ?, windows_total = ?, requests = ?, \
             days_done = ?, days_total = ?, error = ?, told = ? WHERE id = ?",
        )
        .bind(&row.status)
        .bind(row.ended_at)
        .bind(row.records)
        .bind(row.windows_done)
        .bind(row.windows_total)
        .bind(row.requests)
        .bind(row.days_done)
        .bind(row.days_total)
        .bind(&row.error)
        .bind(row.told)
        .bind(&row.id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub async fn sync(&self, id: &str) -> Result<Option<SyncRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM syncs WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    /// Runs of a connection, the newest first; those before `before`, if given.
    pub async fn syncs(
        &self,
        connection_id: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<SyncRow>, ControlError> {
        let query = "SELECT * FROM syncs WHERE connection_id = ? AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?";
        let query = sqlx::query_as(query).bind(connection_id).bind(before).bind(before).bind(limit);
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// The newest run of every connection that has one.
    pub async fn last_syncs(&self) -> Result<Vec<SyncRow>, ControlError> {
        let query = "SELECT * FROM syncs WHERE id IN (SELECT max(id) FROM syncs GROUP BY connection_id)";
        Ok(sqlx::query_as(query).fetch_all(&self.pool).await?)
    }

    /// Ends what a crash left running.
    pub async fn fail_running_syncs(&self, at: i64, error: &str) -> Result<u64, ControlError> {
        let query =
            "UPDATE syncs SET status = 'failed', ended_at = ?, error = ?, told = FALSE WHERE status = 'running'";
        Ok(sqlx::query(query).bind(at).bind(error).execute(&self.pool).await?.rows_affected())
    }

    /// Runs that ended without the ledger knowing.
    pub async fn untold_syncs(&self) -> Result<Vec<SyncRow>, ControlError> {
        let query = "SELECT * FROM syncs WHERE told = FALSE AND status <> 'running' ORDER BY id";
        Ok(sqlx::query_as(query).fetch_all(&self.pool).await?)
    }

    pub async fn mark_sync_told(&self, id: &str) -> Result<(), ControlError> {
        sqlx::query("UPDATE syncs SET told = TRUE WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(())
    }
}
