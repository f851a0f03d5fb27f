//! Where rooms hand in entries for the ledger without knowing how they get there.

use std::fmt;

use async_trait::async_trait;

use crate::Entry;

/// Takes entries; when it answers, they are durable.
#[async_trait]
pub trait EntrySink: Send + Sync + fmt::Debug {
    /// All of them or none, in this order. Answers the position of the first.
    async fn append(&self, entries: Vec<Entry>) -> Result<u64, NotAccepted>;
}

/// The ledger takes nothing now; worth another try.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the ledger takes nothing now: {0}")]
pub struct NotAccepted(pub String);
