//! Rules and components as other rooms see them, and what they hand in.

use outlay_control::rules::RuleRow;
use outlay_domain::Timestamp;
use outlay_sandbox::rule::Manifest;
use serde_json::Value;

use crate::RuleState;
use crate::status::Status;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentCheck {
    pub check: String,
    /// What was found.
    pub detail: Option<String>,
}
