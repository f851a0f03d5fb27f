//! The kinds of channel. A new one is a file here and a line in [`KINDS`].

mod email;
mod slack;
mod webhook;

use std::fmt;

use async_trait::async_trait;
use outlay_domain::Timestamp;
use outlay_egress::{Egress, EgressError};
use serde_json::Value;

use crate::error::InvalidField;
use crate::message::Message;
use crate::settings::{Secrets, Settings};

/// All kinds; the first is used where none is named.
pub(crate) const KINDS: &[&dyn Kind] = &[&webhook::Webhook, &slack::Slack, &email::Email];

/// How much of a refusal is shown, in characters.
const SHOWN: usize = 200;

/// A way to reach people or programs.
#[async_trait]
pub(crate) trait Kind: Send + Sync + fmt::Debug {
    /// The word in `kind`.
    fn name(&self) -> &'static str;

    /// Which settings are secrets: sealed, never shown.
    fn secrets(&self) -> &'static [&'static str];

    /// The secret that signs, if one does.
    fn signs_with(&self) -> Option<&'static str> {
        None
    }

    /// Settings that say where secrets are sent: they change only together with the secrets.
    fn steers(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a channel can be like this; what is kept of it and shown.
    fn check(&self, draft: Draft<'_>) -> Result<Settings, InvalidField>;

    /// What is sent, as the log of deliveries shows it. It holds no secret.
    fn payload(&self, message: &Message) -> Value;

    /// One attempt. Waits for the answer, however long; the caller has the patience.
    async fn send(&self, egress: &Egress, parcel: Parcel<'_>) -> Result<u16, Undelivered>;
}

/// What an operator wants a channel to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft<'d> {
    pub(crate) settings: &'d Settings,
    pub(crate) secrets: &'d Secrets,
    pub(crate) allow_private: bool,
}

/// What an attempt needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parcel<'p> {
    /// As [`Kind::check`] answered them.
    pub(crate) settings: &'p Settings,
    pub(crate) secrets: &'p Secrets,
    pub(crate) allow_private: bool,
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
    /// Trying again is no use.
    pub(crate) is_final: bool,
}

impl Undelivered {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { status: None, problem: problem.into(), is_final: false }
    }
}

pub(crate) fn named(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}

/// Whether an operator's text can be the URL of a channel.
fn check_url(url: &str, allow_private: bool) -> Result<(), InvalidField> {
    hinting("url", allow_private, |allow_private| outlay_egress::check_url(url, allow_private))
}

/// An address that would be fine with the permission says so.
fn hinting(
    field: &'static str,
    allow_private: bool,
    check: impl Fn(bool) -> Result<(), EgressError>,
) -> Result<(), InvalidField> {
    check(allow_private).map_err(|error| {
        let invalid = InvalidField::new(field, error.to_string());
        if !allow_private && check(true).is_ok() {
            invalid.hint("set `allowPrivate` if the receiver is in your own network")
        } else {
            invalid
        }
    })
}

/// A refusal, short and on one line.
fn refusal(status: u16, text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().filter(|character| !character.is_control()).take(SHOWN).collect();
    let hint = if (300..400).contains(&status) { "; redirects are not followed" } else { "" };
    if shown.is_empty() {
        format!("the receiver answered {status}{hint}")
    } else {
        format!("the receiver answered {status}{hint}: {shown}")
    }
}

/// At most so many characters; what is cut ends in an ellipsis.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_short_and_on_one_line() {
        assert_eq!(refusal(500, ""), "the receiver answered 500");
        assert_eq!(
            refusal(302, "<a>\r\n  moved</a>\x1b[0m"),
            "the receiver answered 302; redirects are not followed: <a> moved</a>[0m"
        );
        assert!(refusal(400, &"x".repeat(5000)).len() < 300);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!((cut("äöü", 3), cut("äöüß", 3)), ("äöü".to_owned(), "äö…".to_owned()));
    }
}
