//! What a group counted in each period.

use serde::{Deserialize, Serialize};

use super::groups::Weigh;
use super::tally::Tally;
use crate::Timestamp;

/// One tally for each period that a [`Calendar`](super::Calendar) has open, by when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Periods<T> {
    tallies: Vec<(Timestamp, T)>,
}

impl<T> Default for Periods<T> {
    fn default() -> Self {
        Self { tallies: Vec::new() }
    }
}

impl<T: Tally> Periods<T> {
    /// The tally of the period that begins then: add to it what belongs there.
    pub fn at(&mut self, start: Timestamp) -> &mut T {
        // Nearly always the last one.
        let place = self.tallies.iter().rposition(|(known, _)| *known <= start);
        let place = match place {
            Some(place) if self.tallies[place].0 == start => place,
            place => {
                let place = place.map_or(0, |before| before + 1);
                self.tallies.insert(place, (start, T::default()));
                place
            }
        };
        &mut self.tallies[place].1
    }

    /// What was counted in the period that begins then: nothing, if nothing was.
    pub fn total(&self, start: Timestamp) -> T {
        let known = self.tallies.iter().rev().find(|(known, _)| *known == start);
        known.map(|(_, tally)| tally.clone()).unwrap_or_default()
    }

    /// Keeps the periods for whose begin it answers true.
    pub fn retain(&mut self, mut keep: impl FnMut(Timestamp) -> bool) {
        self.tallies.retain(|(start, _)| keep(*start));
    }

    /// Nothing was counted in any period.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }
}

/// What the JSON form of a period takes besides its tally: its begin, brackets and commas.
const PERIOD: usize = 24;

impl<T: Tally> Weigh for Periods<T> {
    fn weight(&mut self) -> usize {
        self.tallies.iter().map(|(_, tally)| tally.weight() + PERIOD).sum::<usize>() + 2
    }
}
