//! The files of frames in their order: begin a new one, find the end after a crash, drop the oldest.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use outlay_domain::Timestamp;

use crate::codec::Header;
use crate::error::LedgerError;
use crate::segment::{EXTENSION, Segment};

/// A file is full at this size ...
const FULL: u64 = 256 * 1024 * 1024;
/// ... and when a day (UTC) ends, so that days can be dropped.
const DAY: i64 = 86_400;
/// So many bytes before what is read next stay in memory: repeats ask for what came a moment ago.
const NEAR: u64 = 128 * 1024 * 1024;

/// All files of frames. The last one is written.
#[derive(Debug)]
pub(crate) struct Log {
    folder: PathBuf,
    segments: RwLock<Vec<Arc<Segment>>>,
}

impl Log {
    /// Opens the files and finds the end. Answers the last frame's header.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Option<Header>), LedgerError> {
        fs::create_dir_all(folder)?;
        let mut found = Vec::new();
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()?.parse::<u64>().ok());
            if let (Some(first_seq), Some(EXTENSION)) = (name, path.extension().and_then(|text| text.to_str())) {
                found.push((first_seq, path));
            }
        }
        found.sort_unstable();
        let mut segments = Vec::new();
        for (first_seq, path) in found {
            segments.push(Arc::new(Segment::open(path, first_seq)?));
        }
        let mut last = None;
        while let Some(segment) = segments.last() {
            last = segment.recover()?;
            if last.is_some() {
                break;
            }
            // Begun, and nothing of it counted.
            fs::remove_file(segment.path())?;
            segments.pop();
        }
        Ok((Self { folder: folder.to_owned(), segments: RwLock::new(segments) }, last))
    }

    pub(crate) fn all(&self) -> Vec<Arc<Segment>> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first `seq` that is still here; none if there is nothing.
    pub(crate) fn begin(&self) -> Option<u64> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner).first().map(|segment| segment.first_seq)
    }

    /// The file that holds `seq`, if any does, and those behind it.
    pub(crate) fn from(&self, seq: u64) -> Vec<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let behind = segments.partition_point(|segment| segment.first_seq <= seq);
        segments[behind.saturating_sub(1)..].to_vec()
    }

    /// The file that holds `seq`.
    pub(crate) fn holding(&self, seq: u64) -> Option<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let behind = segments.partition_point(|segment| segment.first_seq <= seq);
        segments.get(behind.checked_sub(1)?).map(Arc::clone)
    }

    /// The file to write a frame to. True if it is new.
    pub(crate) fn writable(&self, first_seq: u64, received_at: Timestamp) -> Result<(Arc<Segment>, bool), LedgerError> {
        let last = self.segments.read().unwrap_or_else(PoisonError::into_inner).last().map(Arc::clone);
        if let Some(last) = last {
            let same_day = day(last.last_received()) == day(received_at);
            if last.length() == 0 || (same_day && last.length() < FULL) {
                return Ok((last, false));
            }
        }
        Ok((Arc::new(Segment::create(&self.folder, first_seq)?), true))
    }

    /// A new file counts once its first frame is durable.
    pub(crate) fn add(&self, segment: Arc<Segment>) -> Result<(), LedgerError> {
        File::open(&self.folder)?.sync_all().map_err(LedgerError::NotSynced)?;
        self.segments.write().unwrap_or_else(PoisonError::into_inner).push(segment);
        Ok(())
    }

    /// Files whose entries all stand before `seq` and were taken before `time`, the oldest first; never the last one.
    pub(crate) fn older(&self, seq: u64, time: Timestamp) -> Result<Vec<Arc<Segment>>, LedgerError> {
        let mut older = Vec::new();
        for pair in self.all().windows(2) {
            if pair[1].first_seq > seq {
                break;
            }
            // Looks through a file that nobody has read yet.
            pair[0].find(pair[1].first_seq - 1)?;
            if pair[0].last_received() >= time {
                break;
            }
            older.push(Arc::clone(&pair[0]));
        }
        Ok(older)
    }

    /// Frees the memory in which the system keeps what stands far before `seq`.
    pub(crate) fn let_go(&self, seq: u64) -> Result<(), LedgerError> {
        let mut near = NEAR;
        let segments = self.all();
        let read = segments.iter().filter(|segment| segment.first_seq <= seq);
        for (distance, segment) in read.rev().enumerate() {
            let end = if distance == 0 { segment.landmark(seq)? } else { segment.length() };
            let is_news = segment.let_go(end.saturating_sub(near))?;
            if near == 0 && !is_news {
                break;
            }
            near = near.saturating_sub(end);
        }
        Ok(())
    }

    /// Removes the oldest files, up to one that begins at `seq`.
    pub(crate) fn drop_before(&self, seq: u64) -> Result<(), LedgerError> {
        loop {
            let mut segments = self.segments.write().unwrap_or_else(PoisonError::into_inner);
            if segments.len() < 2 || segments[1].first_seq > seq {
                return Ok(());
            }
            let gone = segments.remove(0);
            drop(segments);
            fs::remove_file(gone.path())?;
        }
    }
}

/// Days since 1970.
pub(crate) fn day(time: Timestamp) -> i64 {
    time.seconds().div_euclid(DAY)
}
