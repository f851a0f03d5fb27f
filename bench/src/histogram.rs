//! How long answers took.

use std::time::Duration;

use anyhow::{Result, anyhow};
use hdrhistogram::Histogram;

/// Durations in microseconds, to three digits.
#[derive(Debug, Clone)]
pub(crate) struct Latencies(Histogram<u64>);

const LONGEST: Duration = Duration::from_secs(600);

impl Latencies {
    pub(crate) fn new() -> Result<Self> {
        let longest_us = LONGEST.as_micros() as u64;
        Ok(Self(Histogram::new_with_bounds(1, longest_us, 3).map_err(|error| anyhow!("no histogram: {error}"))?))
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        self.0.saturating_record(latency.as_micros() as u64);
    }

    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.add(&other.0).is_err() {
            debug_assert!(false, "all have the same bounds");
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len()
    }

    /// Milliseconds below which so many of a hundred are.
    pub(crate) fn percentile_ms(&self, percent: f64) -> f64 {
        self.0.value_at_percentile(percent) as f64 / 1_000.0
    }

    pub(crate) fn max_ms(&self) -> f64 {
        self.0.max() as f64 / 1_000.0
    }
}
