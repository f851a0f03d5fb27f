//! Bytes with places to be filled, while a request is being built.

use super::slot::{Slot, What};

#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) bytes: Vec<u8>,
    pub(crate) slots: Vec<Slot>,
}

impl Draft {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Leaves a place.
    pub(crate) fn slot(&mut self, event: usize, what: What) {
        self.slots.push(Slot { at: self.bytes.len(), event, what });
        self.bytes.resize(self.bytes.len() + what.width(), b'0');
    }

    pub(crate) fn append(&mut self, other: Self) {
        let shift = self.bytes.len();
        self.bytes.extend(other.bytes);
        self.slots.extend(other.slots.into_iter().map(|slot| Slot { at: slot.at + shift, ..slot }));
    }
}
