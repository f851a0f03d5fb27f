use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bindings::outlay::connector::types as wire;
use crate::fault::{Fault, Trap};
use crate::text::shorten;

/// What a connector says went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// The credential is wrong or revoked.
    CredentialsInvalid,
    /// The credential is right but may not read this.
    CredentialsInsufficient,
    SettingsInvalid,
    /// The provider asks to wait.
    RateLimited,
    /// The provider is down or unreachable: worth another try.
    Unavailable,
    /// The answer is not what the documentation says.
    Unexpected,
}

/// Why there is no account or no page. `Failed` is the connector's own word; the rest are bugs of the connector, or
/// limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectorFailure {
    Failed { failure: Failure, message: String, retry_after: Option<Duration> },
    Trapped(Trap),
    TimedOut { limit: Duration },
    OutOfMemory { limit: usize },
    TooMuchOutput { message: String },
    TooManyInstances,
}

impl ConnectorFailure {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed { failure, .. } => failure.code(),
            Self::Trapped(_) => "trapped",
            Self::TimedOut { .. } => "timed_out",
            Self::OutOfMemory { .. } => "out_of_memory",
            Self::TooMuchOutput { .. } => "too_much_output",
            Self::TooManyInstances => "too_many_instances",
        }
    }

    pub(super) fn from_fault(fault: Fault, computing: Duration, memory: usize) -> Self {
        match fault {
            Fault::Trapped(trap) => Self::Trapped(trap),
            Fault::TimedOut => Self::TimedOut { limit: computing },
            Fault::OutOfMemory | Fault::MemoryUsedUp => Self::OutOfMemory { limit: memory },
            Fault::TooMuchOutput(message) => Self::TooMuchOutput { message },
            Fault::TooManyInstances => Self::TooManyInstances,
        }
    }
}

impl Failure {
    pub fn code(self) -> &'static str {
        match self {
            Self::CredentialsInvalid => "credentials_invalid",
            Self::CredentialsInsufficient => "credentials_insufficient",
            Self::SettingsInvalid => "settings_invalid",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Unexpected => "unexpected",
        }
    }
}

impl std::error::Error for ConnectorFailure {}

/// For the owner of the connection.
impl fmt::Display for ConnectorFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { message, .. } => f.write_str(message),
            Self::Trapped(trap) => write!(f, "the connector has a bug: {trap}"),
            Self::TimedOut { limit } => {
                write!(f, "the connector took longer than {} s and was stopped", limit.as_secs())
            }
            Self::OutOfMemory { limit } => write!(f, "the connector wanted more than {} MiB of memory", limit >> 20),
            Self::TooMuchOutput { message } => write!(f, "the connector returned too much: {message}"),
            Self::TooManyInstances => f.write_str("too many connectors run at once; the next sync tries again"),
        }
    }
}

impl From<wire::ConnectorError> for ConnectorFailure {
    fn from(wire: wire::ConnectorError) -> Self {
        let failure = match wire.failure {
            wire::Failure::CredentialsInvalid => Failure::CredentialsInvalid,
            wire::Failure::CredentialsInsufficient => Failure::CredentialsInsufficient,
            wire::Failure::SettingsInvalid => Failure::SettingsInvalid,
            wire::Failure::RateLimited => Failure::RateLimited,
            wire::Failure::Unavailable => Failure::Unavailable,
            wire::Failure::Unexpected => Failure::Unexpected,
        };
        let retry_after = wire.retry_after.map(|seconds| Duration::from_secs(seconds.into()));
        Self::Failed { failure, message: shorten(wire.message, 2_000), retry_after }
    }
}
