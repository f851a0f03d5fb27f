//! The durable, ordered log of everything accepted.
//!
//! One commit is one [`Frame`](outlay_domain::Frame) with the names that its entries go by, the answers it gives and
//! the rule snapshots that belong to it: one write, one fsync. The ledger does not know what an answer says, what DuckDB
//! is, or that there is HTTP.
//!
//! | module | what it holds |
//! |---|---|
//! | `store` | [`Ledger`]: the whole |
//! | `codec` | the bytes of a frame |
//! | `segment` | one file of frames: append, read, find |
//! | `log` | the files in their order: roll, recover, drop |
//! | `tail` | the newest frames in memory, for those who follow |
//! | `names` | which entry a name means, exactly, in bounded memory |

mod codec;
mod error;
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub mod fuzz;
mod log;
mod names;
mod segment;
mod store;
mod tail;

pub use codec::CodecError;
pub use error::LedgerError;
pub use store::{Commit, Judged, Ledger, Snapshot};
