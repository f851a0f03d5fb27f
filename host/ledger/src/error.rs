//! What can go wrong with the ledger.

use std::io;
use std::path::PathBuf;

use crate::codec::CodecError;

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the ledger's storage failed: {0}")]
    Storage(#[from] io::Error),
    /// Nobody knows what of it is on disk: only a new start finds out.
    #[error("the ledger could not be synced to disk: {0}")]
    NotSynced(io::Error),
    #[error("the ledger is damaged at seq {seq}: {error}")]
    Damaged { seq: u64, error: CodecError },
    #[error("the ledger is damaged: {path} at byte {offset}: {error}; restore it from a backup")]
    DamagedFile { path: PathBuf, offset: u64, error: CodecError },
    #[error("the ledger's file {0} is missing; restore it from a backup")]
    Gap(PathBuf),
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error("a commit starts at seq {got} but the ledger ends at {expected}")]
    OutOfOrder { expected: u64, got: u64 },
    #[error("another process has this ledger open")]
    Locked,
    #[error(
        "this data folder was written by an earlier version with another ledger; export it there, or begin a new folder"
    )]
    OlderFormat,
}

impl LedgerError {
    /// Only a new start helps: what is on disk decides.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::NotSynced(_))
    }
}
