//! Cursors that belong to one question: with another question they are refused, as the real ones are.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The cursors of a question.
#[derive(Debug)]
pub(crate) struct Paging {
    fingerprint: u64,
}

impl Paging {
    /// Of whatever must stay the same between pages.
    pub(crate) fn of(question: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        Self { fingerprint: hasher.finish() }
    }

    /// The cursor of the page that begins after so many items.
    pub(crate) fn cursor(&self, offset: i64, prefix: &str) -> String {
        format!("{prefix}{offset:06x}{:016x}", self.fingerprint)
    }

    /// None for a cursor of another question.
    pub(crate) fn offset_of(&self, cursor: &str, prefix: &str) -> Option<i64> {
        let (offset, fingerprint) = cursor.strip_prefix(prefix)?.split_at_checked(6)?;
        let is_ours = u64::from_str_radix(fingerprint, 16).ok()? == self.fingerprint;
        i64::from_str_radix(offset, 16).ok().filter(|_| is_ours)
    }
}
