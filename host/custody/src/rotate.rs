//! Another master key takes the place of the present one, while everybody works.
//!
//! 1. The next key is written beside the present one, and synced.
//! 2. In one transaction all that is sealed is sealed anew, and the next key becomes the one that counts. Nobody seals
//!    meanwhile: a text of the old key after that moment would be lost.
//! 3. The next key takes its place, the one before is removed.
//!
//! A process that ends between two of these steps leaves both keys, and the database says which one counts.

use outlay_control::new_id;
use outlay_control::vault::{Proof, SealedRow};
use outlay_vault::{MasterKey, VaultError};

use crate::custody::{Custody, KeptAt, Source, kept, tidy, write_coming};
use crate::error::CustodyError;
use crate::places;
use crate::settings::Keep;
use crate::slots::{self, Slot};
use crate::survey::{PROOF, kept_files, needed_ids};

/// Where the next key comes from.
#[derive(Debug)]
pub enum NextKey {
    /// Made here, and kept where new keys are kept.
    Made,
    /// Made here, and kept at this place.
    MadeFor(Keep),
    /// The operator hands it in, and gives it at the next start.
    HandedIn(MasterKey),
}

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    pub key_id: String,
    pub previous_key_id: String,
    /// So many secrets were sealed anew.
    pub resealed: u64,
    /// So many are sealed under keys that are long lost, and stay as they are.
    pub unreadable: u64,
    pub source: Source,
    /// Whether the file of the key before is gone, if it was Outlay's.
    pub is_old_key_removed: bool,
}

/// How many secrets were sealed anew, and how many cannot be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) resealed: u64,
    pub(crate) unreadable: u64,
}

impl Custody {
    /// Seals everything anew under another key. Everybody goes on working; those who store secrets wait a moment.
    pub async fn rotate(&self, next: NextKey, by: &str) -> Result<Rotated, CustodyError> {
        let _turn = self.turning.lock().await;
        let previous = self.vault.key_id();
        let (key, slot) = self.next_key(next).await?;
        let counts = match self.reseal(&key, &previous).await {
            Ok(counts) => counts,
            Err(error) => {
                // Where it is not known what the database holds, both keys stay.
                if let (Some(slot), false) = (&slot, matches!(error, CustodyError::Control(_)))
                    && let Err(error) = slots::remove(&slot.coming())
                {
                    tracing::warn!(%error, "the key of a rotation that failed still lies there");
                }
                return Err(error);
            }
        };
        self.take_place(&key, slot).await?;
        self.control.audit(self.clock.now().0, by, "rotate master key", &key.id()).await?;
        let row = self.control.vault().await?;
        Ok(Rotated {
            key_id: key.id(),
            previous_key_id: previous,
            resealed: counts.resealed,
            unreadable: counts.unreadable,
            source: self.source(),
            is_old_key_removed: row.is_none_or(|row| row.replaced.is_none()),
        })
    }

    /// Step 1.
    pub(crate) async fn next_key(&self, next: NextKey) -> Result<(MasterKey, Option<Slot>), CustodyError> {
        let keep = match (next, self.source()) {
            (NextKey::HandedIn(key), _) if key.id() == self.vault.key_id() => return Err(CustodyError::SameKey),
            (NextKey::HandedIn(key), _) => return Ok((key, None)),
            (NextKey::MadeFor(keep), _) => keep,
            (NextKey::Made, Source::Kept(_)) => self.settings.keep.clone(),
            (NextKey::Made, source) => return Err(CustodyError::NoNextKey { from: source.title() }),
        };
        // A present key that did not get its place yet lies where the next one is to wait.
        if let Source::Kept(at) = self.source()
            && at.path != at.slot.path
        {
            at.slot.promote(None)?;
            self.set_source(kept(at.slot));
        }
        let folder = self.control.name_folder(&new_id()).await?;
        let key = MasterKey::fresh();
        let needed = needed_ids(&self.control.sealed().await?);
        let slot = write_coming(&self.settings, &keep, &folder, &key, &needed)?;
        Ok((key, Some(slot)))
    }

    /// Step 2.
    pub(crate) async fn reseal(&self, key: &MasterKey, previous: &str) -> Result<Counts, CustodyError> {
        let rotation = self.vault.rotation(key).await;
        let proof = rotation.seal(places::PROOF, PROOF).map_err(|_| CustodyError::Sealing)?;
        let proof = Proof { key_id: key.id(), proof, since: self.clock.now().0 };
        let mut unreadable = 0;
        let resealing = self.control.reseal(&proof, previous, |row: &SealedRow| {
            match rotation.reseal(places::of(row), &row.sealed) {
                Ok(sealed) => Ok(Some(sealed)),
                // Nobody could open it before, either.
                Err(VaultError::OtherKey { .. }) => {
                    unreadable += 1;
                    Ok(None)
                }
                Err(VaultError::DoesNotOpen | VaultError::NotSealed) => {
                    Err(CustodyError::DoesNotOpen { secret: places::title(row) })
                }
            }
        });
        let resealed = match resealing.await {
            Ok(resealed) => resealed?,
            Err(error) if self.is_in_force(&proof).await => {
                tracing::warn!(%error, "the rotation was stored although the database failed");
                0
            }
            Err(error) => return Err(error.into()),
        };
        rotation.finish();
        Ok(Counts { resealed, unreadable })
    }

    /// Whether a transaction of which the end is not known has been stored.
    async fn is_in_force(&self, proof: &Proof) -> bool {
        let row = self.control.vault().await;
        row.is_ok_and(|row| row.is_some_and(|row| row.proof.as_ref() == Some(&proof.proof)))
    }

    /// Step 3.
    pub(crate) async fn take_place(&self, key: &MasterKey, slot: Option<Slot>) -> Result<(), CustodyError> {
        let source = slot.map_or(Source::HandedIn, |slot| Source::Kept(KeptAt { path: slot.coming(), slot }));
        self.set_source(source.clone());
        let row = self.control.vault().await?;
        let sealed = self.control.sealed().await?;
        let files = kept_files(&self.settings, row.as_ref().map(|row| row.folder.as_str()));
        let source = tidy(&self.control, &files, row.as_ref(), &sealed, &key.id(), source).await?;
        self.set_source(source);
        Ok(())
    }
}
