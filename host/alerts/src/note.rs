//! What people write down about an alert, for whoever sees it next.

use outlay_control::decisions::HistoryRow;

use crate::alerts::Alerts;
use crate::decide::checked_note;
use crate::error::{AlertsError, InvalidField};
use crate::view::{AlertWithHistory, Happening};

impl Alerts {
    /// Adds a note to the history of an alert, open or not.
    pub async fn add_note(&self, id: &str, note: &str, by: &str) -> Result<AlertWithHistory, AlertsError> {
        let now = self.clock.now().0;
        let Some(note) = checked_note(Some(note))? else {
            return Err(InvalidField::new("note", "a note says something".to_owned()).into());
        };
        let mut change = self.control.begin_alerts().await?;
        let alert = change.alert(id).await?.ok_or(AlertsError::NoSuchAlert)?;
        let (who, note) = (Some(by.to_owned()), Some(note));
        change.add_history(&HistoryRow { who, note, ..Happening::Noted.of(&alert, now) }).await?;
        change.commit().await?;
        self.control.audit(now, by, "alert noted", id).await?;
        self.get(id).await
    }
}
