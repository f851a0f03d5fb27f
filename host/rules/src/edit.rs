//! Rules made, changed, deleted. What is to run is written down first; then the set is told. If it cannot be, what was
//! written down is taken back.

use std::sync::Arc;

use outlay_control::new_id;
use outlay_control::rules::RuleRow;
use serde_json::Value;

use crate::Rules;
use crate::error::RulesError;
use crate::keeper::{in_background, resting_status};
use crate::member::Running;
use crate::replay::Spec;
use crate::status::{RuleState, Status};
use crate::trial;
use crate::view::{ChangeRule, MadeOf, NewRule, Rule};

/// In characters.
const LONGEST_NAME: usize = 200;
/// In bytes, as JSON.
const LARGEST_SETTINGS: usize = 64 * 1024;
const MOST_CHANNELS: usize = 50;
/// Rules that there may be: the sandbox has room for twice as many and some.
const MOST_RULES: usize = 1_000;
/// Memory that a rule may use unless more is granted.
const MEMORY_MIB: i64 = 16;

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
            return Err(RulesError::Invalid { code: "too_many_rules", field: None, message });
        }
        let now = self.clock.now().0;
        let (builtin, component) = columns(new.made_of);
        let mut row = RuleRow {
            id: new_id(),
            team: "default".to_owned(),
            name: checked_name(&new.name)?,
            builtin,
            component,
            sha256: String::new(),
            settings: checked_settings(&new.settings)?,
            channels: self.checked_channels(&new.channels, "[]").await?,
            enabled: new.enabled,
            shadow: new.shadow,
            revision: 1,
            suspended: None,
            findings: 0,
            traps: 0,
            created_at: now,
            created_by: by.to_owned(),
            updated_at: now,
            memory_mib: MEMORY_MIB,
            time_zone: "UTC".to_owned(),
            last_error: None,
            last_error_at: None,
        };
        let status = Arc::new(resting_status(&row));
        let spec = self.spec(&row, status).await?;
        spec.component.sha256().clone_into(&mut row.sha256);
        let ready = Ready::of(self, spec).await?;
        if row.enabled {
            self.live()?;
        }
        self.control.insert_rule(&row).await?;
        let status = Arc::clone(&ready.spec.status);
        self.keep(&row.id, status, row.enabled.then(|| ready.spec.clone()));
        if row.enabled
            && let Err(error) = self.start(ready).await
        {
            self.forget(&row.id);
            self.control.delete_rule(&row.id).await?;
            return Err(error);
        }
        self.control.audit(now, by, "create rule", &row.id).await?;
        Ok(self.view(row))
    }

    /// Changes a rule. With other settings or another component it starts anew, without a state; so does one that was
    /// suspended, when its settings are sent or it is enabled.
    pub async fn change(&self, id: &str, change: ChangeRule, by: &str) -> Result<Rule, RulesError> {
        let _one_at_a_time = self.changing.lock().await;
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
        row.enabled = change.enabled.unwrap_or(row.enabled);
        row.shadow = change.shadow.unwrap_or(row.shadow);
        row.updated_at = self.clock.now().0;

        let is_made_anew =
            (&row.settings, &row.builtin, &row.component) != (&old.settings, &old.builtin, &old.component);
        let outcome = if is_made_anew || is_tried_again || row.enabled != old.enabled {
            self.change_running(row, &old).await?
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

    /// Starts a rule whose revision never did, at the end of the ledger.
    pub(crate) async fn restart(&self, id: &str) -> Result<(), RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        let old = self.row(id).await?;
        if old.enabled && old.suspended.is_none() {
            self.change_running(old.clone(), &old).await?;
        }
        Ok(())
    }

    /// Another revision starts, or the rule ends.
    async fn change_running(&self, mut row: RuleRow, old: &RuleRow) -> Result<RuleRow, RulesError> {
        row.revision += 1;
        row.suspended = None;
        let old_status = self.status(&row.id).unwrap_or_else(|| Arc::new(resting_status(old)));
        let live = self.live()?;
        let told = if row.enabled {
            let spec = self.spec(&row, Arc::new(old_status.next(RuleState::Starting))).await?;
            spec.component.sha256().clone_into(&mut row.sha256);
            let ready = Ready::of(self, spec).await?;
            self.control.update_rule(&row).await?;
            self.keep(&row.id, Arc::clone(&ready.spec.status), Some(ready.spec.clone()));
            self.start(ready).await
        } else {
            self.control.update_rule(&row).await?;
            self.keep(&row.id, Arc::new(old_status.next(RuleState::Disabled)), None);
            let id = row.id.clone();
            live.change(Box::new(move |set, _| set.stop(&id))).await.map(drop).map_err(RulesError::from)
        };
        if let Err(error) = told {
            self.control.update_rule(old).await?;
            let spec = self.spec(old, Arc::clone(&old_status)).await.ok();
            self.keep(&row.id, old_status, spec);
            return Err(error);
        }
        Ok(row)
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

    async fn start(&self, ready: Ready) -> Result<(), RulesError> {
        let Ready { spec, running, state } = ready;
        let member = spec.member(Some(running));
        self.live()?.change(Box::new(move |set, seq| set.start(member, state, seq))).await?;
        Ok(())
    }

    async fn row(&self, id: &str) -> Result<RuleRow, RulesError> {
        self.control.rule(id).await?.ok_or(RulesError::NoSuchRule)
    }

    fn view(&self, row: RuleRow) -> Rule {
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

/// A rule that can judge at once.
struct Ready {
    spec: Spec,
    running: Running,
    state: Vec<u8>,
}

impl Ready {
    /// Really starts it: only the rule knows whether its settings are right.
    async fn of(rules: &Rules, spec: Spec) -> Result<Self, RulesError> {
        let ledger = Arc::clone(&rules.ledger);
        in_background(move || {
            let (running, state) = trial::start(&ledger, &spec)?;
            Ok(Self { spec, running, state })
        })
        .await?
    }
}

fn columns(made_of: MadeOf) -> (Option<String>, Option<String>) {
    match made_of {
        MadeOf::Builtin(name) => (Some(name), None),
        MadeOf::Component(id) => (None, Some(id)),
    }
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
