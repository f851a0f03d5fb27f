//! `Idempotency-Key`: the same request is carried out once and answered alike.
//!
//! An answer is committed in the batch of its events, so that it is there exactly if they are, and is repeated for 24
//! hours. Refusals are not kept.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use outlay_domain::{CallId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::receipt::Receipt;

/// How long an answer is repeated, in seconds.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// Who asked, under which key, with which body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    pub(crate) key: [u8; 16],
    pub(crate) body: [u8; 16],
}

impl AnswerKey {
    /// `account` is the API key's id: two accounts never share a key. `path` belongs to the request as its body does.
    pub fn new(account: &str, key: &str, path: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update(body);
        let mut digest = [0; 16];
        digest.copy_from_slice(&hash.finalize()[..16]);
        Self { key: CallId::of(&["idempotency", account, key]).0, body: digest }
    }
}

/// The answer as the ledger keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptAnswer {
    pub(crate) at: Timestamp,
    pub(crate) body: [u8; 16],
    pub(crate) receipt: Receipt,
}

impl KeptAnswer {
    pub(crate) fn is_current(&self, now: Timestamp) -> bool {
        now.seconds() - self.at.seconds() < KEPT_SECONDS
    }
}

/// The requests that are being carried out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running(Arc<Mutex<HashSet<[u8; 16]>>>);

impl Running {
    /// None if the same key is being carried out already.
    pub(crate) fn enter(&self, key: AnswerKey) -> Option<InProgress> {
        let entered = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.key);
        entered.then(|| InProgress { key, running: self.clone() })
    }
}

/// A request under way; ends when dropped.
#[derive(Debug)]
pub struct InProgress {
    pub(crate) key: AnswerKey,
    running: Running,
}

impl Drop for InProgress {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key.key);
    }
}
