//! The ledger on disk: files of frames, and an index of names that is made from them.

use std::fmt;
use std::fs::{File, TryLockError};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use outlay_domain::{CallId, Entry, Finding, Frame, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::codec::{self, Header, Section};
use crate::error::LedgerError;
use crate::log::{Log, day};
use crate::names::{Name, Names};
use crate::segment::{Place, Segment};
use crate::tail::Tail;

/// A buffer that grew beyond this for one frame is not kept for the next.
const BUFFER_KEPT: usize = 16 * 1024 * 1024;

/// A rule's state after it judged everything up to `seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub rule_id: String,
    pub revision: u64,
    /// The last entry that the state covers.
    pub seq: u64,
    #[serde(with = "serde_bytes")]
    pub state: Vec<u8>,
}

impl Snapshot {
    /// Under which name the newest state of a rule is found.
    fn name(rule_id: &str) -> CallId {
        CallId::of(&["snapshot", rule_id])
    }
}

/// What is made durable together. A frame must not be empty.
#[derive(Debug)]
pub struct Commit<'c> {
    pub frame: Arc<Frame>,
    /// Names that mean an entry of this frame from now on, whatever they meant before.
    pub names: &'c [(CallId, u64)],
    /// Answers to repeat, by key.
    pub answers: &'c [([u8; 16], Vec<u8>)],
    pub snapshots: &'c [Snapshot],
}

/// The durable, ordered log. One process writes it, one commit at a time; any thread reads.
pub struct Ledger {
    log: Log,
    names: Names,
    tail: Tail,
    writing: Mutex<Writing>,
    /// One past the last durable entry.
    end: watch::Sender<u64>,
    _lock: File,
}

#[derive(Debug, Default)]
struct Writing {
    buffer: Vec<u8>,
    /// A file that may hold a part of a frame that does not count.
    unclean: Option<Arc<Segment>>,
    /// A sync failed: nobody knows what is on disk.
    broken: bool,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("end", &*self.end.borrow()).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens or creates the ledger in `folder`. What is on disk decides where it ends.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        std::fs::create_dir_all(folder)?;
        if folder.join("keyspaces").exists() {
            return Err(LedgerError::OlderFormat);
        }
        let lock = File::create(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LedgerError::Locked),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let (log, last) = Log::open(&folder.join("frames"))?;
        let end = last.map_or(1, |header| header.end_seq());
        let names = Names::open(&folder.join("names"), log.begin().unwrap_or(1), end)?;
        let ledger = Self {
            log,
            names,
            tail: Tail::default(),
            writing: Mutex::default(),
            end: watch::Sender::new(end),
            _lock: lock,
        };
        ledger.name_again()?;
        Ok(ledger)
    }

    /// Adds the names of frames that no run covers.
    fn name_again(&self) -> Result<(), LedgerError> {
        self.scan(self.names.indexed_to(), |segment, place| {
            let header = place.header;
            let found = codec::names(&segment.section(place, Section::Names)?)
                .map(|(name, index)| (Name::from_be_bytes(name), header.first_seq + u64::from(index)))
                .collect::<Vec<_>>();
            self.names.add(found.into_iter(), header.end_seq() - 1, day(header.received_at));
            Ok(ControlFlow::Continue(()))
        })
    }

    /// The first entry that is still here; that of an empty ledger is 1.
    pub fn begin(&self) -> u64 {
        self.log.begin().unwrap_or(1)
    }

    /// One past the last durable entry; the first entry is 1.
    pub fn end(&self) -> u64 {
        *self.end.borrow()
    }

    /// How much of the disk its files take.
    pub fn bytes(&self) -> u64 {
        self.log.all().iter().map(|segment| segment.length()).sum()
    }

    /// Tells the end whenever it moves.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.end.subscribe()
    }

    /// Makes a frame durable; when this returns, it survives a power cut.
    ///
    /// After an error the frame is not there, and never will be, except after one that [is
    /// fatal](LedgerError::is_fatal): then what is on disk decides at the next start.
    pub fn commit(&self, commit: &Commit<'_>) -> Result<(), LedgerError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (expected, got) = (self.end(), commit.frame.first_seq);
        if got != expected || commit.frame.entries.is_empty() {
            return Err(LedgerError::OutOfOrder { expected, got });
        }
        if writing.broken {
            return Err(LedgerError::NotSynced(std::io::ErrorKind::Other.into()));
        }
        // A disk that was full may have room again.
        if let Some(segment) = &writing.unclean {
            segment.take_back()?;
            writing.unclean = None;
        }
        writing.buffer.clear();
        writing.buffer.shrink_to(BUFFER_KEPT);
        let named: Vec<(CallId, u64)> = commit
            .names
            .iter()
            .copied()
            .chain(commit.answers.iter().map(|(key, _)| (CallId(*key), got)))
            .chain(commit.snapshots.iter().map(|snapshot| (Snapshot::name(&snapshot.rule_id), got)))
            .collect();
        codec::encode(&Commit { frame: Arc::clone(&commit.frame), names: &named, ..*commit }, &mut writing.buffer)?;
        let header = Header::read(&writing.buffer)?;
        let (segment, is_new) = self.log.writable(got, commit.frame.received_at)?;
        if let Err(error) = segment.write(&writing.buffer) {
            writing.unclean = Some(Arc::clone(&segment));
            if segment.take_back().is_ok() {
                writing.unclean = None;
            }
            return Err(error.into());
        }
        let synced = segment.sync().map_err(LedgerError::NotSynced);
        let synced = synced.and_then(|()| if is_new { self.log.add(Arc::clone(&segment)) } else { Ok(()) });
        if let Err(error) = synced {
            writing.broken = true;
            return Err(error);
        }
        segment.keep(&header);
        let names = named.iter().map(|(name, seq)| (Name::from_be_bytes(name.0), *seq));
        self.names.add(names, header.end_seq() - 1, day(header.received_at));
        self.tail.push(Arc::clone(&commit.frame), header.size());
        self.end.send_replace(header.end_seq());
        Ok(())
    }

    /// The newest entry that a name means.
    pub fn seen(&self, name: CallId) -> Result<Option<u64>, LedgerError> {
        let seq = self.names.get(Name::from_be_bytes(name.0))?;
        Ok(seq.filter(|&seq| seq >= self.begin()))
    }

    /// One entry, with the time at which it was taken; none if it is not here any more, or not yet.
    pub fn entry(&self, seq: u64) -> Result<Option<(Entry, Timestamp)>, LedgerError> {
        if seq < self.begin() {
            return Ok(None);
        }
        if let Some(frame) = self.tail.holding(seq) {
            let index = usize::try_from(seq - frame.first_seq).unwrap_or(usize::MAX);
            return Ok(frame.entries.get(index).map(|entry| (entry.clone(), frame.received_at)));
        }
        let Some((segment, place)) = self.place(seq)? else { return Ok(None) };
        let index = usize::try_from(seq - place.header.first_seq).unwrap_or(usize::MAX);
        Ok(Some((segment.entry(&place, index)?, place.header.received_at)))
    }

    /// The names that mean an entry, as they were committed with it.
    pub fn names_of(&self, seq: u64) -> Result<Vec<CallId>, LedgerError> {
        let Some((segment, place)) = self.place(seq)? else { return Ok(Vec::new()) };
        let names = segment.section(&place, Section::Names)?;
        let is_meant = |index: u32| place.header.first_seq + u64::from(index) == seq;
        Ok(codec::names(&names).filter(|(_, index)| is_meant(*index)).map(|(name, _)| CallId(name)).collect())
    }

    /// The answer that was given for a key.
    pub fn answer(&self, key: [u8; 16]) -> Result<Option<Vec<u8>>, LedgerError> {
        let Some(seq) = self.seen(CallId(key))? else { return Ok(None) };
        let Some((segment, place)) = self.place(seq)? else { return Ok(None) };
        Ok(codec::answer(&segment.section(&place, Section::Answers)?, key)?)
    }

    /// The newest saved state of a rule.
    pub fn snapshot(&self, rule_id: &str) -> Result<Option<Snapshot>, LedgerError> {
        let Some(seq) = self.seen(Snapshot::name(rule_id))? else { return Ok(None) };
        let Some((segment, place)) = self.place(seq)? else { return Ok(None) };
        let snapshots = codec::snapshots(&segment.section(&place, Section::Snapshots)?)?;
        Ok(snapshots.into_iter().find(|snapshot| snapshot.rule_id == rule_id))
    }

    fn place(&self, seq: u64) -> Result<Option<(Arc<Segment>, Place)>, LedgerError> {
        let Some(segment) = self.log.holding(seq) else { return Ok(None) };
        let place = segment.find(seq)?;
        Ok(place.map(|place| (segment, place)))
    }

    /// Hands over, in order, every frame that holds an entry after `after`, until `each` breaks.
    ///
    /// The first frame may begin at or before `after`.
    pub fn frames(&self, after: u64, mut each: impl FnMut(Arc<Frame>) -> ControlFlow<()>) -> Result<(), LedgerError> {
        self.read(
            after,
            &mut each,
            |segment, place| Ok(Arc::new(segment.frame(place)?)),
            Arc::clone,
            |frame| frame.end_seq(),
        )
    }

    /// As [`frames`](Self::frames), but only what the rules said: far cheaper, since no entry is read.
    pub fn judged(&self, after: u64, mut each: impl FnMut(Judged) -> ControlFlow<()>) -> Result<(), LedgerError> {
        let read = |segment: &Segment, place: &Place| {
            let findings = codec::findings(&segment.section(place, Section::Findings)?)?;
            let header = place.header;
            Ok(Judged { end_seq: header.end_seq(), received_at: header.received_at, findings })
        };
        let of = |frame: &Arc<Frame>| Judged {
            end_seq: frame.end_seq(),
            received_at: frame.received_at,
            findings: frame.findings.clone(),
        };
        self.read(after, &mut each, read, of, Judged::end_seq)
    }

    /// From memory where the frames are there, else from disk.
    fn read<T>(
        &self,
        after: u64,
        each: &mut impl FnMut(T) -> ControlFlow<()>,
        from_disk: impl Fn(&Segment, &Place) -> Result<T, LedgerError>,
        from_memory: impl Fn(&Arc<Frame>) -> T,
        end_seq: impl Fn(&T) -> u64,
    ) -> Result<(), LedgerError> {
        let mut after = after.max(self.begin() - 1);
        loop {
            while let Some(frame) = self.tail.holding(after + 1) {
                after = frame.end_seq() - 1;
                if each(from_memory(&frame)).is_break() {
                    return Ok(());
                }
            }
            let mut moved = false;
            let mut broke = false;
            self.scan(after, |segment, place| {
                if moved && self.tail.holding(after + 1).is_some() {
                    return Ok(ControlFlow::Break(()));
                }
                let item = from_disk(segment, place)?;
                (after, moved) = (end_seq(&item) - 1, true);
                broke = each(item).is_break();
                Ok(if broke { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            if broke || !moved {
                return Ok(());
            }
        }
    }

    /// Every frame on disk that holds an entry after `after`.
    fn scan(
        &self,
        after: u64,
        mut each: impl FnMut(&Segment, &Place) -> Result<ControlFlow<()>, LedgerError>,
    ) -> Result<(), LedgerError> {
        let wanted = after.saturating_add(1).max(self.begin());
        let mut next = None;
        for segment in self.log.from(wanted) {
            let mut place = match next {
                None => segment.find(wanted)?,
                Some(expected) if expected != segment.first_seq => {
                    return Err(LedgerError::Gap(segment.path().to_owned()));
                }
                Some(_) => segment.place_at(0)?,
            };
            while let Some(here) = place {
                next = Some(here.header.end_seq());
                if each(&segment, &here)?.is_break() {
                    return Ok(());
                }
                place = segment.next(&here)?;
            }
        }
        Ok(())
    }

    /// Waits, for a while, for the follower to take from memory what new frames would push out of it.
    pub fn wait_for_follower(&self, patience: Duration) {
        self.tail.wait_for_room(patience);
    }

    /// Says that the slowest who follows the ledger has come to `seq`. What stands before can still be read, from disk.
    pub fn followed_to(&self, seq: u64) {
        self.tail.followed_to(seq);
        if let Err(error) = self.log.let_go(seq) {
            tracing::debug!(%error, "the system keeps pages of the ledger in memory");
        }
    }

    /// What would go with the entries before `seq` that were taken before `time`: the first entry that stays, and the
    /// newest states of rules that must be committed again before. None if nothing would go.
    pub fn droppable(&self, seq: u64, time: Timestamp) -> Result<Option<(u64, Vec<Snapshot>)>, LedgerError> {
        let older = self.log.older(seq, time)?;
        let Some(last) = older.last() else { return Ok(None) };
        let stays = self.log.from(last.first_seq).get(1).map_or(last.first_seq, |segment| segment.first_seq);
        let mut kept = Vec::new();
        for segment in &older {
            let mut place = segment.place_at(0)?;
            while let Some(here) = place {
                if here.header.section(Section::Snapshots).1 > 0 {
                    for snapshot in codec::snapshots(&segment.section(&here, Section::Snapshots)?)? {
                        let newest = self.seen(Snapshot::name(&snapshot.rule_id))?;
                        if newest == Some(here.header.first_seq) {
                            kept.push(snapshot);
                        }
                    }
                }
                place = segment.next(&here)?;
            }
        }
        Ok(Some((stays, kept)))
    }

    /// Removes the entries before `seq`, as far as whole files hold nothing else.
    pub fn drop_before(&self, seq: u64) -> Result<(), LedgerError> {
        self.log.drop_before(seq)?;
        self.names.drop_before(self.begin())
    }
}

/// A frame without its entries: what the rules said.
#[derive(Debug)]
pub struct Judged {
    end_seq: u64,
    pub received_at: Timestamp,
    pub findings: Vec<Finding>,
}

impl Judged {
    /// One past the last entry.
    pub fn end_seq(&self) -> u64 {
        self.end_seq
    }
}

#[cfg(test)]
mod tests;
