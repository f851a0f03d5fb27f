//! Alerts, and how far the ledger was folded into them.

use std::fmt;

use sqlx::{Sqlite, Transaction};

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
    /// Grows with each change that the ledger is told.
    pub version: i64,
    pub acknowledged_at: Option<i64>,
    pub acknowledged_by: Option<String>,
    /// Outlives the alert's end: what is held back until then still is.
    pub snoozed_until: Option<i64>,
    pub snoozed_by: Option<String>,
    /// The storm that it opened in.
    pub storm_id: Option<String>,
}

/// Which alerts to list. A mute that ended by `now` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertFilter {
    /// Open, and nobody has acknowledged, snoozed or muted it.
    Open,
    /// These three are open, too.
    Acknowledged,
    Snoozed,
    Muted,
    All,
}

impl AlertFilter {
    /// `?` is the time.
    fn condition(self) -> &'static str {
        match self {
            Self::Open => {
                "status = 'open' AND acknowledged_at IS NULL AND coalesce(snoozed_until, 0) <= ? AND NOT EXISTS \
                 (SELECT 1 FROM mutes WHERE mutes.rule_id = alerts.rule_id AND mutes.key = alerts.key \
                 AND coalesce(until_at, 9223372036854775807) > ?)"
            }
            Self::Acknowledged => "status = 'open' AND acknowledged_at IS NOT NULL AND ? = ?",
            Self::Snoozed => "status = 'open' AND snoozed_until > ? AND ? > 0",
            Self::Muted => {
                "status = 'open' AND ? > 0 AND EXISTS (SELECT 1 FROM mutes WHERE mutes.rule_id = alerts.rule_id \
                 AND mutes.key = alerts.key AND coalesce(until_at, 9223372036854775807) > ?)"
            }
            Self::All => "? = ?",
        }
    }
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
        filter: AlertFilter,
        now: i64,
        before: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<AlertRow>, ControlError> {
        let condition = filter.condition();
        let query = format!(
            "SELECT * FROM alerts WHERE {condition} AND (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?"
        );
        let (opened_at, id) = before.unwrap_or((i64::MAX, ""));
        // Nothing in it came from outside.
        let query = sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(now).bind(now).bind(opened_at).bind(id).bind(limit);
        Ok(query.fetch_all(&self.pool).await?)
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
}

/// A change of alerts under way; nothing of it happened if it is dropped.
pub struct AlertChange {
    pub(crate) transaction: Transaction<'static, Sqlite>,
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
             findings, first_event_id, last_event_id, opened_at, updated_at, closed_at, closed_by, version, \
             acknowledged_at, acknowledged_by, snoozed_until, snoozed_by, storm_id) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET rule_name = excluded.rule_name, status = excluded.status, \
             severity = excluded.severity, title = excluded.title, detail = excluded.detail, value = excluded.value, \
             limit_value = excluded.limit_value, findings = excluded.findings, \
             first_event_id = excluded.first_event_id, last_event_id = excluded.last_event_id, \
             updated_at = excluded.updated_at, closed_at = excluded.closed_at, closed_by = excluded.closed_by, \
             version = excluded.version, acknowledged_at = excluded.acknowledged_at, \
             acknowledged_by = excluded.acknowledged_by, snoozed_until = excluded.snoozed_until, \
             snoozed_by = excluded.snoozed_by",
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
        .bind(alert.acknowledged_at)
        .bind(&alert.acknowledged_by)
        .bind(alert.snoozed_until)
        .bind(&alert.snoozed_by)
        .bind(&alert.storm_id)
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
