//! Channels: made, changed, deleted, tried.

use std::collections::BTreeSet;
use std::fmt;

use outlay_control::channels::{ChannelRow, SecretRow};
use outlay_control::{ControlError, new_id};
use outlay_custody::places::channel_secret;
use outlay_domain::Timestamp;
use outlay_vault::Sealing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::alerts::Alerts;
use crate::error::{AlertsError, InvalidField};
use crate::kinds::{self, Draft, KINDS, Kind};
use crate::message::Message;
use crate::rotate::PREVIOUS;
use crate::settings::{Secrets, Settings};
use crate::view::DeliveryStatus;

/// In characters.
const LONGEST_NAME: usize = 100;
/// In bytes.
pub(crate) const LONGEST_SECRET: usize = 1024;

/// Where alerts are delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub kind: String,
    /// What its kind needs, but for secrets.
    pub settings: Map<String, Value>,
    /// Whether deliveries are signed.
    pub has_secret: bool,
    pub has_password: bool,
    /// So long deliveries are also signed with the secret before the present one.
    pub rotated_until: Option<Timestamp>,
    pub allow_private: bool,
    pub created_at: Timestamp,
    pub last_delivery: Option<LastDelivery>,
}

/// What became of a channel's last attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDelivery {
    pub status: DeliveryStatus,
    pub at: Timestamp,
    pub error: Option<String>,
}

/// A channel to be made.
pub struct NewChannel {
    pub name: String,
    /// `webhook` unless told.
    pub kind: Option<String>,
    /// What its kind needs, secrets included.
    pub settings: Map<String, Value>,
    pub allow_private: bool,
}

/// What to change; none keeps.
#[derive(Default)]
pub struct ChangeChannel {
    pub name: Option<String>,
    /// Null removes, and what is not there stays.
    pub settings: Map<String, Value>,
    pub allow_private: Option<bool>,
}

impl fmt::Debug for NewChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewChannel").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for ChangeChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeChannel").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What became of a test message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelTest {
    pub ok: bool,
    /// What the receiver answered, if it did: a status of HTTP or SMTP.
    pub status: Option<u16>,
    /// A sentence for a person.
    pub message: String,
}

impl Alerts {
    /// The oldest first.
    pub async fn channels(&self) -> Result<Vec<Channel>, AlertsError> {
        let secrets = self.control.channel_secrets(None).await?;
        let rows = self.control.channels().await?;
        Ok(rows.into_iter().map(|row| self.view(row, &secrets)).collect())
    }

    pub async fn create_channel(&self, new: NewChannel, by: &str) -> Result<Channel, AlertsError> {
        let kind = new.kind.as_deref().map_or(KINDS.first().copied(), kinds::named).ok_or_else(unknown_kind)?;
        let name = checked_name(&new.name)?;
        let mut settings = new.settings;
        let mut secrets = Secrets::new();
        take_secrets(kind, &mut settings, &mut secrets)?;
        let draft = Draft { settings: &settings, secrets: &secrets, allow_private: new.allow_private };
        let settings = kind.check(draft)?;
        let id = new_id();
        let row = ChannelRow {
            name,
            kind: kind.name().to_owned(),
            settings: written(&settings)?,
            allow_private: new.allow_private,
            created_at: self.clock.now().0,
            last_status: None,
            last_at: None,
            last_error: None,
            id,
        };
        let sealing = self.vault.sealing().await;
        let sealed: Vec<SecretRow> = secrets
            .iter()
            .map(|(name, secret)| sealed(&sealing, &row.id, name, secret, None))
            .collect::<Result<_, _>>()?;
        self.control.insert_channel(&row, &sealed).await.map_err(taken_name)?;
        drop(sealing);
        self.control.audit(row.created_at, by, "create channel", &row.id).await?;
        Ok(self.view(row, &sealed))
    }

    /// What waits for the channel is tried again at once.
    pub async fn change_channel(&self, id: &str, change: ChangeChannel, by: &str) -> Result<Channel, AlertsError> {
        let mut row = self.channel_row(id).await?;
        let kind = kinds::named(&row.kind).ok_or_else(unknown_kind)?;
        // Those that are kept are written back as they were read.
        let sealing = self.vault.sealing().await;
        let kept = self.control.channel_secrets(Some(id)).await?;
        if let Some(name) = change.name {
            row.name = checked_name(&name)?;
        }
        row.allow_private = change.allow_private.unwrap_or(row.allow_private);
        let mut given = change.settings;
        let mut secrets = Secrets::new();
        let touched = take_secrets(kind, &mut given, &mut secrets)?;
        let before = read(&row.settings);
        let steered =
            kind.steers().iter().find(|name| given.get(**name).is_some_and(|value| before.get(**name) != Some(value)));
        for secret in kept.iter().filter(|secret| !touched.contains(secret.name.as_str())) {
            // A secret that can be sent elsewhere is a secret that can be read.
            if let (Some(field), true) = (steered, kind.secrets().contains(&secret.name.as_str())) {
                let problem = format!("`{field}` changes only together with `{}`", secret.name);
                return Err(InvalidField::new(field, problem).hint("give the secret again in the same request").into());
            }
            secrets.insert(secret.name.clone(), self.vault.open(channel_secret(id, &secret.name), &secret.sealed)?);
        }
        let mut settings = before;
        settings.extend(given);
        let draft = Draft { settings: &settings, secrets: &secrets, allow_private: row.allow_private };
        row.settings = written(&kind.check(draft)?)?;
        let mut rows: Vec<SecretRow> = kept
            .into_iter()
            .filter(|secret| !touched.contains(secret.name.as_str()))
            // The one before the present secret goes with it.
            .filter(|secret| secret.name != PREVIOUS || !kind.signs_with().is_some_and(|name| touched.contains(name)))
            .collect();
        for name in &touched {
            if let Some(secret) = secrets.get(*name) {
                rows.push(sealed(&sealing, id, name, secret, None)?);
            }
        }
        let now = self.clock.now().0;
        if !self.control.update_channel(&row, &rows, now).await.map_err(taken_name)? {
            return Err(AlertsError::NoSuchChannel);
        }
        drop(sealing);
        self.control.audit(now, by, "change channel", id).await?;
        self.deliveries_due.notify_one();
        Ok(self.view(row, &rows))
    }

    /// Rules that name it deliver to their other channels only.
    pub async fn delete_channel(&self, id: &str, by: &str) -> Result<(), AlertsError> {
        if !self.control.delete_channel(id, crate::dispatch::DELETED).await? {
            return Err(AlertsError::NoSuchChannel);
        }
        Ok(self.control.audit(self.clock.now().0, by, "delete channel", id).await?)
    }

    /// Sends a test message now, once.
    pub async fn test_channel(&self, id: &str) -> Result<ChannelTest, AlertsError> {
        let row = self.channel_row(id).await?;
        let message = Message::test(&new_id(), &row.name, self.clock.now(), self.console.as_deref());
        let outcome = self.attempt(&row, &message).await;
        let now = self.clock.now().0;
        Ok(match outcome {
            Ok(status) => {
                self.control.note_attempt(id, "delivered", now, None).await?;
                ChannelTest { ok: true, status: Some(status), message: "The receiver took it.".to_owned() }
            }
            Err(undelivered) => {
                self.control.note_attempt(id, "failed", now, Some(&undelivered.problem)).await?;
                ChannelTest { ok: false, status: undelivered.status, message: sentence(&undelivered.problem) }
            }
        })
    }

    pub(crate) async fn channel_row(&self, id: &str) -> Result<ChannelRow, AlertsError> {
        self.control.channel(id).await?.ok_or(AlertsError::NoSuchChannel)
    }

    /// The secrets of a channel that still count.
    pub(crate) async fn opened_secrets(&self, channel: &str) -> Result<Secrets, AlertsError> {
        let now = self.clock.now().0;
        let rows = self.control.channel_secrets(Some(channel)).await?.into_iter();
        let rows = rows.filter(|row| row.ends_at.is_none_or(|end| end > now));
        rows.map(|row| Ok((row.name.clone(), self.vault.open(channel_secret(channel, &row.name), &row.sealed)?)))
            .collect()
    }

    pub(crate) fn view(&self, row: ChannelRow, secrets: &[SecretRow]) -> Channel {
        let now = self.clock.now().0;
        let secret = |name: &str| {
            let own = secrets.iter().filter(|secret| secret.channel_id == row.id && secret.name == name);
            own.into_iter().find(|secret| secret.ends_at.is_none_or(|end| end > now))
        };
        let last = row.last_status.as_deref().zip(row.last_at);
        Channel {
            has_secret: secret("secret").is_some(),
            has_password: secret("password").is_some(),
            rotated_until: secret(PREVIOUS).and_then(|secret| secret.ends_at).map(Timestamp),
            settings: read(&row.settings),
            allow_private: row.allow_private,
            created_at: Timestamp(row.created_at),
            last_delivery: last.map(|(status, at)| LastDelivery {
                status: DeliveryStatus::of(status),
                at: Timestamp(at),
                error: row.last_error.clone(),
            }),
            id: row.id,
            name: row.name,
            kind: row.kind,
        }
    }
}

/// A secret as it is stored.
pub(crate) fn sealed(
    sealing: &Sealing<'_>,
    channel: &str,
    name: &str,
    secret: &SecretString,
    ends_at: Option<i64>,
) -> Result<SecretRow, AlertsError> {
    let sealed = sealing.seal(channel_secret(channel, name), secret)?;
    Ok(SecretRow { channel_id: channel.to_owned(), name: name.to_owned(), sealed, ends_at })
}

/// Moves what is secret out of the settings; answers which secrets were named, given or removed.
fn take_secrets(
    kind: &dyn Kind,
    settings: &mut Settings,
    secrets: &mut Secrets,
) -> Result<BTreeSet<&'static str>, InvalidField> {
    let mut touched = BTreeSet::new();
    for name in kind.secrets() {
        let Some(value) = settings.remove(*name) else { continue };
        touched.insert(*name);
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => {
                secrets.insert((*name).to_owned(), checked_secret(name, SecretString::from(text))?);
            }
            _ => return Err(InvalidField::new(name, format!("`{name}` is a text"))),
        }
    }
    Ok(touched)
}

pub(crate) fn checked_secret(name: &'static str, secret: SecretString) -> Result<SecretString, InvalidField> {
    if secret.expose_secret().len() > LONGEST_SECRET {
        return Err(InvalidField::new(name, format!("a secret has {LONGEST_SECRET} bytes at most")));
    }
    Ok(secret)
}

pub(crate) fn read(settings: &str) -> Settings {
    serde_json::from_str(settings).unwrap_or_default()
}

fn written(settings: &Settings) -> Result<String, AlertsError> {
    serde_json::to_string(settings).map_err(|error| AlertsError::Broken(error.to_string()))
}

fn checked_name(name: &str) -> Result<String, InvalidField> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(InvalidField::new("name", format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

fn unknown_kind() -> AlertsError {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    InvalidField::new("kind", format!("the kinds of channel are: {}", names.join(", "))).into()
}

fn taken_name(error: ControlError) -> AlertsError {
    match error {
        ControlError::Taken => InvalidField::new("name", "another channel has this name").into(),
        error => error.into(),
    }
}

/// Upper case at the start, a full stop at the end.
fn sentence(problem: &str) -> String {
    let mut rest = problem.chars();
    let first: String = rest.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", rest.as_str().trim_end_matches('.'))
}
