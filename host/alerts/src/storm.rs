//! Storms: a rule that opens very many alerts in a short time is told of in a few messages. No I/O.
//!
//! Time is the ledger's. What is said, and about how many alerts, depends on when alerts opened and on nothing else: it
//! does not matter whether the next alert or the clock finds that something was due.

use std::collections::VecDeque;

use outlay_control::alerts::AlertRow;
use outlay_control::new_id;
use outlay_domain::Severity;
use serde::{Deserialize, Serialize};

use crate::message::Occasion;
use crate::view::severity;

/// More than so many alerts of a rule within [`WINDOW`] are a storm.
pub(crate) const MOST: usize = 20;
const SECOND: i64 = 1_000_000;
const WINDOW: i64 = 60 * SECOND;
/// It is over when no minute held too many for so long.
pub(crate) const CALM: i64 = 120 * SECOND;
/// Until the first update; each further pause is twice as long.
pub(crate) const FIRST_PAUSE: i64 = 60 * SECOND;
const LONGEST_PAUSE: i64 = 3600 * SECOND;
/// How many titles a message names.
pub(crate) const WORST: usize = 5;

/// How often a rule opened alerts of late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Weather {
    /// When the last alerts opened, [`MOST`] at most.
    recent: VecDeque<i64>,
    storm: Option<Storm>,
}

/// A storm under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Storm {
    pub(crate) id: String,
    rule_name: String,
    pub(crate) began_at: i64,
    /// All since it began.
    pub(crate) alerts: u64,
    /// Those that are told in its messages only.
    pub(crate) collapsed: u64,
    /// Of those, the worst; of equally bad ones, the first.
    pub(crate) worst: Vec<Worst>,
    /// The last moment at which a minute had held too many.
    raged_at: i64,
    told: u32,
    /// So many when it was told last.
    told_alerts: u64,
    next_at: i64,
}

/// An alert that a storm's messages name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Worst {
    pub(crate) alert_id: String,
    pub(crate) severity: Severity,
    pub(crate) title: String,
}

/// Something to say about a storm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) occasion: Occasion,
    pub(crate) rule_id: String,
    pub(crate) rule_name: String,
    /// As it was then.
    pub(crate) storm: Storm,
    /// Grows with each report.
    pub(crate) position: i64,
    pub(crate) ended_at: Option<i64>,
}

impl Weather {
    /// Time goes on to `to`: what was due by then.
    pub(crate) fn pass(&mut self, rule_id: &str, to: i64) -> Vec<Report> {
        let mut reports = Vec::new();
        while let Some(due_at) = self.due_at().filter(|due_at| *due_at <= to) {
            let Some(storm) = &mut self.storm else { break };
            if due_at >= storm.raged_at + CALM {
                reports.push(storm.report(rule_id, Occasion::StormEnded, Some(due_at)));
                self.storm = None;
                break;
            }
            if storm.alerts > storm.told_alerts {
                reports.push(storm.report(rule_id, Occasion::StormUpdated, None));
            }
            storm.wait(due_at);
        }
        reports
    }

    /// When something is to be said if no further alert opens.
    pub(crate) fn due_at(&self) -> Option<i64> {
        self.storm.as_ref().map(|storm| storm.next_at.min(storm.raged_at + CALM))
    }

    /// An alert opens; time has passed until then. Answers the storm that it is part of, and what is to be said of it.
    pub(crate) fn opening(&mut self, alert: &AlertRow) -> Option<(String, Option<Report>)> {
        let at = alert.opened_at;
        while self.recent.front().is_some_and(|earlier| *earlier <= at - WINDOW) {
            self.recent.pop_front();
        }
        let is_too_many = self.recent.len() >= MOST;
        let began_at = self.recent.front().copied().unwrap_or(at);
        let before = self.recent.len() as u64;
        self.recent.push_back(at);
        if self.recent.len() > MOST {
            self.recent.pop_front();
        }
        if let Some(storm) = &mut self.storm {
            storm.take(alert);
            if is_too_many {
                storm.raged_at = storm.raged_at.max(at);
            }
            return Some((storm.id.clone(), None));
        }
        if !is_too_many {
            return None;
        }
        let mut storm = Storm {
            id: new_id(),
            rule_name: alert.rule_name.clone(),
            began_at,
            alerts: before,
            collapsed: 0,
            worst: Vec::new(),
            raged_at: at,
            told: 0,
            told_alerts: 0,
            next_at: at,
        };
        storm.take(alert);
        let report = storm.report(&alert.rule_id, Occasion::StormOpened, None);
        storm.wait(at);
        let id = storm.id.clone();
        self.storm = Some(storm);
        Some((id, Some(report)))
    }
}

impl Storm {
    fn take(&mut self, alert: &AlertRow) {
        self.alerts += 1;
        self.collapsed += 1;
        self.rule_name.clone_from(&alert.rule_name);
        let severity = severity(&alert.severity);
        let place = self.worst.partition_point(|worse| worse.severity >= severity);
        if place < WORST {
            let worst = Worst { alert_id: alert.id.clone(), severity, title: alert.title.clone() };
            self.worst.insert(place, worst);
            self.worst.truncate(WORST);
        }
    }

    fn report(&mut self, rule_id: &str, occasion: Occasion, ended_at: Option<i64>) -> Report {
        self.told_alerts = self.alerts;
        let rule_name = self.rule_name.clone();
        Report {
            occasion,
            rule_id: rule_id.to_owned(),
            rule_name,
            storm: self.clone(),
            position: i64::from(self.told) + 1,
            ended_at,
        }
    }

    /// Each pause is twice as long as the one before.
    fn wait(&mut self, from: i64) {
        self.next_at = from + (FIRST_PAUSE << self.told).min(LONGEST_PAUSE);
        self.told = (self.told + 1).min(16);
    }
}
