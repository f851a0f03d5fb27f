//! Alerts as other rooms see them.

use outlay_control::alerts::AlertRow;
use outlay_control::decisions::{HistoryRow, MuteRow};
use outlay_control::deliveries::DeliveryRow;
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

    pub(crate) fn of(text: &str) -> Self {
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
    /// Somebody looks after it.
    pub acknowledged: Option<Decided>,
    /// Nobody is told before `until`; only of an open alert.
    pub snoozed: Option<Decided>,
    /// The mute of its rule and key, if there is one.
    pub mute: Option<Mute>,
    /// The storm that it opened in: it was told together with others.
    pub storm_id: Option<String>,
    pub deliveries: Vec<Delivery>,
}

/// Who decided something that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Of an acknowledgement, when it was made; of a snooze, when it ends.
    pub at: Timestamp,
    pub by: String,
}

/// Nobody is told of alerts of this rule and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    pub id: String,
    pub rule_id: String,
    pub rule_name: String,
    pub key: String,
    /// None for good.
    pub until: Option<Timestamp>,
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// What can happen to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    Opened,
    /// The rule changed its severity.
    Severity,
    Acknowledged,
    Unacknowledged,
    Snoozed,
    Unsnoozed,
    /// The snooze ended, and it was still open.
    Woke,
    Muted,
    Unmuted,
    Cleared,
    Resolved,
    /// A person wrote something down.
    Noted,
}

impl Happening {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Severity => "severity",
            Self::Acknowledged => "acknowledged",
            Self::Unacknowledged => "unacknowledged",
            Self::Snoozed => "snoozed",
            Self::Unsnoozed => "unsnoozed",
            Self::Woke => "woke",
            Self::Muted => "muted",
            Self::Unmuted => "unmuted",
            Self::Cleared => "cleared",
            Self::Resolved => "resolved",
            Self::Noted => "noted",
        }
    }

    /// An entry of the alert's history, without a person.
    pub(crate) fn of(self, alert: &AlertRow, at: i64) -> HistoryRow {
        let tells_severity = matches!(self, Self::Opened | Self::Severity);
        HistoryRow {
            alert_id: alert.id.clone(),
            at,
            what: self.as_str().to_owned(),
            who: None,
            note: None,
            until_at: None,
            severity: tells_severity.then(|| alert.severity.clone()),
        }
    }
}

/// Something that happened to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    pub at: Timestamp,
    /// The word of a [`Happening`].
    pub what: String,
    /// The person; none if it was the rule or time itself.
    pub by: Option<String>,
    pub note: Option<String>,
    /// Of a snooze or mute.
    pub until: Option<Timestamp>,
    /// From then on.
    pub severity: Option<String>,
}

/// An alert and all that happened to it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertWithHistory {
    pub alert: Alert,
    pub history: Vec<HistoryEntry>,
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

pub(crate) fn severity(text: &str) -> Severity {
    match text {
        "info" => Severity::Info,
        "critical" => Severity::Critical,
        _ => Severity::Warning,
    }
}

pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl Alert {
    pub(crate) fn of(row: AlertRow, mute: Option<Mute>, deliveries: Vec<Delivery>, now: i64) -> Self {
        let is_open = row.status == AlertStatus::Open.as_str();
        let snoozed_until = row.snoozed_until.filter(|until| is_open && *until > now);
        let decided = |at: Option<i64>, by: Option<String>| {
            at.map(|at| Decided { at: Timestamp(at), by: by.unwrap_or_default() })
        };
        Self {
            acknowledged: decided(row.acknowledged_at, row.acknowledged_by),
            snoozed: decided(snoozed_until, row.snoozed_by),
            mute,
            storm_id: row.storm_id,
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

impl From<MuteRow> for Mute {
    fn from(row: MuteRow) -> Self {
        Self {
            id: row.id,
            rule_id: row.rule_id,
            rule_name: row.rule_name,
            key: row.key,
            until: row.until_at.map(Timestamp),
            note: row.note,
            created_at: Timestamp(row.created_at),
            created_by: row.created_by,
        }
    }
}

impl From<HistoryRow> for HistoryEntry {
    fn from(row: HistoryRow) -> Self {
        Self {
            at: Timestamp(row.at),
            what: row.what,
            by: row.who,
            note: row.note,
            until: row.until_at.map(Timestamp),
            severity: row.severity,
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
