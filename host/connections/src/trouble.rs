//! What went wrong with a provider.

use std::time::Duration;

use outlay_sandbox::connector::{ConnectorFailure, Failure};

/// What kind of trouble it is: whether it passes, and who can end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Wrong until a person changes the connection (or the account at the provider).
    Configuration,
    /// One stream is refused, not necessarily all of them.
    Insufficient,
    /// Worth another try.
    Passing,
    /// The connector or the provider does what it should not.
    Unexpected,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) kind: Kind,
    /// For programs, as in a connector's `failure`.
    pub(crate) code: &'static str,
    /// What happened and what to do, for a person.
    pub(crate) message: String,
    pub(crate) retry_after: Option<Duration>,
}

const LONGEST_MESSAGE: usize = 1_000;

impl Trouble {
    pub(crate) fn passing(message: impl Into<String>) -> Self {
        Self { kind: Kind::Passing, code: "unavailable", message: message.into(), retry_after: None }
    }

    pub(crate) fn unexpected(message: impl Into<String>) -> Self {
        Self { kind: Kind::Unexpected, code: "unexpected", message: message.into(), retry_after: None }
    }

    /// Names the stream that it happened to.
    pub(crate) fn of_stream(mut self, title: &str) -> Self {
        self.message = format!("{title}: {}", self.message);
        self
    }

    /// It is about something old: no reason to take the connection for broken.
    pub(crate) fn of_the_past(self) -> Self {
        Self { kind: Kind::Unexpected, code: "unexpected", message: format!("further back: {}", self.message), ..self }
    }

    /// Whether the rest of a sync meets the same. What passes may be one stream's own trouble, unless the provider asks
    /// to wait.
    pub(crate) fn ends_the_sync(&self) -> bool {
        self.kind == Kind::Configuration || self.code == "rate_limited"
    }
}

impl From<ConnectorFailure> for Trouble {
    fn from(failure: ConnectorFailure) -> Self {
        let (kind, code, retry_after) = match &failure {
            ConnectorFailure::Failed { failure, retry_after, .. } => {
                let kind = match failure {
                    Failure::CredentialsInvalid | Failure::SettingsInvalid => Kind::Configuration,
                    Failure::CredentialsInsufficient => Kind::Insufficient,
                    Failure::RateLimited | Failure::Unavailable => Kind::Passing,
                    Failure::Unexpected => Kind::Unexpected,
                };
                (kind, failure.code(), *retry_after)
            }
            ConnectorFailure::TimedOut { .. } | ConnectorFailure::TooManyInstances => {
                (Kind::Passing, "unavailable", None)
            }
            ConnectorFailure::Trapped(_)
            | ConnectorFailure::OutOfMemory { .. }
            | ConnectorFailure::TooMuchOutput { .. } => (Kind::Unexpected, "unexpected", None),
        };
        let message = failure.to_string().chars().take(LONGEST_MESSAGE).collect();
        Self { kind, code, message, retry_after }
    }
}
