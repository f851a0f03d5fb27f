//! Channels as callers see them and write them.
#![allow(clippy::disallowed_types, reason = "what reads a flattened map can read any number; none here is an amount")]

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What the kinds need. Each kind knows its own; the others are left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelSettings {
    /// Of a `webhook`: `https://`, or `http://` with `allowPrivate`. Of `slack`: the incoming webhook's URL, which is a secret:
    /// sealed, and shown as its host and end only.
    url: Option<String>,
    /// Of `email`: the SMTP server.
    host: Option<String>,
    /// Unless told 587 with `starttls`, 465 with `tls`, 25 with `none`.
    port: Option<u16>,
    /// `starttls` (unless told), `tls`, or `none`, which takes `allowPrivate`.
    tls: Option<String>,
    user: Option<String>,
    /// For example `Outlay <outlay@example.com>`.
    from: Option<String>,
    /// 1 to 50 addresses.
    to: Option<Vec<String>>,
}

/// Sealed on this server, never shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelSecrets {
    /// Of a `webhook`: signs each delivery (`X-Revenium-Signature-256`).
    secret: Option<String>,
    /// Of `email`, with `user`.
    password: Option<String>,
}

/// Where alerts are delivered. Secrets are never shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Channel {
    id: String,
    name: String,
    /// `webhook`, `slack` or `email`.
    kind: String,
    #[serde(flatten)]
    #[schema(value_type = ChannelSettings)]
    settings: Map<String, Value>,
    /// Whether deliveries are signed.
    has_secret: bool,
    has_password: bool,
    /// So long after a rotation deliveries are signed with the secret before, too.
    rotated_until: Option<String>,
    allow_private: bool,
    created_at: String,
    last_delivery: Option<LastDelivery>,
}

/// What became of the last attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastDelivery {
    /// `delivered`, `pending` (it is tried again) or `failed`.
    status: &'static str,
    at: String,
    error: Option<String>,
}

impl From<outlay_alerts::Channel> for Channel {
    fn from(channel: outlay_alerts::Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name,
            kind: channel.kind,
            settings: channel.settings,
            has_secret: channel.has_secret,
            has_password: channel.has_password,
            rotated_until: channel.rotated_until.map(|until| until.to_string()),
            allow_private: channel.allow_private,
            created_at: channel.created_at.to_string(),
            last_delivery: channel.last_delivery.map(|last| LastDelivery {
                status: last.status.as_str(),
                at: last.at.to_string(),
                error: last.error,
            }),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewChannel {
    /// 1 to 100 characters.
    name: String,
    /// `webhook` (unless told), `slack` or `email`.
    kind: Option<String>,
    /// Whether the receiver may be in a private network or on this machine.
    allow_private: Option<bool>,
    #[serde(flatten)]
    #[schema(value_type = NewSettings)]
    settings: Map<String, Value>,
}

/// Settings and secrets side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewSettings {
    #[serde(flatten)]
    settings: ChannelSettings,
    #[serde(flatten)]
    secrets: ChannelSecrets,
}

/// What is left out stays; null removes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeChannel {
    name: Option<String>,
    allow_private: Option<bool>,
    #[serde(flatten)]
    #[schema(value_type = NewSettings)]
    settings: Map<String, Value>,
}

impl From<NewChannel> for outlay_alerts::NewChannel {
    fn from(new: NewChannel) -> Self {
        let NewChannel { name, kind, allow_private, settings } = new;
        Self { name, kind, settings, allow_private: allow_private.unwrap_or(false) }
    }
}

impl From<ChangeChannel> for outlay_alerts::ChangeChannel {
    fn from(change: ChangeChannel) -> Self {
        let ChangeChannel { name, allow_private, settings } = change;
        Self { name, settings, allow_private }
    }
}

/// What became of a test message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelTest {
    pub(crate) ok: bool,
    /// What the receiver answered, if it did: a status of HTTP or SMTP.
    pub(crate) status: Option<u16>,
    /// A sentence for a person.
    pub(crate) message: String,
}
