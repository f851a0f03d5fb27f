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
    #[error("a cursor is what `next` of a list said")]
    InvalidCursor,
    #[error(transparent)]
    InvalidChannel(#[from] InvalidChannel),
    /// Somebody else folds the same ledger into the same database.
    #[error("alerts were recorded by another process; only one may run on a data folder")]
    NotAlone,
    #[error("a task of the server broke: {0}")]
    Broken(String),
}

/// A field of a channel that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InvalidChannel {
    pub field: &'static str,
    pub problem: String,
    /// What to do.
    pub hint: Option<&'static str>,
}

impl InvalidChannel {
    pub(crate) fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}
