//! Alerts, their deliveries and history as callers see them.

use outlay_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Findings of one rule with one key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alert {
    id: String,
    rule_id: String,
    rule_name: String,
    key: String,
    /// `open`, `cleared` by the rule, or `resolved` by a person.
    status: &'static str,
    /// `info`, `warning` or `critical`.
    severity: &'static str,
    title: String,
    detail: String,
    /// What was measured last, a decimal.
    value: Option<String>,
    /// A decimal.
    limit: Option<String>,
    /// How many findings it gathers.
    findings: String,
    first_event_id: Option<String>,
    last_event_id: Option<String>,
    opened_at: String,
    updated_at: String,
    closed_at: Option<String>,
    /// The person who resolved it.
    closed_by: Option<String>,
    /// Somebody looks after it.
    acknowledged: Option<Acknowledged>,
    /// Deliveries are held back.
    snoozed: Option<Snoozed>,
    /// Its rule and key are muted.
    mute: Option<Mute>,
    /// It opened in a storm, and was told of together with others.
    storm_id: Option<String>,
    deliveries: Vec<Delivery>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Acknowledged {
    at: String,
    by: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Snoozed {
    until: String,
    by: String,
}

/// Alerts of this rule and key are recorded, and nobody is told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mute {
    id: String,
    rule_id: String,
    rule_name: String,
    key: String,
    /// Null for good.
    until: Option<String>,
    note: Option<String>,
    created_at: String,
    created_by: String,
}

/// An alert and all that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertWithHistory {
    #[serde(flatten)]
    alert: Alert,
    /// In order.
    history: Vec<HistoryEntry>,
}

/// Something that happened to an alert.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    at: String,
    /// `opened`, `severity` (the rule changed it), `acknowledged`, `unacknowledged`, `snoozed`, `unsnoozed`, `woke` (the
    /// snooze ended), `muted`, `unmuted`, `cleared`, `resolved` or `noted`.
    what: String,
    /// The person; null if it was the rule or time itself.
    by: Option<String>,
    note: Option<String>,
    /// Of a snooze or mute.
    until: Option<String>,
    /// From then on; of `opened` and `severity`.
    severity: Option<String>,
}

/// One message to one channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    /// The `X-Outlay-Delivery` of each attempt.
    id: String,
    channel_id: String,
    channel_name: String,
    /// `pending` until it is delivered or, after a day, failed.
    status: &'static str,
    attempts: u64,
    last_error: Option<String>,
    delivered_at: Option<String>,
}

impl From<outlay_alerts::Alert> for Alert {
    fn from(alert: outlay_alerts::Alert) -> Self {
        Self {
            id: alert.id,
            rule_id: alert.rule_id,
            rule_name: alert.rule_name,
            key: alert.key,
            status: alert.status.as_str(),
            severity: alert.severity.as_str(),
            title: alert.title,
            detail: alert.detail,
            value: alert.value,
            limit: alert.limit,
            findings: alert.findings.to_string(),
            first_event_id: alert.first_event_id,
            last_event_id: alert.last_event_id,
            opened_at: alert.opened_at.to_string(),
            updated_at: alert.updated_at.to_string(),
            closed_at: text(alert.closed_at),
            closed_by: alert.closed_by,
            acknowledged: alert.acknowledged.map(|decided| Acknowledged { at: decided.at.to_string(), by: decided.by }),
            snoozed: alert.snoozed.map(|decided| Snoozed { until: decided.at.to_string(), by: decided.by }),
            mute: alert.mute.map(Mute::from),
            storm_id: alert.storm_id,
            deliveries: alert.deliveries.into_iter().map(Delivery::from).collect(),
        }
    }
}

impl From<outlay_alerts::Delivery> for Delivery {
    fn from(delivery: outlay_alerts::Delivery) -> Self {
        Self {
            id: delivery.id,
            channel_id: delivery.channel_id,
            channel_name: delivery.channel_name,
            status: delivery.status.as_str(),
            attempts: delivery.attempts,
            last_error: delivery.last_error,
            delivered_at: text(delivery.delivered_at),
        }
    }
}

impl From<outlay_alerts::Mute> for Mute {
    fn from(mute: outlay_alerts::Mute) -> Self {
        Self {
            id: mute.id,
            rule_id: mute.rule_id,
            rule_name: mute.rule_name,
            key: mute.key,
            until: text(mute.until),
            note: mute.note,
            created_at: mute.created_at.to_string(),
            created_by: mute.created_by,
        }
    }
}

impl From<outlay_alerts::AlertWithHistory> for AlertWithHistory {
    fn from(outlay_alerts::AlertWithHistory { alert, history }: outlay_alerts::AlertWithHistory) -> Self {
        let entries = history.into_iter().map(|entry| HistoryEntry {
            at: entry.at.to_string(),
            what: entry.what,
            by: entry.by,
            note: entry.note,
            until: text(entry.until),
            severity: entry.severity,
        });
        Self { alert: alert.into(), history: entries.collect() }
    }
}

pub(crate) fn text(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}
