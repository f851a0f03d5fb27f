//! What can go wrong with alerts and channels.

use outlay_control::ControlError;
use outlay_ledger::LedgerError;
use outlay_vault::VaultError;

#[derive(Debug, thiserror::Error)]
pub enum AlertsError {
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("there is no such alert")]
    NoSuchAlert,
    #[error("there is no such channel")]
    NoSuchChannel,
    #[error("there is no such delivery")]
    NoSuchDelivery,
    #[error("there is no such mute")]
    NoSuchMute,
    /// Only open alerts are acknowledged, snoozed or resolved.
    #[error("the alert is not open: it was {0}")]
    NotOpen(String),
    /// Only what failed is tried again by hand.
    #[error("only a delivery that failed can be tried again; this one is {0}")]
    NotFailed(String),
    #[error("channels of the kind {0} sign nothing")]
    NotSigned(String),
    #[error("there are {0} mutes, and there may not be more; remove some")]
    TooManyMutes(usize),
    #[error("a cursor is what `next` of a list said")]
    InvalidCursor,
    #[error(transparent)]
    InvalidField(#[from] InvalidField),
    /// Somebody else folds the same ledger into the same database.
    #[error("alerts were recorded by another process; only one may run on a data folder")]
    NotAlone,
    #[error("a task of the server broke: {0}")]
    Broken(String),
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InvalidField {
    pub field: &'static str,
    pub problem: String,
    /// What to do.
    pub hint: Option<&'static str>,
}

impl InvalidField {
    pub(crate) fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}
