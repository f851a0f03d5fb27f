//! Revisions: what a rule was made of from one entry of the ledger to another. The next one takes over the state of the
//! one before, or starts without.

use std::sync::{Arc, Mutex, PoisonError};

use outlay_control::rules::{RevisionRow, RuleRow};
use outlay_sandbox::Level;

use crate::Rules;
use crate::error::RulesError;
use crate::keeper::{in_background, resting_status};
use crate::member::Running;
use crate::problem::Problem;
use crate::replay::Spec;
use crate::status::RuleState;
use crate::trial;
use crate::view::{ChangeRule, MadeOf, Revision, Rule};
use crate::workshop::{Trial, started};

/// Revisions of a rule that are remembered.
const REMEMBERED: i64 = 20;

/// Whether a revision takes over the state of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carry {
    /// Only if that is possible; else it starts without.
    IfPossible,
    /// It does not start otherwise.
    Must,
    Never,
}

impl Rules {
    /// The newest first.
    pub async fn revisions(&self, id: &str) -> Result<Vec<Revision>, RulesError> {
        self.row(id).await?;
        Ok(self.control.rule_revisions(id).await?.into_iter().map(Revision::from).collect())
    }

    /// Makes the rule again what it was at a revision, or at the one before: as another revision, which takes over the
    /// state if it can.
    pub async fn roll_back(&self, id: &str, to: Option<u64>, by: &str) -> Result<Rule, RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        let now = self.row(id).await?;
        let is_it = |row: &RevisionRow| match to {
            Some(to) => u64::try_from(row.revision) == Ok(to),
            // Switching off and on makes revisions, too; going back means to something else.
            None => (&row.settings, &row.sha256) != (&now.settings, &now.sha256),
        };
        let row = self.control.rule_revisions(id).await?.into_iter().find(is_it).ok_or_else(|| {
            let message = "there is no such revision; GET the rule's revisions for those that are remembered";
            RulesError::invalid("no_such_revision", "revision", message)
        })?;
        let revision = Revision::from(row);
        let change = ChangeRule {
            made_of: Some(revision.made_of),
            settings: Some(revision.settings),
            memory_mib: Some(revision.memory_mib),
            ..ChangeRule::default()
        };
        self.change_alone(id, change, by).await
    }

    /// Starts a rule whose revision never did, at the end of the ledger.
    pub(crate) async fn restart(&self, id: &str) -> Result<(), RulesError> {
        let _one_at_a_time = self.changing.lock().await;
        let old = self.row(id).await?;
        if old.enabled && old.suspended.is_none() {
            self.change_running(old.clone(), &old, Carry::Never, "outlay").await?;
        }
        Ok(())
    }

    /// Another revision starts, or the rule ends.
    pub(crate) async fn change_running(
        &self,
        mut row: RuleRow,
        old: &RuleRow,
        carry: Carry,
        by: &str,
    ) -> Result<RuleRow, RulesError> {
        row.revision += 1;
        row.suspended = None;
        let old_status = self.status(&row.id).unwrap_or_else(|| Arc::new(resting_status(old)));
        let live = self.live()?;
        let told = if row.enabled {
            let spec = self.spec(&row, Arc::new(old_status.next(RuleState::Starting))).await?;
            spec.component.sha256().clone_into(&mut row.sha256);
            let ready = Ready::of(self, &row, spec, carry).await?;
            self.control.update_rule(&row).await?;
            self.keep(&row.id, Arc::clone(&ready.spec.status), Some(ready.spec.clone()));
            self.start(ready, carry).await
        } else {
            self.control.update_rule(&row).await?;
            self.keep(&row.id, Arc::new(old_status.next(RuleState::Disabled)), None);
            let id = row.id.clone();
            let stopped = live.change(Box::new(move |set, _| set.stop(&id))).await;
            stopped.map(|_| false).map_err(RulesError::from)
        };
        match told {
            Ok(carried) => {
                self.note_revision(&row, carried, by).await?;
                Ok(row)
            }
            Err(error) => {
                self.control.update_rule(old).await?;
                let spec = self.spec(old, Arc::clone(&old_status)).await.ok();
                self.keep(&row.id, old_status, spec);
                Err(error)
            }
        }
    }

    pub(crate) async fn note_revision(&self, row: &RuleRow, carried: bool, by: &str) -> Result<(), RulesError> {
        let revision = RevisionRow {
            rule_id: row.id.clone(),
            revision: row.revision,
            builtin: row.builtin.clone(),
            component: row.component.clone(),
            sha256: row.sha256.clone(),
            settings: row.settings.clone(),
            memory_mib: row.memory_mib,
            carried,
            started_at: row.updated_at,
            started_by: by.to_owned(),
        };
        Ok(self.control.insert_rule_revision(&revision, REMEMBERED).await?)
    }

    /// True if it took over a state.
    pub(crate) async fn start(&self, ready: Ready, carry: Carry) -> Result<bool, RulesError> {
        let Ready { spec, running, heir, state } = ready;
        let status = Arc::clone(&spec.status);
        let told = Arc::new(Mutex::new(Ok(false)));
        let answer = Arc::clone(&told);
        let change = move |set: &mut crate::RuleSet, seq: u64| {
            let taken_over = heir.map(|heir| set.hand_over(&spec.who.id, heir));
            let (member, state, outcome) = match taken_over {
                Some(Ok((heir, state))) => (spec.member(Some(heir)), state, Ok(true)),
                Some(Err(reason)) if carry == Carry::Must => {
                    *answer.lock().unwrap_or_else(PoisonError::into_inner) = Err(reason);
                    return Vec::new();
                }
                Some(Err(reason)) => (spec.member(Some(running)), state, Err(reason)),
                None => (spec.member(Some(running)), state, Ok(false)),
            };
            *answer.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
            set.start(member, state, seq)
        };
        self.live()?.change(Box::new(change)).await?;
        let outcome = std::mem::replace(&mut *told.lock().unwrap_or_else(PoisonError::into_inner), Ok(false));
        match outcome {
            Ok(carried) => Ok(carried),
            Err(reason) if carry == Carry::Must => {
                let message =
                    format!("the state of the rule cannot be taken over: {reason}; send \"state\": \"reset\"");
                Err(RulesError::invalid("state_not_carried", "state", message))
            }
            Err(reason) => {
                let message = format!("starts without a state: that of before cannot be taken over: {reason}");
                status.write(self.clock.now(), Level::Warn, message);
                Ok(false)
            }
        }
    }
}

/// A rule that can judge at once.
pub(crate) struct Ready {
    pub(crate) spec: Spec,
    running: Running,
    /// Another instance, to try to take over a state with.
    heir: Option<Running>,
    state: Vec<u8>,
}

impl Ready {
    /// Really starts it: only the rule knows whether its settings are right. One that strangers uploaded is tried first.
    pub(crate) async fn of(rules: &Rules, row: &RuleRow, spec: Spec, carry: Carry) -> Result<Self, RulesError> {
        if let Some(wasm) = rules.wasm_of(row, &spec.component) {
            let ledger = Arc::clone(&rules.ledger);
            let recent = in_background(move || trial::recent(&ledger)).await??;
            let (settings, zone) = (row.settings.clone(), row.time_zone.clone());
            rules.inspect(&wasm, Some(Trial { settings, zone, memory: spec.memory, recent })).await?;
        }
        in_background(move || {
            let mut running = started(&spec)?;
            let state = running.instance.snapshot().map_err(|failure| {
                Problem::of("rule_fails", format!("the rule's first state cannot be saved: {failure}"))
            })?;
            let heir = if carry == Carry::Never { None } else { spec.start().ok() };
            Ok(Self { spec, running, heir, state })
        })
        .await?
    }
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Self {
        let made_of = match (row.builtin, row.component) {
            (Some(name), _) => MadeOf::Builtin(name),
            (None, id) => MadeOf::Component(id.unwrap_or_default()),
        };
        Self {
            revision: u64::try_from(row.revision).unwrap_or_default(),
            made_of,
            settings: serde_json::from_str(&row.settings).unwrap_or_default(),
            memory_mib: u32::try_from(row.memory_mib).unwrap_or_default(),
            carried: row.carried,
            started_at: outlay_domain::Timestamp(row.started_at),
            started_by: row.started_by,
        }
    }
}
