//! The rules of the house as the sequencer's judge.

use async_trait::async_trait;
use outlay_domain::sink::NotAccepted;
use outlay_domain::{Entry, Timestamp};
use outlay_ledger::Snapshot;
use outlay_rules::{Live, RuleSet, SetChange};

use crate::handle::Pipeline;
use crate::judge::{Judge, Judgement};

impl Judge for RuleSet {
    fn judge(&mut self, first_seq: u64, received_at: Timestamp, entries: &[Entry]) -> Judgement {
        let outlay_rules::Verdict { findings, notes, partial } = RuleSet::judge(self, first_seq, received_at, entries);
        Judgement { findings, notes, partial }
    }

    fn due_snapshots(&mut self, last_seq: u64, received_at: Timestamp) -> Vec<Snapshot> {
        RuleSet::due_snapshots(self, last_seq, received_at)
    }

    fn roll_back(&mut self, end: u64, judgement: Judgement) {
        RuleSet::roll_back(self, end, judgement.findings, judgement.notes);
    }
}

#[async_trait]
impl Live for Pipeline<RuleSet> {
    async fn change(&self, change: SetChange) -> Result<u64, NotAccepted> {
        Pipeline::change(self, change).await.map_err(|refused| NotAccepted(refused.to_string()))
    }
}
