//! A sorted file of names with its filter.
//!
//! A header of 64 bytes (`OLN`, version, level u32, count u64, first and last `seq` u64, day i64, blocks u32), the
//! blocks of the filter, then (name, seq) in order, 24 bytes each. Synced before it gets its name, so that a file with
//! this name is whole.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::{Name, filter};
use crate::error::LedgerError;

pub(crate) const EXTENSION: &str = "names";
const UNFINISHED: &str = "unfinished";
const MAGIC: &[u8; 4] = b"OLN\x01";
const HEADER: usize = 64;
const ENTRY: usize = 24;
/// Entries that are read at once when a name is looked for.
const PAGE: u64 = 170;

/// Which entries' names it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from_seq: u64,
    /// The last one; before `from_seq` for none.
    pub(crate) to_seq: u64,
    /// Days since 1970.
    pub(crate) day: i64,
}

#[derive(Debug)]
pub(crate) struct Run {
    path: PathBuf,
    file: File,
    pub(crate) span: Span,
    /// How often it was merged.
    pub(crate) level: u32,
    count: u64,
    blocks: u32,
    filter: RwLock<Option<Arc<[u8]>>>,
}

impl Run {
    pub(crate) fn open(path: &Path) -> Result<Self, LedgerError> {
        let bad = |text| LedgerError::Storage(std::io::Error::new(std::io::ErrorKind::InvalidData, text));
        if path.extension().is_none_or(|extension| extension != EXTENSION) {
            return Err(bad("not a run"));
        }
        let file = File::open(path)?;
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0)?;
        if &header[..4] != MAGIC {
            return Err(bad("not a run of this version"));
        }
        let small = |at: usize| header[at..at + 4].try_into().map_or(0, u32::from_le_bytes);
        let large = |at: usize| header[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
        let day = i64::from_le_bytes(large(32).to_le_bytes());
        let run = Self {
            path: path.to_owned(),
            span: Span { from_seq: large(16), to_seq: large(24), day },
            level: small(4),
            count: large(8),
            blocks: small(40),
            filter: RwLock::new(None),
            file,
        };
        let is_whole = run.file.metadata()?.len() == run.entries_at() + run.count * ENTRY as u64 && run.blocks > 0;
        if is_whole { Ok(run) } else { Err(bad("the file has another length than it says")) }
    }

    /// Writes a run of names in order. Of names that stand twice, the last one counts; `count` is at least their number.
    pub(crate) fn write(
        folder: &Path,
        span: Span,
        level: u32,
        count: u64,
        names: impl Iterator<Item = Result<(Name, u64), LedgerError>>,
    ) -> Result<Self, LedgerError> {
        let path = folder.join(format!("{:020}-{:020}.{EXTENSION}", span.from_seq, span.to_seq));
        let unfinished = path.with_extension(UNFINISHED);
        let blocks = filter::blocks(count);
        let mut filter = vec![0; blocks as usize * filter::BLOCK];
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&unfinished)?);
        file.write_all(&[0; HEADER])?;
        file.write_all(&filter)?;
        let (mut written, mut last) = (0_u64, None);
        let mut put = |file: &mut BufWriter<File>, (name, seq): (Name, u64)| {
            let block = filter::block(name, blocks) * filter::BLOCK;
            filter::set(&mut filter[block..block + filter::BLOCK], name);
            written += 1;
            file.write_all(&name.to_be_bytes())?;
            file.write_all(&seq.to_le_bytes())
        };
        for entry in names {
            let (name, seq) = entry?;
            if let Some((other, kept)) = last.replace((name, seq))
                && other != name
            {
                put(&mut file, (other, kept))?;
            }
        }
        if let Some(entry) = last {
            put(&mut file, entry)?;
        }
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(MAGIC);
        header[4..8].copy_from_slice(&level.to_le_bytes());
        header[8..16].copy_from_slice(&written.to_le_bytes());
        header[16..24].copy_from_slice(&span.from_seq.to_le_bytes());
        header[24..32].copy_from_slice(&span.to_seq.to_le_bytes());
        header[32..40].copy_from_slice(&span.day.to_le_bytes());
        header[40..44].copy_from_slice(&blocks.to_le_bytes());
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)?;
        file.write_all(&filter)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(folder)?.sync_all()?;
        Self::open(&path)
    }

    /// One run of several that follow each other.
    pub(crate) fn merge(folder: &Path, runs: &[Arc<Self>]) -> Result<Self, LedgerError> {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else {
            return Err(LedgerError::Storage(std::io::ErrorKind::InvalidInput.into()));
        };
        let span = Span { to_seq: last.span.to_seq, ..first.span };
        let count = runs.iter().map(|run| run.count).sum();
        let mut sources = Vec::with_capacity(runs.len());
        for run in runs {
            sources.push(run.entries()?.peekable());
        }
        let merged = std::iter::from_fn(|| {
            // Of equal names, that of the oldest run first, so that the newest counts.
            let next = sources.iter_mut().enumerate().filter_map(|(index, source)| match source.peek()? {
                Ok((name, _)) => Some((*name, index)),
                Err(_) => Some((0, index)),
            });
            let (_, index) = next.min()?;
            sources.get_mut(index)?.next()
        });
        Self::write(folder, span, last.level + 1, count, merged)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn filter_bytes(&self) -> u64 {
        u64::from(self.blocks) * filter::BLOCK as u64
    }

    fn entries_at(&self) -> u64 {
        HEADER as u64 + self.filter_bytes()
    }

    /// Keeps the filter in memory, or not.
    pub(crate) fn hold_filter(&self, hold: bool) -> Result<(), LedgerError> {
        let is_held = self.filter.read().unwrap_or_else(PoisonError::into_inner).is_some();
        if hold != is_held {
            let filter = if hold {
                let mut filter = vec![0; self.blocks as usize * filter::BLOCK];
                self.file.read_exact_at(&mut filter, HEADER as u64)?;
                Some(filter.into())
            } else {
                None
            };
            *self.filter.write().unwrap_or_else(PoisonError::into_inner) = filter;
        }
        Ok(())
    }

    fn entries(&self) -> Result<impl Iterator<Item = Result<(Name, u64), LedgerError>> + use<>, LedgerError> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.entries_at()))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut rest = self.count;
        Ok(std::iter::from_fn(move || {
            rest = rest.checked_sub(1)?;
            let mut entry = [0; ENTRY];
            Some(reader.read_exact(&mut entry).map(|()| parse(&entry)).map_err(LedgerError::from))
        }))
    }

    pub(crate) fn get(&self, name: Name) -> Result<Option<u64>, LedgerError> {
        let at = filter::block(name, self.blocks) * filter::BLOCK;
        let held = self.filter.read().unwrap_or_else(PoisonError::into_inner).clone();
        let may_have = match held {
            Some(filter) => filter::may_have(&filter[at..at + filter::BLOCK], name),
            None => {
                let mut block = [0; filter::BLOCK];
                self.file.read_exact_at(&mut block, HEADER as u64 + at as u64)?;
                filter::may_have(&block, name)
            }
        };
        if may_have { self.search(name) } else { Ok(None) }
    }

    /// Names are hashes, evenly spread: where one stands can be guessed well.
    fn search(&self, name: Name) -> Result<Option<u64>, LedgerError> {
        let (mut low, mut high) = (0_u64, self.count);
        let (mut low_name, mut high_name) = (Name::MIN, Name::MAX);
        let mut page = [0_u8; ENTRY * PAGE as usize];
        while low < high {
            let share = |name: Name| ((name - low_name) >> 64).max(1);
            let guess = (share(name) * u128::from(high - low)).checked_div(share(high_name)).unwrap_or(0);
            let guess = low + u64::try_from(guess).unwrap_or(0).min(high - low - 1);
            let begin = guess.saturating_sub(PAGE / 2).max(low);
            let end = (begin + PAGE).min(high);
            let bytes = &mut page[..ENTRY * usize::try_from(end - begin).unwrap_or(0)];
            self.file.read_exact_at(bytes, self.entries_at() + begin * ENTRY as u64)?;
            let entries: &[[u8; ENTRY]] = bytes.as_chunks().0;
            let (Some(first), Some(last)) = (entries.first().map(parse), entries.last().map(parse)) else {
                return Ok(None);
            };
            if name < first.0 {
                (high, high_name) = (begin, first.0);
            } else if name > last.0 {
                (low, low_name) = (end, last.0);
            } else {
                let found = entries.binary_search_by_key(&name, |entry| parse(entry).0);
                return Ok(found.ok().and_then(|index| entries.get(index)).map(|entry| parse(entry).1));
            }
        }
        Ok(None)
    }
}

fn parse(entry: &[u8; ENTRY]) -> (Name, u64) {
    let (name, seq) = entry.split_at(16);
    (name.try_into().map_or(0, Name::from_be_bytes), seq.try_into().map_or(0, u64::from_le_bytes))
}
