//! Why something could not be sent or read.

/// Every text is for a person, names the host at most, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The address may not be reached.
    #[error("{0}")]
    AddressRefused(String),
    #[error("{0}")]
    TimedOut(String),
    #[error("{0}")]
    Unreachable(String),
    /// The answer is larger than the limit.
    #[error("{0}")]
    TooLarge(String),
    /// What was asked for is no request: a broken URL or header.
    #[error("{0}")]
    Invalid(String),
}

impl EgressError {
    /// Whether the same request may work later without anybody changing anything.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::TimedOut(_) | Self::Unreachable(_))
    }
}
