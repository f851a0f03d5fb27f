//! Writes frames.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::layout::{ALIGNMENT, ENTRY, FALSE, FLAG, HEADER, INTEGER, MAGIC, NO_FLAG, NO_TEXT, TEXT, TRUE, VERSION};

/// Puts a frame together, column by column.
///
/// A column has exactly as many values as the frame has rows: where fewer are given the rest is missing, further ones
/// are left out. Of two columns with one name, readers find the first.
#[derive(Debug, Clone)]
pub struct Builder {
    rows: u32,
    columns: Vec<Pending>,
}

#[derive(Debug, Clone)]
struct Pending {
    name: String,
    kind: u8,
    places: u8,
    nulls: Option<Vec<u8>>,
    values: Vec<u8>,
    /// Number of entries; their ends, then their bytes.
    dictionary: Option<(u32, Vec<u8>)>,
}

/// The frame would not fit its own offsets: over 4 GiB, 65,535 columns or 65,535 bytes of a column's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame is too large")
    }
}

impl core::error::Error for TooLarge {}

impl Builder {
    pub const fn new(rows: u32) -> Self {
        Self { rows, columns: Vec::new() }
    }

    /// Numbers, each times 10 to the `places`.
    pub fn integers(&mut self, name: &str, places: u8, values: impl IntoIterator<Item = Option<i64>>) {
        let mut area = Vec::with_capacity(self.rows as usize * 8);
        let mut nulls: Option<Vec<u8>> = None;
        for (row, value) in self.each_row(values) {
            if value.is_none() {
                let bitmap = nulls.get_or_insert_with(|| alloc::vec![0; (self.rows as usize).div_ceil(8)]);
                bitmap[row / 8] |= 1 << (row % 8);
            }
            area.extend_from_slice(&value.unwrap_or_default().to_le_bytes());
        }
        self.push(name, INTEGER, places, nulls, area, None);
    }

    /// Texts; each distinct one is stored once.
    pub fn texts<'t>(&mut self, name: &str, values: impl IntoIterator<Item = Option<&'t str>>) {
        let mut known = BTreeMap::new();
        let mut entries = Vec::new();
        let mut area = Vec::with_capacity(self.rows as usize * 4);
        for (_, value) in self.each_row(values) {
            let code = value.map_or(NO_TEXT, |text| {
                *known.entry(text).or_insert_with(|| {
                    entries.push(text);
                    entries.len() as u32 - 1
                })
            });
            area.extend_from_slice(&code.to_le_bytes());
        }
        self.push(name, TEXT, 0, None, area, Some(dictionary(&entries)));
    }

    /// Texts by their index in `dictionary`; an index beyond it is a missing text. Gives the same bytes as
    /// [`texts`](Self::texts) with the texts themselves, if no text stands in the dictionary twice.
    pub fn coded_texts<T: AsRef<str>>(&mut self, name: &str, codes: impl IntoIterator<Item = Option<u32>>, all: &[T]) {
        let mut renumbered = alloc::vec![NO_TEXT; all.len()];
        let mut entries = Vec::new();
        let mut area = Vec::with_capacity(self.rows as usize * 4);
        for (_, code) in self.each_row(codes) {
            let index = code.map(|code| code as usize).filter(|&index| index < all.len());
            let code = index.map_or(NO_TEXT, |index| {
                if renumbered[index] == NO_TEXT {
                    renumbered[index] = entries.len() as u32;
                    entries.push(all[index].as_ref());
                }
                renumbered[index]
            });
            area.extend_from_slice(&code.to_le_bytes());
        }
        self.push(name, TEXT, 0, None, area, Some(dictionary(&entries)));
    }

    pub fn flags(&mut self, name: &str, values: impl IntoIterator<Item = Option<bool>>) {
        let byte = |value: Option<bool>| value.map_or(NO_FLAG, |value| if value { TRUE } else { FALSE });
        let area = self.each_row(values).map(|(_, value)| byte(value)).collect();
        self.push(name, FLAG, 0, None, area, None);
    }

    /// The frame's bytes.
    pub fn finish(self) -> Result<Vec<u8>, TooLarge> {
        let count = u16::try_from(self.columns.len()).map_err(|_| TooLarge)?;
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(&self.rows.to_le_bytes());
        // The length and the column table are known last.
        bytes.resize(HEADER + ENTRY * self.columns.len(), 0);
        for (index, column) in self.columns.iter().enumerate() {
            let name_length = u16::try_from(column.name.len()).map_err(|_| TooLarge)?;
            let name_at = area(&mut bytes, column.name.as_bytes())?;
            let nulls_at = column.nulls.as_deref().map_or(Ok(0), |nulls| area(&mut bytes, nulls))?;
            let values_at = area(&mut bytes, &column.values)?;
            let (entries, dictionary_at) = match &column.dictionary {
                Some((entries, dictionary)) => (*entries, area(&mut bytes, dictionary)?),
                None => (0, 0),
            };
            let mut entry = [0; ENTRY];
            entry[..4].copy_from_slice(&name_at.to_le_bytes());
            entry[4..6].copy_from_slice(&name_length.to_le_bytes());
            entry[6] = column.kind;
            entry[7] = column.places;
            entry[8..12].copy_from_slice(&nulls_at.to_le_bytes());
            entry[12..16].copy_from_slice(&values_at.to_le_bytes());
            entry[16..20].copy_from_slice(&dictionary_at.to_le_bytes());
            entry[20..].copy_from_slice(&entries.to_le_bytes());
            bytes[HEADER + ENTRY * index..][..ENTRY].copy_from_slice(&entry);
        }
        let length = u32::try_from(bytes.len()).map_err(|_| TooLarge)?;
        bytes[12..HEADER].copy_from_slice(&length.to_le_bytes());
        Ok(bytes)
    }

    fn each_row<V>(&self, values: impl IntoIterator<Item = Option<V>>) -> impl Iterator<Item = (usize, Option<V>)> {
        let rows = self.rows as usize;
        values.into_iter().chain(core::iter::repeat_with(|| None)).take(rows).enumerate()
    }

    fn push(
        &mut self,
        name: &str,
        kind: u8,
        places: u8,
        nulls: Option<Vec<u8>>,
        values: Vec<u8>,
        dictionary: Option<(u32, Vec<u8>)>,
    ) {
        self.columns.push(Pending { name: name.into(), kind, places, nulls, values, dictionary });
    }
}

/// The ends of the entries, then their bytes.
fn dictionary(entries: &[&str]) -> (u32, Vec<u8>) {
    let mut area = Vec::new();
    let mut end = 0_usize;
    for entry in entries {
        end += entry.len();
        // Where this does not fit, the frame does not either, and `finish` says so.
        area.extend_from_slice(&(end as u32).to_le_bytes());
    }
    entries.iter().for_each(|entry| area.extend_from_slice(entry.as_bytes()));
    (entries.len() as u32, area)
}

/// Appends an area; answers where it begins.
fn area(bytes: &mut Vec<u8>, content: &[u8]) -> Result<u32, TooLarge> {
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    let at = u32::try_from(bytes.len()).map_err(|_| TooLarge)?;
    bytes.extend_from_slice(content);
    Ok(at)
}
