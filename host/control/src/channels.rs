//! Channels: where alerts are delivered.

use sqlx::{Sqlite, Transaction};

use crate::store::{Control, ControlError};

/// A channel as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChannelRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    /// JSON: what its kind needs, but for secrets.
    pub settings: String,
    pub allow_private: bool,
    pub created_at: i64,
    /// What became of the last attempt: `delivered`, `pending` (it is tried again) or `failed`.
    pub last_status: Option<String>,
    pub last_at: Option<i64>,
    pub last_error: Option<String>,
}

/// One of a channel's secrets, sealed in the vault.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SecretRow {
    pub channel_id: String,
    pub name: String,
    pub sealed: String,
    /// When it is dropped.
    pub ends_at: Option<i64>,
}

impl Control {
    /// All channels, the oldest first.
    pub async fn channels(&self) -> Result<Vec<ChannelRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM channels ORDER BY created_at, id").fetch_all(&self.pool).await?)
    }

    pub async fn channel(&self, id: &str) -> Result<Option<ChannelRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM channels WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    /// The secrets of one channel or of all.
    pub async fn channel_secrets(&self, channel: Option<&str>) -> Result<Vec<SecretRow>, ControlError> {
        let query = "SELECT * FROM channel_secrets WHERE channel_id = ? OR ? IS NULL ORDER BY channel_id, name";
        Ok(sqlx::query_as(query).bind(channel).bind(channel).fetch_all(&self.pool).await?)
    }

    pub async fn insert_channel(&self, channel: &ChannelRow, secrets: &[SecretRow]) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO channels (id, name, kind, settings, allow_private, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&channel.id)
        .bind(&channel.name)
        .bind(&channel.kind)
        .bind(&channel.settings)
        .bind(channel.allow_private)
        .bind(channel.created_at)
        .execute(&mut *transaction)
        .await
        .map_err(ControlError::of_insert)?;
        put_secrets(&mut transaction, &channel.id, secrets).await?;
        Ok(transaction.commit().await?)
    }

    /// Changes a channel; `secrets` are all that it has. What waits for it is due at once, unless it is held back: the
    /// change may be the cure.
    pub async fn update_channel(
        &self,
        channel: &ChannelRow,
        secrets: &[SecretRow],
        now: i64,
    ) -> Result<bool, ControlError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let query = "UPDATE channels SET name = ?, settings = ?, allow_private = ? WHERE id = ?";
        let done = sqlx::query(query)
            .bind(&channel.name)
            .bind(&channel.settings)
            .bind(channel.allow_private)
            .bind(&channel.id)
            .execute(&mut *transaction)
            .await
            .map_err(ControlError::of_insert)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        put_secrets(&mut transaction, &channel.id, secrets).await?;
        let due = "UPDATE deliveries SET due_at = max(?, coalesce((SELECT snoozed_until FROM alerts \
                   WHERE alerts.id = deliveries.alert_id), 0)) WHERE channel_id = ? AND status = 'pending'";
        sqlx::query(due).bind(now).bind(&channel.id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
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

    /// Drops the secrets that ended by then.
    pub async fn drop_ended_secrets(&self, now: i64) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM channel_secrets WHERE ends_at <= ?").bind(now).execute(&self.pool).await?;
        Ok(())
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

async fn put_secrets(
    transaction: &mut Transaction<'_, Sqlite>,
    channel: &str,
    secrets: &[SecretRow],
) -> Result<(), ControlError> {
    sqlx::query("DELETE FROM channel_secrets WHERE channel_id = ?").bind(channel).execute(&mut **transaction).await?;
    for secret in secrets {
        sqlx::query("INSERT INTO channel_secrets (channel_id, name, sealed, ends_at) VALUES (?, ?, ?, ?)")
            .bind(channel)
            .bind(&secret.name)
            .bind(&secret.sealed)
            .bind(secret.ends_at)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
