//! The last minute, hour, 30 days.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::groups::Weigh;
use super::tally::Tally;
use crate::Timestamp;

/// How long a [`Rolling`] window looks back, and into how many slices of equal length it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollingPeriod {
    /// Microseconds.
    slice: i64,
    slices: i64,
}

impl RollingPeriod {
    /// The last `length` in `slices`, none of which is shorter than a second.
    ///
    /// The window holds the slice that the clock is in and those before it that begin within the period. So it reaches
    /// back over the period at most, and at least over all but one slice of it: the more slices, the nearer. Each takes
    /// about 20 bytes of a snapshot where something was counted in it.
    pub fn new(length: Duration, slices: u32) -> Self {
        let length = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let slice = (length / i64::from(slices.max(1))).max(1_000_000);
        Self { slice, slices: (length / slice).max(1) }
    }

    fn of(self, at: Timestamp) -> i64 {
        at.0.div_euclid(self.slice)
    }
}

/// Counts what happened in the last period. Time passes with whatever clock it is asked by, usually `received_at`; a
/// clock that goes back counts as one that stands still.
#[derive(Debug, Clone)]
pub struct Rolling<T> {
    /// Those in which something was counted, by their number since 1970, in order.
    slices: Vec<(i64, T)>,
    /// What all but the last come to, so that it need not be added up for every event.
    settled: Option<Settled<T>>,
    /// The slice that the clock was in last, and where it ends: a division for each event would cost more than the rest.
    clock: Option<(i64, Timestamp)>,
}

#[derive(Debug, Clone)]
struct Settled<T> {
    tally: T,
    weight: usize,
}

/// What is only kept to be found faster is no part of it.
impl<T: PartialEq> PartialEq for Rolling<T> {
    fn eq(&self, other: &Self) -> bool {
        self.slices == other.slices
    }
}

impl<T> Default for Rolling<T> {
    fn default() -> Self {
        Self { slices: Vec::new(), settled: None, clock: None }
    }
}

impl<T: Tally> Rolling<T> {
    /// The tally of this moment: add to it what happens now.
    pub fn at(&mut self, period: RollingPeriod, now: Timestamp) -> &mut T {
        let number = self.pass(period, now);
        if self.slices.last().is_none_or(|(last, _)| *last != number) {
            self.slices.push((number, T::default()));
            self.settled = None;
        }
        let (_, tally) = self.slices.last_mut().expect("one was added if there was none");
        tally
    }

    /// The tally of an earlier moment, for what is told later than it happened; none if that is out of the period by
    /// now. What lies ahead of the clock counts as of now.
    pub fn at_earlier(&mut self, period: RollingPeriod, now: Timestamp, then: Timestamp) -> Option<&mut T> {
        let newest = self.pass(period, now);
        let number = period.of(then).min(newest);
        if number <= newest.saturating_sub(period.slices) {
            return None;
        }
        let place = match self.slices.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(place) => place,
            Err(place) => {
                self.slices.insert(place, (number, T::default()));
                place
            }
        };
        self.settled = None;
        self.slices.get_mut(place).map(|(_, tally)| tally)
    }

    /// What the period that ends now comes to.
    pub fn total(&mut self, period: RollingPeriod, now: Timestamp) -> T {
        self.pass(period, now);
        let mut total = self.settle().tally.clone();
        if let Some((_, last)) = self.slices.last() {
            total.merge(last);
        }
        total
    }

    /// Nothing was counted in the period.
    pub fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }

    /// Lets go of what is out of the period; answers with the number of the slice that the clock is in.
    fn pass(&mut self, period: RollingPeriod, now: Timestamp) -> i64 {
        if let Some((newest, end)) = self.clock
            && now < end
        {
            return newest;
        }
        let newest = self.slices.last().map_or(i64::MIN, |(last, _)| *last).max(period.of(now));
        self.clock = Some((newest, Timestamp(newest.saturating_add(1).saturating_mul(period.slice))));
        let oldest = newest.saturating_sub(period.slices - 1);
        if self.slices.first().is_some_and(|(first, _)| *first < oldest) {
            let expired = self.slices.partition_point(|(number, _)| *number < oldest);
            self.slices.drain(..expired);
            self.settled = None;
        }
        newest
    }

    fn settle(&mut self) -> &Settled<T> {
        let slices = &self.slices;
        self.settled.get_or_insert_with(|| {
            let (_, before) =
                slices.split_last().map_or((None, slices.as_slice()), |(last, before)| (Some(last), before));
            let mut settled = Settled { tally: T::default(), weight: 0 };
            for (_, tally) in before {
                settled.tally.merge(tally);
                settled.weight += tally.weight() + SLICE;
            }
            settled
        })
    }
}

/// What the JSON form of a slice takes besides its tally: brackets, commas, and its distance to the one before.
const SLICE: usize = 12;
/// The brackets around all, and the first slice's number as far as it is longer.
const FIRST: usize = 16;

impl<T: Tally> Weigh for Rolling<T> {
    fn weight(&mut self) -> usize {
        let last = self.slices.last().map_or(0, |(_, tally)| tally.weight() + SLICE);
        // The first slice says its whole number.
        self.settle().weight + last + FIRST
    }
}

/// A list of slices; each says how far it is from the one before.
impl<T: Serialize> Serialize for Rolling<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut before = 0;
        serializer.collect_seq(self.slices.iter().map(|(number, tally)| {
            let distance = number - before;
            before = *number;
            (distance, tally)
        }))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rolling<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut slices = Vec::<(i64, T)>::deserialize(deserializer)?;
        let mut before = 0_i64;
        for (number, _) in &mut slices {
            before = before.saturating_add(*number);
            *number = before;
        }
        Ok(Self { slices, settled: None, clock: None })
    }
}
