//! The bytes of a frame: self-contained, versioned, checksummed, the same in every log.
//!
//! A header of 64 bytes, little-endian, then six sections without gaps:
//!
//! | at | what |
//! |---|---|
//! | 0 | `OLF`, version |
//! | 4 | CRC-32 of everything behind it |
//! | 8 | number of entries (u32), then zero (u32) |
//! | 16 | `first_seq` (u64), `received_at` (i64) |
//! | 32 | lengths of the sections in bytes (6 × u32), then zero (u64) |
//!
//! The sections: where each entry ends (u32, from the start of the entries); names (16 bytes and the index of the entry
//! as u32); findings; answers; snapshots; entries. The last four are MessagePack; structures are lists of their fields,
//! so that a later version may add fields at the end. An entry, a name or an answer is read without the others.

use outlay_domain::{Entry, Finding, Frame, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::store::{Commit, Snapshot};

const MAGIC: &[u8; 3] = b"OLF";
const VERSION: u8 = 2;
pub(crate) const HEADER: usize = 64;
const SECTIONS: usize = 6;
const NAME: usize = 20;
/// Larger frames are not written; a length beyond it is damage.
const LARGEST: u64 = 1 << 30;

/// Why bytes are not a frame.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    #[error("not a ledger frame")]
    NotAFrame,
    #[error("frame version {0} is newer than this Outlay understands")]
    NewerVersion(u8),
    #[error("frame is damaged: its checksum does not fit")]
    Damaged,
    #[error("frame ends early")]
    Cut,
    #[error("frame has {0} bytes, more than a frame may have")]
    TooLarge(u64),
    #[error("frame cannot be read: {0}")]
    Unreadable(#[from] rmp_serde::decode::Error),
    #[error("frame cannot be written: {0}")]
    Unwritable(#[from] rmp_serde::encode::Error),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Section {
    Ends,
    Names,
    Findings,
    Answers,
    Snapshots,
    Entries,
}

/// The fixed part of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    checksum: u32,
    pub(crate) entries: u32,
    pub(crate) first_seq: u64,
    pub(crate) received_at: Timestamp,
    lengths: [u32; SECTIONS],
}

impl Header {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, CodecError> {
        let bytes: &[u8; HEADER] =
            bytes.get(..HEADER).and_then(|bytes| bytes.try_into().ok()).ok_or(CodecError::Cut)?;
        if &bytes[..3] != MAGIC {
            return Err(CodecError::NotAFrame);
        }
        // The ledger of version 1 was no file of frames.
        match bytes[3] {
            VERSION => {}
            newer if newer > VERSION => return Err(CodecError::NewerVersion(newer)),
            _ => return Err(CodecError::NotAFrame),
        }
        let mut lengths = [0; SECTIONS];
        for (index, length) in lengths.iter_mut().enumerate() {
            *length = u32_at(bytes, 32 + 4 * index);
        }
        let header = Self {
            checksum: u32_at(bytes, 4),
            entries: u32_at(bytes, 8),
            first_seq: u64_at(bytes, 16),
            received_at: Timestamp(i64::from_le_bytes(u64_at(bytes, 24).to_le_bytes())),
            lengths,
        };
        let is_sound = header.lengths[Section::Ends as usize] == header.entries.saturating_mul(4)
            && (header.lengths[Section::Names as usize] as usize).is_multiple_of(NAME)
            && header.size() <= LARGEST
            // Nothing that counts entries from here on overflows.
            && header.first_seq <= u64::MAX - u64::from(u32::MAX);
        if is_sound { Ok(header) } else { Err(CodecError::NotAFrame) }
    }

    /// Of the whole frame in bytes.
    pub(crate) fn size(&self) -> u64 {
        HEADER as u64 + self.lengths.iter().map(|&length| u64::from(length)).sum::<u64>()
    }

    /// One past the last entry.
    pub(crate) fn end_seq(&self) -> u64 {
        self.first_seq + u64::from(self.entries)
    }

    /// Where a section begins, from the start of the frame, and its length.
    pub(crate) fn section(&self, section: Section) -> (u64, usize) {
        let before: u64 = self.lengths[..section as usize].iter().map(|&length| u64::from(length)).sum();
        (HEADER as u64 + before, self.lengths[section as usize] as usize)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

#[derive(Serialize)]
struct AnswerRef<'a>([u8; 16], #[serde(with = "serde_bytes")] &'a [u8]);
#[derive(Deserialize)]
struct Answer([u8; 16], #[serde(with = "serde_bytes")] Vec<u8>);

/// Writes a frame behind what `bytes` holds.
pub(crate) fn encode(commit: &Commit<'_>, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
    let frame = &*commit.frame;
    let count = frame.entries.len();
    let begin = bytes.len();
    let mut lengths = [0_u32; SECTIONS];
    let ends = begin + HEADER;
    bytes.resize(ends + 4 * count, 0);
    lengths[Section::Ends as usize] = length(4 * count)?;
    for (name, seq) in commit.names {
        bytes.extend_from_slice(&name.0);
        bytes.extend_from_slice(&length(usize::try_from(seq - frame.first_seq).unwrap_or(usize::MAX))?.to_le_bytes());
    }
    lengths[Section::Names as usize] = length(NAME * commit.names.len())?;
    let mut begin_of_section = bytes.len();
    let mut close = |bytes: &mut Vec<u8>, section: Section| {
        lengths[section as usize] = length(bytes.len() - begin_of_section)?;
        begin_of_section = bytes.len();
        Ok::<(), CodecError>(())
    };
    if !frame.findings.is_empty() {
        rmp_serde::encode::write(bytes, &frame.findings)?;
    }
    close(bytes, Section::Findings)?;
    if !commit.answers.is_empty() {
        let answers: Vec<AnswerRef<'_>> = commit.answers.iter().map(|(key, answer)| AnswerRef(*key, answer)).collect();
        rmp_serde::encode::write(bytes, &answers)?;
    }
    close(bytes, Section::Answers)?;
    if !commit.snapshots.is_empty() {
        rmp_serde::encode::write(bytes, commit.snapshots)?;
    }
    close(bytes, Section::Snapshots)?;
    let first_entry = bytes.len();
    for (index, entry) in frame.entries.iter().enumerate() {
        rmp_serde::encode::write(bytes, entry)?;
        let end = length(bytes.len() - first_entry)?;
        bytes[ends + 4 * index..ends + 4 * index + 4].copy_from_slice(&end.to_le_bytes());
    }
    close(bytes, Section::Entries)?;

    let size = (bytes.len() - begin) as u64;
    if size > LARGEST {
        return Err(CodecError::TooLarge(size));
    }
    let header = &mut bytes[begin..begin + HEADER];
    header[..3].copy_from_slice(MAGIC);
    header[3] = VERSION;
    header[8..12].copy_from_slice(&length(count)?.to_le_bytes());
    header[16..24].copy_from_slice(&frame.first_seq.to_le_bytes());
    header[24..32].copy_from_slice(&frame.received_at.0.to_le_bytes());
    for (index, length) in lengths.iter().enumerate() {
        header[32 + 4 * index..36 + 4 * index].copy_from_slice(&length.to_le_bytes());
    }
    let checksum = crc32fast::hash(&bytes[begin + 8..]);
    bytes[begin + 4..begin + 8].copy_from_slice(&checksum.to_le_bytes());
    Ok(())
}

fn length(length: usize) -> Result<u32, CodecError> {
    u32::try_from(length).map_err(|_| CodecError::TooLarge(length as u64))
}

/// The bytes of one whole frame, checked.
#[derive(Debug)]
pub(crate) struct Bytes<'b> {
    pub(crate) header: Header,
    bytes: &'b [u8],
}

impl<'b> Bytes<'b> {
    pub(crate) fn check(bytes: &'b [u8]) -> Result<Self, CodecError> {
        let header = Header::read(bytes)?;
        let size = usize::try_from(header.size()).map_err(|_| CodecError::NotAFrame)?;
        let bytes = bytes.get(..size).ok_or(CodecError::Cut)?;
        if crc32fast::hash(&bytes[8..]) != header.checksum {
            return Err(CodecError::Damaged);
        }
        Ok(Self { header, bytes })
    }

    pub(crate) fn section(&self, section: Section) -> &'b [u8] {
        let (begin, length) = self.header.section(section);
        usize::try_from(begin).ok().and_then(|begin| self.bytes.get(begin..begin + length)).unwrap_or_default()
    }

    pub(crate) fn frame(&self) -> Result<Frame, CodecError> {
        let mut entries = Vec::with_capacity(self.header.entries as usize);
        let (ends, bytes) = (self.section(Section::Ends), self.section(Section::Entries));
        for index in 0..self.header.entries as usize {
            entries.push(entry(bytes.get(entry_range(ends, index)).ok_or(CodecError::Cut)?)?);
        }
        Ok(Frame {
            first_seq: self.header.first_seq,
            received_at: self.header.received_at,
            entries,
            findings: read(self.section(Section::Findings))?,
        })
    }
}

/// A list of which an empty section means that there is none.
fn read<T: DeserializeOwned>(section: &[u8]) -> Result<Vec<T>, CodecError> {
    if section.is_empty() { Ok(Vec::new()) } else { Ok(rmp_serde::from_slice(section)?) }
}

pub(crate) fn findings(section: &[u8]) -> Result<Vec<Finding>, CodecError> {
    read(section)
}

pub(crate) fn snapshots(section: &[u8]) -> Result<Vec<Snapshot>, CodecError> {
    read(section)
}

/// Answers with their keys.
pub(crate) type Answers = Vec<([u8; 16], Vec<u8>)>;

pub(crate) fn answers(section: &[u8]) -> Result<Answers, CodecError> {
    let answers: Vec<Answer> = read(section)?;
    Ok(answers.into_iter().map(|Answer(key, answer)| (key, answer)).collect())
}

pub(crate) fn answer(section: &[u8], key: [u8; 16]) -> Result<Option<Vec<u8>>, CodecError> {
    Ok(answers(section)?.into_iter().find(|(other, _)| *other == key).map(|(_, answer)| answer))
}

/// Names with the indexes of their entries.
pub(crate) fn names(section: &[u8]) -> impl Iterator<Item = ([u8; 16], u32)> {
    section.chunks_exact(NAME).filter_map(|name| Some((name.get(..16)?.try_into().ok()?, u32_at(name, 16))))
}

/// Where an entry lies in its section.
pub(crate) fn entry_range(ends: &[u8], index: usize) -> std::ops::Range<usize> {
    let begin = if index == 0 { 0 } else { u32_at(ends, 4 * (index - 1)) as usize };
    begin..u32_at(ends, 4 * index) as usize
}

pub(crate) fn entry(bytes: &[u8]) -> Result<Entry, CodecError> {
    Ok(rmp_serde::from_slice(bytes)?)
}

#[cfg(test)]
mod tests;
