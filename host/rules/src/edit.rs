//! Rules made, changed, deleted. What is to run is written down first; then the set is told. If it cannot be, what was
//! written down is taken back.

use std::sync::Arc;

use outlay_control::new_id;
use outlay_control::rules::RuleRow;
use serde_json::Value;

use crate::Rules;
use crate::error::RulesError;
use crate::keeper::resting_status;
use crate::revision::{Carry, Ready};
use crate::status::Status;
use crate::view::{ChangeRule, ChangeState, MadeOf, NewRule, Rule};

/// In characters.
const LONGEST_NAME: usize = 200;
/// In bytes, as JSON.
const LARGEST_SETTINGS: usize = 64 * 1024;
const MOST_CHANNELS: usize = 50;
/// Rules that there may be: the sandbox has room for twice as many and some.
const MOST_RULES: usize = 1_000;
/// Memory that a rule may use unless more is granted.
pub(crate) const MEMORY_MIB: i64 = 16;
/// What an administrator may grant.
pub const MOST_MEMORY_MIB: u32 = 64;

impl Rules {
    /// The oldest first.
    pub async fn list(&self) -> Result<Vec<Rule>, RulesError> {
        Ok(self.control.rules().await?.into_iter().map(|row| self.view(row)).collect())
    }

    pub async fn get(&self, id: &str) -> Result<Rule, RulesError> {
        Ok(self.view(self.row(id).await?))
    }

    /// Makes a rule. An enabled one judges every event after the end of the ledger as it is when this returns.
    pub async fn create(&self, new: NewRule, by: &str) -> Result<Rule, RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        if self.control.rules().await?.len() >= MOST_RULES {
            let message = format!("there are {MOST_RULES} rules already; delete one before making another");
            return Err(RulesError::Invalid { code: "too_many_rules".into(), field: None, message });
        }
        let channels = self.checked_channels(&new.channels, "[]").await?;
        let mut row = RuleRow { channels, ..self.draft(new, by)? };
        let status = Arc::new(resting_status(&row));
        let spec = self.spec(&row, status).await?;
        spec.component.sha256().clone_into(&mut row.sha256);
        let ready = Ready::of(self, &row, spec, Carry::Never).await?;
        if row.enabled {
            self.live()?;
        }
        self.control.insert_rule(&row).await?;
        let status = Arc::clone(&ready.spec.status);
        self.keep(&row.id, status, row.enabled.then(|| ready.spec.clone()));
        if row.enabled
            && let Err(error) = self.start(ready, Carry::Never).await
        {
            self.forget(&row.id);
            self.control.delete_rule(&row.id).await?;
            return Err(error);
        }
        self.note_revision(&row, false, by).await?;
        self.control.audit(row.created_at, by, "create rule", &row.id).await?;
        Ok(self.view(row))
    }

    /// A rule as it would be, without channels; what only the rule itself can tell is not checked.
    pub(crate) fn draft(&self, new: NewRule, by: &str) -> Result<RuleRow, RulesError> {
        let now = self.clock.now().0;
        let (builtin, component) = columns(new.made_of);
        Ok(RuleRow {
            id: new_id(),
            team: "default".to_owned(),
            name: checked_name(&new.name)?,
            builtin,
            component,
            sha256: String::new(),
            settings: checked_settings(&new.settings)?,
            channels: "[]".to_owned(),
            enabled: new.enabled,
            shadow: new.shadow,
            revision: 1,
            suspended: None,
            findings: 0,
            traps: 0,
            created_at: now,
            created_by: by.to_owned(),
            updated_at: now,
            memory_mib: new.memory_mib.map_or(Ok(MEMORY_MIB), checked_memory)?,
            time_zone: self.time_zone(),
            last_error: None,
            last_error_at: None,
        })
    }

    /// Changes a rule. With other settings or another component another revision starts, which takes over the state if
    /// it can. One that was suspended starts anew when its settings are sent or it is enabled.
    pub async fn change(&self, id: &str, change: ChangeRule, by: &str) -> Result<Rule, RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        self.change_alone(id, change, by).await
    }

    /// The caller sees to it that nothing else is changed meanwhile.
    pub(crate) async fn change_alone(&self, id: &str, change: ChangeRule, by: &str) -> Result<Rule, RulesError> {
        let old = self.row(id).await?;
        let mut row = old.clone();
        if let Some(name) = &change.name {
            row.name = checked_name(name)?;
        }
        if let Some(channels) = &change.channels {
            row.channels = self.checked_channels(channels, &old.channels).await?;
        }
        let is_tried_again = old.suspended.is_some() && (change.settings.is_some() || change.enabled == Some(true));
        if let Some(settings) = &change.settings {
            row.settings = checked_settings(settings)?;
        }
        if let Some(made_of) = change.made_of {
            (row.builtin, row.component) = columns(made_of);
        }
        if let Some(mib) = change.memory_mib {
            row.memory_mib = checked_memory(mib)?;
        }
        row.enabled = change.enabled.unwrap_or(row.enabled);
        row.shadow = change.shadow.unwrap_or(row.shadow);
        row.updated_at = self.clock.now().0;

        let is_made_anew = (&row.settings, &row.builtin, &row.component, row.memory_mib)
            != (&old.settings, &old.builtin, &old.component, old.memory_mib);
        let outcome = if is_made_anew || is_tried_again || row.enabled != old.enabled {
            let ran = old.enabled && old.suspended.is_none();
            let carry = match change.state {
                Some(ChangeState::Carry) => Carry::Must,
                None if ran => Carry::IfPossible,
                None | Some(ChangeState::Reset) => Carry::Never,
            };
            self.change_running(row, &old, carry, by).await?
        } else {
            self.rename(row).await?
        };
        self.control.audit(outcome.updated_at, by, "change rule", id).await?;
        Ok(self.view(outcome))
    }

    pub async fn delete(&self, id: &str, by: &str) -> Result<(), RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        let row = self.row(id).await?;
        let rule_id = row.id.clone();
        self.live()?.change(Box::new(move |set, _| set.stop(&rule_id))).await?;
        self.control.delete_rule(id).await?;
        self.forget(id);
        self.control.audit(self.clock.now().0, by, "delete rule", id).await?;
        Ok(())
    }

    /// Nothing changes for what the rule judges.
    async fn rename(&self, row: RuleRow) -> Result<RuleRow, RulesError> {
        self.control.update_rule(&row).await?;
        let (id, name, shadow) = (row.id.clone(), row.name.clone(), row.shadow);
        if row.enabled && row.suspended.is_none() {
            let status = self.status(&row.id).unwrap_or_else(|| Arc::new(resting_status(&row)));
            let spec = self.spec(&row, Arc::clone(&status)).await?;
            self.keep(&row.id, status, Some(spec));
        }
        self.live()?
            .change(Box::new(move |set, _| {
                set.rename(&id, &name, shadow);
                Vec::new()
            }))
            .await?;
        Ok(row)
    }

    pub(crate) async fn row(&self, id: &str) -> Result<RuleRow, RulesError> {
        self.control.rule(id).await?.ok_or(RulesError::NoSuchRule)
    }

    pub(crate) fn view(&self, row: RuleRow) -> Rule {
        match self.status(&row.id) {
            Some(status) => Rule::of(row, &status),
            None => {
                let status: Status = resting_status(&row);
                Rule::of(row, &status)
            }
        }
    }

    /// Channels that were deleted while the rule named them are left out; others that do not exist are an error.
    async fn checked_channels(&self, channels: &[String], old: &str) -> Result<String, RulesError> {
        if channels.len() > MOST_CHANNELS {
            let message = format!("a rule has {MOST_CHANNELS} channels at most");
            return Err(RulesError::invalid("invalid_field", "channels", message));
        }
        let old: Vec<String> = serde_json::from_str(old).unwrap_or_default();
        let mut kept: Vec<&str> = Vec::new();
        for (index, id) in channels.iter().enumerate() {
            let exists = self.control.channel(id).await?.is_some();
            if !exists && !old.contains(id) {
                let message = format!("there is no channel `{}`", id.chars().take(100).collect::<String>());
                return Err(RulesError::invalid("no_such_channel", &format!("channels/{index}"), message));
            }
            if exists && !kept.contains(&id.as_str()) {
                kept.push(id);
            }
        }
        Ok(Value::from(kept).to_string())
    }
}

pub(crate) fn columns(made_of: MadeOf) -> (Option<String>, Option<String>) {
    match made_of {
        MadeOf::Builtin(name) => (Some(name), None),
        MadeOf::Component(id) => (None, Some(id)),
    }
}

fn checked_memory(mib: u32) -> Result<i64, RulesError> {
    if !(1..=MOST_MEMORY_MIB).contains(&mib) {
        let message = format!("a rule gets 1 to {MOST_MEMORY_MIB} MiB of memory; {MEMORY_MIB} are enough for most");
        return Err(RulesError::invalid("invalid_field", "memoryMib", message));
    }
    Ok(mib.into())
}

fn checked_name(name: &str) -> Result<String, RulesError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let message = format!("a name has 1 to {LONGEST_NAME} characters");
        return Err(RulesError::invalid("invalid_field", "name", message));
    }
    Ok(name.to_owned())
}

fn checked_settings(settings: &Value) -> Result<String, RulesError> {
    if !settings.is_object() {
        return Err(RulesError::invalid("invalid_settings", "settings", "the settings must be a JSON object"));
    }
    let text = settings.to_string();
    if text.len() > LARGEST_SETTINGS {
        let message = format!("the settings have more than {} KiB", LARGEST_SETTINGS / 1024);
        return Err(RulesError::invalid("invalid_settings", "settings", message));
    }
    Ok(text)
}
