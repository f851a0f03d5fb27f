//! API keys: digests to find them, sealed texts to show them again.

use outlay_domain::Timestamp;

use crate::store::{Control, ControlError};

/// An API key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeyRow {
    pub id: String,
    pub team: String,
    pub name: String,
    /// `metering`, `read` or `full`.
    pub scope: String,
    /// SHA-256 of the key, hexadecimal.
    pub digest: String,
    /// The key itself, sealed in the vault.
    pub sealed: String,
    pub last_four: String,
    pub created_at: i64,
    pub created_by: String,
    pub last_used_at: Option<i64>,
    /// Accepted events that were posted with it.
    pub events: i64,
    /// Requests and events that were refused.
    pub refused: i64,
    /// The digest that it had before it was regenerated, while that works on.
    pub old_digest: Option<String>,
    pub old_until: Option<i64>,
}

/// What a key was used for since it was last written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub last_used_at: Timestamp,
    pub events: u64,
    pub refused: u64,
}

impl Control {
    pub async fn insert_key(&self, key: &KeyRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO keys (id, team, name, scope, digest, sealed, last_four, created_at, created_by) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&key.id)
        .bind(&key.team)
        .bind(&key.name)
        .bind(&key.scope)
        .bind(&key.digest)
        .bind(&key.sealed)
        .bind(&key.last_four)
        .bind(key.created_at)
        .bind(&key.created_by)
        .execute(&self.pool)
        .await
        .map_err(ControlError::of_insert)?;
        Ok(())
    }

    /// All keys, the oldest first.
    pub async fn keys(&self) -> Result<Vec<KeyRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM keys ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    /// Puts another secret under the same key: what of it is kept, and of the one before.
    pub async fn replace_key(&self, key: &KeyRow) -> Result<bool, ControlError> {
        let query = sqlx::query(
            "UPDATE keys SET digest = ?, sealed = ?, last_four = ?, old_digest = ?, old_until = ? WHERE id = ?",
        );
        let query = query.bind(&key.digest).bind(&key.sealed).bind(&key.last_four);
        let done = query.bind(&key.old_digest).bind(key.old_until).bind(&key.id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn delete_key(&self, id: &str) -> Result<bool, ControlError> {
        let done = sqlx::query("DELETE FROM keys WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn add_key_usage(&self, id: &str, usage: Usage) -> Result<(), ControlError> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        sqlx::query(
            "UPDATE keys SET last_used_at = max(coalesce(last_used_at, 0), ?), events = events + ?, \
             refused = refused + ? WHERE id = ?",
        )
        .bind(usage.last_used_at.0)
        .bind(count(usage.events))
        .bind(count(usage.refused))
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
