//! Channels: made, changed, deleted, tried.

use outlay_control::channels::ChannelRow;
use outlay_control::{ControlError, new_id};
use outlay_vault::Place;
use secrecy::{ExposeSecret, SecretString};

use crate::alerts::Alerts;
use crate::error::{AlertsError, InvalidChannel};
use crate::kinds::{self, KINDS};
use crate::message::Message;
use crate::view::{Channel, ChannelTest};

/// In characters.
const LONGEST_NAME: usize = 100;
/// In bytes.
const LONGEST_SECRET: usize = 1024;

/// A channel to be made.
#[derive(Debug)]
pub struct NewChannel {
    pub name: String,
    /// `webhook` unless told.
    pub kind: Option<String>,
    pub url: String,
    /// Signs each delivery.
    pub secret: Option<SecretString>,
    pub allow_private: bool,
}

/// What to change; none keeps.
#[derive(Debug, Default)]
pub struct ChangeChannel {
    pub name: Option<String>,
    pub url: Option<String>,
    /// `Some(None)` removes it.
    pub secret: Option<Option<SecretString>>,
    pub allow_private: Option<bool>,
}

fn place(id: &str) -> Place<'_> {
    Place { table: "channels", row: id, column: "sealed" }
}

impl Alerts {
    /// The oldest first.
    pub async fn channels(&self) -> Result<Vec<Channel>, AlertsError> {
        Ok(self.control.channels().await?.into_iter().map(Channel::from).collect())
    }

    pub async fn create_channel(&self, new: NewChannel, by: &str) -> Result<Channel, AlertsError> {
        let kind = new.kind.as_deref().map_or(KINDS.first().copied(), kinds::named).ok_or_else(unknown_kind)?;
        let id = new_id();
        let row = ChannelRow {
            name: checked_name(&new.name)?,
            kind: kind.name().to_owned(),
            url: new.url.trim().to_owned(),
            sealed: self.sealed(&id, new.secret)?,
            allow_private: new.allow_private,
            created_at: self.clock.now().0,
            last_status: None,
            last_at: None,
            last_error: None,
            id,
        };
        kind.check_address(&row.url, row.allow_private)?;
        self.control.insert_channel(&row).await.map_err(taken_name)?;
        self.control.audit(row.created_at, by, "create channel", &row.id).await?;
        Ok(row.into())
    }

    /// What waits for the channel is tried again at once.
    pub async fn change_channel(&self, id: &str, change: ChangeChannel, by: &str) -> Result<Channel, AlertsError> {
        let mut row = self.channel_row(id).await?;
        if let Some(name) = change.name {
            row.name = checked_name(&name)?;
        }
        if let Some(url) = change.url {
            url.trim().clone_into(&mut row.url);
        }
        if let Some(secret) = change.secret {
            row.sealed = self.sealed(id, secret)?;
        }
        row.allow_private = change.allow_private.unwrap_or(row.allow_private);
        kinds::named(&row.kind).ok_or_else(unknown_kind)?.check_address(&row.url, row.allow_private)?;
        let now = self.clock.now().0;
        if !self.control.update_channel(&row, now).await.map_err(taken_name)? {
            return Err(AlertsError::NoSuchChannel);
        }
        self.control.audit(now, by, "change channel", id).await?;
        self.deliveries_due.notify_one();
        Ok(row.into())
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
        let message = Message::test(&new_id(), &row.name, self.clock.now());
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

    async fn channel_row(&self, id: &str) -> Result<ChannelRow, AlertsError> {
        self.control.channel(id).await?.ok_or(AlertsError::NoSuchChannel)
    }

    fn sealed(&self, id: &str, secret: Option<SecretString>) -> Result<Option<String>, AlertsError> {
        let Some(secret) = secret.filter(|secret| !secret.expose_secret().is_empty()) else { return Ok(None) };
        if secret.expose_secret().len() > LONGEST_SECRET {
            return Err(InvalidChannel::new("secret", format!("a secret has {LONGEST_SECRET} bytes at most")).into());
        }
        Ok(Some(self.vault.seal(place(id), &secret)?))
    }

    pub(crate) fn opened_secret(&self, row: &ChannelRow) -> Result<Option<SecretString>, AlertsError> {
        Ok(row.sealed.as_deref().map(|sealed| self.vault.open(place(&row.id), sealed)).transpose()?)
    }
}

fn checked_name(name: &str) -> Result<String, InvalidChannel> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(InvalidChannel::new("name", format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

fn unknown_kind() -> AlertsError {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
    InvalidChannel::new("kind", format!("the kinds of channel are: {}", names.join(", "))).into()
}

fn taken_name(error: ControlError) -> AlertsError {
    match error {
        ControlError::Taken => InvalidChannel::new("name", "another channel has this name").into(),
        error => error.into(),
    }
}

/// Upper case at the start, a full stop at the end.
fn sentence(problem: &str) -> String {
    let mut rest = problem.chars();
    let first: String = rest.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", rest.as_str().trim_end_matches('.'))
}
