//! The requests of one connection, sent in turn.

use std::ops::Range;

use super::draft::Draft;
use super::slot::Slot;
use super::times::Times;
use super::{IDS_A_LANE, REPEATS};
use crate::dice::Dice;

/// What the server must say of the events of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) accepted: u64,
    pub(crate) duplicates: u64,
    pub(crate) rejected: u64,
}

#[derive(Debug)]
pub(crate) struct Lane {
    requests: Vec<Request>,
    next: usize,
    /// The number of the next fresh event.
    number: u64,
    dice: Dice,
    times: Times,
}

impl Lane {
    /// `first_number` and those after it are this lane's.
    pub(crate) fn new(requests: Vec<Request>, seed: u64, first_number: u64) -> Self {
        let number = seed.wrapping_mul(IDS_A_LANE << 16).wrapping_add(first_number);
        Self { requests, next: 0, number, dice: Dice::new(number), times: Times::new() }
    }

    /// The next request, with fresh events but for the repeats.
    pub(crate) fn next(&mut self) -> (&mut Request, Expected) {
        self.times.refresh();
        let turn = self.next;
        self.next = (turn + 1) % self.requests.len();
        let request = &mut self.requests[turn];
        let expected = request.refresh(&mut self.number, &mut self.dice, &self.times);
        (request, expected)
    }
}

/// One whole HTTP request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    slots: Vec<Slot>,
    events: Vec<Event>,
    /// The events as they stand here are known to the server.
    is_known: bool,
}

#[derive(Debug)]
struct Event {
    slots: Range<usize>,
    is_valid: bool,
}

impl Request {
    pub(crate) fn new(draft: Draft, are_valid: Vec<bool>) -> Self {
        let Draft { bytes, slots } = draft;
        let first = |event| slots.partition_point(|slot| slot.event < event);
        let events = are_valid.into_iter().enumerate();
        let events =
            events.map(|(event, is_valid)| Event { slots: first(event)..first(event + 1), is_valid }).collect();
        Self { bytes, slots, events, is_known: false }
    }

    /// A repeat is an event that is left as it was sent the last time.
    fn refresh(&mut self, number: &mut u64, dice: &mut Dice, times: &Times) -> Expected {
        let mut expected = Expected::default();
        for event in &self.events {
            if self.is_known && event.is_valid && dice.one_in(REPEATS) {
                expected.duplicates += 1;
                continue;
            }
            for slot in &self.slots[event.slots.clone()] {
                slot.write(&mut self.bytes, *number, times);
            }
            *number += 1;
            *(if event.is_valid { &mut expected.accepted } else { &mut expected.rejected }) += 1;
        }
        self.is_known = false;
        expected
    }

    /// The server took what is valid of it.
    pub(crate) const fn was_taken(&mut self) {
        self.is_known = true;
    }
}
