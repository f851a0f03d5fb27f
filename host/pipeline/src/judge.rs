//! What the sequencer asks of the rules.

use std::fmt;

use outlay_domain::{Entry, Finding, Timestamp};
use outlay_ledger::Snapshot;

/// What the rules said about a batch.
#[derive(Debug, Default)]
pub struct Judgement {
    pub findings: Vec<Finding>,
    /// `Entry::Skip` for what a rule did not judge; they are committed behind the batch.
    pub notes: Vec<Entry>,
    /// Some rule did not judge all of it.
    pub partial: bool,
}

/// Judges batches in the order of the ledger. Lives on the sequencer's thread.
pub trait Judge: Send + fmt::Debug {
    /// Must not panic, whatever a rule does.
    fn judge(&mut self, first_seq: u64, received_at: Timestamp, entries: &[Entry]) -> Judgement;

    /// The states that are due to be saved; they cover everything up to `last_seq`.
    fn due_snapshots(&mut self, last_seq: u64, received_at: Timestamp) -> Vec<Snapshot>;

    /// The last batch was not committed: the ledger ends at `end`. What was said about the batch counts for nothing.
    fn roll_back(&mut self, end: u64, judgement: Judgement);
}

/// A judge without rules.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoRules;

impl Judge for NoRules {
    fn judge(&mut self, _: u64, _: Timestamp, _: &[Entry]) -> Judgement {
        Judgement::default()
    }

    fn due_snapshots(&mut self, _: u64, _: Timestamp) -> Vec<Snapshot> {
        Vec::new()
    }

    fn roll_back(&mut self, _: u64, _: Judgement) {}
}
