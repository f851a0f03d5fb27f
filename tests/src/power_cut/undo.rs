//! Taking changes back, the last first.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::Report;
use super::journal::{Place, Record};
use super::plan::{Chance, Fate, Rest};

const SECTOR: u64 = 512;

pub(super) fn undo(records: &[(u64, Record)], fates: &[Fate], root: &Path, kept: &Path) -> Report {
    let mut disk = Disk { root, kept, places: HashMap::new() };
    disk.look();
    let mut report = Report { unseen: disk.unseen(records), ..Report::default() };
    let (mut changed, mut torn) = (HashSet::new(), None);
    for ((_, record), fate) in records.iter().zip(fates).rev() {
        if *fate == Fate::Stays {
            continue;
        }
        if let Record::Changed { file, length, .. } = record {
            // One that is nowhere any more lost its name for good.
            let Some(path) = disk.places.get(file) else { continue };
            let kept = change(path, record, *fate).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            changed.insert(*file);
            report.bytes += length - kept.map_or(0, |(_, bytes)| bytes);
            torn = torn.or(kept.map(|(at, _)| (*file, at)));
        } else if disk.name(record).unwrap_or_else(|error| panic!("cannot take back {record:?}: {error}")) {
            report.names += 1;
            disk.look();
        }
    }
    report.torn = torn.and_then(|(file, at)| Some((disk.places.get(&file)?.clone(), at)));
    report.files = changed.iter().filter_map(|file| disk.places.get(file)).cloned().collect();
    report.files.retain(|path| path.starts_with(root));
    report.files.sort();
    report
}

/// Where a torn write ends, and how many of its bytes are kept.
fn change(path: &Path, record: &Record, fate: Fate) -> io::Result<Option<(u64, u64)>> {
    let Record::Changed { offset, length, old_length, old, .. } = record else { return Ok(None) };
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let Fate::Torn { part, rest } = fate else {
        file.set_len(*old_length)?;
        file.write_all_at(old, *offset)?;
        return Ok(None);
    };
    // The kill may have come before the write, or amid it.
    let written = file.metadata()?.len().saturating_sub(*offset).min(*length);
    let kept = written * part / 1_000_000;
    let (torn, end) = (offset + kept, offset + written);
    let (from, to) = match rest {
        Rest::Old => (torn, torn),
        Rest::Garbage(_) => (torn, torn.next_multiple_of(SECTOR).min(end)),
        // Bytes that were there before do not become zeros.
        Rest::Zeros => (torn.max(*old_length).min(end), end),
    };
    file.set_len((*old_length).max(to))?;
    if let Some(lost) = usize::try_from(kept).ok().and_then(|kept| old.get(kept..)) {
        file.write_all_at(lost, torn)?;
    }
    fill(&file, from, to, rest)?;
    Ok(Some((torn, kept)))
}

fn fill(file: &File, from: u64, to: u64, rest: Rest) -> io::Result<()> {
    let mut bytes = vec![0; usize::try_from(to - from).unwrap_or(0)];
    if let Rest::Garbage(seed) = rest {
        let mut chance = Chance(seed);
        bytes.fill_with(|| chance.next().to_le_bytes()[0]);
    }
    file.write_all_at(&bytes, from)
}

/// What lies where at the moment.
struct Disk<'a> {
    root: &'a Path,
    kept: &'a Path,
    places: HashMap<u64, PathBuf>,
}

impl Disk<'_> {
    /// Whether it could be taken back: not if a later change that stays is in the way.
    fn name(&self, record: &Record) -> io::Result<bool> {
        match record {
            Record::Named { file, at, .. } => {
                let Some(path) = self.path(at).filter(|path| self.is(path, *file)) else { return Ok(false) };
                if !path.symlink_metadata()?.is_dir() {
                    return fs::remove_file(path).map(|()| true);
                }
                match fs::remove_dir(path) {
                    Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(false),
                    done => done.map(|()| true),
                }
            }
            Record::Removed { file, at } => {
                let Some(path) = self.path(at).filter(|path| is_free(path)) else { return Ok(false) };
                let kept = self.kept(*file);
                if kept.is_dir() {
                    fs::rename(kept, path)?
                } else {
                    fs::hard_link(kept, path)?
                }
                Ok(true)
            }
            Record::Moved { file, from, to, replaced } => {
                let (from, to) = (self.path(from).filter(|from| is_free(from)), self.path(to));
                let (Some(from), Some(to)) = (from, to.filter(|to| self.is(to, *file))) else { return Ok(false) };
                fs::rename(&to, from)?;
                if *replaced != 0 {
                    fs::hard_link(self.kept(*replaced), to)?;
                }
                Ok(true)
            }
            Record::Changed { .. } | Record::Synced { .. } | Record::Mapped { .. } => Ok(false),
        }
    }

    /// Files that the program may have changed past the layer, and names that are not where they have to be.
    fn unseen(&self, records: &[(u64, Record)]) -> Vec<PathBuf> {
        let (mut names, mut unseen) = (HashMap::new(), HashSet::new());
        for (_, record) in records {
            match record {
                Record::Named { file, at, .. } => drop(names.insert(at, *file)),
                Record::Removed { at, .. } => drop(names.remove(at)),
                Record::Moved { file, from, to, .. } => {
                    names.remove(from);
                    names.insert(to, *file);
                }
                Record::Mapped { file } => unseen.extend(self.places.get(file).cloned()),
                Record::Changed { .. } | Record::Synced { .. } => {}
            }
        }
        let gone = names.iter().filter_map(|(place, file)| Some((self.path(place)?, *file)));
        unseen.extend(gone.filter(|(path, file)| !self.is(path, *file)).map(|(path, _)| path));
        let mut unseen: Vec<PathBuf> = unseen.into_iter().collect();
        unseen.sort();
        unseen
    }

    fn path(&self, place: &Place) -> Option<PathBuf> {
        Some(self.places.get(&place.folder)?.join(OsStr::from_bytes(&place.name)))
    }

    fn kept(&self, file: u64) -> PathBuf {
        self.kept.join(file.to_string())
    }

    fn is(&self, path: &Path, file: u64) -> bool {
        path.symlink_metadata().is_ok_and(|found| found.ino() == file)
    }

    fn look(&mut self) {
        self.places.clear();
        // The root last: what is in both is there.
        let mut folders = vec![self.root.to_owned(), self.kept.to_owned()];
        while let Some(path) = folders.pop() {
            let Ok(found) = path.symlink_metadata() else { continue };
            if found.is_dir() {
                folders.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
            }
            self.places.insert(found.ino(), path);
        }
    }
}

fn is_free(path: &Path) -> bool {
    path.symlink_metadata().is_err()
}
