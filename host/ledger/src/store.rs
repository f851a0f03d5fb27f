//! The ledger on disk: `fjall` keyspaces for frames, ids, answers and snapshots.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use outlay_domain::{CallId, Finding, Frame, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::codec::{self, CodecError};

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the ledger's storage failed: {0}")]
    Storage(#[from] fjall::Error),
    #[error("the ledger is damaged at seq {seq}: {error}")]
    Damaged { seq: u64, error: CodecError },
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error("a commit starts at seq {got} but the ledger ends at {expected}")]
    OutOfOrder { expected: u64, got: u64 },
}

/// A rule's state after it judged everything up to `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub rule_id: String,
    pub revision: u64,
    /// The last entry that the state covers.
    pub seq: u64,
    pub state: Vec<u8>,
}

/// What is made durable together.
#[derive(Debug)]
pub struct Commit<'c> {
    pub frame: &'c Frame,
    /// Ids that name an entry of this frame from now on.
    pub ids: &'c [(CallId, u64)],
    /// Answers to repeat, by key.
    pub answers: &'c [([u8; 16], Vec<u8>)],
    pub snapshots: &'c [Snapshot],
}

/// The durable, ordered log. One process writes it, one commit at a time; any thread reads.
pub struct Ledger {
    database: Database,
    frames: Keyspace,
    ids: Keyspace,
    answers: Keyspace,
    snapshots: Keyspace,
    /// One past the last durable entry.
    end: watch::Sender<u64>,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("end", &*self.end.borrow()).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens or creates the ledger in `folder`. What is on disk decides where it ends.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        let database = Database::builder(folder).worker_threads(1).open()?;
        let keyspace = |name| database.keyspace(name, KeyspaceCreateOptions::default);
        let (frames, ids) = (keyspace("frames")?, keyspace("ids")?);
        let (answers, snapshots) = (keyspace("answers")?, keyspace("snapshots")?);
        let end = match frames.last_key_value() {
            Some(guard) => {
                let (key, bytes) = guard.into_inner()?;
                let frame: Frame =
                    codec::decode(&bytes).map_err(|error| LedgerError::Damaged { seq: seq_of(&key), error })?;
                frame.end_seq()
            }
            None => 1,
        };
        Ok(Self { database, frames, ids, answers, snapshots, end: watch::Sender::new(end) })
    }

    /// One past the last durable entry; the first entry is 1.
    pub fn end(&self) -> u64 {
        *self.end.borrow()
    }

    /// Tells the end whenever it moves.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.end.subscribe()
    }

    /// Makes a frame durable; when this returns, it survives a power cut.
    ///
    /// After an error the storage refuses all further commits: what is on disk decides at the next start.
    pub fn commit(&self, commit: &Commit<'_>) -> Result<(), LedgerError> {
        let expected = self.end();
        if commit.frame.first_seq != expected {
            return Err(LedgerError::OutOfOrder { expected, got: commit.frame.first_seq });
        }
        let bytes = codec::encode(commit.frame)?;
        let mut batch = self.database.batch().durability(Some(PersistMode::SyncAll));
        batch.insert(&self.frames, commit.frame.first_seq.to_be_bytes(), bytes);
        for (id, seq) in commit.ids {
            batch.insert(&self.ids, id.0, seq.to_be_bytes());
        }
        for (key, answer) in commit.answers {
            batch.insert(&self.answers, *key, answer.as_slice());
        }
        for snapshot in commit.snapshots {
            let bytes = rmp_serde::to_vec_named(snapshot).map_err(CodecError::from)?;
            batch.insert(&self.snapshots, snapshot.rule_id.as_bytes(), bytes);
        }
        batch.commit()?;
        self.end.send_replace(commit.frame.end_seq());
        Ok(())
    }

    /// The entry that an id names.
    pub fn seen(&self, id: CallId) -> Result<Option<u64>, LedgerError> {
        Ok(self.ids.get(id.0)?.map(|bytes| seq_of(&bytes)))
    }

    /// The answer that was given for a key.
    pub fn answer(&self, key: [u8; 16]) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.answers.get(key)?.map(|bytes| bytes.to_vec()))
    }

    pub fn snapshot(&self, rule_id: &str) -> Result<Option<Snapshot>, LedgerError> {
        let Some(bytes) = self.snapshots.get(rule_id.as_bytes())? else { return Ok(None) };
        Ok(Some(rmp_serde::from_slice(&bytes).map_err(CodecError::from)?))
    }

    /// Hands over, in order, every frame that holds an entry after `seq`, until `each` breaks.
    ///
    /// The first frame may begin at or before `seq`.
    pub fn frames(&self, after: u64, each: impl FnMut(Frame) -> ControlFlow<()>) -> Result<(), LedgerError> {
        self.scan(after, Frame::end_seq, each)
    }

    /// As [`frames`](Self::frames), but only what the rules said: far cheaper, since no entry is read.
    pub fn judged(&self, after: u64, each: impl FnMut(Judged) -> ControlFlow<()>) -> Result<(), LedgerError> {
        self.scan(after, Judged::end_seq, each)
    }

    fn scan<T: DeserializeOwned>(
        &self,
        after: u64,
        end_seq: impl Fn(&T) -> u64,
        mut each: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<(), LedgerError> {
        // The frame that holds `after + 1` is the last one that begins at or before it.
        let begin = match self.frames.range(..=(after + 1).to_be_bytes()).next_back() {
            Some(guard) => seq_of(&guard.key()?),
            None => 0,
        };
        for guard in self.frames.range(begin.to_be_bytes()..) {
            let (key, bytes) = guard.into_inner()?;
            let frame: T = codec::decode(&bytes).map_err(|error| LedgerError::Damaged { seq: seq_of(&key), error })?;
            if end_seq(&frame) > after + 1 && each(frame).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// A frame without its entries: what the rules said.
#[derive(Debug, Deserialize)]
pub struct Judged {
    first_seq: u64,
    /// Only counted.
    entries: Vec<IgnoredAny>,
    pub received_at: Timestamp,
    pub findings: Vec<Finding>,
}

impl Judged {
    /// One past the last entry.
    pub fn end_seq(&self) -> u64 {
        self.first_seq + self.entries.len() as u64
    }
}

fn seq_of(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_domain::{Entry, Timestamp};

    use super::*;

    fn frame(first_seq: u64, entries: usize) -> Frame {
        Frame { first_seq, received_at: Timestamp(0), entries: vec![Entry::Tick; entries], findings: vec![] }
    }

    fn commit(ledger: &Ledger, frame: &Frame) -> Result<(), LedgerError> {
        let id = CallId::of(&[&frame.first_seq.to_string()]);
        let snapshot = Snapshot { rule_id: "r".into(), revision: 1, seq: frame.first_seq, state: vec![1] };
        let ids = [(id, frame.first_seq)];
        ledger.commit(&Commit { frame, ids: &ids, answers: &[([7; 16], vec![9])], snapshots: &[snapshot] })
    }

    fn firsts(ledger: &Ledger, after: u64) -> Vec<u64> {
        let mut firsts = vec![];
        ledger
            .frames(after, |frame| {
                firsts.push(frame.first_seq);
                ControlFlow::Continue(())
            })
            .unwrap();
        firsts
    }

    #[test]
    fn what_was_committed_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        {
            let ledger = Ledger::open(folder.path()).unwrap();
            assert_eq!(ledger.end(), 1);
            commit(&ledger, &frame(1, 3)).unwrap();
            commit(&ledger, &frame(4, 1)).unwrap();
            commit(&ledger, &frame(5, 2)).unwrap();
        }
        let ledger = Ledger::open(folder.path()).unwrap();
        assert_eq!(ledger.end(), 7);
        assert_eq!(firsts(&ledger, 0), [1, 4, 5]);
        assert_eq!(firsts(&ledger, 2), [1, 4, 5]);
        assert_eq!(firsts(&ledger, 3), [4, 5]);
        assert_eq!(firsts(&ledger, 4), [5]);
        assert_eq!(firsts(&ledger, 6), [0_u64; 0]);
        let mut ends = vec![];
        let each = |judged: Judged| {
            ends.push(judged.end_seq());
            ControlFlow::Continue(())
        };
        ledger.judged(3, each).unwrap();
        assert_eq!(ends, [5, 7]);
        assert_eq!(ledger.seen(CallId::of(&["4"])).unwrap(), Some(4));
        assert_eq!(ledger.seen(CallId::of(&["6"])).unwrap(), None);
        assert_eq!(ledger.answer([7; 16]).unwrap(), Some(vec![9]));
        assert_eq!(ledger.snapshot("r").unwrap().unwrap().seq, 5);
    }

    #[test]
    fn a_gap_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        assert!(matches!(commit(&ledger, &frame(2, 1)), Err(LedgerError::OutOfOrder { expected: 1, got: 2 })));
    }
}
