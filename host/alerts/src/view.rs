//! Alerts and channels as other rooms see them.

use outlay_control::alerts::{AlertRow, DeliveryRow};
use outlay_control::channels::ChannelRow;
use outlay_domain::{Severity, Timestamp, entry};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertStatus {
    Open,
    /// The rule says that it is over.
    Cleared,
    /// A person closed it.
    Resolved,
}

impl AlertStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Cleared => "cleared",
            Self::Resolved => "resolved",
        }
    }

    pub(crate) fn of(text: &str) -> Self {
        match text {
            "open" => Self::Open,
            "cleared" => Self::Cleared,
            _ => Self::Resolved,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// To be sent, or sent again.
    Pending,
    Delivered,
    /// Given up.
    Failed,
}

impl DeliveryStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    fn of(text: &str) -> Self {
        match text {
            "pending" => Self::Pending,
            "delivered" => Self::Delivered,
            _ => Self::Failed,
        }
    }
}

/// What a person should see: findings of one rule with one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub id: String,
    pub rule_id: String,
    pub rule_name: String,
    pub key: String,
    pub status: AlertStatus,
    /// Of the latest finding, as are title, detail, value and limit.
    pub severity: Severity,
    pub title: String,
    pub detail: String,
    pub value: Option<String>,
    pub limit: Option<String>,
    pub findings: u64,
    pub first_event_id: Option<String>,
    pub last_event_id: Option<String>,
    pub opened_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// The person who resolved it.
    pub closed_by: Option<String>,
    pub deliveries: Vec<Delivery>,
}

/// One message to one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The same at each attempt; receivers know repeats by it.
    pub id: String,
    pub channel_id: String,
    pub channel_name: String,
    pub status: DeliveryStatus,
    pub attempts: u64,
    pub last_error: Option<String>,
    pub delivered_at: Option<Timestamp>,
}

/// A part of a list, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Alert>,
    pub next: Option<String>,
}

/// Where alerts are delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub url: String,
    /// Whether deliveries are signed.
    pub has_secret: bool,
    pub allow_private: bool,
    pub created_at: Timestamp,
    pub last_delivery: Option<LastDelivery>,
}

/// What became of a channel's last attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDelivery {
    pub status: DeliveryStatus,
    pub at: Timestamp,
    pub error: Option<String>,
}

/// What became of a test message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelTest {
    pub ok: bool,
    /// The HTTP status that the receiver answered, if it did.
    pub status: Option<u16>,
    /// A sentence for a person.
    pub message: String,
}

pub(crate) fn severity(text: &str) -> Severity {
    match text {
        "info" => Severity::Info,
        "critical" => Severity::Critical,
        _ => Severity::Warning,
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl Alert {
    pub(crate) fn of(row: AlertRow, deliveries: Vec<Delivery>) -> Self {
        Self {
            id: row.id,
            rule_id: row.rule_id,
            rule_name: row.rule_name,
            key: row.key,
            status: AlertStatus::of(&row.status),
            severity: severity(&row.severity),
            title: row.title,
            detail: row.detail,
            value: row.value,
            limit: row.limit_value,
            findings: count(row.findings),
            first_event_id: row.first_event_id,
            last_event_id: row.last_event_id,
            opened_at: Timestamp(row.opened_at),
            updated_at: Timestamp(row.updated_at),
            closed_at: row.closed_at.map(Timestamp),
            closed_by: row.closed_by,
            deliveries,
        }
    }
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            channel_id: row.channel_id,
            channel_name: row.channel_name,
            status: DeliveryStatus::of(&row.status),
            attempts: count(row.attempts),
            last_error: row.last_error,
            delivered_at: row.delivered_at.map(Timestamp),
        }
    }
}

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        let last = row.last_status.zip(row.last_at);
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            url: row.url,
            has_secret: row.sealed.is_some(),
            allow_private: row.allow_private,
            created_at: Timestamp(row.created_at),
            last_delivery: last.map(|(status, at)| LastDelivery {
                status: DeliveryStatus::of(&status),
                at: Timestamp(at),
                error: row.last_error,
            }),
        }
    }
}

/// For the table `alerts`.
pub(crate) fn warehouse_row(row: &AlertRow) -> entry::AlertRow {
    entry::AlertRow {
        alert_id: row.id.clone(),
        rule_id: row.rule_id.clone(),
        rule_name: row.rule_name.clone(),
        key: row.key.clone(),
        status: row.status.clone(),
        severity: severity(&row.severity),
        title: row.title.clone(),
        value: row.value.clone(),
        limit: row.limit_value.clone(),
        findings: count(row.findings),
        first_event_id: row.first_event_id.clone(),
        opened_at: Timestamp(row.opened_at),
        updated_at: Timestamp(row.updated_at),
        closed_at: row.closed_at.map(Timestamp),
    }
}
