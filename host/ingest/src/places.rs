//! Lists of names that decoders ask for. A name is looked up once, when its record is read; after that a field is a
//! place in a list. In constants the place is found while compiling.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The place of each name of a list of at most 256.
#[derive(Debug)]
pub(crate) struct Places(HashMap<&'static str, u8, BuildHasherDefault<Quick>>);

impl Places {
    pub(crate) fn of(names: &'static [&'static str]) -> Self {
        Self((0_u8..=u8::MAX).zip(names).map(|(place, &name)| (name, place)).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<u8> {
        self.0.get(name).copied()
    }
}

/// For constants.
pub(crate) const fn place(names: &[&str], wanted: &str) -> Option<u8> {
    assert!(names.len() <= 256, "a place has one byte");
    let mut place = 0;
    while place < names.len() {
        if is_same(names[place].as_bytes(), wanted.as_bytes()) {
            return Some(place as u8);
        }
        place += 1;
    }
    None
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Its length and both ends tell a name from nearly all others, and the names are ours and few: nobody can make them
/// collide.
#[derive(Debug, Default)]
pub(crate) struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        self.mix(bytes.len() as u64);
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            self.mix(u64::from_le_bytes(*first));
            self.mix(u64::from_le_bytes(*last));
        } else {
            self.mix(bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
    }

    /// The end of a text, of which the length is known.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
