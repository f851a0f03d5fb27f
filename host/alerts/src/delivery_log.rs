//! What was sent through a channel, and what became of each attempt.

use outlay_control::deliveries::{AttemptRow, DeliveryRow};
use outlay_domain::Timestamp;
use serde_json::Value;

use crate::alerts::Alerts;
use crate::error::AlertsError;
use crate::kinds;
use crate::message::Message;
use crate::view::{DeliveryStatus, count};

/// A delivery with its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedDelivery {
    pub id: String,
    /// None if it is about a storm.
    pub alert_id: Option<String>,
    /// For example `alert.opened`.
    pub occasion: String,
    pub title: String,
    pub status: DeliveryStatus,
    pub attempts: u64,
    pub created_at: Timestamp,
    /// When it is sent, or sent again; only if it is pending.
    pub due_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub last_error: Option<String>,
    /// The last twenty, in order.
    pub tries: Vec<Try>,
    /// What is sent at each attempt. It holds no secret.
    pub payload: Value,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// From 1.
    pub number: u64,
    pub at: Timestamp,
    /// What the receiver answered, if it did: a status of HTTP or SMTP.
    pub status: Option<u16>,
    /// None if it was taken.
    pub error: Option<String>,
}

/// A part of a log, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage {
    pub items: Vec<LoggedDelivery>,
    pub next: Option<String>,
}

impl Alerts {
    /// The newest first. `cursor` is the `next` of the page before.
    pub async fn deliveries(&self, channel: &str, limit: u32, cursor: Option<&str>) -> Result<LogPage, AlertsError> {
        let kind = self.channel_row(channel).await?.kind;
        // One more than asked for tells whether there are more.
        let mut rows = self.control.deliveries_to(channel, cursor, limit.saturating_add(1)).await?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| has_more).map(|last| last.id.clone());
        Ok(LogPage { items: self.logged(&kind, rows).await?, next })
    }

    /// Has a delivery that failed tried again, at once and as often as a new one.
    pub async fn retry_delivery(&self, channel: &str, id: &str, by: &str) -> Result<LoggedDelivery, AlertsError> {
        let kind = self.channel_row(channel).await?.kind;
        let row = self.control.delivery(channel, id).await?.ok_or(AlertsError::NoSuchDelivery)?;
        let now = self.clock.now().0;
        if !self.control.retry_delivery(channel, id, now).await? {
            return Err(AlertsError::NotFailed(row.status));
        }
        self.control.audit(now, by, "retry delivery", id).await?;
        self.deliveries_due.notify_one();
        let row = self.control.delivery(channel, id).await?.ok_or(AlertsError::NoSuchDelivery)?;
        self.logged(&kind, vec![row]).await?.pop().ok_or(AlertsError::NoSuchDelivery)
    }

    async fn logged(&self, kind: &str, rows: Vec<DeliveryRow>) -> Result<Vec<LoggedDelivery>, AlertsError> {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut tries = self.control.attempts_of(&ids).await?;
        let kind = kinds::named(kind);
        let logged = rows.into_iter().map(|row| {
            let message = serde_json::from_str::<Message>(&row.message).ok();
            let occasion = message.as_ref().and_then(|message| serde_json::to_value(message.occasion).ok());
            let status = DeliveryStatus::of(&row.status);
            let own = tries.extract_if(.., |one| one.delivery_id == row.id).map(Try::from).collect();
            LoggedDelivery {
                alert_id: row.alert_id,
                occasion: occasion.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default(),
                title: message.as_ref().map(|message| message.title.clone()).unwrap_or_default(),
                status,
                attempts: count(row.attempts),
                created_at: Timestamp(row.created_at),
                due_at: (status == DeliveryStatus::Pending).then_some(Timestamp(row.due_at)),
                delivered_at: row.delivered_at.map(Timestamp),
                last_error: row.last_error,
                tries: own,
                payload: kind.zip(message).map(|(kind, message)| kind.payload(&message)).unwrap_or_default(),
                id: row.id,
            }
        });
        Ok(logged.collect())
    }
}

impl From<AttemptRow> for Try {
    fn from(row: AttemptRow) -> Self {
        Self {
            number: count(row.number),
            at: Timestamp(row.at),
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            error: row.error,
        }
    }
}
