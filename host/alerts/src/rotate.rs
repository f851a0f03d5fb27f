//! Another secret that signs: for a day both do, so that a receiver can change over without missing anything.

use outlay_domain::Timestamp;
use rand::RngExt;
use rand::distr::Alphanumeric;
use secrecy::{ExposeSecret, SecretString};

use crate::alerts::Alerts;
use crate::channels::{Channel, checked_secret, sealed};
use crate::error::{AlertsError, InvalidField};
use crate::kinds;

/// The name of the secret before the present one.
pub(crate) const PREVIOUS: &str = "previousSecret";
/// So long both sign.
pub(crate) const OVERLAP: i64 = 86_400 * 1_000_000;
/// Of a secret made here, beside its first letters.
const LENGTH: usize = 43;
/// In bytes.
const SHORTEST: usize = 8;

/// A channel whose secret was rotated.
#[derive(Debug)]
pub struct Rotated {
    pub channel: Channel,
    /// The secret, if it was made here: it is told this once.
    pub made: Option<SecretString>,
}

impl Alerts {
    /// Signs with `secret`, or with one that is made here, and for a day with the one before, too.
    pub async fn rotate_secret(
        &self,
        id: &str,
        secret: Option<SecretString>,
        by: &str,
    ) -> Result<Rotated, AlertsError> {
        let row = self.channel_row(id).await?;
        let kind = kinds::named(&row.kind).and_then(|kind| kind.signs_with());
        let name = kind.ok_or_else(|| AlertsError::NotSigned(row.kind.clone()))?;
        let given = secret.filter(|secret| !secret.expose_secret().is_empty());
        if given.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST) {
            let problem = format!("a secret has {SHORTEST} bytes at least");
            return Err(InvalidField::new("secret", problem).hint("leave it out to have one made").into());
        }
        let given = given.map(|secret| checked_secret("secret", secret)).transpose()?;
        let made = given.is_none().then(make);
        let Some(new) = given.as_ref().or(made.as_ref()) else { return Err(AlertsError::NoSuchChannel) };
        let now = self.clock.now();
        let sealing = self.vault.sealing().await;
        let mut open = self.opened_secrets(id).await?;
        // The one before the one before is dropped.
        open.remove(PREVIOUS);
        let previous = open.remove(name);
        if previous.as_ref().is_some_and(|previous| previous.expose_secret() == new.expose_secret()) {
            return Err(InvalidField::new("secret", "this is the present secret").into());
        }
        let mut rows = vec![sealed(&sealing, id, name, new, None)?];
        if let Some(previous) = &previous {
            rows.push(sealed(&sealing, id, PREVIOUS, previous, Some(end(now)))?);
        }
        for (other, secret) in &open {
            rows.push(sealed(&sealing, id, other, secret, None)?);
        }
        if !self.control.update_channel(&row, &rows, now.0).await? {
            return Err(AlertsError::NoSuchChannel);
        }
        drop(sealing);
        self.control.audit(now.0, by, "rotate secret of channel", id).await?;
        self.deliveries_due.notify_one();
        self.time_matters.notify_one();
        Ok(Rotated { channel: self.view(row, &rows), made })
    }
}

fn end(now: Timestamp) -> i64 {
    now.0 + OVERLAP
}

fn make() -> SecretString {
    let letters: String = rand::rng().sample_iter(Alphanumeric).take(LENGTH).map(char::from).collect();
    SecretString::from(format!("whsec_{letters}"))
}
