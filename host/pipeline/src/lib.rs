//! The one way in: de-duplicate, number, judge, commit, answer.
//!
//! One thread, the sequencer, takes what everybody hands in, gathers it into batches, gives each entry its `seq`, lets
//! the rules judge the batch, commits it with one fsync and only then answers. Several records about one call become one
//! event here. It knows no wire format and no HTTP.

mod batch;
mod handle;
mod idempotency;
mod judge;
mod receipt;
mod rules;
mod sequencer;

pub use handle::{Begun, Failure, Incoming, Pipeline, Refused};
pub use idempotency::{AnswerKey, InProgress};
pub use judge::{Judge, Judgement, NoRules};
pub use receipt::{Outcome, Problem, Receipt, Status, VerdictAlert};
