use std::fmt;

use async_trait::async_trait;
use outlay_domain::Entry;
use outlay_domain::sink::NotAccepted;

use crate::RuleSet;

/// Gets the set, and the `seq` of the first entry that it answers.
pub type SetChange = Box<dyn FnOnce(&mut RuleSet, u64) -> Vec<Entry> + Send>;

/// Reaches the [`RuleSet`] where it lives: on the sequencer's thread.
#[async_trait]
pub trait Live: Send + Sync + fmt::Debug {
    /// Runs `change` between two batches. It gets the `seq` of the first entry that it answers; those entries are
    /// durable when this returns, which answers that `seq`.
    async fn change(&self, change: SetChange) -> Result<u64, NotAccepted>;
}
