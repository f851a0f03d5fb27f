//! The bytes of a frame without the files around them, for fuzzing only.

use outlay_domain::{CallId, Frame};

use crate::codec::{self, Answers, Bytes, CodecError, Section};
use crate::store::{Commit, Snapshot};

/// All that a frame holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents {
    pub frame: Frame,
    /// One past the last entry, as the header says.
    pub end_seq: u64,
    /// Names with the index of their entry.
    pub names: Vec<(CallId, u32)>,
    pub answers: Answers,
    pub snapshots: Vec<Snapshot>,
}

/// As the ledger writes a frame behind what `bytes` holds.
pub fn encode(commit: &Commit<'_>, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
    codec::encode(commit, bytes)
}

/// As the ledger reads the frame that `bytes` begin with.
pub fn decode(bytes: &[u8]) -> Result<Contents, CodecError> {
    let bytes = Bytes::check(bytes)?;
    Ok(Contents {
        frame: bytes.frame()?,
        end_seq: bytes.header.end_seq(),
        names: codec::names(bytes.section(Section::Names)).map(|(name, index)| (CallId(name), index)).collect(),
        answers: codec::answers(bytes.section(Section::Answers))?,
        snapshots: codec::snapshots(bytes.section(Section::Snapshots))?,
    })
}
