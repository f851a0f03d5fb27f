//! The usual calls: runs begin by the hour of the day, each with its calls and tools.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use outlay_domain::Timestamp;

use super::calendar::{Calendar, HOUR, StoryDay};
use super::call::Call;
use super::rhythm::WHOLE;
use super::run::Run;
use super::surges::Surge;
use super::workloads::{self, Workload};

/// All that is deterministic begins with this.
const SEED: u64 = 23_112_026;
/// In thousandths: how much a day is beside others of its kind.
const UNEVEN: i64 = 60;
/// The first day of November, and how many days before it is a month earlier.
const MONTH: i64 = 31;

/// What is to be called, in the order of time.
#[derive(Debug)]
pub(crate) struct Traffic {
    calendar: Calendar,
    streams: Vec<Stream>,
    /// Calls of runs that have begun.
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// Of those that are at the same time the first one comes first.
    count: u64,
}

/// A workload under way.
#[derive(Debug)]
struct Stream {
    workload: &'static Workload,
    random: fastrand::Rng,
    /// Of the next run, in parts of [`ONE`].
    owed: i64,
    number: u64,
}

#[derive(Debug)]
struct Waiting {
    place: (Timestamp, u64),
    call: Call,
}

/// One run: of tenths, thousandths, thousandths, parts of a weekday, and seconds of an hour.
const ONE: i64 = 10 * 1_000 * WHOLE * HOUR;

impl Traffic {
    pub(crate) fn new(calendar: Calendar) -> Self {
        let stream = |(number, workload): (usize, &'static Workload)| {
            let seed = SEED + number as u64;
            Stream { workload, random: fastrand::Rng::with_seed(seed), owed: 0, number: 0 }
        };
        let streams = workloads::all().enumerate().map(stream).collect();
        Self { calendar, streams, waiting: BinaryHeap::new(), count: 0 }
    }

    /// What happens from `from` to before `to`, which lie in one hour.
    pub(crate) fn between(&mut self, from: Timestamp, to: Timestamp) -> Vec<Call> {
        for index in 0..self.streams.len() {
            let begun = self.streams[index].begin(self.calendar, from, to);
            self.put(begun);
        }
        let mut calls = Vec::new();
        while self.waiting.peek().is_some_and(|Reverse(first)| first.place.0 < to) {
            calls.extend(self.waiting.pop().map(|Reverse(first)| first.call));
        }
        calls
    }

    /// Adds what is called beside it.
    pub(crate) fn put(&mut self, calls: impl IntoIterator<Item = Call>) {
        for call in calls {
            self.count += 1;
            self.waiting.push(Reverse(Waiting { place: (call.time, self.count), call }));
        }
    }
}

impl Stream {
    fn begin(&mut self, calendar: Calendar, from: Timestamp, to: Timestamp) -> Vec<Call> {
        let day = calendar.day_of(from);
        let seconds = to.seconds() - from.seconds();
        let runs = of_day(self.workload, day) + Surge::runs(self.workload, calendar, from);
        self.owed += runs * unevenness(self.workload, day) * self.workload.rhythm.share(from) * seconds;
        let mut calls = Vec::new();
        while self.owed >= ONE {
            self.owed -= ONE;
            self.number += 1;
            let at = Timestamp(from.0 + self.random.i64(0..seconds.max(1) * 1_000) * 1_000);
            let run = Run { workload: self.workload, number: self.number, day, at };
            calls.extend(run.calls(calendar, &mut self.random));
        }
        calls
    }
}

/// Runs of a weekday, in tenths: those of November, as they grew day by day.
fn of_day(workload: &Workload, day: StoryDay) -> i64 {
    if workload.since.is_some_and(|since| day < since) {
        return 0;
    }
    // In the middle of November they are what they are.
    workload.runs + workload.runs * workload.growth * (day - 12) / MONTH / (1_000 + workload.growth)
}

/// Around a thousand; always the same of a workload and day.
fn unevenness(workload: &Workload, day: StoryDay) -> i64 {
    let seed = workload.run.bytes().fold(day.cast_unsigned(), |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
    1_000 + fastrand::Rng::with_seed(seed).i64(-UNEVEN..=UNEVEN)
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place.cmp(&other.place)
    }
}
