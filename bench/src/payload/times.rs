//! The time of day in the forms that requests carry, made once a second.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// How far back texts reach: longer than any call of ours takes.
pub(crate) const REACH_S: usize = 128;

#[derive(Debug)]
pub(crate) struct Times {
    /// The text of the second `s` is at `s % REACH_S`.
    texts: Vec<[u8; 19]>,
    second: i64,
    /// When this second ends.
    until: Instant,
}

impl Times {
    pub(crate) fn new() -> Self {
        let mut times = Self { texts: vec![[b'0'; 19]; REACH_S], second: 0, until: Instant::now() };
        times.turn(Instant::now());
        times
    }

    /// Moves on if a second has passed.
    pub(crate) fn refresh(&mut self) {
        let now = Instant::now();
        if now >= self.until {
            self.turn(now);
        }
    }

    fn turn(&mut self, now: Instant) {
        let time = Timestamp::now();
        let latest = time.as_second();
        for second in self.second.max(latest - REACH_S as i64 + 1)..=latest {
            let text = Timestamp::from_second(second).map(|time| time.to_string()).unwrap_or_default();
            if let Some(text) = text.as_bytes().first_chunk() {
                self.texts[second as usize % REACH_S] = *text;
            }
        }
        self.second = latest;
        self.until =
            now + Duration::from_secs(1) - Duration::from_nanos(time.subsec_nanosecond().unsigned_abs().into());
    }

    pub(crate) fn text(&self, ago_s: usize) -> &[u8; 19] {
        &self.texts[(self.second as usize - ago_s) % REACH_S]
    }

    pub(crate) fn nanos(&self, ago_ms: u64) -> u64 {
        self.second.unsigned_abs() * 1_000_000_000 - ago_ms * 1_000_000
    }
}
