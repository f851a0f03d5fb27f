//! Alerts and their deliveries, and how far the ledger was folded into them.

use std::fmt;

use sqlx::{QueryBuilder, Sqlite, Transaction};

use crate::channels::ChannelRow;
use crate::store::{Control, ControlError};

/// An alert as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AlertRow {
    pub id: String,
    pub rule_id: String,
    pub rule_name: String,
    pub key: String,
    /// `open`, `cleared` or `resolved`.
    pub status: String,
    pub severity: String,
    pub title: String,
    pub detail: String,
    pub value: Option<String>,
    pub limit_value: Option<String>,
    pub findings: i64,
    pub first_event_id: Option<String>,
    pub last_event_id: Option<String>,
    pub opened_at: i64,
    pub updated_at: i64,
    pub closed_at: Option<i64>,
    /// The person who resolved it.
    pub closed_by: Option<String>,
    /// Grows with each change.
    pub version: i64,
}

/// One message to one channel.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeliveryRow {
    pub id: String,
    pub alert_id: String,
    pub alert_version: i64,
    pub channel_id: String,
    pub channel_name: String,
    /// What is delivered; the same at every attempt.
    pub message: String,
    /// `pending`, `delivered` or `failed`.
    pub status: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub created_at: i64,
    pub due_at: i64,
    pub delivered_at: Option<i64>,
}

impl Control {
    /// The last entry of the ledger that was folded into alerts.
    pub async fn alert_progress(&self) -> Result<i64, ControlError> {
        let query = "SELECT seq FROM alert_progress WHERE partition_id = 0";
        Ok(sqlx::query_scalar(query).fetch_one(&self.pool).await?)
    }

    /// Begins a change of alerts: all of it or nothing, one at a time.
    pub async fn begin_alerts(&self) -> Result<AlertChange, ControlError> {
        Ok(AlertChange { transaction: self.pool.begin_with("BEGIN IMMEDIATE").await? })
    }

    pub async fn alert(&self, id: &str) -> Result<Option<AlertRow>, ControlError> {
        Ok(sqlx::query_as("SELECT * FROM alerts WHERE id = ?").bind(id).fetch_optional(&self.pool).await?)
    }

    /// The newest first; `before` is the time and id of the last one seen.
    pub async fn alerts(
        &self,
        open_only: bool,
        before: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<AlertRow>, ControlError> {
        let query = if open_only {
            "SELECT * FROM alerts WHERE status = 'open' AND (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?"
        } else {
            "SELECT * FROM alerts WHERE (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?"
        };
        let (opened_at, id) = before.unwrap_or((i64::MAX, ""));
        Ok(sqlx::query_as(query).bind(opened_at).bind(id).bind(limit).fetch_all(&self.pool).await?)
    }

    /// The deliveries of some alerts, each alert's in their order.
    pub async fn deliveries_of(&self, alerts: &[&str]) -> Result<Vec<DeliveryRow>, ControlError> {
        if alerts.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM deliveries WHERE alert_id IN (");
        let mut ids = query.separated(", ");
        for alert in alerts {
            ids.push_bind(*alert);
        }
        query.push(") ORDER BY alert_id, alert_version, id");
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// Alerts with changes that the ledger does not know, the oldest change first.
    pub async fn untold_alerts(&self, limit: u32) -> Result<Vec<AlertRow>, ControlError> {
        let query = "SELECT * FROM alerts WHERE version > told_version ORDER BY updated_at, id LIMIT ?";
        Ok(sqlx::query_as(query).bind(limit).fetch_all(&self.pool).await?)
    }

    /// The ledger knows these alerts as they are here.
    pub async fn mark_told(&self, alerts: &[AlertRow]) -> Result<(), ControlError> {
        let mut transaction = self.pool.begin().await?;
        for alert in alerts {
            let query = "UPDATE alerts SET told_version = ? WHERE id = ? AND told_version < ?";
            let update = sqlx::query(query).bind(alert.version).bind(&alert.id).bind(alert.version);
            update.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The channels that something waits for, each with the time of its first delivery.
    pub async fn waiting_channels(&self) -> Result<Vec<(String, i64)>, ControlError> {
        let query = "SELECT channel_id, min(due_at) FROM deliveries WHERE status = 'pending' GROUP BY channel_id";
        Ok(sqlx::query_as(query).fetch_all(&self.pool).await?)
    }

    /// The first delivery to a channel that is due.
    pub async fn due_delivery(&self, channel: &str, now: i64) -> Result<Option<DeliveryRow>, ControlError> {
        let query = "SELECT * FROM deliveries WHERE channel_id = ? AND status = 'pending' AND due_at <= ? \
                     ORDER BY due_at, alert_version LIMIT 1";
        Ok(sqlx::query_as(query).bind(channel).bind(now).fetch_optional(&self.pool).await?)
    }

    pub async fn mark_delivered(&self, delivery: &DeliveryRow, at: i64) -> Result<(), ControlError> {
        let query = "UPDATE deliveries SET status = 'delivered', attempts = ?, last_error = NULL, delivered_at = ? WHERE id = ?";
        sqlx::query(query).bind(delivery.attempts + 1).bind(at).bind(&delivery.id).execute(&self.pool).await?;
        self.note_attempt(&delivery.channel_id, "delivered", at, None).await
    }

    /// Notes an attempt in vain; the next one is at `again`, if there is one.
    pub async fn mark_undelivered(
        &self,
        delivery: &DeliveryRow,
        at: i64,
        error: &str,
        again: Option<i64>,
    ) -> Result<(), ControlError> {
        let status = if again.is_some() { "pending" } else { "failed" };
        let mut transaction = self.pool.begin().await?;
        // Not one that failed meanwhile because its channel was deleted.
        let query =
            "UPDATE deliveries SET status = ?, attempts = ?, last_error = ? WHERE id = ? AND status = 'pending'";
        let update = sqlx::query(query).bind(status).bind(delivery.attempts + 1).bind(error).bind(&delivery.id);
        update.execute(&mut *transaction).await?;
        if let Some(again) = again {
            // Later messages about the same alert wait with it: a clearing must not arrive before the opening.
            let query = "UPDATE deliveries SET due_at = max(due_at, ?) \
                         WHERE alert_id = ? AND channel_id = ? AND status = 'pending'";
            let update = sqlx::query(query).bind(again).bind(&delivery.alert_id).bind(&delivery.channel_id);
            update.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        self.note_attempt(&delivery.channel_id, status, at, Some(error)).await
    }
}

/// A change of alerts under way; nothing of it happened if it is dropped.
pub struct AlertChange {
    transaction: Transaction<'static, Sqlite>,
}

impl fmt::Debug for AlertChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlertChange").finish_non_exhaustive()
    }
}

impl AlertChange {
    pub async fn alert(&mut self, id: &str) -> Result<Option<AlertRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM alerts WHERE id = ?").bind(id);
        Ok(query.fetch_optional(&mut *self.transaction).await?)
    }

    pub async fn open_alert(&mut self, rule_id: &str, key: &str) -> Result<Option<AlertRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM alerts WHERE rule_id = ? AND key = ? AND status = 'open'");
        Ok(query.bind(rule_id).bind(key).fetch_optional(&mut *self.transaction).await?)
    }

    pub async fn put_alert(&mut self, alert: &AlertRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO alerts (id, rule_id, rule_name, key, status, severity, title, detail, value, limit_value, \
             findings, first_event_id, last_event_id, opened_at, updated_at, closed_at, closed_by, version) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET rule_name = excluded.rule_name, status = excluded.status, \
             severity = excluded.severity, title = excluded.title, detail = excluded.detail, value = excluded.value, \
             limit_value = excluded.limit_value, findings = excluded.findings, \
             first_event_id = excluded.first_event_id, last_event_id = excluded.last_event_id, \
             updated_at = excluded.updated_at, closed_at = excluded.closed_at, closed_by = excluded.closed_by, \
             version = excluded.version",
        )
        .bind(&alert.id)
        .bind(&alert.rule_id)
        .bind(&alert.rule_name)
        .bind(&alert.key)
        .bind(&alert.status)
        .bind(&alert.severity)
        .bind(&alert.title)
        .bind(&alert.detail)
        .bind(&alert.value)
        .bind(&alert.limit_value)
        .bind(alert.findings)
        .bind(&alert.first_event_id)
        .bind(&alert.last_event_id)
        .bind(alert.opened_at)
        .bind(alert.updated_at)
        .bind(alert.closed_at)
        .bind(&alert.closed_by)
        .bind(alert.version)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// The channels of a rule: the text of a JSON array of ids; none if the rule is gone.
    pub async fn channels_of_rule(&mut self, rule_id: &str) -> Result<Option<String>, ControlError> {
        let query = sqlx::query_scalar("SELECT channels FROM rules WHERE id = ?").bind(rule_id);
        Ok(query.fetch_optional(&mut *self.transaction).await?)
    }

    pub async fn channels(&mut self) -> Result<Vec<ChannelRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM channels ORDER BY created_at, id");
        Ok(query.fetch_all(&mut *self.transaction).await?)
    }

    /// Adds a pending delivery: due at once, but not before an earlier one of the same alert and channel.
    pub async fn add_delivery(&mut self, delivery: &DeliveryRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO deliveries (id, alert_id, alert_version, channel_id, channel_name, message, status, created_at, \
             due_at) SELECT ?, ?, ?, ?, ?, ?, 'pending', ?, max(?, coalesce((SELECT max(due_at) FROM deliveries \
             WHERE alert_id = ? AND channel_id = ? AND status = 'pending'), 0))",
        )
        .bind(&delivery.id)
        .bind(&delivery.alert_id)
        .bind(delivery.alert_version)
        .bind(&delivery.channel_id)
        .bind(&delivery.channel_name)
        .bind(&delivery.message)
        .bind(delivery.created_at)
        .bind(delivery.due_at)
        .bind(&delivery.alert_id)
        .bind(&delivery.channel_id)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Moves the progress; false if it is not where the caller believes it to be.
    pub async fn advance(&mut self, from: i64, to: i64) -> Result<bool, ControlError> {
        let query = "UPDATE alert_progress SET seq = ? WHERE partition_id = 0 AND seq = ?";
        let done = sqlx::query(query).bind(to).bind(from).execute(&mut *self.transaction).await?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn commit(self) -> Result<(), ControlError> {
        Ok(self.transaction.commit().await?)
    }
}
