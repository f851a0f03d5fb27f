//! Why something about connections could not be done.

use std::borrow::Cow;

use outlay_control::ControlError;
use outlay_vault::VaultError;

#[derive(Debug, thiserror::Error)]
pub enum ConnectionsError {
    /// What a person typed cannot be used.
    #[error("{message}")]
    Invalid {
        /// `name`, `schedule`, `connector`, `endpoints`, `grantedOrigins`, `zone`, `jitterSeconds`, `from`, or the id of a setting or credential.
        field: String,
        message: String,
    },
    /// A change that could send the credentials elsewhere must bring them along.
    #[error("enter this credential again: where requests go is about to change")]
    CredentialsNeeded { field: String },
    #[error("another connection has this name")]
    NameTaken,
    #[error("no sync of this connection runs")]
    NothingRuns,
    #[error("there is no such connection")]
    NoSuchConnection,
    #[error("there are {0} connections; that is the most")]
    TooMany(usize),
    #[error("the server is stopping")]
    Stopping,
    #[error("the built-in connector `{id}` cannot be loaded ({code}): {message}")]
    Connector { id: String, code: Cow<'static, str>, message: String },
    #[error(transparent)]
    Control(ControlError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("connections failed: {0}")]
    Internal(String),
}

impl ConnectionsError {
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), message: message.into() }
    }
}

impl From<ControlError> for ConnectionsError {
    fn from(error: ControlError) -> Self {
        if matches!(error, ControlError::Taken) { Self::NameTaken } else { Self::Control(error) }
    }
}
