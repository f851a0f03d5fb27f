//! One value for each group, bounded.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What can say how large it is.
pub trait Weigh {
    /// How many bytes its JSON form takes, at most.
    fn weight(&mut self) -> usize;
}

/// One value for each group of events: each customer, each agent, each pair of the two.
///
/// Whoever sends events chooses how many groups there are, so their number is bounded, and so is what they weigh
/// together, because a state must stay under 1 MiB. Beyond either bound the group that was used longest ago is dropped,
/// and counted. Which one that is depends on the events alone.
#[derive(Debug, Clone)]
pub struct Groups<V> {
    index: BTreeMap<Box<str>, u32>,
    /// A list from the one used longest ago to the one used last; free ones are in `free`.
    slots: Vec<Slot<V>>,
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    weight: usize,
    dropped: u64,
    /// Grows whenever a slot may have come to stand for another group.
    changes: u64,
    bounds: Bounds,
}

#[derive(Debug, Clone)]
struct Slot<V> {
    /// None if the slot is free.
    group: Option<(Box<str>, V)>,
    weight: usize,
    older: u32,
    newer: u32,
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    groups: usize,
    weight: usize,
}

const NONE: u32 = u32::MAX;
/// Brackets and commas around a key and its value.
const AROUND: usize = 6;

/// What a change of a group answered, and whom it cost the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<R, V> {
    pub result: R,
    /// Groups that had to go to make room. Nearly always none.
    pub dropped: Vec<(Box<str>, V)>,
}

impl<V> Groups<V> {
    /// At most this many, unless told.
    pub const MOST: usize = 10_000;
    /// At most this many bytes of JSON, unless told: it leaves some of the 1 MiB to the rest of a rule's state.
    pub const HEAVIEST: usize = 900_000;

    /// With other bounds: how many groups, and how many bytes of JSON. The bounds are no part of the saved state.
    pub fn within(self, groups: usize, weight: usize) -> Self {
        Self { bounds: Bounds { groups, weight }, ..self }
    }

    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// How many groups have been dropped so far.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(AsRef::as_ref)
    }

    pub fn get(&self, key: &str) -> Option<&V> {
        let slot = self.slots.get(*self.index.get(key)? as usize)?;
        slot.group.as_ref().map(|(_, value)| value)
    }

    fn unlink(&mut self, at: u32) {
        let Slot { older, newer, .. } = self.slots[at as usize];
        match self.slots.get_mut(older as usize) {
            Some(slot) => slot.newer = newer,
            None => self.oldest = newer,
        }
        match self.slots.get_mut(newer as usize) {
            Some(slot) => slot.older = older,
            None => self.newest = older,
        }
    }

    fn link_newest(&mut self, at: u32) {
        let before = self.newest;
        let slot = &mut self.slots[at as usize];
        (slot.older, slot.newer) = (before, NONE);
        match self.slots.get_mut(before as usize) {
            Some(slot) => slot.newer = at,
            None => self.oldest = at,
        }
        self.newest = at;
    }

    fn take(&mut self, at: u32) -> Option<(Box<str>, V)> {
        self.unlink(at);
        let slot = &mut self.slots[at as usize];
        let (key, value) = slot.group.take()?;
        self.weight -= std::mem::take(&mut slot.weight);
        self.index.remove(&key);
        self.free.push(at);
        self.changes += 1;
        Some((key, value))
    }
}

impl<V: Weigh> Groups<V> {
    /// The place of a group, which is made if it is new. It holds until the next group is made, changed or removed.
    pub fn place(&mut self, key: &str, make: impl FnOnce() -> V) -> u32 {
        match self.index.get(key) {
            Some(&at) => at,
            None => self.insert(key.into(), make()),
        }
    }

    /// Changes the group at a [`place`](Self::place), which is then the one used last, and drops others if there is no
    /// more room.
    ///
    /// # Panics
    /// If there is no group at the place.
    pub fn change<R>(&mut self, place: u32, act: impl FnOnce(&str, &mut V) -> R) -> Changed<R, V> {
        if self.newest != place {
            self.unlink(place);
            self.link_newest(place);
        }
        let slot = &mut self.slots[place as usize];
        let (key, value) = slot.group.as_mut().expect("a place holds until groups change");
        let result = act(key, value);
        let weight = value.weight() + weight_of(key);
        self.weight = self.weight - slot.weight + weight;
        slot.weight = weight;
        Changed { result, dropped: self.make_room(place) }
    }

    /// Visits the groups in the order of their keys and keeps those for which it answers true. It is not a use.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut V) -> bool) {
        let mut gone = Vec::new();
        for (key, &at) in &self.index {
            let slot = &mut self.slots[at as usize];
            let Some((_, value)) = &mut slot.group else { continue };
            if keep(key, value) {
                let weight = value.weight() + weight_of(key);
                self.weight = self.weight - slot.weight + weight;
                slot.weight = weight;
            } else {
                gone.push(at);
            }
        }
        for at in gone {
            self.take(at);
        }
    }

    fn insert(&mut self, key: Box<str>, mut value: V) -> u32 {
        let weight = value.weight() + weight_of(&key);
        let slot = Slot { group: Some((key.clone(), value)), weight, older: NONE, newer: NONE };
        let at = match self.free.pop() {
            Some(at) => {
                self.slots[at as usize] = slot;
                at
            }
            None => {
                self.slots.push(slot);
                self.slots.len() as u32 - 1
            }
        };
        self.index.insert(key, at);
        self.link_newest(at);
        self.weight += weight;
        at
    }

    fn make_room(&mut self, but: u32) -> Vec<(Box<str>, V)> {
        let mut dropped = Vec::new();
        while (self.index.len() > self.bounds.groups || self.weight > self.bounds.weight) && self.oldest != but {
            dropped.extend(self.take(self.oldest));
            self.dropped += 1;
        }
        dropped
    }
}

/// Its JSON form: quotes, and what must be escaped.
fn weight_of(key: &str) -> usize {
    let length = |byte: u8| match byte {
        b'"' | b'\\' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    key.bytes().map(length).sum::<usize>() + 2 + AROUND
}

impl<V> Default for Groups<V> {
    fn default() -> Self {
        Self {
            index: BTreeMap::new(),
            slots: Vec::new(),
            free: Vec::new(),
            oldest: NONE,
            newest: NONE,
            weight: 0,
            dropped: 0,
            changes: 0,
            bounds: Bounds { groups: Self::MOST, weight: Self::HEAVIEST },
        }
    }
}

/// How many were dropped, then the groups from the one used longest ago to the one used last.
impl<V: Serialize> Serialize for Groups<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Used<'g, V>(&'g Groups<V>);
        impl<V: Serialize> Serialize for Used<'_, V> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let slot = |at: u32| self.0.slots.get(at as usize);
                let used = std::iter::successors(slot(self.0.oldest), |used| slot(used.newer));
                serializer.collect_seq(used.filter_map(|slot| slot.group.as_ref()))
            }
        }
        (self.dropped, Used(self)).serialize(serializer)
    }
}

impl<'de, V: Deserialize<'de> + Weigh> Deserialize<'de> for Groups<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (dropped, used) = <(u64, Vec<(Box<str>, V)>)>::deserialize(deserializer)?;
        let mut groups = Self { dropped, ..Self::default() };
        for (key, value) in used {
            groups.insert(key, value);
        }
        Ok(groups)
    }
}
