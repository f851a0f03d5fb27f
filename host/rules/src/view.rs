//! Rules and components as other rooms see them, and what they hand in.

use outlay_control::rules::RuleRow;
use outlay_domain::Timestamp;
use outlay_sandbox::rule::Manifest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::status::Status;
use crate::{RuleCost, RuleLogLine, RuleState};

/// What a rule is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MadeOf {
    /// The name of a built-in component.
    Builtin(String),
    /// The id of an uploaded component.
    Component(String),
}

/// A rule to be made.
#[derive(Debug, Clone)]
pub struct NewRule {
    pub name: String,
    pub made_of: MadeOf,
    /// A JSON object.
    pub settings: Value,
    /// Ids.
    pub channels: Vec<String>,
    pub enabled: bool,
    pub shadow: bool,
    /// More memory than a rule gets by default.
    pub memory_mib: Option<u32>,
}

/// What to change; none keeps.
#[derive(Debug, Clone, Default)]
pub struct ChangeRule {
    pub name: Option<String>,
    pub made_of: Option<MadeOf>,
    pub settings: Option<Value>,
    pub channels: Option<Vec<String>>,
    pub enabled: Option<bool>,
    pub shadow: Option<bool>,
    pub memory_mib: Option<u32>,
    /// What becomes of its state when another revision starts; none takes it over if that is possible.
    pub state: Option<ChangeState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// It is taken over, or nothing is changed.
    Carry,
    /// It is forgotten.
    Reset,
}

/// What a rule was made of at some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    pub revision: u64,
    pub made_of: MadeOf,
    pub settings: Value,
    pub memory_mib: u32,
    /// It took over the state of the revision before.
    pub carried: bool,
    pub started_at: Timestamp,
    pub started_by: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub id: String,
    pub name: String,
    pub made_of: MadeOf,
    pub settings: Value,
    pub channels: Vec<String>,
    pub enabled: bool,
    pub shadow: bool,
    pub state: RuleState,
    /// Why it is detached or suspended.
    pub reason: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub findings: u64,
    pub traps: u64,
    pub revision: u64,
    pub memory_mib: u32,
    /// Since the server started.
    pub cost: RuleCost,
    pub last_error: Option<RuleLogLine>,
}

impl Rule {
    pub(crate) fn of(row: RuleRow, status: &Status) -> Self {
        let (state, reason) = status.state();
        let (findings, traps) = status.counts();
        let made_of = match (row.builtin, row.component) {
            (Some(name), _) => MadeOf::Builtin(name),
            (None, id) => MadeOf::Component(id.unwrap_or_default()),
        };
        Self {
            id: row.id,
            name: row.name,
            made_of,
            settings: serde_json::from_str(&row.settings).unwrap_or_default(),
            channels: serde_json::from_str(&row.channels).unwrap_or_default(),
            enabled: row.enabled,
            shadow: row.shadow,
            state,
            reason,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            findings,
            traps,
            revision: u64::try_from(row.revision).unwrap_or_default(),
            memory_mib: u32::try_from(row.memory_mib).unwrap_or_default(),
            cost: status.cost(),
            last_error: status.last_error(),
        }
    }
}

/// A component that rules can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Of a built-in one: its name.
    pub id: String,
    pub sha256: String,
    pub is_builtin: bool,
    pub manifest: Manifest,
    /// What was checked, after an upload; empty in lists.
    pub checks: Vec<ComponentCheck>,
}

/// A check that an uploaded component passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentCheck {
    pub check: String,
    /// What was found.
    pub detail: Option<String>,
}
