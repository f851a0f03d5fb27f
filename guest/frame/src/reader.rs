//! Reads frames. Everything is checked once, at the beginning; after that no access can fail.

use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

use crate::layout::{ENTRY, FALSE, FLAG, HEADER, INTEGER, MAGIC, NO_TEXT, TEXT, TRUE, VERSION};

/// Why bytes are not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    NotAFrame,
    /// Written in a layout of later make.
    NewerLayout(u16),
    /// The bytes end before what they describe, or go on behind it.
    WrongLength,
    /// The column of this number reaches outside the frame or is no UTF-8.
    Column(u16),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFrame => f.write_str("not a frame of rows"),
            Self::NewerLayout(version) => write!(f, "frame layout {version} is newer than this rule understands"),
            Self::WrongLength => f.write_str("the frame is cut off or too long"),
            Self::Column(number) => write!(f, "column {number} of the frame is damaged"),
        }
    }
}

impl core::error::Error for Malformed {}

/// Rows, column by column.
#[derive(Debug, Clone)]
pub struct Frame<'f> {
    rows: u32,
    columns: Vec<Column<'f>>,
    stamp: u64,
}

/// The stamp of the next frame. 0 is never given, so that it can stand for "none yet".
static NEXT_STAMP: AtomicU64 = AtomicU64::new(1);

#[derive(Debug, Clone, Copy)]
pub struct Column<'f> {
    pub name: &'f str,
    pub data: Data<'f>,
}

#[derive(Debug, Clone, Copy)]
pub enum Data<'f> {
    Integers(Integers<'f>),
    Texts(Texts<'f>),
    Flags(Flags<'f>),
}

impl<'f> Frame<'f> {
    /// Checks and opens a frame. Columns of an unknown kind are passed over.
    pub fn read(bytes: &'f [u8]) -> Result<Self, Malformed> {
        let (header, _) = bytes.split_at_checked(HEADER).ok_or(Malformed::NotAFrame)?;
        if header[..4] != MAGIC {
            return Err(Malformed::NotAFrame);
        }
        let version = u16::from_le_bytes([header[4], header[5]]);
        if version != VERSION {
            return Err(Malformed::NewerLayout(version));
        }
        let count = u16::from_le_bytes([header[6], header[7]]);
        let rows = number(header, 8);
        if number(header, 12) as usize != bytes.len() {
            return Err(Malformed::WrongLength);
        }
        let table = bytes.get(HEADER..HEADER + ENTRY * usize::from(count)).ok_or(Malformed::WrongLength)?;
        let mut columns = Vec::with_capacity(usize::from(count));
        for (index, entry) in (0..count).zip(table.chunks_exact(ENTRY)) {
            let name_length = u16::from_le_bytes([entry[4], entry[5]]);
            let name = span(bytes, number(entry, 0), usize::from(name_length))
                .and_then(|name| core::str::from_utf8(name).ok())
                .ok_or(Malformed::Column(index))?;
            if matches!(entry[6], INTEGER | TEXT | FLAG) {
                let data = data(bytes, entry, rows as usize).ok_or(Malformed::Column(index))?;
                columns.push(Column { name, data });
            }
        }
        Ok(Self { rows, columns, stamp: NEXT_STAMP.fetch_add(1, Ordering::Relaxed) })
    }

    /// Tells this frame from every other that the program has read: what was found out about one frame, such as the
    /// place of a column, holds as long as the stamp is the same. It is never 0, and says nothing else.
    #[inline]
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    #[inline]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    pub fn columns(&self) -> &[Column<'f>] {
        &self.columns
    }

    pub fn column(&self, name: &str) -> Option<&Data<'f>> {
        self.column_at(self.place(name)?)
    }

    /// The place of the column of this name. Looking for a name costs far more than reading a value: whoever reads
    /// many rows asks once a frame and then uses [`column_at`](Self::column_at).
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The column at a [`place`](Self::place).
    #[inline]
    pub fn column_at(&self, place: usize) -> Option<&Data<'f>> {
        self.columns.get(place).map(|column| &column.data)
    }

    /// The column of this name, if it holds numbers.
    pub fn integers(&self, name: &str) -> Option<Integers<'f>> {
        if let Data::Integers(column) = self.column(name)? { Some(*column) } else { None }
    }

    /// The column of this name, if it holds texts.
    pub fn texts(&self, name: &str) -> Option<Texts<'f>> {
        if let Data::Texts(column) = self.column(name)? { Some(*column) } else { None }
    }

    /// The column of this name, if it holds flags.
    pub fn flags(&self, name: &str) -> Option<Flags<'f>> {
        if let Data::Flags(column) = self.column(name)? { Some(*column) } else { None }
    }
}

/// Numbers; a missing one is none.
#[derive(Debug, Clone, Copy)]
pub struct Integers<'f> {
    values: &'f [[u8; 8]],
    nulls: Option<&'f [u8]>,
    places: u8,
}

impl Integers<'_> {
    /// The number times 10 to the [`places`](Self::places).
    #[inline]
    pub fn get(&self, row: u32) -> Option<i64> {
        let row = row as usize;
        if let Some(nulls) = self.nulls
            && nulls.get(row / 8)? >> (row % 8) & 1 == 1
        {
            return None;
        }
        self.values.get(row).copied().map(i64::from_le_bytes)
    }

    #[inline]
    pub fn places(&self) -> u8 {
        self.places
    }
}

/// Texts by code; a missing one is none.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'f> {
    codes: &'f [[u8; 4]],
    ends: &'f [[u8; 4]],
    data: &'f str,
}

impl<'f> Texts<'f> {
    #[inline]
    pub fn get(&self, row: u32) -> Option<&'f str> {
        self.entry(self.code(row)?)
    }

    /// Rows with the same text have the same code, in this frame only.
    #[inline]
    pub fn code(&self, row: u32) -> Option<u32> {
        self.codes.get(row as usize).copied().map(u32::from_le_bytes).filter(|&code| code != NO_TEXT)
    }

    /// The text of a code.
    pub fn entry(&self, code: u32) -> Option<&'f str> {
        let end_of = |code: u32| Some(u32::from_le_bytes(*self.ends.get(code as usize)?) as usize);
        let start = code.checked_sub(1).map_or(Some(0), end_of)?;
        self.data.get(start..end_of(code)?)
    }

    /// The code of a text; none if no row has it.
    pub fn find(&self, text: &str) -> Option<u32> {
        let mut start = 0;
        for (code, end) in (0..).zip(self.ends) {
            let end = u32::from_le_bytes(*end) as usize;
            if end.wrapping_sub(start) == text.len() && self.data.get(start..end) == Some(text) {
                return Some(code);
            }
            start = end;
        }
        None
    }
}

/// True or false; a missing one is none.
#[derive(Debug, Clone, Copy)]
pub struct Flags<'f> {
    values: &'f [u8],
}

impl Flags<'_> {
    #[inline]
    pub fn get(&self, row: u32) -> Option<bool> {
        match *self.values.get(row as usize)? {
            TRUE => Some(true),
            FALSE => Some(false),
            _ => None,
        }
    }
}

fn data<'f>(bytes: &'f [u8], entry: &[u8], rows: usize) -> Option<Data<'f>> {
    let (nulls_at, values_at) = (number(entry, 8), number(entry, 12));
    match entry[6] {
        INTEGER => {
            let values = span(bytes, values_at, rows.checked_mul(8)?)?.as_chunks().0;
            let nulls = if nulls_at == 0 { None } else { Some(span(bytes, nulls_at, rows.div_ceil(8))?) };
            Some(Data::Integers(Integers { values, nulls, places: entry[7] }))
        }
        TEXT => {
            let codes = span(bytes, values_at, rows.checked_mul(4)?)?.as_chunks().0;
            let (dictionary_at, entries) = (number(entry, 16) as usize, number(entry, 20) as usize);
            let ends_length = entries.checked_mul(4)?;
            let (ends, rest) = bytes.get(dictionary_at..)?.split_at_checked(ends_length)?;
            let ends = ends.as_chunks().0;
            let length = ends.last().map_or(0, |end| u32::from_le_bytes(*end) as usize);
            let data = core::str::from_utf8(rest.get(..length)?).ok()?;
            Some(Data::Texts(Texts { codes, ends, data }))
        }
        _ => Some(Data::Flags(Flags { values: span(bytes, values_at, rows)? })),
    }
}

fn span(bytes: &[u8], at: u32, length: usize) -> Option<&[u8]> {
    bytes.get(at as usize..)?.get(..length)
}

/// The number at a place that is known to be there.
fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
