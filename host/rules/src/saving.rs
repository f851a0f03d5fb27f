//! When a rule's state is saved: so often that a start, which replays what came since, holds up no sender for long, and
//! no more often than that needs.

use std::time::Duration;

use outlay_domain::Timestamp;

/// A state is saved after this much of the ledger's time ...
const EVERY: i64 = 30_000_000;
/// ... or this many events,
const AFTER: u64 = 500_000;
/// or once the rule has judged for so long: the replay takes about as long again. A hundred rules come to half a second.
const JUDGED: Duration = Duration::from_millis(5);
/// A large state takes longer to save and fills the ledger: for each KiB of it the rule judges so much longer.
const JUDGED_A_KIB: Duration = Duration::from_micros(500);

/// What a rule has done since its state was saved.
#[derive(Debug, Default)]
pub(crate) struct Saving {
    at: Timestamp,
    events: u64,
    judged_for: Duration,
    /// KiB of the state that was saved last.
    size: u32,
}

impl Saving {
    /// A state of so many bytes is saved.
    pub(crate) fn saved(&mut self, at: Timestamp, bytes: usize) {
        let size = u32::try_from(bytes >> 10).unwrap_or(u32::MAX);
        *self = Self { at, events: 0, judged_for: Duration::ZERO, size };
    }

    /// It could not be saved: that is tried again when it is due again.
    pub(crate) fn tried(&mut self, at: Timestamp) {
        *self = Self { at, size: self.size, ..Self::default() };
    }

    pub(crate) fn judged(&mut self, events: usize) {
        self.events += events as u64;
    }

    pub(crate) fn took(&mut self, time: Duration) {
        self.judged_for += time;
    }

    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        now.0.saturating_sub(self.at.0) >= EVERY
            || self.events >= AFTER
            || self.judged_for >= JUDGED + JUDGED_A_KIB * self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_due_after_time_events_or_work() {
        let now = Timestamp(1_000_000_000);
        let mut saving = Saving::default();
        assert!(saving.is_due(now), "nothing was saved yet");
        saving.saved(now, 100);
        assert!(!saving.is_due(Timestamp(now.0 + EVERY - 1)) && saving.is_due(Timestamp(now.0 + EVERY)));
        saving.judged(499_999);
        assert!(!saving.is_due(now));
        saving.judged(1);
        assert!(saving.is_due(now));
        saving.tried(now);
        saving.took(JUDGED);
        assert!(saving.is_due(now));
    }

    #[test]
    fn a_large_state_is_saved_less_often() {
        let now = Timestamp(1_000_000_000);
        let mut saving = Saving::default();
        saving.saved(now, 1 << 20);
        saving.took(Duration::from_millis(500));
        assert!(!saving.is_due(now));
        saving.took(Duration::from_millis(50));
        assert!(saving.is_due(now));
    }
}
