//! Which group an event belongs to.

use super::groups::{Groups, Weigh};
use crate::{Column, Event};

/// Finds the group of an event by some of its columns. What it remembers is only good for one frame, and no state.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Each text of a key is that of the first column that is known.
    parts: Vec<Vec<Column>>,
    /// The places of groups by the code of the column's text and one, where there is one column; at 0 is that of events
    /// without a text, or of all events where there is no column.
    places: Vec<u32>,
    /// The frame, and the state of the groups, that the places are good for.
    good_for: (u64, u64),
    key: String,
}

/// Between the texts of a key. Not a character that JSON must escape, nor one that people write.
const BETWEEN: char = '\u{7f}';
const UNKNOWN: u32 = u32::MAX;

impl Keys {
    /// Of no columns, too: then all events are one group, whose key is empty.
    pub fn of(columns: impl IntoIterator<Item = Column>) -> Self {
        Self::of_first_known(columns.into_iter().map(|column| vec![column]))
    }

    /// Each text of the key is that of the first of some columns that is known: a subscriber's id, else the address.
    pub fn of_first_known(parts: impl IntoIterator<Item = Vec<Column>>) -> Self {
        Self { parts: parts.into_iter().collect(), places: Vec::new(), good_for: (0, 0), key: String::new() }
    }

    /// What it reads of an event.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flatten().map(Column::name)
    }

    /// The place of the event's group, which is made if it is new; see [`Groups::place`].
    pub fn find<V: Weigh>(&mut self, event: &Event<'_>, groups: &mut Groups<V>, make: impl FnOnce() -> V) -> u32 {
        let column = match self.parts.as_slice() {
            [] => None,
            [part] if part.len() == 1 => part.first(),
            _ => {
                self.write_key(event);
                return groups.place(&self.key, make);
            }
        };
        let good_for = (event.frame_stamp(), groups.changes());
        if self.good_for != good_for {
            self.places.clear();
            self.good_for = good_for;
        }
        let code = column.and_then(|column| event.text_code(column)).map_or(0, |code| code as usize + 1);
        match self.places.get(code) {
            Some(&place) if place != UNKNOWN => place,
            _ => {
                let place = groups.place(column.and_then(|column| event.text(column)).unwrap_or_default(), make);
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
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                self.key.push(BETWEEN);
            }
            self.key.push_str(part.iter().find_map(|column| event.text(column)).unwrap_or_default());
        }
    }
}
