//! The story's clock: it stands where it is put, and at the end of the story it runs.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use outlay_domain::{Clock, Timestamp};

#[derive(Debug)]
pub(crate) struct StoryClock {
    stands_at: AtomicI64,
    running: OnceLock<Instant>,
}

impl StoryClock {
    pub(crate) fn at(time: Timestamp) -> Self {
        Self { stands_at: AtomicI64::new(time.0), running: OnceLock::new() }
    }

    /// Never goes back.
    pub(crate) fn move_to(&self, time: Timestamp) {
        self.stands_at.fetch_max(time.0, Ordering::Relaxed);
    }

    /// From now on time passes by itself.
    pub(crate) fn run(&self) {
        self.running.get_or_init(Instant::now);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        let passed = self.running.get().map_or(0, |since| i64::try_from(since.elapsed().as_micros()).unwrap_or(0));
        Timestamp(self.stands_at.load(Ordering::Relaxed) + passed)
    }
}
