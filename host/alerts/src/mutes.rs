//! Mutes: alerts of a rule and key are recorded, and nobody is told.

use outlay_control::decisions::{HistoryRow, MuteRow};
use outlay_control::new_id;
use outlay_domain::Timestamp;

use crate::alerts::Alerts;
use crate::decide::{check_until, checked_note};
use crate::error::AlertsError;
use crate::view::{AlertWithHistory, Happening, Mute};

const MOST: usize = 10_000;
const WITHDRAWN: &str = "not sent: the alert's rule and key were muted";

impl Alerts {
    /// Mutes the rule and key of an alert, open or not, in the place of an earlier mute. What waits to be sent about them
    /// is not sent.
    pub async fn mute(
        &self,
        alert: &str,
        until: Option<Timestamp>,
        note: Option<&str>,
        by: &str,
    ) -> Result<AlertWithHistory, AlertsError> {
        let now = self.clock.now().0;
        let note = checked_note(note)?;
        if let Some(until) = until {
            check_until(until, now)?;
        }
        let mut change = self.control.begin_alerts().await?;
        let row = change.alert(alert).await?.ok_or(AlertsError::NoSuchAlert)?;
        if change.count_mutes().await? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
            return Err(AlertsError::TooManyMutes(MOST));
        }
        let mute = MuteRow {
            id: new_id(),
            rule_id: row.rule_id.clone(),
            rule_name: row.rule_name.clone(),
            key: row.key.clone(),
            until_at: until.map(|until| until.0),
            note: note.clone(),
            created_at: now,
            created_by: by.to_owned(),
        };
        change.put_mute(&mute).await?;
        change.withdraw_deliveries(&row.rule_id, &row.key, WITHDRAWN).await?;
        let entry = Happening::Muted.of(&row, now);
        let entry = HistoryRow { who: Some(by.to_owned()), note, until_at: mute.until_at, ..entry };
        change.add_history(&entry).await?;
        change.commit().await?;
        self.time_matters.notify_one();
        self.control.audit(now, by, "mute alert", alert).await?;
        self.get(alert).await
    }

    /// The newest first.
    pub async fn mutes(&self) -> Result<Vec<Mute>, AlertsError> {
        Ok(self.control.mutes(self.clock.now().0).await?.into_iter().map(Mute::from).collect())
    }

    /// Alerts of its rule and key are told again, those that open from now on.
    pub async fn unmute(&self, id: &str, by: &str) -> Result<(), AlertsError> {
        let now = self.clock.now().0;
        let mut change = self.control.begin_alerts().await?;
        let mute = change.mute(id).await?.ok_or(AlertsError::NoSuchMute)?;
        self.end_mute(&mut change, &mute, now, Some(by)).await?;
        change.commit().await?;
        Ok(self.control.audit(now, by, "delete mute", id).await?)
    }

    /// Notes it with the alert that is open, if one is.
    pub(crate) async fn end_mute(
        &self,
        change: &mut outlay_control::alerts::AlertChange,
        mute: &MuteRow,
        at: i64,
        by: Option<&str>,
    ) -> Result<(), AlertsError> {
        change.delete_mute(&mute.id).await?;
        if let Some(alert) = change.open_alert(&mute.rule_id, &mute.key).await? {
            let entry = HistoryRow { who: by.map(str::to_owned), ..Happening::Unmuted.of(&alert, at) };
            change.add_history(&entry).await?;
        }
        Ok(())
    }
}
