//! Labels on their way into their tables.

use std::sync::{Mutex, PoisonError};

use crate::tables::Labels;

/// What waits to be written: the newest.
#[derive(Debug, Default)]
pub(crate) struct WaitingLabels(Mutex<Option<Labels>>);

impl WaitingLabels {
    pub(crate) fn put(&self, labels: Labels) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(labels);
    }

    /// Back after a failure, unless newer ones came meanwhile.
    pub(crate) fn put_back(&self, labels: Labels) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(labels);
    }

    pub(crate) fn take(&self) -> Option<Labels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
