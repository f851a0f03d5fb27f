use std::borrow::Cow;
use std::io;

use outlay_control::ControlError;
use outlay_domain::sink::NotAccepted;
use outlay_ledger::LedgerError;
use outlay_sandbox::Rejected;

/// Why something about rules was not done.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the folder for components cannot be used: {0}")]
    Folder(#[from] io::Error),
    #[error("the built-in rule `{name}` cannot be loaded: {rejected}")]
    Builtin { name: String, rejected: Rejected },
    /// The upload is no rule that can be used.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// What was sent is wrong. `field` names it: `name`, `settings/limit`.
    #[error("{message}")]
    Invalid { code: Cow<'static, str>, field: Option<String>, message: String },
    /// Worth another try.
    #[error("{0}")]
    Busy(String),
    #[error("{0}")]
    Broken(String),
    #[error("there is no such rule")]
    NoSuchRule,
    #[error("there is no such component")]
    NoSuchComponent,
    /// Nothing was changed; worth another try.
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
    #[error("work in the background was cut off")]
    CutOff,
}

impl RulesError {
    pub(crate) fn invalid(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { code: code.into(), field: Some(field.to_owned()), message: message.into() }
    }
}
