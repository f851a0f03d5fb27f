//! Looks at every place where a key may be, and finds the one that fits. Changes nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use outlay_control::vault::{SealedRow, VaultRow};
use outlay_domain::Timestamp;
use outlay_vault::{MasterKey, Vault, key_id_of};
use secrecy::ExposeSecret;

use crate::custody::{KeptAt, Source};
use crate::error::{CustodyError, KeyFileError, WrongKey};
use crate::places;
use crate::settings::KeySettings;
use crate::slots::{self, Slot};

/// What the proof of a key says when it is opened.
pub(crate) const PROOF: &str = "outlay";
/// So many places of other keys are named.
const SHOWN: usize = 3;

/// Everything that was found.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The operator's key, if one is given.
    pub(crate) given: Option<(MasterKey, String)>,
    pub(crate) kept: Vec<KeptFile>,
}

/// A file of Outlay's, and what it holds.
#[derive(Debug)]
pub(crate) struct KeptFile {
    pub(crate) slot: Slot,
    /// It waits beside the slot's file until it counts.
    pub(crate) is_coming: bool,
    pub(crate) path: PathBuf,
    pub(crate) content: Result<Option<MasterKey>, KeyFileError>,
}

impl KeptFile {
    fn new(slot: Slot, is_coming: bool) -> Self {
        let path = if is_coming { slot.coming() } else { slot.path.clone() };
        Self { content: slots::read(&path), slot, is_coming, path }
    }

    pub(crate) fn key(&self) -> Option<&MasterKey> {
        self.content.as_ref().ok().and_then(Option::as_ref)
    }

    fn source(&self) -> Source {
        Source::Kept(KeptAt { slot: self.slot.clone(), path: self.path.clone() })
    }

    fn title(&self) -> String {
        match &self.content {
            Ok(Some(key)) => format!("{}: the key {}", self.path.display(), key.id()),
            Ok(None) => format!("{}: there is no such file", self.path.display()),
            Err(error) => error.to_string(),
        }
    }
}

impl Survey {
    /// Fails only if the operator's key cannot be had.
    pub(crate) async fn take(settings: &KeySettings, folder: Option<&str>) -> Result<Self, CustodyError> {
        let given = match &settings.given {
            Some(given) => Some((given.read().await?, given.title())),
            None => None,
        };
        Ok(Self { given, kept: kept_files(settings, folder) })
    }

    /// The key that fits what is stored, and where it was; none if nothing is sealed and no key lies around.
    pub(crate) fn find(
        &self,
        settings: &KeySettings,
        row: Option<&VaultRow>,
        sealed: &[SealedRow],
    ) -> Result<Option<(&MasterKey, Source)>, CustodyError> {
        let proven = row.and_then(|row| Some((row.key_id.as_deref()?, row.proof.as_deref()?)));
        let fits = |key: &MasterKey| match proven {
            Some((_, proof)) => proves(key, proof),
            None => sealed.is_empty() || sealed.iter().any(|row| opens(key, row)),
        };
        let right_one = || {
            let kept = self.kept.iter().filter(|kept| proven.is_some() || !kept.is_coming);
            kept.filter_map(|kept| Some((kept.key()?, kept))).find(|(key, _)| fits(key))
        };
        if let Some((key, from)) = &self.given {
            if fits(key) {
                return Ok(Some((key, Source::Given { title: from.clone() })));
            }
            return Err(self.wrong(
                settings,
                row,
                sealed,
                right_one().map(|(_, kept)| (kept.path.clone(), from.clone())),
            ));
        }
        if let Some((key, kept)) = right_one() {
            return Ok(Some((key, kept.source())));
        }
        if proven.is_some() || !sealed.is_empty() {
            return Err(self.wrong(settings, row, sealed, None));
        }
        // Nothing is sealed yet. A file that is there and cannot be used is no reason to make another.
        match self.kept.iter().filter(|kept| !kept.is_coming).find_map(|kept| kept.content.as_ref().err()) {
            Some(error) => Err(error.clone().into()),
            None => Ok(None),
        }
    }

    /// Keys beside the one that was found which something is sealed under all the same.
    pub(crate) fn earlier(&self, current: &str, sealed: &[SealedRow]) -> Vec<MasterKey> {
        let mut needed = needed_ids(sealed);
        needed.remove(current);
        let mut keys = Vec::new();
        for id in &needed {
            let kept = self.kept.iter().filter_map(KeptFile::key).find(|key| key.id() == *id);
            let kept = kept.and_then(|key| MasterKey::parse(&key.text()));
            let aside = || {
                let mut slots = self.kept.iter().filter(|kept| !kept.is_coming).map(|kept| &kept.slot);
                slots.find_map(|slot| slots::read(&slot.aside(id)).ok().flatten()).filter(|key| key.id() == *id)
            };
            keys.extend(kept.or_else(aside));
        }
        keys
    }

    fn wrong(
        &self,
        settings: &KeySettings,
        row: Option<&VaultRow>,
        sealed: &[SealedRow],
        right_one: Option<(PathBuf, String)>,
    ) -> CustodyError {
        let proven = row.and_then(|row| row.key_id.clone());
        let needed = proven.map_or_else(|| needed_ids(sealed).into_iter().take(SHOWN).collect(), |id| vec![id]);
        let kept = self.kept.iter().filter(|kept| !kept.is_coming || !matches!(kept.content, Ok(None)));
        let given = self.given.iter().map(|(key, from)| format!("{from}: the key {}", key.id()));
        let looked = if self.given.is_some() { given.collect() } else { kept.map(KeptFile::title).collect() };
        CustodyError::WrongKey(Box::new(WrongKey {
            data: settings.data.clone(),
            needed,
            since: row.and_then(|row| row.since).map(|since| Timestamp(since).to_string()),
            is_there_another: self.given.is_some() || self.kept.iter().any(|kept| kept.key().is_some()),
            looked,
            right_one,
        }))
    }
}

/// All files of Outlay's that may hold a key, whether they are there or not.
pub(crate) fn kept_files(settings: &KeySettings, folder: Option<&str>) -> Vec<KeptFile> {
    let both = |slot: Slot| [KeptFile::new(slot.clone(), false), KeptFile::new(slot, true)];
    slots::slots(settings, folder).into_iter().flat_map(both).collect()
}

fn proves(key: &MasterKey, proof: &str) -> bool {
    Vault::new(key).open(places::PROOF, proof).is_ok_and(|text| text.expose_secret() == PROOF)
}

fn opens(key: &MasterKey, row: &SealedRow) -> bool {
    Vault::new(key).open(places::of(row), &row.sealed).is_ok()
}

/// The keys that something is sealed under.
pub(crate) fn needed_ids(sealed: &[SealedRow]) -> BTreeSet<String> {
    sealed.iter().filter_map(|row| key_id_of(&row.sealed)).map(str::to_owned).collect()
}
