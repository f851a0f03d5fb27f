use std::fmt;
use std::time::Duration;

use super::bindings::RuleError;
use crate::fault::{Fault, Trap};
use crate::text::shorten;

/// Why a call of a rule failed. `Refused` is the rule's own word and leaves the instance as it is; after everything
/// else the instance is of no use, because its state is in doubt: drop it and start, restore and replay another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleFailure {
    /// A bug of the rule.
    Trapped(Trap),
    TimedOut {
        limit: Duration,
    },
    OutOfMemory {
        limit: usize,
    },
    /// Too many findings, conditions or bytes.
    TooMuchOutput {
        message: String,
    },
    /// What it returned breaks the contract.
    InvalidOutput {
        message: String,
    },
    Refused {
        message: String,
        /// The setting that is wrong, as a JSON pointer.
        field: Option<String>,
    },
    /// An earlier call ended this instance.
    AlreadyTrapped,
    /// The host runs as many rules as it can.
    TooManyInstances,
    /// All rules together use as much memory as they may.
    MemoryUsedUp,
}

impl RuleFailure {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Trapped(_) => "trapped",
            Self::TimedOut { .. } => "timed_out",
            Self::OutOfMemory { .. } => "out_of_memory",
            Self::TooMuchOutput { .. } => "too_much_output",
            Self::InvalidOutput { .. } => "invalid_output",
            Self::Refused { .. } => "refused",
            Self::AlreadyTrapped => "already_trapped",
            Self::TooManyInstances => "too_many_instances",
            Self::MemoryUsedUp => "memory_used_up",
        }
    }

    /// `memory` and `limit` are what it was allowed.
    pub(super) fn from_fault(fault: Fault, memory: usize, limit: Duration) -> Self {
        match fault {
            Fault::Trapped(trap) => Self::Trapped(trap),
            Fault::TimedOut => Self::TimedOut { limit },
            Fault::OutOfMemory => Self::OutOfMemory { limit: memory },
            Fault::TooMuchOutput(message) => Self::TooMuchOutput { message },
            Fault::TooManyInstances => Self::TooManyInstances,
            Fault::MemoryUsedUp => Self::MemoryUsedUp,
        }
    }
}

impl std::error::Error for RuleFailure {}

/// For the rule's owner.
impl fmt::Display for RuleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trapped(trap) => write!(f, "the rule has a bug: {trap}"),
            Self::TimedOut { limit } => write!(f, "the rule took longer than {} ms for one call", limit.as_millis()),
            Self::OutOfMemory { limit } => write!(f, "the rule wanted more than {} MiB of memory", limit >> 20),
            Self::TooMuchOutput { message } => write!(f, "the rule returned too much: {message}"),
            Self::InvalidOutput { message } => write!(f, "the rule breaks its contract: {message}"),
            Self::Refused { message, .. } => f.write_str(message),
            Self::AlreadyTrapped => f.write_str("the rule was stopped by an earlier failure"),
            Self::TooManyInstances => {
                write!(f, "{} rules run already; disable one before starting another", crate::engine::RULES)
            }
            Self::MemoryUsedUp => {
                f.write_str("all rules together use as much memory as they may; disable one that needs much")
            }
        }
    }
}

impl From<RuleError> for RuleFailure {
    fn from(wire: RuleError) -> Self {
        Self::Refused { message: shorten(wire.message, 2_000), field: wire.field.map(|field| shorten(field, 200)) }
    }
}
