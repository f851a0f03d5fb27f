//! What is delivered, whatever the channel.

use outlay_control::alerts::AlertRow;
use outlay_domain::{Severity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::view::severity;

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Occasion {
    #[serde(rename = "alert.opened")]
    Opened,
    #[serde(rename = "alert.cleared")]
    Cleared,
    /// A person tries the channel.
    #[serde(rename = "test")]
    Test,
}

/// Kept with its delivery, so that each attempt says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    #[serde(rename = "type")]
    pub(crate) occasion: Occasion,
    pub(crate) delivery_id: String,
    pub(crate) alert_id: Option<String>,
    pub(crate) rule_id: Option<String>,
    pub(crate) rule_name: Option<String>,
    pub(crate) severity: Severity,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) key: Option<String>,
    /// Decimals.
    pub(crate) value: Option<String>,
    pub(crate) limit: Option<String>,
    pub(crate) findings: Option<i64>,
    pub(crate) first_event_id: Option<String>,
    /// RFC 3339.
    pub(crate) opened_at: String,
    pub(crate) closed_at: Option<String>,
}

impl Message {
    pub(crate) fn about(occasion: Occasion, delivery_id: &str, alert: &AlertRow) -> Self {
        Self {
            occasion,
            delivery_id: delivery_id.to_owned(),
            alert_id: Some(alert.id.clone()),
            rule_id: Some(alert.rule_id.clone()),
            rule_name: Some(alert.rule_name.clone()),
            severity: severity(&alert.severity),
            title: alert.title.clone(),
            detail: alert.detail.clone(),
            key: Some(alert.key.clone()),
            value: alert.value.clone(),
            limit: alert.limit_value.clone(),
            findings: Some(alert.findings),
            first_event_id: alert.first_event_id.clone(),
            opened_at: Timestamp(alert.opened_at).to_string(),
            closed_at: alert.closed_at.map(|at| Timestamp(at).to_string()),
        }
    }

    pub(crate) fn test(delivery_id: &str, channel: &str, now: Timestamp) -> Self {
        Self {
            occasion: Occasion::Test,
            delivery_id: delivery_id.to_owned(),
            alert_id: None,
            rule_id: None,
            rule_name: None,
            severity: Severity::Info,
            title: format!("A test of the channel {channel}"),
            detail: "Alerts of Outlay will arrive here. Nothing is wrong.".to_owned(),
            key: None,
            value: None,
            limit: None,
            findings: None,
            first_event_id: None,
            opened_at: now.to_string(),
            closed_at: None,
        }
    }
}
