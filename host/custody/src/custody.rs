//! Opens the vault of a data folder with the right key, and keeps order among the files of keys.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use outlay_control::vault::{Proof, SealedRow, VaultRow};
use outlay_control::{Control, new_id};
use outlay_domain::Clock;
use outlay_vault::{MasterKey, Vault, key_id_of};

use crate::error::{CustodyError, KeyFileError};
use crate::places;
use crate::settings::{Keep, KeySettings};
use crate::slots::{self, Slot};
use crate::survey::{KeptFile, PROOF, Survey};

/// Where the present key came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The operator gives it at each start.
    Given { title: String },
    /// A file that Outlay keeps.
    Kept(KeptAt),
    /// The operator handed it in for a rotation, and gives it at the next start.
    HandedIn,
}

/// The place of a key, and the file in it that holds the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAt {
    pub(crate) slot: Slot,
    pub(crate) path: PathBuf,
}

impl Source {
    /// For people.
    pub fn title(&self) -> String {
        match self {
            Self::Given { title } => title.clone(),
            Self::Kept(kept) => kept.path.display().to_string(),
            Self::HandedIn => "the operator, who handed it in for the last rotation".to_owned(),
        }
    }

    pub(crate) fn kept(&self) -> Option<&KeptAt> {
        if let Self::Kept(kept) = self { Some(kept) } else { None }
    }
}

/// Keeps the master key of a data folder.
#[derive(Debug)]
pub struct Custody {
    pub(crate) control: Control,
    pub(crate) vault: Arc<Vault>,
    pub(crate) settings: KeySettings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) source: Mutex<Source>,
    /// One rotation at a time.
    pub(crate) turning: tokio::sync::Mutex<()>,
}

impl Custody {
    /// Finds the key that fits, or makes the first one. A key that does not fit is refused, and nothing is changed. The
    /// caller sees to it that no other process has the data folder open.
    pub async fn open(control: Control, settings: KeySettings, clock: Arc<dyn Clock>) -> Result<Self, CustodyError> {
        let row = control.vault().await?;
        let sealed = control.sealed().await?;
        let survey = Survey::take(&settings, row.as_ref().map(|row| row.folder.as_str())).await?;
        let (vault, source) = match survey.find(&settings, row.as_ref(), &sealed)? {
            Some((key, source)) => {
                let vault = Vault::with_earlier(key, &survey.earlier(&key.id(), &sealed));
                if row.as_ref().is_none_or(|row| row.proof.is_none()) {
                    control.name_folder(&new_id()).await?;
                    control.set_proof(&proof(key, clock.now().0).await?).await?;
                }
                let source = tidy(&control, &survey.kept, row.as_ref(), &sealed, &key.id(), source).await?;
                (vault, source)
            }
            None => {
                let (key, slot) = make(&control, &settings).await?;
                control.set_proof(&proof(&key, clock.now().0).await?).await?;
                (Vault::new(&key), kept(slot))
            }
        };
        let vault = Arc::new(vault);
        tracing::debug!(key = vault.key_id(), from = source.title(), "the master key was found");
        Ok(Self { control, vault, settings, clock, source: Mutex::new(source), turning: tokio::sync::Mutex::default() })
    }

    /// For everybody who seals or opens.
    pub fn vault(&self) -> Arc<Vault> {
        Arc::clone(&self.vault)
    }

    /// Where the present key came from.
    pub fn source(&self) -> Source {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_source(&self, source: Source) {
        *self.source.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }
}

/// A key's proof, to be stored.
pub(crate) async fn proof(key: &MasterKey, since: i64) -> Result<Proof, CustodyError> {
    let vault = Vault::new(key);
    let proof = vault.sealing().await.seal(places::PROOF, &PROOF.into()).map_err(|_| CustodyError::Sealing)?;
    Ok(Proof { key_id: key.id(), proof, since })
}

pub(crate) fn kept(slot: Slot) -> Source {
    Source::Kept(KeptAt { path: slot.path.clone(), slot })
}

/// The first key of a folder. Nothing is sealed yet: what lies around unfinished is of no use.
async fn make(control: &Control, settings: &KeySettings) -> Result<(MasterKey, Slot), CustodyError> {
    let folder = control.name_folder(&new_id()).await?;
    let key = MasterKey::fresh();
    let slot = write_coming(settings, &settings.keep, &folder, &key, &BTreeSet::new())?;
    slot.promote(None)?;
    Ok((key, slot))
}

/// Writes a key to where it waits, in the place that is to be or, if that was not the operator's choice, the next.
pub(crate) fn write_coming(
    settings: &KeySettings,
    keep: &Keep,
    folder: &str,
    key: &MasterKey,
    needed: &BTreeSet<String>,
) -> Result<Slot, CustodyError> {
    let (slot, otherwise) = slots::choose(settings, keep, folder)?;
    match (slot.write_coming(key, needed), otherwise) {
        (Ok(()), _) => Ok(slot),
        (Err(error), Some(otherwise)) => {
            tracing::warn!(%error, "the master key is kept in the data folder instead");
            otherwise.write_coming(key, needed)?;
            Ok(otherwise)
        }
        (Err(error), None) => Err(error.into()),
    }
}

/// Finishes what a rotation began: the key that counts gets its place, the one before is removed. What does not work is
/// told and tried again at the next start.
pub(crate) async fn tidy(
    control: &Control,
    files: &[KeptFile],
    row: Option<&VaultRow>,
    sealed: &[SealedRow],
    current: &str,
    source: Source,
) -> Result<Source, CustodyError> {
    let replaced = row.and_then(|row| row.replaced.as_deref()).filter(|id| *id != current);
    if let Some(replaced) = replaced
        && sealed.iter().any(|row| key_id_of(&row.sealed) == Some(replaced))
    {
        tracing::warn!(
            key = replaced,
            "something is still sealed under the master key before; the next rotation ends that"
        );
        return Ok(source);
    }
    let source = match source {
        Source::Kept(at) if at.path != at.slot.path => match at.slot.promote(replaced) {
            Ok(()) => kept(at.slot),
            Err(error) => {
                tracing::warn!(%error, "the master key stays in {}", at.path.display());
                return Ok(Source::Kept(at));
            }
        },
        source => source,
    };
    if let Some(replaced) = replaced {
        match remove_all(files, replaced, &source) {
            Ok(()) => control.forget_replaced().await?,
            Err(error) => tracing::warn!(%error, "the master key before the last rotation still lies there"),
        }
    }
    Ok(source)
}

/// Every file that holds the key of this id.
fn remove_all(files: &[KeptFile], id: &str, current: &Source) -> Result<(), KeyFileError> {
    let its_files = files.iter().filter(|kept| kept.key().is_some_and(|key| key.id() == id));
    for KeptFile { path, .. } in its_files {
        // The file may have become that of the present key meanwhile.
        let is_current = current.kept().is_some_and(|current| current.path == *path);
        if !is_current && path.exists() {
            slots::remove(path)?;
        }
    }
    Ok(())
}
