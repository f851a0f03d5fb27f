//! What is delivered, whatever the channel.

use outlay_control::alerts::AlertRow;
use outlay_domain::{Severity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::storm::{Report, Worst};
use crate::view::severity;

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Occasion {
    #[serde(rename = "alert.opened")]
    Opened,
    /// It is open, and worse than those who heard of it know.
    #[serde(rename = "alert.escalated")]
    Escalated,
    #[serde(rename = "alert.cleared")]
    Cleared,
    /// It was snoozed, and is still open.
    #[serde(rename = "alert.woke")]
    Woke,
    /// One rule opens very many alerts: from now on they are told together.
    #[serde(rename = "storm.opened")]
    StormOpened,
    #[serde(rename = "storm.updated")]
    StormUpdated,
    #[serde(rename = "storm.ended")]
    StormEnded,
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
    /// Where a person sees more; none if the server does not know its own name.
    pub(crate) link: Option<String>,
    pub(crate) storm: Option<StormSummary>,
}

/// What a storm's message tells beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StormSummary {
    pub(crate) id: String,
    /// How many alerts opened since it began.
    pub(crate) alerts: u64,
    /// How many of them are told in these messages only.
    pub(crate) collapsed: u64,
    pub(crate) worst: Vec<Worst>,
}

impl Message {
    pub(crate) fn about(occasion: Occasion, delivery_id: &str, alert: &AlertRow, console: Option<&str>) -> Self {
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
            link: console.map(|console| format!("{console}/alerts?id={}", alert.id)),
            storm: None,
        }
    }

    pub(crate) fn of_storm(delivery_id: &str, report: &Report, console: Option<&str>) -> Self {
        let Report { occasion, rule_id, rule_name, storm, .. } = report;
        let since = Timestamp(storm.began_at);
        let alerts = storm.alerts;
        let title = match occasion {
            Occasion::StormOpened => format!("{rule_name}: {alerts} alerts opened within a minute"),
            Occasion::StormEnded => format!("{rule_name}: it calmed down after {alerts} alerts"),
            _ => format!("{rule_name}: {alerts} alerts opened so far"),
        };
        let after = if *occasion == Occasion::StormEnded {
            "From now on each alert is told by itself again."
        } else {
            "They are told together until it calms down; the inbox has each of them."
        };
        Self {
            occasion: *occasion,
            delivery_id: delivery_id.to_owned(),
            alert_id: None,
            rule_id: Some(rule_id.clone()),
            rule_name: Some(rule_name.clone()),
            severity: storm.worst.first().map_or(Severity::Warning, |worst| worst.severity),
            title,
            detail: format!(
                "{alerts} alerts opened since {since}, {} of them not told one by one. {after}",
                storm.collapsed
            ),
            key: None,
            value: None,
            limit: None,
            findings: None,
            first_event_id: None,
            opened_at: since.to_string(),
            closed_at: report.ended_at.map(|at| Timestamp(at).to_string()),
            link: console.map(|console| format!("{console}/alerts")),
            storm: Some(StormSummary {
                id: storm.id.clone(),
                alerts,
                collapsed: storm.collapsed,
                worst: storm.worst.clone(),
            }),
        }
    }

    pub(crate) fn test(delivery_id: &str, channel: &str, now: Timestamp, console: Option<&str>) -> Self {
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
            link: console.map(|console| format!("{console}/alerts")),
            storm: None,
        }
    }

    /// What happened, in one or two words for people.
    pub(crate) fn headline(&self) -> &'static str {
        match (self.occasion, self.severity) {
            (Occasion::Opened, Severity::Critical) => "Critical",
            (Occasion::Opened, Severity::Warning) => "Warning",
            (Occasion::Opened, Severity::Info) => "Info",
            (Occasion::Escalated, Severity::Critical) => "Now critical",
            (Occasion::Escalated, _) => "Now a warning",
            (Occasion::Cleared, _) => "Cleared",
            (Occasion::Woke, _) => "Still open",
            (Occasion::StormOpened | Occasion::StormUpdated, _) => "Storm",
            (Occasion::StormEnded, _) => "Storm over",
            (Occasion::Test, _) => "Test",
        }
    }

    /// The facts below the text: a name for people, and the value.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let facts = [
            ("Rule", self.rule_name.clone()),
            ("Key", self.key.clone()),
            ("Measured", self.value.clone()),
            ("Limit", self.limit.clone()),
            ("Opened", Some(self.opened_at.clone())),
            ("Closed", self.closed_at.clone()),
        ];
        facts.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?))).collect()
    }
}
