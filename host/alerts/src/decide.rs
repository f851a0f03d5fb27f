//! What people decide about one alert: acknowledge, snooze, resolve.

use outlay_control::alerts::AlertRow;
use outlay_control::decisions::HistoryRow;
use outlay_domain::Timestamp;

use crate::alerts::Alerts;
use crate::error::{AlertsError, InvalidField};
use crate::view::{AlertStatus, AlertWithHistory, Happening};

/// In characters.
const LONGEST_NOTE: usize = 1_000;
/// A snooze or mute that ends later is meant for good.
const LONGEST_TIME: i64 = 366 * 86_400 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Somebody looks after it.
    Acknowledge,
    Unacknowledge,
    /// Deliveries are held back until then.
    Snooze(Timestamp),
    Unsnooze,
    /// It is over. The next firing opens another alert.
    Resolve,
}

impl Decision {
    const fn happening(self) -> Happening {
        match self {
            Self::Acknowledge => Happening::Acknowledged,
            Self::Unacknowledge => Happening::Unacknowledged,
            Self::Snooze(_) => Happening::Snoozed,
            Self::Unsnooze => Happening::Unsnoozed,
            Self::Resolve => Happening::Resolved,
        }
    }
}

impl Alerts {
    /// Carries out a decision about an open alert. What holds already stays as it is, and nothing is noted.
    pub async fn decide(
        &self,
        id: &str,
        decision: Decision,
        note: Option<&str>,
        by: &str,
    ) -> Result<AlertWithHistory, AlertsError> {
        let now = self.clock.now().0;
        let note = checked_note(note)?;
        if let Decision::Snooze(until) = decision {
            check_until(until, now)?;
        }
        let mut change = self.control.begin_alerts().await?;
        let mut alert = change.alert(id).await?.ok_or(AlertsError::NoSuchAlert)?;
        let is_resolved = alert.status != AlertStatus::Open.as_str() && decision == Decision::Resolve;
        if !is_resolved && apply(decision, &mut alert, now, by)? {
            change.put_alert(&alert).await?;
            let until_at = match decision {
                Decision::Snooze(until) => {
                    change.hold_deliveries(id, 0, until.0).await?;
                    Some(until.0)
                }
                Decision::Unsnooze => {
                    change.hold_deliveries(id, now, now).await?;
                    None
                }
                _ => None,
            };
            let happening = decision.happening();
            let who = Some(by.to_owned());
            change.add_history(&HistoryRow { who, note, until_at, ..happening.of(&alert, now) }).await?;
            change.commit().await?;
            self.alerts_changed.notify_one();
            self.deliveries_due.notify_one();
            self.time_matters.notify_one();
            self.control.audit(now, by, &format!("alert {}", happening.as_str()), id).await?;
        } else {
            drop(change);
        }
        self.get(id).await
    }
}

/// Answers whether anything changed.
fn apply(decision: Decision, alert: &mut AlertRow, now: i64, by: &str) -> Result<bool, AlertsError> {
    if alert.status != AlertStatus::Open.as_str() {
        return Err(AlertsError::NotOpen(alert.status.clone()));
    }
    let by = || Some(by.to_owned());
    match decision {
        Decision::Acknowledge if alert.acknowledged_at.is_some() => return Ok(false),
        Decision::Acknowledge => (alert.acknowledged_at, alert.acknowledged_by) = (Some(now), by()),
        Decision::Unacknowledge if alert.acknowledged_at.is_none() => return Ok(false),
        Decision::Unacknowledge => (alert.acknowledged_at, alert.acknowledged_by) = (None, None),
        Decision::Snooze(until) if alert.snoozed_until == Some(until.0) => return Ok(false),
        Decision::Snooze(until) => (alert.snoozed_until, alert.snoozed_by) = (Some(until.0), by()),
        Decision::Unsnooze if alert.snoozed_until.is_none() => return Ok(false),
        Decision::Unsnooze => (alert.snoozed_until, alert.snoozed_by) = (None, None),
        Decision::Resolve => {
            let at = now.max(alert.updated_at);
            alert.status = AlertStatus::Resolved.as_str().to_owned();
            (alert.closed_at, alert.closed_by, alert.updated_at) = (Some(at), by(), at);
            // The other decisions are not the ledger's business.
            alert.version += 1;
        }
    }
    Ok(true)
}

pub(crate) fn checked_note(note: Option<&str>) -> Result<Option<String>, InvalidField> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
        return Err(InvalidField::new("note", format!("a note has {LONGEST_NOTE} characters at most")));
    }
    Ok(note.map(str::to_owned))
}

pub(crate) fn check_until(until: Timestamp, now: i64) -> Result<(), InvalidField> {
    if until.0 <= now {
        return Err(InvalidField::new("until", "this time is past").hint("name a time that is still to come"));
    }
    if until.0 - now > LONGEST_TIME {
        return Err(InvalidField::new("until", "this is more than a year ahead")
            .hint("to hear nothing of it for good, mute it without a time"));
    }
    Ok(())
}
