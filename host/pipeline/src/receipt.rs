//! What senders are told.

use outlay_domain::{CallId, Severity, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A new event, or one that says more about an event that was there.
    Accepted,
    /// It says nothing new about a call that is known.
    Duplicate,
    /// A correction of something that cannot be corrected.
    Rejected(Problem),
}

/// Why a correction was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    #[error("there is no such event, or it is older than the ledger")]
    UnknownEvent,
    #[error("the event was voided before")]
    Voided,
    #[error("the event was corrected too often")]
    TooManyChanges,
}

/// What a rule says about an event, for its sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictAlert {
    pub rule_id: String,
    pub rule_name: String,
    pub severity: Severity,
    pub title: String,
    pub key: String,
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub status: Status,
    /// Of the entry that was made of it; of the event that it repeats, else.
    pub seq: u64,
    pub call_id: CallId,
    /// Of the event: 0 as first received.
    pub revision: u32,
    /// The fields in which the arrivals of this call disagree.
    pub conflicts: Vec<String>,
    pub alerts: Vec<VerdictAlert>,
}

impl Outcome {
    /// Nobody knows the event that it is about.
    pub(crate) fn unknown(call_id: CallId) -> Self {
        let status = Status::Rejected(Problem::UnknownEvent);
        Self { status, seq: 0, call_id, revision: 0, conflicts: vec![], alerts: vec![] }
    }
}

/// What became of a request: durable when it arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub received_at: Timestamp,
    /// One an event, in the order of the request.
    pub outcomes: Vec<Outcome>,
    /// Some rule has not judged all of it yet.
    pub partial: bool,
}
