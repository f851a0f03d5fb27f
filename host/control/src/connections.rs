//! Connections: what a person configured, sealed credentials, status, and what was read.

use crate::store::{Control, ControlError};

/// A connection as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ConnectionRow {
    pub id: String,
    pub team: String,
    pub connector: String,
    pub name: String,
    /// A JSON object of texts.
    pub settings: String,
    /// Five cron fields.
    pub schedule: String,
    /// An IANA name: where the schedule's hours are.
    pub zone: String,
    /// The most seconds that a sync comes later than the schedule says.
    pub jitter: i64,
    pub allow_private: bool,
    /// A JSON object of texts: where requests go instead, by the origin of the manifest.
    pub endpoints: String,
    /// A JSON list: the origins of the manifest that may be asked.
    pub granted: String,
    pub created_at: i64,
    pub created_by: String,
    /// `pending`, `connected` or `disconnected`.
    pub status: String,
    pub reason: Option<String>,
    /// What did not work although the last sync succeeded.
    pub warning: Option<String>,
    /// JSON.
    pub account: Option<String>,
    pub last_success_at: Option<i64>,
    /// Syncs that failed since then.
    pub failures: i64,
    pub next_sync_at: Option<i64>,
    /// How far back is still to be read.
    pub back_to: Option<i64>,
    /// Whether what it bills is spend; none for what its connector says.
    pub counts_towards_total: Option<bool>,
}

/// A credential, sealed in the vault.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CredentialRow {
    pub connection_id: String,
    pub credential: String,
    pub sealed: String,
    /// In characters.
    pub length: i64,
    pub set_at: i64,
}

/// What was read of a stream, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CoverageRow {
    pub connection_id: String,
    pub stream: String,
    pub start_at: i64,
    pub end_at: i64,
    /// What the connector wants to remember.
    pub state: Option<Vec<u8>>,
    /// When it was read to its end.
    pub read_at: Option<i64>,
    /// When its corrections were read.
    pub deep_read_at: Option<i64>,
    /// How long its windows may be, in seconds.
    pub window_length: Option<i64>,
}

/// What becomes of a connection's data when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    Keep,
    /// Everything is read again. What connectors remember stays: some of it no provider tells twice.
    ReadAgain,
}

impl Control {
    /// Saves a new connection with its credentials.
    pub async fn insert_connection(
        &self,
        row: &ConnectionRow,
        credentials: &[CredentialRow],
    ) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO connections (id, team, connector, name, settings, schedule, zone, jitter, allow_private, \
             endpoints, granted, created_at, created_by, status, reason, warning, account, last_success_at, failures, \
             next_sync_at, back_to, counts_towards_total) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.id)
        .bind(&row.team)
        .bind(&row.connector)
        .bind(&row.name)
        .bind(&row.settings)
        .bind(&row.schedule)
        .bind(&row.zone)
        .bind(row.jitter)
        .bind(row.allow_private)
        .bind(&row.endpoints)
        .bind(&row.granted)
        .bind(row.created_at)
        .bind(&row.created_by)
        .bind(&row.status)
        .bind(&row.reason)
        .bind(&row.warning)
        .bind(&row.account)
        .bind(row.last_success_at)
        .bind(row.failures)
        .bind(row.next_sync_at)
        .bind(row.back_to)
        .bind(row.counts_towards_total)
        .execute(&mut *transaction)
        .await
        .map_err(ControlError::of_insert)?;
        put_credentials(&mut transaction, credentials).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Changes everything of a connection but its id, team, connector and origin. `credentials` replace those of the
    /// same name; those in `removed` go.
    pub async fn update_connection(
        &self,
        row: &ConnectionRow,
        credentials: &[CredentialRow],
        removed: &[String],
        coverage: Coverage,
    ) -> Result<bool, ControlError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query(
            "UPDATE connections SET name = ?, settings = ?, schedule = ?, zone = ?, jitter = ?, allow_private = ?, endpoints = ?, \
             granted = ?, status = ?, reason = ?, warning = ?, account = ?, last_success_at = ?, failures = ?, \
             next_sync_at = ?, back_to = ?, counts_towards_total = ? WHERE id = ?",
        )
        .bind(&row.name)
        .bind(&row.settings)
        .bind(&row.schedule)
        .bind(&row.zone)
        .bind(row.jitter)
        .bind(row.allow_private)
        .bind(&row.endpoints)
        .bind(&row.granted)
        .bind(&row.status)
        .bind(&row.reason)
        .bind(&row.warning)
        .bind(&row.account)
        .bind(row.last_success_at)
        .bind(row.failures)
        .bind(row.next_sync_at)
        .bind(row.back_to)
        .bind(row.counts_towards_total)
        .bind(&row.id)
        .execute(&mut *transaction)
        .await
        .map_err(ControlError::of_insert)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for credential in removed {
            let query = sqlx::query("DELETE FROM connection_credentials WHERE connection_id = ? AND credential = ?");
            query.bind(&row.id).bind(credential).execute(&mut *transaction).await?;
        }
        put_credentials(&mut transaction, credentials).await?;
        if coverage == Coverage::ReadAgain {
            let query = sqlx::query(
                "UPDATE connection_coverage SET end_at = start_at, read_at = NULL, deep_read_at = NULL \
                 WHERE connection_id = ?",
            );
            query.bind(&row.id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Erases a connection with its credentials and coverage.
    pub async fn delete_connection(&self, id: &str) -> Result<bool, ControlError> {
        let done = sqlx::query("DELETE FROM connections WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    /// All connections, the oldest first.
    pub async fn connections(&self) -> Result<Vec<ConnectionRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM connections ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn connection(&self, id: &str) -> Result<Option<ConnectionRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM connections WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    /// Credentials of one connection, or of all.
    pub async fn credentials(&self, connection_id: Option<&str>) -> Result<Vec<CredentialRow>, ControlError> {
        let query = "SELECT * FROM connection_credentials WHERE ? IS NULL OR connection_id = ? ORDER BY credential";
        Ok(sqlx::query_as(query).bind(connection_id).bind(connection_id).fetch_all(&self.pool).await?)
    }

    /// Coverage of one connection, or of all.
    pub async fn coverage(&self, connection_id: Option<&str>) -> Result<Vec<CoverageRow>, ControlError> {
        let query = "SELECT * FROM connection_coverage WHERE ? IS NULL OR connection_id = ? ORDER BY stream";
        Ok(sqlx::query_as(query).bind(connection_id).bind(connection_id).fetch_all(&self.pool).await?)
    }

    /// Writes down what was read of a stream.
    pub async fn put_coverage(&self, row: &CoverageRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO connection_coverage \
             (connection_id, stream, start_at, end_at, state, read_at, deep_read_at, window_length) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (connection_id, stream) DO UPDATE SET start_at = excluded.start_at, end_at = excluded.end_at, \
             state = excluded.state, read_at = excluded.read_at, deep_read_at = excluded.deep_read_at, \
             window_length = excluded.window_length",
        )
        .bind(&row.connection_id)
        .bind(&row.stream)
        .bind(row.start_at)
        .bind(row.end_at)
        .bind(&row.state)
        .bind(row.read_at)
        .bind(row.deep_read_at)
        .bind(row.window_length)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Everything of the connection is read again, and what connectors remember of it is forgotten.
    pub async fn forget_coverage(&self, connection_id: &str) -> Result<(), ControlError> {
        let query = sqlx::query(
            "UPDATE connection_coverage SET end_at = start_at, read_at = NULL, deep_read_at = NULL, state = NULL \
             WHERE connection_id = ?",
        );
        query.bind(connection_id).execute(&self.pool).await?;
        Ok(())
    }

    /// How far back a connection is still to be read; none for no further than it is.
    pub async fn set_back_to(&self, id: &str, back_to: Option<i64>) -> Result<(), ControlError> {
        let query = sqlx::query("UPDATE connections SET back_to = ? WHERE id = ?");
        query.bind(back_to).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    pub async fn set_account(&self, id: &str, account: &str) -> Result<(), ControlError> {
        let query = sqlx::query("UPDATE connections SET account = ? WHERE id = ?");
        query.bind(account).bind(id).execute(&self.pool).await?;
        Ok(())
    }
}

async fn put_credentials(
    connection: &mut sqlx::SqliteConnection,
    credentials: &[CredentialRow],
) -> Result<(), ControlError> {
    for row in credentials {
        sqlx::query(
            "INSERT INTO connection_credentials (connection_id, credential, sealed, length, set_at) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (connection_id, credential) DO UPDATE SET sealed = excluded.sealed, length = excluded.length, \
             set_at = excluded.set_at",
        )
        .bind(&row.connection_id)
        .bind(&row.credential)
        .bind(&row.sealed)
        .bind(row.length)
        .bind(row.set_at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
