//! Deliveries: one message to one channel, and its attempts.

use sqlx::{QueryBuilder, Sqlite};

use crate::alerts::AlertChange;
use crate::store::{Control, ControlError};

/// One message to one channel.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeliveryRow {
    pub id: String,
    /// None if it is about a storm.
    pub alert_id: Option<String>,
    /// The alert or storm that it is about.
    pub subject: String,
    /// Grows with each message about its subject.
    pub position: i64,
    pub channel_id: String,
    pub channel_name: String,
    /// What is delivered; the same at every attempt.
    pub message: String,
    /// `pending`, `delivered` or `failed`.
    pub status: String,
    pub attempts: i64,
    /// Those before a person had it tried again.
    pub earlier_attempts: i64,
    pub last_error: Option<String>,
    pub created_at: i64,
    pub due_at: i64,
    pub delivered_at: Option<i64>,
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AttemptRow {
    pub delivery_id: String,
    pub number: i64,
    pub at: i64,
    /// What the receiver answered, if it did.
    pub status: Option<i64>,
    /// None if it was taken.
    pub error: Option<String>,
}

/// What a channel was told about an alert.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ToldChannel {
    pub channel_id: String,
    /// Something is still to be sent.
    pub waits: bool,
    pub last_delivered_at: Option<i64>,
    /// Those of the messages, with commas between.
    pub severities: String,
}

/// How many attempts of a delivery are kept.
const ATTEMPTS_KEPT: i64 = 20;

impl Control {
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
        query.push(") ORDER BY alert_id, position, id");
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// A channel's deliveries, the newest first; `before` is the id of the last one seen.
    pub async fn deliveries_to(
        &self,
        channel: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, ControlError> {
        let query = "SELECT * FROM deliveries WHERE channel_id = ? AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?";
        let query = sqlx::query_as(query).bind(channel).bind(before).bind(before).bind(limit);
        Ok(query.fetch_all(&self.pool).await?)
    }

    pub async fn delivery(&self, channel: &str, id: &str) -> Result<Option<DeliveryRow>, ControlError> {
        let query = sqlx::query_as("SELECT * FROM deliveries WHERE id = ? AND channel_id = ?");
        Ok(query.bind(id).bind(channel).fetch_optional(&self.pool).await?)
    }

    /// The last attempts of some deliveries, each delivery's in their order.
    pub async fn attempts_of(&self, deliveries: &[&str]) -> Result<Vec<AttemptRow>, ControlError> {
        if deliveries.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM delivery_attempts WHERE delivery_id IN (");
        let mut ids = query.separated(", ");
        for delivery in deliveries {
            ids.push_bind(*delivery);
        }
        query.push(") ORDER BY delivery_id, number");
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// The channels that something waits for, each with the time of its first delivery.
    pub async fn waiting_channels(&self) -> Result<Vec<(String, i64)>, ControlError> {
        let query = "SELECT channel_id, min(due_at) FROM deliveries WHERE status = 'pending' GROUP BY channel_id";
        Ok(sqlx::query_as(query).fetch_all(&self.pool).await?)
    }

    /// The first delivery to a channel that is due.
    pub async fn due_delivery(&self, channel: &str, now: i64) -> Result<Option<DeliveryRow>, ControlError> {
        let query = "SELECT * FROM deliveries WHERE channel_id = ? AND status = 'pending' AND due_at <= ? \
                     ORDER BY due_at, position, id LIMIT 1";
        Ok(sqlx::query_as(query).bind(channel).bind(now).fetch_optional(&self.pool).await?)
    }

    /// Notes an attempt that was taken, answered with `status`.
    pub async fn mark_delivered(
        &self,
        delivery: &DeliveryRow,
        at: i64,
        status: Option<u16>,
    ) -> Result<(), ControlError> {
        let mut change = self.begin_alerts().await?;
        let query = "UPDATE deliveries SET status = 'delivered', attempts = ?, last_error = NULL, delivered_at = ? WHERE id = ?";
        let update = sqlx::query(query).bind(delivery.attempts + 1).bind(at).bind(&delivery.id);
        update.execute(&mut *change.transaction).await?;
        change.add_attempt(delivery, at, status, None).await?;
        change.commit().await?;
        self.note_attempt(&delivery.channel_id, "delivered", at, None).await
    }

    /// Notes an attempt in vain; the next one is at `again`, if there is one.
    pub async fn mark_undelivered(
        &self,
        delivery: &DeliveryRow,
        at: i64,
        answered: Option<u16>,
        error: &str,
        again: Option<i64>,
    ) -> Result<(), ControlError> {
        let status = if again.is_some() { "pending" } else { "failed" };
        let mut change = self.begin_alerts().await?;
        // Not one that failed meanwhile because its channel was deleted.
        let query =
            "UPDATE deliveries SET status = ?, attempts = ?, last_error = ? WHERE id = ? AND status = 'pending'";
        let update = sqlx::query(query).bind(status).bind(delivery.attempts + 1).bind(error).bind(&delivery.id);
        update.execute(&mut *change.transaction).await?;
        if let Some(again) = again {
            // Later messages about the same subject wait with it: a clearing must not arrive before the opening.
            let query = "UPDATE deliveries SET due_at = max(due_at, ?) \
                         WHERE subject = ? AND channel_id = ? AND status = 'pending'";
            let update = sqlx::query(query).bind(again).bind(&delivery.subject).bind(&delivery.channel_id);
            update.execute(&mut *change.transaction).await?;
        }
        change.add_attempt(delivery, at, answered, Some(error)).await?;
        change.commit().await?;
        self.note_attempt(&delivery.channel_id, status, at, Some(error)).await
    }

    /// Makes a delivery that failed due anew. False if there is none.
    pub async fn retry_delivery(&self, channel: &str, id: &str, now: i64) -> Result<bool, ControlError> {
        let query = "UPDATE deliveries SET status = 'pending', earlier_attempts = attempts, due_at = ? \
                     WHERE id = ? AND channel_id = ? AND status = 'failed'";
        let done = sqlx::query(query).bind(now).bind(id).bind(channel).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }
}

impl Control {
    /// The channels, be they deleted, that the log has deliveries of.
    pub async fn logged_channels(&self) -> Result<Vec<String>, ControlError> {
        Ok(sqlx::query_scalar("SELECT DISTINCT channel_id FROM deliveries").fetch_all(&self.pool).await?)
    }

    /// Forgets a channel's oldest deliveries, `step` at most: those of before a time, and those beyond the newest `most`.
    /// What waits stays, and so does what is about an open alert: who was told of it is told how it goes on. Answers how
    /// many went.
    pub async fn forget_deliveries(
        &self,
        channel: &str,
        before: i64,
        most: u32,
        step: u32,
    ) -> Result<u64, ControlError> {
        let query = "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries AS old WHERE channel_id = ?1 \
                     AND (created_at < ?2 OR id <= (SELECT id FROM deliveries WHERE channel_id = ?1 \
                     ORDER BY id DESC LIMIT 1 OFFSET ?3)) AND status <> 'pending' AND NOT EXISTS \
                     (SELECT 1 FROM alerts WHERE alerts.id = old.alert_id AND alerts.status = 'open') \
                     ORDER BY id LIMIT ?4)";
        let delete = sqlx::query(query).bind(channel).bind(before).bind(most).bind(step);
        Ok(delete.execute(&self.pool).await?.rows_affected())
    }
}

impl AlertChange {
    async fn add_attempt(
        &mut self,
        delivery: &DeliveryRow,
        at: i64,
        status: Option<u16>,
        error: Option<&str>,
    ) -> Result<(), ControlError> {
        let number = delivery.attempts + 1;
        let query = "INSERT INTO delivery_attempts (delivery_id, number, at, status, error) VALUES (?, ?, ?, ?, ?) \
                     ON CONFLICT DO NOTHING";
        let insert =
            sqlx::query(query).bind(&delivery.id).bind(number).bind(at).bind(status.map(i64::from)).bind(error);
        insert.execute(&mut *self.transaction).await?;
        let query = "DELETE FROM delivery_attempts WHERE delivery_id = ? AND number <= ?";
        let delete = sqlx::query(query).bind(&delivery.id).bind(number - ATTEMPTS_KEPT);
        delete.execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Adds a pending delivery: due when it says, but not before an earlier one of the same subject and channel.
    pub async fn add_delivery(&mut self, delivery: &DeliveryRow) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO deliveries (id, alert_id, subject, position, channel_id, channel_name, message, status, \
             created_at, due_at) SELECT ?, ?, ?, ?, ?, ?, ?, 'pending', ?, max(?, coalesce((SELECT max(due_at) \
             FROM deliveries WHERE subject = ? AND channel_id = ? AND status = 'pending'), 0))",
        )
        .bind(&delivery.id)
        .bind(&delivery.alert_id)
        .bind(&delivery.subject)
        .bind(delivery.position)
        .bind(&delivery.channel_id)
        .bind(&delivery.channel_name)
        .bind(&delivery.message)
        .bind(delivery.created_at)
        .bind(delivery.due_at)
        .bind(&delivery.subject)
        .bind(&delivery.channel_id)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// The channels that something about this alert went or will go to.
    pub async fn told_channels(&mut self, alert: &str) -> Result<Vec<ToldChannel>, ControlError> {
        let query = "SELECT channel_id, max(status = 'pending') AS waits, \
                     max(delivered_at) AS last_delivered_at, coalesce(group_concat(DISTINCT json_extract(message, '$.severity')), '') AS severities \
                     FROM deliveries WHERE alert_id = ? GROUP BY channel_id";
        Ok(sqlx::query_as(query).bind(alert).fetch_all(&mut *self.transaction).await?)
    }

    /// What waits about an alert waits until then, or no longer than until then.
    pub async fn hold_deliveries(&mut self, alert: &str, from: i64, until: i64) -> Result<(), ControlError> {
        let query = "UPDATE deliveries SET due_at = ? WHERE alert_id = ? AND status = 'pending' AND due_at >= ?";
        sqlx::query(query).bind(until).bind(alert).bind(from).execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// What waits about alerts of this rule and key is not sent.
    pub async fn withdraw_deliveries(&mut self, rule: &str, key: &str, reason: &str) -> Result<(), ControlError> {
        let query = "UPDATE deliveries SET status = 'failed', last_error = ? WHERE status = 'pending' \
                     AND alert_id IN (SELECT id FROM alerts WHERE rule_id = ? AND key = ?)";
        sqlx::query(query).bind(reason).bind(rule).bind(key).execute(&mut *self.transaction).await?;
        Ok(())
    }
}
