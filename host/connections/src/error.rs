//! Why something about connections could not be done.

use std::collections::BTreeSet;
use std::io;

use outlay_control::ControlError;
use outlay_sandbox::Rejected;
use outlay_vault::VaultError;

#[derive(Debug, thiserror::Error)]
pub enum ConnectionsError {
    /// What a person typed cannot be used.
    #[error("{message}")]
    Invalid {
        /// `name`, `schedule`, `connector`, `endpoints`, `grantedOrigins`, `zone`, `jitterSeconds`, `from`, `grant`, or the id of a setting or credential.
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
    #[error("there is no such connector")]
    NoSuchConnector,
    #[error("`{0}` is a connector that is built in; give yours another id")]
    ConnectorTaken(String),
    #[error("there are {0} uploaded connectors; that is the most")]
    TooManyConnectors(usize),
    /// Nobody said where an uploaded connector may go.
    #[error("this connector wants to ask {}; grant it that, or a part of it", listed(.origins))]
    GrantNeeded { origins: BTreeSet<String> },
    #[error("connections use it: {0}")]
    InUse(String),
    /// The upload is no connector that can be used.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Worth another try.
    #[error("{0}")]
    Busy(String),
    #[error("the folder for components cannot be used: {0}")]
    Folder(#[from] io::Error),
    #[error("the built-in connector `{id}` cannot be loaded ({}): {rejected}", rejected.code)]
    Builtin { id: String, rejected: Rejected },
    #[error(transparent)]
    Control(ControlError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("connections failed: {0}")]
    Internal(String),
}

fn listed(origins: &BTreeSet<String>) -> String {
    origins.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
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
