//! The bytes of a frame: self-contained, versioned, checksummed, the same in every log.
//!
//! `OLF` · version (1 byte) · CRC-32 of the body (4 bytes, little-endian) · body (MessagePack with field names, so that
//! a later version may add fields).

use outlay_domain::Frame;
use serde::de::DeserializeOwned;

const MAGIC: &[u8; 3] = b"OLF";
const VERSION: u8 = 1;
const HEADER: usize = 8;

/// Why bytes are not a frame.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    #[error("not a ledger frame")]
    NotAFrame,
    #[error("frame version {0} is newer than this Outlay understands")]
    NewerVersion(u8),
    #[error("frame is damaged: its checksum does not fit")]
    Damaged,
    #[error("frame cannot be read: {0}")]
    Unreadable(#[from] rmp_serde::decode::Error),
    #[error("frame cannot be written: {0}")]
    Unwritable(#[from] rmp_serde::encode::Error),
}

pub(crate) fn encode(frame: &Frame) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::with_capacity(HEADER + 512 * frame.entries.len());
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    bytes.extend_from_slice(&[0; 4]);
    rmp_serde::encode::write_named(&mut bytes, frame)?;
    let checksum = crc32fast::hash(&bytes[HEADER..]);
    bytes[4..HEADER].copy_from_slice(&checksum.to_le_bytes());
    Ok(bytes)
}

/// Reads a frame, or those fields of it that `T` has.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let (header, body) = bytes.split_at_checked(HEADER).ok_or(CodecError::NotAFrame)?;
    if &header[..3] != MAGIC {
        return Err(CodecError::NotAFrame);
    }
    if header[3] > VERSION {
        return Err(CodecError::NewerVersion(header[3]));
    }
    if crc32fast::hash(body).to_le_bytes() != header[4..] {
        return Err(CodecError::Damaged);
    }
    Ok(rmp_serde::from_slice(body)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_domain::{Entry, Timestamp};

    use super::*;

    fn frame() -> Frame {
        let skip = Entry::Skip { rule_id: "r".into(), from_seq: 1, to_seq: 2, reason: "trapped".into() };
        Frame { first_seq: 7, received_at: Timestamp(1), entries: vec![Entry::Tick, skip], findings: vec![] }
    }

    #[test]
    fn frames_round_trip() {
        let bytes = encode(&frame()).unwrap();
        assert_eq!(decode::<Frame>(&bytes).unwrap(), frame());
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let bytes = encode(&frame()).unwrap();
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 0x40;
            assert!(decode::<Frame>(&damaged).is_err(), "byte {index}");
            assert!(decode::<Frame>(&bytes[..index]).is_err(), "cut at {index}");
        }
    }
}
