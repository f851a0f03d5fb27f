//! The only door out: declared requests, address checks, credentials, retries, limits, masking.
//!
//! | module | what it does |
//! |---|---|
//! | [`address`] | says which addresses may be reached at all |
//! | [`client`] | [`Egress`]: resolves, checks, connects to exactly the checked address, bounds the answer |
//! | [`plain`] | one POST to an address that an operator typed: webhooks |
//! | [`smtp`] | one mail through a server that an operator typed |
//! | [`declared`] | turns a connector's request into a URL, if its manifest declares it |
//! | [`auth`] | adds credentials: keys, signatures, tokens |
//! | [`pace`] | keeps to what a provider takes in a minute |
//! | [`connector`] | [`ConnectorHttp`]: credentials added outside the sandbox, limits, retries |
//! | [`mask`] | takes the connection's secrets out of what reaches the guest |
//! | [`patience`] | which answers are asked for again, and when |
//!
//! Redirects are never followed, environment proxies never used. No message made here holds more of a URL than its host.

mod address;
mod auth;
mod client;
mod connector;
mod declared;
mod error;
mod mask;
mod pace;
mod patience;
mod plain;
mod smtp;

pub use client::{Egress, Times};
pub use connector::{ConnectorHttp, Grant, Limits};
pub use declared::{base_settings, check_base, check_endpoint, origins, steering_settings};
pub use error::EgressError;
pub use patience::Patience;
pub use plain::{PlainAnswer, PlainPost, check_url};
pub use smtp::{Mail, MailAnswer, SmtpServer, SmtpTls, check_mailbox, check_smtp_host};
