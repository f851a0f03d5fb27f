//! The time zone of the calendar that rules see.

use std::sync::PoisonError;

use jiff::tz::TimeZone;

use crate::Rules;
use crate::error::RulesError;
use crate::revision::Carry;

const TEAM: &str = "default";
const SETTING: &str = "timeZone";
pub(crate) const DEFAULT: &str = "UTC";

impl Rules {
    /// Its IANA name.
    pub fn time_zone(&self) -> String {
        self.zone.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Rules that run go on in the new time zone with what they know, as another revision.
    pub async fn set_time_zone(&self, name: &str, by: &str) -> Result<(), RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        let zone = TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).ok_or_else(|| {
            let shown: String = name.chars().take(60).collect();
            let message = format!("there is no time zone `{shown}`; use its IANA name, such as Europe/Berlin or UTC");
            RulesError::invalid("invalid_field", "timeZone", message)
        })?;
        let name = zone.iana_name().unwrap_or(DEFAULT);
        if name == self.time_zone() {
            return Ok(());
        }
        let now = self.clock.now().0;
        self.control.set_setting(TEAM, SETTING, &format!("\"{name}\""), now).await?;
        name.clone_into(&mut self.zone.lock().unwrap_or_else(PoisonError::into_inner));
        for old in self.control.rules().await? {
            let mut row = old.clone();
            name.clone_into(&mut row.time_zone);
            row.updated_at = now;
            if old.enabled && old.suspended.is_none() {
                self.change_running(row, &old, Carry::IfPossible, by).await?;
            } else {
                self.control.update_rule(&row).await?;
            }
        }
        self.control.audit(now, by, "change time zone", name).await?;
        Ok(())
    }

    /// As it was chosen before.
    pub(crate) async fn read_time_zone(&self) -> Result<(), RulesError> {
        if let Some(text) = self.control.setting(TEAM, SETTING).await?
            && let Ok(name) = serde_json::from_str::<String>(&text)
        {
            *self.zone.lock().unwrap_or_else(PoisonError::into_inner) = name;
        }
        Ok(())
    }
}
