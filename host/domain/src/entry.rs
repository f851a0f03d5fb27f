//! What the ledger holds: frames of entries, with the findings of the rules that judged them.

use serde::{Deserialize, Serialize};

use crate::merge::Conflict;
use crate::record::Window;
use crate::{Event, Money, Reprice, Timestamp};

/// One thing that was accepted. Its `seq` is `first_seq` of its frame plus its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    Event(Box<Event>),
    /// More became known about an event, or something else.
    Amend(Box<Revision>),
    /// An event does not count any more.
    Void(Box<Voiding>),
    /// Time passed: rules that asked for it are ticked.
    Tick,
    /// A part of a sync's window.
    Window(Box<Window>),
    /// Entries that a rule never judges (half-open), because it fails at them; replay leaves them out, too.
    Skip {
        rule_id: String,
        from_seq: u64,
        to_seq: u64,
        reason: String,
    },
    /// A rule starts, changes or ends here.
    RuleChange {
        rule_id: String,
        revision: u64,
        change: RuleChange,
    },
    /// A row of control data that SQL shows.
    Row(Row),
    /// Nothing but a place, for what is committed beside entries.
    Mark,
    /// Costs of the past are computed anew.
    Reprice(Box<Reprice>),
}

/// An event as it is known since its last arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The `seq` of the event.
    pub seq: u64,
    /// When the event was received.
    pub received_at: Timestamp,
    /// 1 for the first change.
    pub revision: u32,
    /// The effective cost before.
    pub cost_before: Option<Money>,
    /// The effective cost that rules saw when the event was new.
    pub judged_cost: Option<Money>,
    /// What all arrivals together say.
    pub event: Box<Event>,
    pub conflicts: Vec<Conflict>,
    /// Every arrival that says something of its own, in the order in which they came.
    pub arrivals: Vec<Event>,
}

/// The end of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voiding {
    /// The `seq` of the event.
    pub seq: u64,
    pub received_at: Timestamp,
    pub revision: u32,
    pub judged_cost: Option<Money>,
    /// As it was; its effective cost counts no more.
    pub event: Box<Event>,
    /// The event that it turned out to be the same call as.
    pub merged_into: Option<u64>,
    /// By whom and why, for people.
    pub reason: Option<String>,
    /// The key that asked for it.
    pub key_id: String,
}

impl Entry {
    /// The event that the entry is about, as it is known with it.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::Amend(revision) => Some(&revision.event),
            Self::Void(voiding) => Some(&voiding.event),
            _ => None,
        }
    }

    /// How much there is to write for it: a window has many rows, everything else counts as one.
    pub fn rows(&self) -> usize {
        if let Self::Window(window) = self { window.records.len().max(1) } else { 1 }
    }

    /// The `seq` of the event that the entry is about, for an entry at `seq`.
    pub fn event_seq(&self, seq: u64) -> Option<u64> {
        match self {
            Self::Event(_) => Some(seq),
            Self::Amend(revision) => Some(revision.seq),
            Self::Void(voiding) => Some(voiding.seq),
            _ => None,
        }
    }

    /// What the entry changes the call's effective cost by; none if that is unknown before and after.
    pub fn cost_delta(&self) -> Option<Money> {
        match self {
            Self::Event(event) => event.cost.effective,
            Self::Amend(revision) => match (revision.cost_before, revision.event.cost.effective) {
                (None, None) => None,
                (before, after) => Some(after.unwrap_or_default() - before.unwrap_or_default()),
            },
            Self::Void(voiding) => voiding.event.cost.effective.map(|cost| -cost),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleChange {
    Started,
    Stopped,
    /// It failed, or used more than its share: it judges nothing for a while. It has judged everything before this, and
    /// what it found there is told.
    Detached {
        judged_to: u64,
    },
    /// It has judged everything before this entry, and what it found is told.
    Attached,
}

/// A row of control data for the warehouse, whole: it replaces the row with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    Alert(AlertRow),
    Sync(SyncRow),
}

/// For the table `alerts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRow {
    pub alert_id: String,
    pub rule_id: String,
    pub rule_name: String,
    pub key: String,
    pub status: String,
    pub severity: Severity,
    pub title: String,
    pub value: Option<String>,
    pub limit: Option<String>,
    pub findings: u64,
    pub first_event_id: Option<String>,
    pub opened_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// For the table `syncs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRow {
    pub sync_id: String,
    pub connection_id: String,
    pub connector: String,
    pub status: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub records: u64,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Critical,
}

impl Severity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    Firing,
    Cleared,
}

/// What a rule said about an entry. At most one an event and rule; a tick and a window may have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The entry that caused it.
    pub seq: u64,
    pub rule_id: String,
    pub rule_name: String,
    /// Shown to nobody but the rule's author.
    pub shadow: bool,
    pub state: FindingState,
    pub severity: Severity,
    pub title: String,
    pub detail: String,
    /// Findings of one rule with the same key belong to one alert.
    pub key: String,
    pub value: Option<String>,
    pub limit: Option<String>,
    /// The event's id, where an event caused it.
    pub event_id: Option<String>,
}

/// One atomic batch: what is committed and synced together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Of the first entry.
    pub first_seq: u64,
    /// When the batch was taken: strictly later than that of the frame before.
    pub received_at: Timestamp,
    pub entries: Vec<Entry>,
    pub findings: Vec<Finding>,
}

impl Frame {
    /// One past the last entry.
    pub fn end_seq(&self) -> u64 {
        self.first_seq + self.entries.len() as u64
    }

    /// Entries with their `seq`.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &Entry)> {
        (self.first_seq..).zip(&self.entries)
    }
}
