//! What people decide about alerts: the history of each, mutes, snoozes that end.

use sqlx::{QueryBuilder, Sqlite};

use crate::alerts::{AlertChange, AlertRow};
use crate::store::{Control, ControlError, new_id};

/// Something that happened to an alert.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HistoryRow {
    pub alert_id: String,
    pub at: i64,
    pub what: String,
    /// The person; none if it was the rule or time itself.
    pub who: Option<String>,
    pub note: Option<String>,
    pub until_at: Option<i64>,
    pub severity: Option<String>,
}

/// Nobody is told of alerts of this rule and key.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MuteRow {
    pub id: String,
    pub rule_id: String,
    pub rule_name: String,
    pub key: String,
    /// None for good.
    pub until_at: Option<i64>,
    pub note: Option<String>,
    pub created_at: i64,
    pub created_by: String,
}

/// How many entries of an alert's history are answered.
const SHOWN: u32 = 500;
/// How many of what only the rule does to an open alert are kept, the newest.
const CHANGES_KEPT: u32 = 100;

impl Control {
    /// What happened to an alert, in order; the newest entries if there are very many.
    pub async fn alert_history(&self, alert: &str) -> Result<Vec<HistoryRow>, ControlError> {
        let query =
            "SELECT * FROM (SELECT * FROM alert_history WHERE alert_id = ? ORDER BY id DESC LIMIT ?) ORDER BY id";
        Ok(sqlx::query_as(query).bind(alert).bind(SHOWN).fetch_all(&self.pool).await?)
    }

    /// Mutes that do not end by `now`, the newest first.
    pub async fn mutes(&self, now: i64) -> Result<Vec<MuteRow>, ControlError> {
        let query = "SELECT * FROM mutes WHERE until_at IS NULL OR until_at > ? ORDER BY id DESC";
        Ok(sqlx::query_as(query).bind(now).fetch_all(&self.pool).await?)
    }

    /// The mutes of these rules that do not end by `now`.
    pub async fn mutes_of(&self, rules: &[&str], now: i64) -> Result<Vec<MuteRow>, ControlError> {
        Ok(mutes_of(rules, now).build_query_as().fetch_all(&self.pool).await?)
    }

    /// When the first snooze, mute or old secret ends.
    pub async fn next_end(&self) -> Result<Option<i64>, ControlError> {
        let query = "SELECT min(at) FROM (SELECT min(snoozed_until) AS at FROM alerts WHERE snoozed_until IS NOT NULL \
                     UNION ALL SELECT min(until_at) FROM mutes UNION ALL SELECT min(ends_at) FROM channel_secrets)";
        Ok(sqlx::query_scalar(query).fetch_one(&self.pool).await?)
    }
}

fn mutes_of(rules: &[&str], now: i64) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM mutes WHERE coalesce(until_at, 9223372036854775807) > ");
    query.push_bind(now).push(" AND rule_id IN (");
    let mut ids = query.separated(", ");
    for rule in rules {
        ids.push_bind(*rule);
    }
    query.push(")");
    query
}

impl AlertChange {
    pub async fn add_history(&mut self, entry: &HistoryRow) -> Result<(), ControlError> {
        let query = "INSERT INTO alert_history (id, alert_id, at, what, who, note, until_at, severity) \
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        sqlx::query(query)
            .bind(new_id())
            .bind(&entry.alert_id)
            .bind(entry.at)
            .bind(&entry.what)
            .bind(&entry.who)
            .bind(&entry.note)
            .bind(entry.until_at)
            .bind(&entry.severity)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// An alert whose rule changes its mind all the time must not fill the disk.
    pub async fn trim_history(&mut self, alert: &str, what: &str) -> Result<(), ControlError> {
        let query = "DELETE FROM alert_history WHERE alert_id = ? AND what = ? AND id < (SELECT id FROM alert_history \
                     WHERE alert_id = ? AND what = ? ORDER BY id DESC LIMIT 1 OFFSET ?)";
        let delete = sqlx::query(query).bind(alert).bind(what).bind(alert).bind(what).bind(CHANGES_KEPT - 1);
        delete.execute(&mut *self.transaction).await?;
        Ok(())
    }

    pub async fn mutes_of(&mut self, rules: &[&str]) -> Result<Vec<MuteRow>, ControlError> {
        Ok(mutes_of(rules, i64::MIN).build_query_as().fetch_all(&mut *self.transaction).await?)
    }

    pub async fn mute(&mut self, id: &str) -> Result<Option<MuteRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM mutes WHERE id = ?").bind(id);
        Ok(query.fetch_optional(&mut *self.transaction).await?)
    }

    /// In the place of an earlier one of this rule and key.
    pub async fn put_mute(&mut self, mute: &MuteRow) -> Result<(), ControlError> {
        let query = "INSERT OR REPLACE INTO mutes (id, rule_id, rule_name, key, until_at, note, created_at, created_by) \
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        sqlx::query(query)
            .bind(&mute.id)
            .bind(&mute.rule_id)
            .bind(&mute.rule_name)
            .bind(&mute.key)
            .bind(mute.until_at)
            .bind(&mute.note)
            .bind(mute.created_at)
            .bind(&mute.created_by)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    pub async fn count_mutes(&mut self) -> Result<i64, ControlError> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM mutes").fetch_one(&mut *self.transaction).await?)
    }

    pub async fn delete_mute(&mut self, id: &str) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM mutes WHERE id = ?").bind(id).execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Mutes that ended by then.
    pub async fn ended_mutes(&mut self, now: i64) -> Result<Vec<MuteRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM mutes WHERE until_at <= ? ORDER BY id").bind(now);
        Ok(query.fetch_all(&mut *self.transaction).await?)
    }

    /// Alerts whose snooze ended by then.
    pub async fn ended_snoozes(&mut self, now: i64) -> Result<Vec<AlertRow>, ControlError> {
        let query =
            "SELECT * FROM alerts WHERE snoozed_until IS NOT NULL AND snoozed_until <= ? ORDER BY snoozed_until, id";
        Ok(sqlx::query_as(query).bind(now).fetch_all(&mut *self.transaction).await?)
    }
}
