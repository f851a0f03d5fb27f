//! The durable, ordered log of everything accepted.
//!
//! One commit is one [`Frame`](outlay_domain::Frame) with the ids it uses up, the answers it gives and the rule
//! snapshots that belong to it: one atomic batch, one fsync. The ledger does not know what an answer says, what
//! DuckDB is, or that there is HTTP.

mod codec;
mod store;

pub use codec::CodecError;
pub use store::{Commit, Judged, Ledger, LedgerError, Snapshot};
