//! Playing a power cut: what a killed process wrote and did not sync may vanish, in part or whole.
//!
//! The layer in `tests/fault-layer`, loaded into the process, keeps a journal of undo records; here it is played
//! backwards. What is durable: a file's bytes once the file is synced after the write; the name of a new or moved file or
//! folder once it or its (new) folder is synced after that; a removal once the folder is synced. A disk may have written
//! some of the rest: of each file's changes, and of each folder's names, a first part, in their order.

#[allow(dead_code, reason = "the layer encodes")]
#[path = "../fault-layer/src/journal.rs"]
mod journal;
mod plan;
mod undo;

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::environment;
use plan::{Chance, Fate};

/// A journal, and faults, for the processes that get its environment.
#[derive(Debug)]
pub struct FaultLayer {
    folder: TempDir,
    root: PathBuf,
}

/// What a power cut did.
#[derive(Debug, Default)]
pub struct Report {
    /// Those that lost changes, by their paths after the cut.
    pub files: Vec<PathBuf>,
    /// Written, and lost.
    pub bytes: u64,
    /// Of files and folders: made, moved or removed, and taken back.
    pub names: usize,
    /// The file of which a write was torn, and where.
    pub torn: Option<(PathBuf, u64)>,
    /// Files that are mapped to be changed, or whose names were changed without libc: that is not known and stays.
    pub unseen: Vec<PathBuf>,
}

impl FaultLayer {
    /// Tracks what happens below a folder, which need not exist yet; the one around it must. Both it and the folder for
    /// temporary files have to be on one filesystem.
    ///
    /// # Panics
    /// If the folder around it is missing.
    pub fn over(root: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        fs::create_dir(folder.path().join(journal::KEPT)).expect("a folder in a folder of our own");
        let around = root.parent().and_then(|around| around.canonicalize().ok());
        let name = root.file_name().unwrap_or_else(|| panic!("{} has no name", root.display()));
        let root = around.unwrap_or_else(|| panic!("nothing is around {}", root.display())).join(name);
        let layer = Self { folder, root };
        layer.clear();
        layer
    }

    /// For the processes to be tracked.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("LD_PRELOAD", environment::fault_layer().into()),
            (journal::ROOT, self.root.clone().into()),
            (journal::JOURNAL, self.folder.path().into()),
            (journal::CONTROL, self.control().into()),
        ]
    }

    /// From now on, instead of what was set before; a fault a line:
    /// - `enospc`: no write gets further space, be it at a file's end or in a hole;
    /// - `enospc_after=BYTES`: so much is left, for each process;
    /// - `erofs`: nothing can be changed;
    /// - `fsync_eio`: the next sync fails, in each process;
    /// - `slow_fsync_ms=NUMBER`: each takes so long at least;
    /// - `clock_seconds=NUMBER`: so much the machine's clock is ahead, or behind if it is negative;
    /// - `uptime_seconds=NUMBER`: so much longer the machine has run; it cannot become less while a process runs.
    ///
    /// With ` path=TEXT`, those that concern files, only where the path contains the text.
    ///
    /// # Panics
    /// If the folder of the layer is gone.
    pub fn set_fault(&self, faults: &str) {
        let draft = self.folder.path().join("draft");
        fs::write(&draft, faults).expect("a file in a folder of our own");
        fs::rename(draft, self.control()).expect("a file in a folder of our own");
    }

    /// No faults from now on.
    pub fn clear(&self) {
        self.set_fault("");
    }

    /// After the processes were killed: what was not synced vanishes, but for parts that the seed chooses; one write is
    /// torn. Then everything counts as durable.
    ///
    /// # Panics
    /// If it cannot restore what was before.
    pub fn power_cut(&self, seed: u64) -> Report {
        self.cut(|records| plan::some(records, &mut Chance(seed)))
    }

    /// [`Self::power_cut`] of the plainest kind: all that was not synced vanishes.
    ///
    /// # Panics
    /// If it cannot restore what was before.
    pub fn lose_all_unsynced(&self) -> Report {
        self.cut(plan::all)
    }

    fn cut(&self, plan: impl FnOnce(&[(u64, journal::Record)]) -> Vec<Fate>) -> Report {
        let file = self.folder.path().join(journal::RECORDS);
        let records = journal::decode(&fs::read(&file).unwrap_or_default());
        let kept = self.folder.path().join(journal::KEPT);
        let report = undo::undo(&records, &plan(&records), &self.root, &kept);
        fs::write(&file, "").expect("a file in a folder of our own");
        for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
            let path = entry.path();
            let removed = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
            removed.expect("a file in a folder of our own");
        }
        report
    }

    fn control(&self) -> PathBuf {
        self.folder.path().join("control")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes lost of {:?}, {} names taken back", self.bytes, self.files, self.names)?;
        if let Some((file, at)) = &self.torn {
            write!(out, ", {} torn at {at}", file.display())?;
        }
        if self.unseen.is_empty() { Ok(()) } else { write!(out, ", unseen: {:?}", self.unseen) }
    }
}
