//! What can go wrong.

use outlay_control::ControlError;
use outlay_warehouse::QueryError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportsError {
    /// A sentence about what was asked for.
    #[error("{message}")]
    Invalid { field: &'static str, message: String },
    /// Somebody else changed the project map meanwhile.
    #[error("somebody else changed this meanwhile")]
    Changed,
    #[error("this report would have more than {most} groups before it is summed up; narrow it down")]
    TooLarge { most: usize },
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error("a report could not be made: {0}")]
    Internal(String),
}

impl ReportsError {
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { field, message: message.into() }
    }

    pub(crate) fn internal(problem: impl ToString) -> Self {
        Self::Internal(problem.to_string())
    }
}
