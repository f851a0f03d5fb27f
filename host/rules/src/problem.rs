//! What is wrong with a rule or its settings, as it travels from the workshop to whoever asked.

use outlay_sandbox::{Rejected, RuleFailure};
use serde::{Deserialize, Serialize};

use crate::error::RulesError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) code: String,
    /// Names what was sent: `settings/limit`.
    pub(crate) field: Option<String>,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn of(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), field: None, message: message.into() }
    }

    /// The rule says no to its settings, or fails over them.
    pub(crate) fn of_settings(failure: RuleFailure) -> Self {
        let invalid = |field: String, message: String| Self {
            code: "invalid_settings".to_owned(),
            field: Some(format!("settings{field}")),
            message,
        };
        match failure {
            RuleFailure::Refused { message, field } => invalid(field.unwrap_or_default(), message),
            RuleFailure::TooManyInstances => Self::of("too_many_rules", failure.to_string()),
            RuleFailure::MemoryUsedUp => Self::of("memory_used_up", failure.to_string()),
            RuleFailure::OutOfMemory { limit } => {
                let message = format!(
                    "the rule wants more than the {} MiB of memory that it has; an administrator can grant it up to 64",
                    limit >> 20
                );
                Self { field: Some("memoryMib".to_owned()), ..Self::of("out_of_memory", message) }
            }
            other => invalid(String::new(), format!("the rule fails with these settings: {other}")),
        }
    }
}

impl From<Rejected> for Problem {
    fn from(Rejected { code, message }: Rejected) -> Self {
        Self { code: code.into_owned(), field: None, message }
    }
}

impl From<Problem> for RulesError {
    fn from(Problem { code, field, message }: Problem) -> Self {
        Self::Invalid { code: code.into(), field, message }
    }
}
