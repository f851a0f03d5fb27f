//! Another key takes over.

use std::fmt;
use std::sync::Arc;

use tokio::sync::RwLockWriteGuard;

use crate::cipher::{Cipher, Place, VaultError};
use crate::master_key::MasterKey;
use crate::vault::{Keys, Vault};

/// While it is held, nobody else seals; everybody opens. Dropped before [`Self::finish`], nothing has changed.
pub struct Rotation<'v> {
    vault: &'v Vault,
    next: Arc<Cipher>,
    _closed: RwLockWriteGuard<'v, ()>,
}

impl fmt::Debug for Rotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rotation").field("next", &self.next.id()).finish_non_exhaustive()
    }
}

impl Vault {
    /// Waits until what is being sealed is stored.
    pub async fn rotation(&self, next: &MasterKey) -> Rotation<'_> {
        Rotation { vault: self, next: Arc::new(Cipher::of(next)), _closed: self.gate.write().await }
    }
}

impl Rotation<'_> {
    /// The same secret under the next key.
    pub fn reseal(&self, place: Place<'_>, sealed: &str) -> Result<String, VaultError> {
        self.next.seal(place, &self.vault.open(place, sealed)?)
    }

    /// A text of the next key.
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<String, VaultError> {
        self.next.seal(place, &text.into())
    }

    /// From here on the next key seals. The one before stays until the one after it: what was read from the database
    /// before this moment may be opened yet.
    pub fn finish(self) {
        let Keys { current, .. } = self.vault.keys();
        self.vault.put(Keys { current: Arc::clone(&self.next), before: vec![current] });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use secrecy::ExposeSecret;

    use super::*;
    use crate::cipher::key_id_of;

    const PLACE: Place<'_> = Place { table: "t", row: "1", column: "c" };

    #[tokio::test]
    async fn the_next_key_takes_over_when_nobody_seals() {
        let (one, two, three) = (MasterKey::fresh(), MasterKey::fresh(), MasterKey::fresh());
        let vault = Vault::new(&one);
        let sealing = vault.sealing().await;
        let sealed = sealing.seal(PLACE, &"s".into()).unwrap();
        let early = tokio::time::timeout(Duration::from_millis(20), vault.rotation(&two));
        assert!(early.await.is_err(), "a text is being stored");
        drop(sealing);

        let rotation = vault.rotation(&two).await;
        let early = tokio::time::timeout(Duration::from_millis(20), vault.sealing());
        assert!(early.await.is_err(), "nothing may be sealed under the old key now");
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "s", "opening goes on");
        let resealed = rotation.reseal(PLACE, &sealed).unwrap();
        assert_eq!(rotation.reseal(Place { row: "2", ..PLACE }, &sealed).unwrap_err(), VaultError::DoesNotOpen);
        drop(rotation);
        assert_eq!(vault.key_id(), one.id(), "given up, it changed nothing");
        assert!(vault.open(PLACE, &resealed).is_err());

        vault.rotation(&two).await.finish();
        assert_eq!(vault.open(PLACE, &resealed).unwrap().expose_secret(), "s");
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "s", "read before, opened after");
        let fresh = vault.sealing().await.seal(PLACE, &"t".into()).unwrap();
        assert_eq!(key_id_of(&fresh), Some(two.id().as_str()));
        vault.rotation(&three).await.finish();
        assert_eq!(vault.open(PLACE, &sealed).unwrap_err(), VaultError::OtherKey { key_id: one.id() });
    }
}
