//! The vault of a running server: one key seals, those before it still open.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::SecretString;
use tokio::sync::{RwLock as Gate, RwLockReadGuard};

use crate::cipher::{Cipher, Place, VaultError, key_id_of};
use crate::master_key::MasterKey;

/// Seals and opens secrets.
pub struct Vault {
    keys: RwLock<Keys>,
    /// Whoever seals holds it until the text is stored; a rotation waits for all of them and keeps new ones out.
    pub(crate) gate: Gate<()>,
}

#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) current: Arc<Cipher>,
    /// Open what was read before a rotation and is used after it.
    pub(crate) before: Vec<Arc<Cipher>>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("key_id", &self.key_id()).finish_non_exhaustive()
    }
}

impl Vault {
    pub fn new(key: &MasterKey) -> Self {
        Self::with_earlier(key, &[])
    }

    /// `earlier` keys open, and seal nothing.
    pub fn with_earlier(key: &MasterKey, earlier: &[MasterKey]) -> Self {
        let before = earlier.iter().map(|key| Arc::new(Cipher::of(key))).collect();
        let keys = Keys { current: Arc::new(Cipher::of(key)), before };
        Self { keys: RwLock::new(keys), gate: Gate::new(()) }
    }

    /// Names the key that seals.
    pub fn key_id(&self) -> String {
        self.keys().current.id().to_owned()
    }

    /// To seal with. Hold it from before the first row is read that is written back until the last is stored: a rotation
    /// waits so long, so that no text of the old key comes after it. Nobody may ask for a second one meanwhile.
    pub async fn sealing(&self) -> Sealing<'_> {
        Sealing { vault: self, _open: self.gate.read().await }
    }

    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<SecretString, VaultError> {
        let keys = self.keys();
        let named = key_id_of(sealed);
        let earlier = keys.before.iter().find(|key| Some(key.id()) == named && named != Some(keys.current.id()));
        earlier.unwrap_or(&keys.current).open(place, sealed)
    }

    pub(crate) fn keys(&self) -> Keys {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn put(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }
}

/// Permission to seal: as long as it is held, the key stays the same.
pub struct Sealing<'v> {
    vault: &'v Vault,
    _open: RwLockReadGuard<'v, ()>,
}

impl fmt::Debug for Sealing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").finish_non_exhaustive()
    }
}

impl Sealing<'_> {
    /// `v1.<key id>.<base64 of nonce and ciphertext>`
    pub fn seal(&self, place: Place<'_>, secret: &SecretString) -> Result<String, VaultError> {
        self.vault.keys().current.seal(place, secret)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const PLACE: Place<'_> = Place { table: "connections", row: "1", column: "admin_api_key" };

    #[tokio::test]
    async fn secrets_open_only_at_their_place() {
        let vault = Vault::new(&MasterKey::fresh());
        let secret = SecretString::from("sk-admin-very-secret");
        let sealing = vault.sealing().await;
        let sealed = sealing.seal(PLACE, &secret).unwrap();
        assert!(!sealed.contains("secret"));
        assert_ne!(sealed, sealing.seal(PLACE, &secret).unwrap(), "every seal has a fresh nonce");
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "sk-admin-very-secret");
        for place in [Place { row: "2", ..PLACE }, Place { column: "x", ..PLACE }, Place { table: "keys", ..PLACE }] {
            assert_eq!(vault.open(place, &sealed).unwrap_err(), VaultError::DoesNotOpen);
        }
        // Neither can parts of one place pass for parts of another.
        let joined = Place { table: "connections1", row: "", column: "admin_api_key" };
        assert_eq!(vault.open(joined, &sealed).unwrap_err(), VaultError::DoesNotOpen);
        for broken in ["plain", "", "v1.", "v1.00000000", "v2.00000000.AAAA"] {
            assert_eq!(vault.open(PLACE, broken).unwrap_err(), VaultError::NotSealed, "{broken}");
        }
        for at in 12..sealed.len() {
            let (begin, rest) = sealed.split_at(at);
            let other = if rest.starts_with('A') { "B" } else { "A" };
            let changed = format!("{begin}{other}{}", rest.split_at(1).1);
            assert!(vault.open(PLACE, &changed).is_err(), "{changed}");
        }
    }

    #[tokio::test]
    async fn what_another_key_sealed_is_told_apart() {
        let (one, other) = (MasterKey::fresh(), MasterKey::fresh());
        let sealed = Vault::new(&one).sealing().await.seal(PLACE, &"s".into()).unwrap();
        assert_eq!(key_id_of(&sealed), Some(one.id().as_str()));
        let vault = Vault::new(&other);
        assert_eq!(vault.open(PLACE, &sealed).unwrap_err(), VaultError::OtherKey { key_id: one.id() });
        let vault = Vault::with_earlier(&other, &[one]);
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "s");
        assert_eq!(vault.key_id(), other.id());
    }
}
