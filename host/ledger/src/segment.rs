//! One file of frames, one behind the other. Named by the `seq` of its first entry.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use outlay_domain::{Entry, Frame, Timestamp};

use crate::codec::{self, Bytes, CodecError, HEADER, Header, Section};
use crate::error::LedgerError;

/// A frame's place is remembered when it begins so many bytes behind the last remembered one.
const LANDMARKS: u64 = 64 * 1024;
/// The system is told of so much at once.
const LET_GO: u64 = 4 * 1024 * 1024;
pub(crate) const EXTENSION: &str = "log";

/// A file of frames. Appended to by one thread, read by any.
#[derive(Debug)]
pub(crate) struct Segment {
    path: PathBuf,
    file: File,
    pub(crate) first_seq: u64,
    /// Bytes that hold durable frames.
    length: AtomicU64,
    /// When its last frame was taken.
    last_received: AtomicI64,
    /// Bytes at the beginning that the system need not keep in memory.
    let_go: AtomicU64,
    /// (`first_seq`, offset) of some frames, in order; none of a file that nobody has searched yet.
    landmarks: Mutex<Option<Vec<(u64, u64)>>>,
}

/// A frame and where it begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) header: Header,
}

impl Segment {
    pub(crate) fn create(folder: &Path, first_seq: u64) -> io::Result<Self> {
        let path = folder.join(format!("{first_seq:020}.{EXTENSION}"));
        // What lies there is of a commit that failed: nobody was told of it.
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
        Ok(Self::new(path, file, first_seq, 0, Some(Vec::new())))
    }

    /// A file that is not written any more.
    pub(crate) fn open(path: PathBuf, first_seq: u64) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let length = file.metadata()?.len();
        Ok(Self::new(path, file, first_seq, length, None))
    }

    fn new(path: PathBuf, file: File, first_seq: u64, length: u64, landmarks: Option<Vec<(u64, u64)>>) -> Self {
        Self {
            path,
            file,
            first_seq,
            length: AtomicU64::new(length),
            last_received: AtomicI64::new(0),
            let_go: AtomicU64::new(0),
            landmarks: Mutex::new(landmarks),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn length(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// When its last frame was taken; 0 for a file that nobody has looked into.
    pub(crate) fn last_received(&self) -> Timestamp {
        Timestamp(self.last_received.load(Ordering::Relaxed))
    }

    /// Writes frames behind the last one, without syncing; [`keep`](Self::keep) makes them count.
    pub(crate) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, self.length())
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// What was written and synced counts from now on.
    pub(crate) fn keep(&self, header: &Header) {
        let offset = self.length();
        if let Some(landmarks) = self.landmarks.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            add_landmark(landmarks, header.first_seq, offset);
        }
        self.last_received.store(header.received_at.0, Ordering::Relaxed);
        self.length.store(offset + header.size(), Ordering::Release);
    }

    /// Takes back what was written and does not count.
    pub(crate) fn take_back(&self) -> io::Result<()> {
        self.file.set_len(self.length())?;
        self.file.sync_data()
    }

    /// Frees the memory in which the system keeps the bytes before `offset`. Answers whether there were any.
    ///
    /// A log fills all memory there is, and pushes out what is read again: the files of the warehouse.
    pub(crate) fn let_go(&self, offset: u64) -> io::Result<bool> {
        let before = self.let_go.load(Ordering::Relaxed);
        let grown = offset.saturating_sub(before);
        if grown >= LET_GO || (grown > 0 && offset == self.length()) {
            self.let_go.store(offset, Ordering::Relaxed);
            #[cfg(target_os = "linux")]
            rustix::fs::fadvise(&self.file, before, std::num::NonZero::new(grown), rustix::fs::Advice::DontNeed)?;
        }
        Ok(grown > 0)
    }

    /// Finds the end of the last whole frame and cuts off what is torn behind it. Answers the last frame's header.
    ///
    /// Only the last frame can be torn, since the next one is written after the sync of the one before. A sound frame
    /// behind a bad one therefore means damage, which is not for us to cut.
    pub(crate) fn recover(&self) -> Result<Option<Header>, LedgerError> {
        let on_disk = self.file.metadata()?.len();
        let (mut offset, mut last, mut landmarks) = (0, None::<Header>, Vec::new());
        let mut buffer = Vec::new();
        while offset < on_disk {
            let expected = last.map_or(self.first_seq, |header| header.end_seq());
            match self.check_at(offset, on_disk, &mut buffer) {
                Ok(header) if header.first_seq == expected => {
                    add_landmark(&mut landmarks, header.first_seq, offset);
                    offset += header.size();
                    last = Some(header);
                }
                Ok(_) => return Err(self.damaged(offset, CodecError::NotAFrame)),
                Err(LedgerError::Codec(error)) => {
                    if matches!(error, CodecError::NewerVersion(_)) || self.has_frame_behind(offset, on_disk)? {
                        return Err(self.damaged(offset, error));
                    }
                    tracing::warn!(
                        file = %self.path.display(),
                        bytes = on_disk - offset,
                        "the last write was not finished and is cut off; nobody was told that it was accepted"
                    );
                    self.file.set_len(offset)?;
                    self.file.sync_data()?;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        self.length.store(offset, Ordering::Release);
        if let Some(header) = last {
            self.last_received.store(header.received_at.0, Ordering::Relaxed);
        }
        *self.landmarks.lock().unwrap_or_else(PoisonError::into_inner) = Some(landmarks);
        Ok(last)
    }

    fn damaged(&self, offset: u64, error: CodecError) -> LedgerError {
        LedgerError::DamagedFile { path: self.path.clone(), offset, error }
    }

    fn check_at(&self, offset: u64, end: u64, buffer: &mut Vec<u8>) -> Result<Header, LedgerError> {
        if end - offset < HEADER as u64 {
            return Err(CodecError::Cut.into());
        }
        let header = self.header_at(offset)?;
        if offset + header.size() > end {
            return Err(CodecError::Cut.into());
        }
        self.read_at(offset, header.size(), buffer)?;
        Ok(Bytes::check(buffer)?.header)
    }

    /// Whether a whole, sound frame begins anywhere behind `offset`.
    fn has_frame_behind(&self, offset: u64, end: u64) -> Result<bool, LedgerError> {
        let mut rest = Vec::new();
        self.read_at(offset, end - offset, &mut rest)?;
        let mut from = 1;
        while let Some(found) = rest.get(from..).and_then(|rest| rest.windows(3).position(|bytes| bytes == b"OLF")) {
            from += found;
            if Bytes::check(&rest[from..]).is_ok() {
                return Ok(true);
            }
            from += 1;
        }
        Ok(false)
    }

    fn read_at(&self, offset: u64, length: u64, buffer: &mut Vec<u8>) -> Result<(), LedgerError> {
        let length = usize::try_from(length).map_err(|_| CodecError::TooLarge(length))?;
        buffer.resize(length, 0);
        Ok(self.file.read_exact_at(buffer, offset)?)
    }

    fn header_at(&self, offset: u64) -> Result<Header, LedgerError> {
        let mut header = [0; HEADER];
        self.file.read_exact_at(&mut header, offset)?;
        Ok(Header::read(&header)?)
    }

    /// The frame at `offset`; none at the end.
    pub(crate) fn place_at(&self, offset: u64) -> Result<Option<Place>, LedgerError> {
        if offset >= self.length() {
            return Ok(None);
        }
        let header = self.header_at(offset)?;
        Ok(Some(Place { offset, header }))
    }

    pub(crate) fn next(&self, place: &Place) -> Result<Option<Place>, LedgerError> {
        self.place_at(place.offset + place.header.size())
    }

    /// The frame that holds `seq`.
    pub(crate) fn find(&self, seq: u64) -> Result<Option<Place>, LedgerError> {
        let mut place = self.place_at(self.landmark(seq)?)?;
        while let Some(here) = place {
            if here.header.end_seq() > seq {
                return Ok(Some(here));
            }
            place = self.next(&here)?;
        }
        Ok(None)
    }

    /// Where to begin to look for `seq`.
    pub(crate) fn landmark(&self, seq: u64) -> Result<u64, LedgerError> {
        let mut landmarks = self.landmarks.lock().unwrap_or_else(PoisonError::into_inner);
        if landmarks.is_none() {
            *landmarks = Some(self.survey()?);
        }
        let known = landmarks.as_deref().unwrap_or_default();
        let behind = known.partition_point(|&(first_seq, _)| first_seq <= seq);
        Ok(behind.checked_sub(1).and_then(|index| known.get(index)).map_or(0, |&(_, offset)| offset))
    }

    fn survey(&self) -> Result<Vec<(u64, u64)>, LedgerError> {
        let mut landmarks = Vec::new();
        let mut place = self.place_at(0)?;
        while let Some(here) = place {
            add_landmark(&mut landmarks, here.header.first_seq, here.offset);
            self.last_received.store(here.header.received_at.0, Ordering::Relaxed);
            place = self.next(&here)?;
        }
        Ok(landmarks)
    }

    pub(crate) fn frame(&self, place: &Place) -> Result<Frame, LedgerError> {
        let mut buffer = Vec::new();
        self.read_at(place.offset, place.header.size(), &mut buffer)?;
        let frame = Bytes::check(&buffer).and_then(|bytes| bytes.frame());
        frame.map_err(|error| LedgerError::Damaged { seq: place.header.first_seq, error })
    }

    pub(crate) fn section(&self, place: &Place, section: Section) -> Result<Vec<u8>, LedgerError> {
        let (begin, length) = place.header.section(section);
        let mut bytes = Vec::new();
        self.read_at(place.offset + begin, length as u64, &mut bytes)?;
        Ok(bytes)
    }

    /// One entry of a frame, without reading the others.
    pub(crate) fn entry(&self, place: &Place, index: usize) -> Result<Entry, LedgerError> {
        let (ends, _) = place.header.section(Section::Ends);
        let mut around = [0; 8];
        let first = index.saturating_sub(1);
        let wanted = if index == 0 { 4 } else { 8 };
        self.file.read_exact_at(&mut around[..wanted], place.offset + ends + 4 * first as u64)?;
        let range = codec::entry_range(&around, index - first);
        let (begin, length) = place.header.section(Section::Entries);
        let damaged = || LedgerError::Damaged { seq: place.header.first_seq, error: CodecError::Damaged };
        if range.end > length || range.start > range.end {
            return Err(damaged());
        }
        let mut bytes = Vec::new();
        self.read_at(place.offset + begin + range.start as u64, range.len() as u64, &mut bytes)?;
        codec::entry(&bytes).map_err(|error| LedgerError::Damaged { seq: place.header.first_seq, error })
    }
}

fn add_landmark(landmarks: &mut Vec<(u64, u64)>, first_seq: u64, offset: u64) {
    if landmarks.last().is_none_or(|&(_, last)| offset >= last + LANDMARKS) {
        landmarks.push((first_seq, offset));
    }
}
