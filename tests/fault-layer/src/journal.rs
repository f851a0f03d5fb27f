//! The journal's format, shared by the layer that writes it and the harness that plays it backwards.
//!
//! Files and folders are told apart by their inode numbers: root and journal are on one filesystem, and as what is removed
//! is kept, no number is used twice; but for what was removed unseen.

/// The environment of a tracked program: the folder that is tracked (absolute, without links), the folder that holds
/// [`RECORDS`] and [`KEPT`], and the file with the faults.
pub(crate) const ROOT: &str = "OUTLAY_FAULT_ROOT";
pub(crate) const JOURNAL: &str = "OUTLAY_FAULT_JOURNAL";
pub(crate) const CONTROL: &str = "OUTLAY_FAULT_CONTROL";

/// The file of records.
pub(crate) const RECORDS: &str = "records";
/// The folder of removed files and folders, named by their inode numbers.
pub(crate) const KEPT: &str = "kept";

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) folder: u64,
    pub(crate) name: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    /// About to write `length` bytes at `offset`, or to change the length there. To undo it, set the old length and
    /// write `old` at `offset`.
    Changed { file: u64, offset: u64, length: u64, old_length: u64, old: Vec<u8> },
    /// A file or a folder, `new` or linked, got a name that was free.
    Named { file: u64, at: Place, new: bool },
    /// A file or an empty folder lost its name.
    Removed { file: u64, at: Place },
    /// A file or a folder moved; `replaced` had that name, or 0.
    Moved { file: u64, from: Place, to: Place, replaced: u64 },
    /// All that the journal says of this file or folder before `up_to` is durable.
    Synced { file: u64, up_to: u64 },
    /// The program can change this file unseen.
    Mapped { file: u64 },
}

/// Before each record, so that a reader finds on after one that a kill cut short.
const START: [u8; 8] = *b"\xF0outlay\xF1";
const HEAD: usize = START.len() + 8 + 8;
const NUMBERS: usize = 5;

impl Record {
    /// All have one form: a tag, five numbers, two texts.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let (tag, numbers, texts): (u8, [u64; NUMBERS], [&[u8]; 2]) = match self {
            Self::Changed { file, offset, length, old_length, old } => {
                (0, [*file, *offset, *length, *old_length, 0], [old, &[]])
            }
            Self::Named { file, at, new } => (1, [*file, at.folder, u64::from(*new), 0, 0], [&at.name, &[]]),
            Self::Removed { file, at } => (2, [*file, at.folder, 0, 0, 0], [&at.name, &[]]),
            Self::Moved { file, from, to, replaced } => {
                (3, [*file, from.folder, to.folder, *replaced, 0], [&from.name, &to.name])
            }
            Self::Synced { file, up_to } => (4, [*file, *up_to, 0, 0, 0], [&[], &[]]),
            Self::Mapped { file } => (5, [*file, 0, 0, 0, 0], [&[], &[]]),
        };
        let mut body = vec![tag];
        body.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        body.extend((texts[0].len() as u64).to_le_bytes());
        body.extend(texts.concat());
        let head = [START, (body.len() as u64).to_le_bytes(), checksum(&body).to_le_bytes()];
        [head.concat(), body].concat()
    }

    fn decode(body: &[u8]) -> Option<Self> {
        let (tag, mut rest) = body.split_first()?;
        let mut numbers = [0; NUMBERS + 1];
        for number in &mut numbers {
            let (bytes, after) = rest.split_first_chunk()?;
            (*number, rest) = (u64::from_le_bytes(*bytes), after);
        }
        let [file, second, third, fourth, _, split] = numbers;
        let (first_text, second_text) = rest.split_at_checked(usize::try_from(split).ok()?)?;
        let at = |folder, name: &[u8]| Place { folder, name: name.to_owned() };
        Some(match tag {
            0 => Self::Changed { file, offset: second, length: third, old_length: fourth, old: first_text.to_owned() },
            1 => Self::Named { file, at: at(second, first_text), new: third != 0 },
            2 => Self::Removed { file, at: at(second, first_text) },
            3 => Self::Moved { file, from: at(second, first_text), to: at(third, second_text), replaced: fourth },
            4 => Self::Synced { file, up_to: second },
            5 => Self::Mapped { file },
            _ => return None,
        })
    }
}

/// The records with their positions. One that was cut short is left out: what it announced did not happen.
pub(crate) fn decode(journal: &[u8]) -> Vec<(u64, Record)> {
    let mut records = Vec::new();
    let mut position = 0;
    while let Some(rest) = journal.get(position..).filter(|rest| !rest.is_empty()) {
        if let Some((record, size)) = first(rest) {
            records.push((position as u64, record));
            position += size;
        } else {
            position += 1;
        }
    }
    records
}

fn first(journal: &[u8]) -> Option<(Record, usize)> {
    let rest = journal.strip_prefix(&START)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let body = rest.get(..length).filter(|body| checksum(body) == u64::from_le_bytes(*sum))?;
    Some((Record::decode(body)?, HEAD + length))
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}
