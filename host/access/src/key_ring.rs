//! All keys in memory, by their digests, with what they are used for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use outlay_control::keys::{KeyRow, Usage};
use outlay_domain::Timestamp;

use crate::caller::{KeyInfo, Scope};

#[derive(Debug, Default)]
pub(crate) struct KeyRing {
    /// By digest: finding a key compares digests, so its timing tells nothing of the key.
    keys: RwLock<HashMap<String, Kept>>,
    usage: Mutex<HashMap<String, Usage>>,
}

#[derive(Debug)]
struct Kept {
    key: Arc<KeyInfo>,
    /// Of one that was regenerated, while it works on.
    until: Option<Timestamp>,
}

impl KeyRing {
    pub(crate) fn insert(&self, row: &KeyRow) {
        let Ok(scope) = row.scope.parse::<Scope>() else { return };
        let key = Arc::new(KeyInfo { id: row.id.clone(), name: row.name.clone(), scope, team: row.team.clone() });
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((digest, until)) = row.old_digest.clone().zip(row.old_until) {
            keys.insert(digest, Kept { key: Arc::clone(&key), until: Some(Timestamp(until)) });
        }
        keys.insert(row.digest.clone(), Kept { key, until: None });
    }

    pub(crate) fn remove(&self, id: &str) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).retain(|_, kept| kept.key.id != id);
    }

    pub(crate) fn find(&self, digest: &str, now: Timestamp) -> Option<Arc<KeyInfo>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(digest).filter(|kept| kept.until.is_none_or(|until| now < until)).map(|kept| Arc::clone(&kept.key))
    }

    pub(crate) fn count(&self, id: &str, now: Timestamp, events: u64, refused: u64) {
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = usage.entry(id.to_owned()).or_default();
        usage.last_used_at = usage.last_used_at.max(now);
        usage.events += events;
        usage.refused += refused;
    }

    /// What is not written down yet.
    pub(crate) fn pending(&self, id: &str) -> Usage {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied().unwrap_or_default()
    }

    pub(crate) fn take_usage(&self) -> HashMap<String, Usage> {
        std::mem::take(&mut *self.usage.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
