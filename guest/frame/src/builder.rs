//! Writes frames.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use crate::layout::{ALIGNMENT, ENTRY, FALSE, FLAG, HEADER, INTEGER, MAGIC, NO_FLAG, NO_TEXT, TEXT, TRUE, VERSION};

/// Puts a frame together, column by column, in one buffer.
///
/// A column has exactly as many values as the frame has rows: where fewer are given the rest is missing, further ones
/// are left out. Of two columns with one name, readers find the first.
#[derive(Debug, Clone)]
pub struct Builder {
    bytes: Vec<u8>,
    rows: u32,
    columns: u16,
    written: u16,
}

/// An offset or a length does not fit into 32 bits, or there are more columns than were announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame is too large")
    }
}

impl core::error::Error for TooLarge {}

impl Builder {
    /// A frame of so many rows and columns.
    pub fn new(rows: u32, columns: u16) -> Self {
        let table = HEADER + ENTRY * usize::from(columns);
        // Names and numbers; texts come on top.
        let mut bytes = Vec::with_capacity(table + usize::from(columns) * (rows as usize * 8 + 64));
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&columns.to_le_bytes());
        bytes.extend_from_slice(&rows.to_le_bytes());
        bytes.resize(table, 0);
        Self { bytes, rows, columns, written: 0 }
    }

    /// A column of numbers; the values are those of the column times 10 to the `places`.
    pub fn integers(&mut self, name: &str, places: u8, values: impl IntoIterator<Item = Option<i64>>) {
        let name = self.name(name);
        let values_at = self.align();
        let mut nulls: Option<Vec<u8>> = None;
        let rows = self.rows as usize;
        let mut values = values.into_iter();
        for (row, place) in self.room::<8>().enumerate() {
            match values.next().flatten() {
                Some(value) => *place = value.to_le_bytes(),
                None => {
                    let bitmap = nulls.get_or_insert_with(|| alloc::vec![0; rows.div_ceil(8)]);
                    bitmap[row / 8] |= 1 << (row % 8);
                }
            }
        }
        let nulls_at = nulls.map_or(0, |nulls| {
            let at = self.align();
            self.bytes.extend_from_slice(&nulls);
            at
        });
        self.entry(Entry { name, kind: INTEGER, places, nulls_at, values_at, dictionary_at: 0, entries: 0 });
    }

    /// A column of texts.
    pub fn texts<'t>(&mut self, name: &str, values: impl IntoIterator<Item = Option<&'t str>>) {
        let name = self.name(name);
        let values_at = self.align();
        let mut known = BTreeMap::new();
        let mut entries = Vec::new();
        let mut values = values.into_iter();
        for place in self.room::<4>() {
            let code = values.next().flatten().map_or(NO_TEXT, |text| {
                *known.entry(text).or_insert_with(|| {
                    entries.push(text);
                    entries.len() as u32 - 1
                })
            });
            *place = code.to_le_bytes();
        }
        self.dictionary(name, values_at, &entries);
    }

    /// A column of texts that are already numbered: `codes` are places in `all`. Only what is used is written.
    pub fn coded_texts<T: AsRef<str>>(&mut self, name: &str, codes: impl IntoIterator<Item = Option<u32>>, all: &[T]) {
        let name = self.name(name);
        let values_at = self.align();
        let mut renumbered = alloc::vec![NO_TEXT; all.len()];
        let mut entries = Vec::new();
        let mut codes = codes.into_iter();
        for place in self.room::<4>() {
            let index = codes.next().flatten().map(|code| code as usize).filter(|&index| index < all.len());
            let code = index.map_or(NO_TEXT, |index| {
                if renumbered[index] == NO_TEXT {
                    renumbered[index] = entries.len() as u32;
                    entries.push(all[index].as_ref());
                }
                renumbered[index]
            });
            *place = code.to_le_bytes();
        }
        self.dictionary(name, values_at, &entries);
    }

    /// A column of flags.
    pub fn flags(&mut self, name: &str, values: impl IntoIterator<Item = Option<bool>>) {
        let name = self.name(name);
        let values_at = self.align();
        let byte = |value: Option<bool>| value.map_or(NO_FLAG, |value| if value { TRUE } else { FALSE });
        let values = values.into_iter().chain(core::iter::repeat_with(|| None)).take(self.rows as usize);
        self.bytes.extend(values.map(byte));
        self.entry(Entry { name, kind: FLAG, places: 0, nulls_at: 0, values_at, dictionary_at: 0, entries: 0 });
    }

    pub fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        let length = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        if self.written != self.columns {
            return Err(TooLarge);
        }
        self.bytes[12..HEADER].copy_from_slice(&length.to_le_bytes());
        Ok(self.bytes)
    }

    /// Where the name is, and its length.
    fn name(&mut self, name: &str) -> (u32, u16) {
        // A longer name is cut; no reader asks for it.
        let name = &name.as_bytes()[..name.len().min(u16::MAX.into())];
        let at = self.align();
        self.bytes.extend_from_slice(name);
        (at, name.len() as u16)
    }

    fn dictionary(&mut self, name: (u32, u16), values_at: u32, entries: &[&str]) {
        let dictionary_at = self.align();
        let mut end = 0_usize;
        for entry in entries {
            end += entry.len();
            self.bytes.extend_from_slice(&(end as u32).to_le_bytes());
        }
        entries.iter().for_each(|entry| self.bytes.extend_from_slice(entry.as_bytes()));
        let entries = entries.len() as u32;
        self.entry(Entry { name, kind: TEXT, places: 0, nulls_at: 0, values_at, dictionary_at, entries });
    }

    /// Room for one value a row, at the end.
    fn room<const SIZE: usize>(&mut self) -> impl Iterator<Item = &mut [u8; SIZE]> {
        let begin = self.bytes.len();
        self.bytes.resize(begin + self.rows as usize * SIZE, 0);
        self.bytes[begin..].as_chunks_mut().0.iter_mut()
    }

    /// Begins an area. An offset that does not fit is noticed at the end: the frame only grows.
    fn align(&mut self) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
        self.bytes.len() as u32
    }

    fn entry(&mut self, entry: Entry) {
        let index = usize::from(self.written);
        // One too many is noticed at the end.
        self.written = self.written.saturating_add(1);
        if index >= usize::from(self.columns) {
            return;
        }
        let bytes = &mut self.bytes[HEADER + ENTRY * index..][..ENTRY];
        bytes[..4].copy_from_slice(&entry.name.0.to_le_bytes());
        bytes[4..6].copy_from_slice(&entry.name.1.to_le_bytes());
        bytes[6] = entry.kind;
        bytes[7] = entry.places;
        bytes[8..12].copy_from_slice(&entry.nulls_at.to_le_bytes());
        bytes[12..16].copy_from_slice(&entry.values_at.to_le_bytes());
        bytes[16..20].copy_from_slice(&entry.dictionary_at.to_le_bytes());
        bytes[20..].copy_from_slice(&entry.entries.to_le_bytes());
    }
}

/// One entry of the column table.
struct Entry {
    name: (u32, u16),
    kind: u8,
    places: u8,
    nulls_at: u32,
    values_at: u32,
    dictionary_at: u32,
    entries: u32,
}
