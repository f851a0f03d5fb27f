//! What a back-test found: the alerts that the rule would have raised.

use std::collections::HashMap;
use std::time::Duration;

use outlay_domain::{Finding, FindingState, Severity, Timestamp};

use crate::judge::Found;

/// Alerts that are listed, and findings that are kept; beyond they are counted only.
const MOST_ALERTS: usize = 1_000;
const MOST_FINDINGS: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backtest {
    /// Rows that the rule could have been shown, and those that its filter let through.
    pub events: u64,
    pub rows: u64,
    pub findings: u64,
    /// In the order in which they open.
    pub alerts: Vec<BacktestAlert>,
    /// All of them, also those that are not listed.
    pub alerts_opened: u64,
    /// It was given up before its end.
    pub is_cut: bool,
    pub took: Duration,
    /// Every finding as the ledger would have it, as far as there is room.
    pub raised: Vec<Finding>,
}

/// An alert that would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestAlert {
    pub key: String,
    /// Of the finding that opens it.
    pub title: String,
    pub detail: String,
    pub severity: Severity,
    pub value: Option<String>,
    pub limit: Option<String>,
    /// The entry that opens it.
    pub seq: u64,
    pub opened_at: Timestamp,
    /// None if it is open at the end.
    pub cleared_at: Option<Timestamp>,
    pub findings: u64,
}

/// A report under way.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) report: Backtest,
    /// Places of open alerts, by key; of those that are not listed none.
    open: HashMap<String, Option<usize>>,
}

impl Report {
    pub(super) fn add(&mut self, found: Found, who: (&str, &str)) {
        let at = found.at;
        let finding = found.into_finding(who.0, who.1, false);
        let report = &mut self.report;
        report.findings += 1;
        match (finding.state, self.open.get(&finding.key)) {
            (FindingState::Firing, None) => {
                report.alerts_opened += 1;
                let place = (report.alerts.len() < MOST_ALERTS).then_some(report.alerts.len());
                if place.is_some() {
                    report.alerts.push(opened(&finding, at));
                }
                self.open.insert(finding.key.clone(), place);
            }
            (FindingState::Firing, Some(place)) => {
                if let Some(alert) = place.and_then(|place| report.alerts.get_mut(place)) {
                    alert.findings += 1;
                }
            }
            (FindingState::Cleared, _) => {
                let place = self.open.remove(&finding.key).flatten();
                if let Some(alert) = place.and_then(|place| report.alerts.get_mut(place)) {
                    alert.cleared_at = Some(at);
                }
            }
        }
        if report.raised.len() < MOST_FINDINGS {
            report.raised.push(finding);
        }
    }
}

fn opened(finding: &Finding, at: Timestamp) -> BacktestAlert {
    BacktestAlert {
        key: finding.key.clone(),
        title: finding.title.clone(),
        detail: finding.detail.clone(),
        severity: finding.severity,
        value: finding.value.clone(),
        limit: finding.limit.clone(),
        seq: finding.seq,
        opened_at: at,
        cleared_at: None,
        findings: 1,
    }
}
