//! Tells a person how far the story is.
#![allow(clippy::print_stderr)]

use std::io::{IsTerminal, Write};
use std::time::Instant;

use outlay_domain::Timestamp;

/// A line is renewed so often, in days of the story.
const DAYS: i64 = 3 * 86_400;

#[derive(Debug)]
pub(crate) struct Progress {
    since: Instant,
    events: usize,
    told_at: i64,
}

impl Progress {
    pub(crate) fn begin() -> Self {
        Self { since: Instant::now(), events: 0, told_at: 0 }
    }

    pub(crate) fn add(&mut self, time: Timestamp, events: usize) {
        self.events += events;
        if time.seconds() - self.told_at >= DAYS && std::io::stderr().is_terminal() {
            self.told_at = time.seconds();
            let day = time.to_string();
            eprint!("\r  {}  {:>7} events", day.split('T').next().unwrap_or_default(), self.events);
            let _unseen = std::io::stderr().flush();
        }
    }

    pub(crate) fn end(&self) {
        if std::io::stderr().is_terminal() {
            eprint!("\r");
        }
        let took = self.since.elapsed();
        eprintln!("  {} events in {}.{} s", self.events, took.as_secs(), took.subsec_millis() / 100);
    }
}
