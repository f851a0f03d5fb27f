//! Making, listing, showing, replacing and revoking API keys.
//!
//! A key is `rev_mk_<tenant>_<secret>` (`mk` metering, `rk` read, `sk` full); existing SDKs check that form. The secret
//! has 31 base62 characters, 184 random bits.

use std::sync::Arc;
use std::time::Duration;

use outlay_control::keys::KeyRow;
use outlay_control::new_id;
use outlay_custody::places;
use outlay_domain::Timestamp;
use rand::RngExt;
use rand::distr::Alphanumeric;
use secrecy::{ExposeSecret, SecretString};

use crate::access::{Access, AccessError, digest};
use crate::caller::{Caller, KeyInfo, Scope};

const TENANT: &str = "default";
const SECRET_LENGTH: usize = 31;

/// A key as people see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyView {
    pub id: String,
    pub name: String,
    pub scope: String,
    /// Prefix and last four characters.
    pub masked: String,
    pub last_four: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub last_used_at: Option<Timestamp>,
    pub events: u64,
    pub refused: u64,
    /// Until when the key before this one works, too.
    pub old_until: Option<Timestamp>,
}

/// A key that was just made, with its text.
#[derive(Debug)]
pub struct NewKey {
    pub view: KeyView,
    pub key: SecretString,
}

impl Access {
    /// The key that a caller presents, if it is valid. Fast: no database.
    pub fn key(&self, presented: &str) -> Option<Arc<KeyInfo>> {
        if presented.len() > 200 {
            return None;
        }
        let now = self.clock.now();
        let key = self.ring.find(&digest(presented), now)?;
        self.ring.count(&key.id, now, 0, 0);
        Some(key)
    }

    /// Counts events that a caller posted.
    pub fn count_events(&self, caller: &Caller, events: u64) {
        if let Caller::Key(key) = caller {
            self.ring.count(&key.id, self.clock.now(), events, 0);
        }
    }

    /// Counts a request or event that was refused.
    pub fn count_refused(&self, caller: &Caller) {
        if let Caller::Key(key) = caller {
            self.ring.count(&key.id, self.clock.now(), 0, 1);
        }
    }

    /// Writes down what keys were used for. Call it now and then, and at the end.
    pub async fn flush_usage(&self) -> Result<(), AccessError> {
        for (id, usage) in self.ring.take_usage() {
            self.control.add_key_usage(&id, usage).await?;
        }
        Ok(())
    }

    pub async fn create_key(&self, name: &str, scope: Scope, by: &Caller) -> Result<NewKey, AccessError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(AccessError::InvalidName);
        }
        let id = new_id();
        let key = fresh_key(scope);
        let sealing = self.vault.sealing().await;
        let row = KeyRow {
            team: "default".to_owned(),
            name: name.to_owned(),
            scope: scope.as_str().to_owned(),
            digest: digest(key.expose_secret()),
            sealed: sealing.seal(places::api_key(&id), &key)?,
            last_four: last_four(key.expose_secret()),
            created_at: self.clock.now().0,
            created_by: by.name().to_owned(),
            last_used_at: None,
            events: 0,
            refused: 0,
            old_digest: None,
            old_until: None,
            id,
        };
        self.control.insert_key(&row).await?;
        drop(sealing);
        self.control.audit(row.created_at, by.name(), "create key", &row.id).await?;
        self.ring.insert(&row);
        Ok(NewKey { view: self.view(row), key })
    }

    pub async fn keys(&self) -> Result<Vec<KeyView>, AccessError> {
        Ok(self.control.keys().await?.into_iter().map(|row| self.view(row)).collect())
    }

    /// Puts another key in the place of one. The old one works on for `grace`, and one that is older still stops at once.
    pub async fn regenerate_key(&self, id: &str, grace: Duration, by: &Caller) -> Result<NewKey, AccessError> {
        let mut row = self.key_row(id).await?;
        let now = self.clock.now();
        let grace = i64::try_from(grace.as_micros()).unwrap_or(i64::MAX);
        row.old_until = (grace > 0).then(|| now.0.saturating_add(grace));
        row.old_digest = row.old_until.map(|_| row.digest.clone());
        let scope: Scope = row.scope.parse().map_err(|_| AccessError::NoSuchKey)?;
        let key = fresh_key(scope);
        row.digest = digest(key.expose_secret());
        let sealing = self.vault.sealing().await;
        row.sealed = sealing.seal(places::api_key(id), &key)?;
        row.last_four = last_four(key.expose_secret());
        if !self.control.replace_key(&row).await? {
            return Err(AccessError::NoSuchKey);
        }
        drop(sealing);
        self.ring.remove(id);
        self.ring.insert(&row);
        self.control.audit(now.0, by.name(), "regenerate key", id).await?;
        Ok(NewKey { view: self.view(row), key })
    }

    /// The key's text, for a person who copies it.
    pub async fn reveal_key(&self, id: &str, by: &Caller) -> Result<SecretString, AccessError> {
        let row = self.key_row(id).await?;
        self.control.audit(self.clock.now().0, by.name(), "reveal key", id).await?;
        Ok(self.vault.open(places::api_key(id), &row.sealed)?)
    }

    /// Ends a key for good, at once.
    pub async fn revoke_key(&self, id: &str, by: &Caller) -> Result<(), AccessError> {
        self.ring.remove(id);
        if !self.control.delete_key(id).await? {
            return Err(AccessError::NoSuchKey);
        }
        self.control.audit(self.clock.now().0, by.name(), "revoke key", id).await?;
        Ok(())
    }

    async fn key_row(&self, id: &str) -> Result<KeyRow, AccessError> {
        let rows = self.control.keys().await?;
        rows.into_iter().find(|row| row.id == id).ok_or(AccessError::NoSuchKey)
    }

    fn view(&self, row: KeyRow) -> KeyView {
        let pending = self.ring.pending(&row.id);
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let prefix = row.scope.parse().map_or("", Scope::prefix);
        let last_used = row.last_used_at.unwrap_or(0).max(pending.last_used_at.0);
        KeyView {
            masked: format!("{prefix}{TENANT}_••••••••{}", row.last_four),
            id: row.id,
            name: row.name,
            scope: row.scope,
            last_four: row.last_four,
            created_at: Timestamp(row.created_at),
            created_by: row.created_by,
            last_used_at: (last_used > 0).then_some(Timestamp(last_used)),
            events: count(row.events) + pending.events,
            refused: count(row.refused) + pending.refused,
            old_until: row.old_until.map(Timestamp).filter(|until| *until > self.clock.now()),
        }
    }
}

fn fresh_key(scope: Scope) -> SecretString {
    let secret: String = rand::rng().sample_iter(Alphanumeric).take(SECRET_LENGTH).map(char::from).collect();
    SecretString::from(format!("{}{TENANT}_{secret}", scope.prefix()))
}

fn last_four(key: &str) -> String {
    key.chars().skip(key.chars().count().saturating_sub(4)).collect()
}
