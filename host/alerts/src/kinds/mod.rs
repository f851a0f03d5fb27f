//! The kinds of channel. A new one is a file here and a line in [`KINDS`].

mod webhook;

use std::fmt;

use async_trait::async_trait;
use outlay_domain::Timestamp;
use outlay_egress::Egress;
use secrecy::SecretString;

use crate::error::InvalidChannel;
use crate::message::Message;

/// All kinds; the first is used where none is named.
pub(crate) const KINDS: &[&dyn Kind] = &[&webhook::Webhook];

/// A way to reach people or programs.
#[async_trait]
pub(crate) trait Kind: Send + Sync + fmt::Debug {
    /// The word in `kind`.
    fn name(&self) -> &'static str;

    /// Whether the address can be one of this kind.
    fn check_address(&self, address: &str, allow_private: bool) -> Result<(), InvalidChannel>;

    /// One attempt. Waits for the answer, however long; the caller has the patience.
    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered>;
}

/// What an attempt needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parcel<'p> {
    pub(crate) address: &'p str,
    pub(crate) allow_private: bool,
    pub(crate) secret: Option<&'p SecretString>,
    pub(crate) message: &'p Message,
    pub(crate) now: Timestamp,
}

/// Why an attempt was in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undelivered {
    /// What the receiver answered, if it did.
    pub(crate) status: Option<u16>,
    /// Continues "not delivered: "; tells no secret.
    pub(crate) problem: String,
}

pub(crate) fn named(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}
