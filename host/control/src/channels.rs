//! Channels: where alerts are delivered.

use crate::store::{Control, ControlError};

/// A channel as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChannelRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub url: String,
    /// The secret that signs, sealed in the vault.
    pub sealed: Option<String>,
    pub allow_private: bool,
    pub created_at: i64,
    /// What became of the last attempt: `delivered`, `pending` (it is tried again) or `failed`.
    pub last_status: Option<String>,
    pub last_at: Option<i64>,
    pub last_error: Option<String>,
}

impl Control {
    /// All channels, the oldest first.
    pub async fn channels(&self) -> Result<Vec<ChannelRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM channels ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn channel(&self, id: &str) -> Result<Option<ChannelRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM channels WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    pub async fn insert_channel(&self, channel: &ChannelRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO channels (id, name, kind, url, sealed, allow_private, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&channel.id)
        .bind(&channel.name)
        .bind(&channel.kind)
        .bind(&channel.url)
        .bind(&channel.sealed)
        .bind(channel.allow_private)
        .bind(channel.created_at)
        .execute(&self.pool)
        .await
        .map_err(ControlError::of_insert)?;
        Ok(())
    }

    /// Changes a channel. What waits for it is due at once: the change may be the cure.
    pub async fn update_channel(&self, channel: &ChannelRow, now: i64) -> Result<bool, ControlError> {
        let mut transaction = self.pool.begin().await?;
        let query = "UPDATE channels SET name = ?, url = ?, sealed = ?, allow_private = ? WHERE id = ?";
        let done = sqlx::query(query)
            .bind(&channel.name)
            .bind(&channel.url)
            .bind(&channel.sealed)
            .bind(channel.allow_private)
            .bind(&channel.id)
            .execute(&mut *transaction)
            .await
            .map_err(ControlError::of_insert)?;
        let due = "UPDATE deliveries SET due_at = ? WHERE channel_id = ? AND status = 'pending'";
        sqlx::query(due).bind(now).bind(&channel.id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Deletes a channel. What waits for it fails, with this reason.
    pub async fn delete_channel(&self, id: &str, reason: &str) -> Result<bool, ControlError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("DELETE FROM channels WHERE id = ?").bind(id).execute(&mut *transaction).await?;
        let fail =
            "UPDATE deliveries SET status = 'failed', last_error = ? WHERE channel_id = ? AND status = 'pending'";
        sqlx::query(fail).bind(reason).bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes what became of the last attempt.
    pub async fn note_attempt(
        &self,
        channel: &str,
        status: &str,
        at: i64,
        error: Option<&str>,
    ) -> Result<(), ControlError> {
        sqlx::query("UPDATE channels SET last_status = ?, last_at = ?, last_error = ? WHERE id = ?")
            .bind(status)
            .bind(at)
            .bind(error)
            .bind(channel)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
