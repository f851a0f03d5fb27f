//! Findings → alerts. No I/O: what is open is handed in, what changed comes out.

use std::collections::HashMap;

use outlay_control::alerts::AlertRow;
use outlay_control::decisions::{HistoryRow, MuteRow};
use outlay_control::new_id;
use outlay_domain::{Finding, FindingState, Timestamp};

use crate::message::Occasion;
use crate::storm::{Report, Weather};
use crate::view::{AlertStatus, Happening, severity};

/// What belongs together in one alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    pub(crate) rule_id: String,
    pub(crate) key: String,
}

impl Name {
    pub(crate) fn of(finding: &Finding) -> Self {
        Self { rule_id: finding.rule_id.clone(), key: finding.key.clone() }
    }
}

/// Something that people are told, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    Alert {
        occasion: Occasion,
        alert: AlertRow,
    },
    /// A snooze ended at a time.
    Woke {
        alert: AlertRow,
        at: i64,
    },
    Storm(Report),
}

/// What is known before a fold begins.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The open alerts of the findings that will be added.
    pub(crate) open: HashMap<Name, AlertRow>,
    pub(crate) mutes: HashMap<Name, MuteRow>,
    /// By rule.
    pub(crate) weather: HashMap<String, Weather>,
}

/// A fold under way.
#[derive(Debug, Default)]
pub(crate) struct Fold {
    known: Known,
    closed: Vec<AlertRow>,
    pub(crate) news: Vec<News>,
    pub(crate) history: Vec<HistoryRow>,
}

impl Fold {
    pub(crate) fn over(known: Known) -> Self {
        Self { known, ..Self::default() }
    }

    /// Shadow findings are for the rule's author, not for alerts.
    pub(crate) fn add(&mut self, finding: &Finding, at: Timestamp) {
        if finding.shadow {
            return;
        }
        let name = Name::of(finding);
        match (finding.state, self.known.open.remove(&name)) {
            (FindingState::Firing, None) => {
                let mut alert = opened(finding, at);
                self.history.push(Happening::Opened.of(&alert, at.0));
                self.tell_opening(&name, &mut alert);
                self.known.open.insert(name, alert);
            }
            (FindingState::Firing, Some(mut alert)) => {
                let before = std::mem::take(&mut alert.severity);
                update(&mut alert, finding, at);
                alert.findings += 1;
                if alert.severity != before {
                    self.history.push(Happening::Severity.of(&alert, at.0));
                }
                if severity(&alert.severity) > severity(&before) && self.mute(&name, at).is_none() {
                    self.news.push(News::Alert { occasion: Occasion::Escalated, alert: alert.clone() });
                }
                self.known.open.insert(name, alert);
            }
            (FindingState::Cleared, Some(mut alert)) => {
                update(&mut alert, finding, at);
                alert.status = AlertStatus::Cleared.as_str().to_owned();
                alert.closed_at = Some(at.0);
                self.history.push(Happening::Cleared.of(&alert, at.0));
                if self.mute(&name, at).is_none() {
                    self.news.push(News::Alert { occasion: Occasion::Cleared, alert: alert.clone() });
                }
                self.closed.push(alert);
            }
            // Nothing is open that could be cleared; perhaps a person resolved it.
            (FindingState::Cleared, None) => {}
        }
    }

    /// By itself, with others of a storm, or not at all.
    fn tell_opening(&mut self, name: &Name, alert: &mut AlertRow) {
        if let Some(mute) = self.mute(name, Timestamp(alert.opened_at)) {
            let entry = Happening::Muted.of(alert, alert.opened_at);
            let muted = HistoryRow { who: Some(mute.created_by.clone()), until_at: mute.until_at, ..entry };
            self.history.push(muted);
            return;
        }
        let weather = self.known.weather.entry(name.rule_id.clone()).or_default();
        self.news.extend(weather.pass(&name.rule_id, alert.opened_at).into_iter().map(News::Storm));
        match weather.opening(alert) {
            None => self.news.push(News::Alert { occasion: Occasion::Opened, alert: alert.clone() }),
            Some((storm, report)) => {
                alert.storm_id = Some(storm);
                self.news.extend(report.map(News::Storm));
            }
        }
    }

    fn mute(&self, name: &Name, at: Timestamp) -> Option<&MuteRow> {
        self.known.mutes.get(name).filter(|mute| mute.until_at.is_none_or(|until| until > at.0))
    }

    /// By rule.
    pub(crate) fn weather(&self) -> impl Iterator<Item = (&String, &Weather)> {
        self.known.weather.iter()
    }

    /// The alerts as they are now. First those that were closed: at most one may be open at any moment.
    pub(crate) fn alerts(&self) -> impl Iterator<Item = &AlertRow> {
        self.closed.iter().chain(self.known.open.values())
    }
}

fn opened(finding: &Finding, at: Timestamp) -> AlertRow {
    AlertRow {
        id: new_id(),
        rule_id: finding.rule_id.clone(),
        rule_name: finding.rule_name.clone(),
        key: finding.key.clone(),
        status: AlertStatus::Open.as_str().to_owned(),
        severity: finding.severity.as_str().to_owned(),
        title: finding.title.clone(),
        detail: finding.detail.clone(),
        value: finding.value.clone(),
        limit_value: finding.limit.clone(),
        findings: 1,
        first_event_id: finding.event_id.clone(),
        last_event_id: finding.event_id.clone(),
        opened_at: at.0,
        updated_at: at.0,
        closed_at: None,
        closed_by: None,
        version: 1,
        acknowledged_at: None,
        acknowledged_by: None,
        snoozed_until: None,
        snoozed_by: None,
        storm_id: None,
    }
}

/// Title, detail and figures belong together: all are of the latest finding.
fn update(alert: &mut AlertRow, finding: &Finding, at: Timestamp) {
    alert.rule_name.clone_from(&finding.rule_name);
    alert.severity = finding.severity.as_str().to_owned();
    alert.title.clone_from(&finding.title);
    alert.detail.clone_from(&finding.detail);
    alert.value.clone_from(&finding.value);
    alert.limit_value.clone_from(&finding.limit);
    if finding.event_id.is_some() {
        alert.last_event_id.clone_from(&finding.event_id);
        alert.first_event_id = alert.first_event_id.take().or_else(|| finding.event_id.clone());
    }
    alert.updated_at = alert.updated_at.max(at.0);
    alert.version += 1;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_domain::Severity;

    use super::*;

    fn finding(key: &str, state: FindingState, value: &str) -> Finding {
        Finding {
            seq: 1,
            rule_id: "r".into(),
            rule_name: "Rule".into(),
            shadow: false,
            state,
            severity: Severity::Warning,
            title: format!("{key} is at {value}"),
            detail: String::new(),
            key: key.into(),
            value: Some(value.into()),
            limit: None,
            event_id: Some(format!("evt_{value}")),
        }
    }

    #[test]
    fn findings_open_update_clear_and_open_anew() {
        use FindingState::{Cleared, Firing};
        let mut fold = Fold::default();
        let steps = [
            ("a", Firing),
            ("a", Firing),
            ("b", Cleared),
            ("b", Firing),
            ("a", Cleared),
            ("a", Cleared),
            ("a", Firing),
        ];
        for (at, (key, state)) in (10..).zip(steps) {
            fold.add(&finding(key, state, &at.to_string()), Timestamp(at));
        }
        let told = fold.news.iter().map(|news| match news {
            News::Alert { occasion, alert } => (*occasion, alert.key.as_str(), alert.findings),
            News::Woke { .. } => panic!("nobody snoozed"),
            News::Storm(_) => panic!("these are few"),
        });
        let told: Vec<_> = told.collect();
        let expected = [
            (Occasion::Opened, "a", 1),
            (Occasion::Opened, "b", 1),
            (Occasion::Cleared, "a", 2),
            (Occasion::Opened, "a", 1),
        ];
        assert_eq!(told, expected);
        let first = fold.alerts().next().unwrap();
        assert_eq!((first.status.as_str(), first.closed_at, first.version), ("cleared", Some(14), 3));
        assert_eq!((first.first_event_id.as_deref(), first.last_event_id.as_deref()), (Some("evt_10"), Some("evt_14")));
        let open: Vec<_> = fold.alerts().filter(|alert| alert.status == "open").collect();
        assert_eq!(open.len(), 2);
        assert!(open.iter().all(|alert| alert.id != first.id));
        let history = fold.history.iter().filter(|entry| entry.alert_id == first.id);
        let history: Vec<_> = history.map(|entry| (entry.what.as_str(), entry.at)).collect();
        assert_eq!(history, [("opened", 10), ("cleared", 14)]);
    }

    #[test]
    fn shadow_findings_are_not_alerts() {
        let mut fold = Fold::default();
        fold.add(&Finding { shadow: true, ..finding("a", FindingState::Firing, "1") }, Timestamp(1));
        assert_eq!((fold.alerts().count(), fold.news.len()), (0, 0));
    }
}
