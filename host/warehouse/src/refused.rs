//! Refused records on their way into `ingest_errors`. They are for people who look for the reason, not part of the
//! ledger: a crash loses those of the last moment.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::tables::RefusedRecord;

/// So many wait for the applier at most; more than that at once tell nobody more.
const MOST: usize = 2_000;

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Refused(Mutex<VecDeque<RefusedRecord>>);

impl Refused {
    /// Adds one; the oldest gives way.
    pub(crate) fn add(&self, record: RefusedRecord) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.pop_front();
        }
        waiting.push_back(record);
    }

    pub(crate) fn take(&self) -> Vec<RefusedRecord> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}
