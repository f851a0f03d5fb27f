//! Which group an event belongs to.

use super::groups::{Groups, Weigh};
use crate::{Column, Event};

/// Finds the group of an event by some of its columns. What it remembers is only good for one frame, and no state.
#[derive(Debug, Clone)]
pub struct Keys {
    columns: Vec<Column>,
    /// The places of groups by the code of the first column's text, where it is the only column: the last is for events
    /// without it.
    places: Vec<u32>,
    /// The frame, and the state of the groups, that the places are good for.
    good_for: (u64, u64),
    key: String,
}

/// Between the texts of a key. Not a character that JSON must escape, nor one that people write.
const BETWEEN: char = '\u{7f}';
const UNKNOWN: u32 = u32::MAX;

impl Keys {
    pub fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), places: Vec::new(), good_for: (0, 0), key: String::new() }
    }

    /// The place of the event's group, which is made if it is new; see [`Groups::place`].
    pub fn find<V: Weigh>(&mut self, event: &Event<'_>, groups: &mut Groups<V>, make: impl FnOnce() -> V) -> u32 {
        let [column] = self.columns.as_slice() else {
            self.write_key(event);
            return groups.place(&self.key, make);
        };
        let good_for = (event.frame_stamp(), groups.changes());
        if self.good_for != good_for {
            self.places.clear();
            self.good_for = good_for;
        }
        let code = event.text_code(column).map_or(0, |code| code as usize + 1);
        match self.places.get(code) {
            Some(&place) if place != UNKNOWN => place,
            _ => {
                let place = groups.place(event.text(column).unwrap_or_default(), make);
                if code >= self.places.len() {
                    self.places.resize(code + 1, UNKNOWN);
                }
                self.places[code] = place;
                place
            }
        }
    }

    /// The texts of a key, in the order of the columns; a text that the events did not have is empty.
    pub fn texts(key: &str) -> impl Iterator<Item = &str> {
        key.split(BETWEEN)
    }

    fn write_key(&mut self, event: &Event<'_>) {
        self.key.clear();
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 {
                self.key.push(BETWEEN);
            }
            self.key.push_str(event.text(column).unwrap_or_default());
        }
    }
}
