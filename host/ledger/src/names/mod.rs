//! Which entry a name means: exact, for as long as the ledger keeps its entries, in bounded memory.
//!
//! The newest names are in a map; a full map becomes a [run](run), a sorted file with a filter. What the ledger holds is
//! the truth: runs are made from it, and made again if one is missing. A later name replaces an earlier one, so the
//! newest place is asked first.
//!
//! Memory: at most [`IN_MAP`] names in the map (17 MB; two maps, used in turn, when many names come), 1.5 bytes of filter
//! for each name in a run, up to [`FILTER_BYTES`]; the filters of older runs stay on disk. With 10 million events a day
//! that are known by one name each, 35 days take 8.4 GB of disk.

mod filter;
mod run;

use std::collections::HashMap;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;

use self::run::{Run, Span};
use crate::error::LedgerError;

/// So many names make a run: what a hash table of 2¹⁹ places holds, with room for those of one batch.
const IN_MAP: usize = 440_000;
/// Memory for the filters of runs.
const FILTER_BYTES: u64 = 128 * 1024 * 1024;
/// So many runs of one size and day become one.
const MERGED: usize = 4;
/// Full maps that wait to be written; beyond, commits wait.
const WAITING: usize = 2;

/// 16 bytes of a hash, as a number: its order is that of the bytes.
pub(crate) type Name = u128;
type Map = HashMap<Name, u64, Scatter>;

/// The index. One thread adds, any thread asks.
#[derive(Debug)]
pub(crate) struct Names {
    state: Arc<RwLock<State>>,
    writer: Option<(SyncSender<Arc<Full>>, JoinHandle<()>)>,
    scatter: Scatter,
}

#[derive(Debug)]
struct State {
    active: Map,
    /// What the map covers.
    span: Span,
    full: Vec<Arc<Full>>,
    /// An empty map that was full once. A new one grows again and again, and the system takes a tenth of a second to
    /// give it memory.
    spare: Option<Map>,
    /// The oldest first.
    runs: Vec<Arc<Run>>,
}

/// A map that is being written.
#[derive(Debug)]
struct Full {
    map: Map,
    span: Span,
}

impl Names {
    /// Opens the runs in `folder` that fit a ledger that holds `begin` up to `end`. What is behind
    /// [`indexed_to`](Self::indexed_to) must be added again.
    pub(crate) fn open(folder: &Path, begin: u64, end: u64) -> Result<Self, LedgerError> {
        fs::create_dir_all(folder)?;
        let runs = open_runs(folder, begin, end)?;
        keep_filters(&runs)?;
        let next = runs.last().map_or(begin, |run| run.span.to_seq + 1);
        let scatter = Scatter::random();
        let state = State {
            active: Map::with_hasher(scatter),
            span: Span { from_seq: next, to_seq: next.saturating_sub(1), day: 0 },
            full: Vec::new(),
            spare: None,
            runs,
        };
        let state = Arc::new(RwLock::new(state));
        let (sender, receiver) = sync_channel(WAITING);
        let (own_state, folder) = (Arc::clone(&state), folder.to_owned());
        let thread = std::thread::Builder::new()
            .name("ledger-names".to_owned())
            .spawn(move || write_runs(&folder, &own_state, &receiver))?;
        Ok(Self { state, writer: Some((sender, thread)), scatter })
    }

    /// The last entry whose names are in.
    pub(crate) fn indexed_to(&self) -> u64 {
        read(&self.state).span.to_seq
    }

    /// Adds the names of the entries up to `to_seq`, which were taken on `day`.
    pub(crate) fn add(&self, names: impl Iterator<Item = (Name, u64)>, to_seq: u64, day: i64) {
        let full = {
            let mut state = write(&self.state);
            let full = if !state.active.is_empty() && (state.span.day != day || state.active.len() >= IN_MAP) {
                let span = Span { from_seq: state.span.to_seq + 1, ..state.span };
                let span = std::mem::replace(&mut state.span, span);
                let empty = state.spare.take().unwrap_or_else(|| Map::with_hasher(self.scatter));
                let map = std::mem::replace(&mut state.active, empty);
                let full = Arc::new(Full { map, span });
                state.full.push(Arc::clone(&full));
                Some(full)
            } else {
                None
            };
            state.active.extend(names);
            (state.span.to_seq, state.span.day) = (to_seq, day);
            full
        };
        if let (Some(full), Some((sender, _))) = (full, &self.writer) {
            // The writer ends after its sender only.
            let _gone = sender.send(full);
        }
    }

    /// The entry that a name means.
    pub(crate) fn get(&self, name: Name) -> Result<Option<u64>, LedgerError> {
        let state = read(&self.state);
        if let Some(&seq) = state.active.get(&name) {
            return Ok(Some(seq));
        }
        if let Some(&seq) = state.full.iter().rev().find_map(|full| full.map.get(&name)) {
            return Ok(Some(seq));
        }
        for run in state.runs.iter().rev() {
            if let Some(seq) = run.get(name)? {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }

    /// Forgets the names of entries before `seq`, whole runs at a time.
    pub(crate) fn drop_before(&self, seq: u64) -> Result<(), LedgerError> {
        let gone: Vec<Arc<Run>> = {
            let mut state = write(&self.state);
            let keep = state.runs.partition_point(|run| run.span.to_seq < seq);
            state.runs.drain(..keep).collect()
        };
        for run in gone {
            fs::remove_file(run.path())?;
        }
        Ok(())
    }
}

impl Drop for Names {
    /// Writes what is in the map, so that the next start need not read it from the ledger.
    fn drop(&mut self) {
        let Some((sender, thread)) = self.writer.take() else { return };
        let last = {
            let mut state = write(&self.state);
            let map = std::mem::replace(&mut state.active, Map::with_hasher(self.scatter));
            Full { map, span: state.span }
        };
        if !last.map.is_empty() {
            let _gone = sender.send(Arc::new(last));
        }
        drop(sender);
        if thread.join().is_err() {
            tracing::error!("the thread that writes the ledger's names panicked");
        }
    }
}

/// The writer's thread.
fn write_runs(folder: &Path, state: &RwLock<State>, receiver: &Receiver<Arc<Full>>) {
    for full in receiver {
        if let Err(error) = write_run(folder, state, &full) {
            // The names stay in memory, and in the ledger for the next start.
            tracing::error!(%error, "the ledger's names cannot be written; they stay in memory");
        }
        // Not if it stays.
        if let Some(Full { mut map, .. }) = Arc::into_inner(full) {
            map.clear();
            write(state).spare = Some(map);
        }
    }
}

fn write_run(folder: &Path, state: &RwLock<State>, full: &Arc<Full>) -> Result<(), LedgerError> {
    let follows = read(state).runs.last().is_none_or(|last| last.span.to_seq + 1 == full.span.from_seq);
    if !follows {
        // One before it could not be written: runs must have no gaps.
        return Ok(());
    }
    let mut names: Vec<(Name, u64)> = full.map.iter().map(|(&name, &seq)| (name, seq)).collect();
    names.sort_unstable();
    let run = Arc::new(Run::write(folder, full.span, 0, names.len() as u64, names.into_iter().map(Ok))?);
    {
        let mut state = write(state);
        state.full.retain(|other| !Arc::ptr_eq(other, full));
        state.runs.push(run);
    }
    loop {
        // Taken before the lock is: the writer takes it, too.
        let runs = to_merge(&read(state).runs);
        let Some(runs) = runs else { break };
        let merged = Arc::new(Run::merge(folder, &runs)?);
        let mut state = write(state);
        let at = state.runs.iter().position(|run| Arc::ptr_eq(run, &runs[0])).unwrap_or(state.runs.len());
        // Days may have been dropped meanwhile.
        let last = (at + runs.len()).min(state.runs.len());
        state.runs.splice(at..last, [merged]);
        drop(state);
        runs.iter().try_for_each(|run| fs::remove_file(run.path()))?;
    }
    let runs = read(state).runs.clone();
    keep_filters(&runs)
}

/// The newest runs, if they are as many as become one.
fn to_merge(runs: &[Arc<Run>]) -> Option<Vec<Arc<Run>>> {
    let last = runs.last()?;
    let alike = runs.iter().rev().take_while(|run| run.level == last.level && run.span.day == last.span.day).count();
    (alike >= MERGED).then(|| runs[runs.len() - alike..].to_vec())
}

/// The newest runs have their filters in memory, as far as there is room.
fn keep_filters(runs: &[Arc<Run>]) -> Result<(), LedgerError> {
    let mut room = FILTER_BYTES;
    for run in runs.iter().rev() {
        let fits = run.filter_bytes() <= room;
        run.hold_filter(fits)?;
        room = if fits { room - run.filter_bytes() } else { 0 };
    }
    Ok(())
}

/// Runs without gaps from the ledger's begin on. Others are removed, to be made again; so are those of a ledger that
/// once went farther.
fn open_runs(folder: &Path, begin: u64, end: u64) -> Result<Vec<Arc<Run>>, LedgerError> {
    let mut found: Vec<Run> = Vec::new();
    for file in fs::read_dir(folder)? {
        let path: PathBuf = file?.path();
        match Run::open(&path) {
            Ok(run) => found.push(run),
            Err(error) => {
                if path.extension().is_some_and(|extension| extension == run::EXTENSION) {
                    tracing::warn!(file = %path.display(), %error, "names are made again from the ledger");
                }
                fs::remove_file(&path)?;
            }
        }
    }
    // Of runs that begin alike, the one that reaches farthest replaced the others.
    found.sort_unstable_by_key(|run| (run.span.from_seq, std::cmp::Reverse(run.span.to_seq)));
    let mut runs: Vec<Arc<Run>> = Vec::new();
    for run in found {
        let is_next = match runs.last() {
            Some(last) => run.span.from_seq == last.span.to_seq + 1,
            None => run.span.from_seq <= begin && run.span.to_seq >= begin,
        };
        if is_next && run.span.to_seq < end {
            runs.push(Arc::new(run));
        } else {
            fs::remove_file(run.path())?;
        }
    }
    Ok(runs)
}

fn read(state: &RwLock<State>) -> RwLockReadGuard<'_, State> {
    state.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(state: &RwLock<State>) -> RwLockWriteGuard<'_, State> {
    state.write().unwrap_or_else(PoisonError::into_inner)
}

/// Names are hashes already; a secret of this process keeps others from choosing where they collide.
#[derive(Debug, Clone, Copy)]
struct Scatter(u64);

impl Scatter {
    fn random() -> Self {
        Self(RandomState::new().hash_one(0_u64) | 1)
    }
}

impl BuildHasher for Scatter {
    type Hasher = Scattered;
    fn build_hasher(&self) -> Scattered {
        Scattered(self.0)
    }
}

#[derive(Debug)]
struct Scattered(u64);

impl Hasher for Scattered {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u128(&mut self, name: u128) {
        let bytes = name.to_le_bytes();
        let half = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap_or_default());
        let product = u128::from(half(0) ^ self.0) * u128::from(half(8) | 1);
        let halves = product.to_le_bytes();
        let (low, high) = halves.split_at(8);
        let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        self.0 = number(low) ^ number(high);
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u128(byte.into());
        }
    }
}

#[cfg(test)]
mod tests;
