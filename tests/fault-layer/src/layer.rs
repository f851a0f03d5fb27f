//! Which descriptors and folders are tracked; the journal and the lock around it.

use std::ffi::{CString, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use libc::{CLOCK_MONOTONIC, CLOCK_REALTIME};
use libc::{O_APPEND, O_CLOEXEC, O_CREAT, O_DIRECTORY, O_PATH, O_RDWR, c_int};

use crate::faults::Faults;
use crate::journal::{CONTROL, JOURNAL, KEPT, RECORDS, ROOT, Record};
use crate::real::{self, fatal};

/// Programs use the lowest free numbers, and shells choose some themselves; this one is out of their way.
const JOURNAL_FD: c_int = 900;

/// How many seconds longer the machine has run, as known since somebody asked for the time of day. Allocators ask for the
/// uptime while they cannot be asked for memory: nothing more than this may be read then.
pub(crate) static UPTIME: AtomicI64 = AtomicI64::new(0);

const UNKNOWN: u8 = 0;
const UNTRACKED: u8 = 1;
const TRACKED: u8 = 2;
/// By descriptor. Whoever opens, closes or replaces one only sets `UNKNOWN`; whoever changes it looks where it leads.
static STATES: [AtomicU8; 1 << 16] = [const { AtomicU8::new(UNKNOWN) }; 1 << 16];

/// What the environment asked for.
#[derive(Debug)]
pub(crate) struct Layer {
    root: Vec<u8>,
    journal: c_int,
    /// The folder of removed files.
    pub(crate) kept: c_int,
    faults: Mutex<Faults>,
}

/// The lock: one change at a time, among threads and among processes, so that the journal has the order of the changes.
#[derive(Debug)]
pub(crate) struct Held {
    layer: &'static Layer,
    pub(crate) faults: MutexGuard<'static, Faults>,
}

/// None in a process that was not asked to track.
pub(crate) fn layer() -> Option<&'static Layer> {
    static LAYER: OnceLock<Option<Layer>> = OnceLock::new();
    LAYER.get_or_init(Layer::open).as_ref()
}

/// The layer, if it tracks this descriptor.
pub(crate) fn tracked(fd: c_int) -> Option<&'static Layer> {
    let layer = layer()?;
    let state = STATES.get(usize::try_from(fd).ok()?)?;
    if state.load(Ordering::Relaxed) == UNKNOWN {
        let found = if layer.covers(&path_of(fd)?) { TRACKED } else { UNTRACKED };
        state.store(found, Ordering::Relaxed);
    }
    (state.load(Ordering::Relaxed) == TRACKED).then_some(layer)
}

/// A descriptor may lead elsewhere from now on.
pub(crate) fn forget(fd: c_int) {
    if let Some(state) = usize::try_from(fd).ok().and_then(|fd| STATES.get(fd)) {
        state.store(UNKNOWN, Ordering::Relaxed);
    }
}

/// Where a descriptor leads; nothing if it is closed.
pub(crate) fn path_of(fd: c_int) -> Option<Vec<u8>> {
    let link = path(format!("/proc/self/fd/{fd}").into());
    let mut target = [0; libc::PATH_MAX as usize];
    // SAFETY: both places are ours and as long as said.
    let length = unsafe { libc::readlink(link.as_ptr(), target.as_mut_ptr().cast(), target.len()) };
    target.get(..usize::try_from(length).ok()?).map(<[u8]>::to_owned)
}

pub(crate) fn path(path: OsString) -> CString {
    CString::new(path.into_vec()).unwrap_or_else(|_| fatal("a path holds a zero byte"))
}

impl Layer {
    fn open() -> Option<Self> {
        let [root, journal, control] = [ROOT, JOURNAL, CONTROL].map(std::env::var_os);
        let journal = PathBuf::from(journal?);
        let open = |name, flags| {
            let path = path(journal.join(name).into());
            // SAFETY: the path ends with a zero byte.
            let fd = unsafe { real::openat(libc::AT_FDCWD, path.as_ptr(), flags | O_CLOEXEC, 0o600) };
            // SAFETY: numbers only.
            let high = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, JOURNAL_FD) };
            if high < 0 {
                fatal("cannot open the journal");
            }
            // SAFETY: ours, and not used any more.
            unsafe { real::close(fd) };
            high
        };
        Some(Self {
            root: root?.into_vec(),
            kept: open(KEPT, O_PATH | O_DIRECTORY),
            journal: open(RECORDS, O_RDWR | O_APPEND | O_CREAT),
            faults: Mutex::new(Faults::new(path(control?))),
        })
    }

    /// Whether this is the root or below it.
    pub(crate) fn covers(&self, path: &[u8]) -> bool {
        path.strip_prefix(self.root.as_slice()).is_some_and(|rest| matches!(rest.first(), None | Some(b'/')))
    }

    /// How many seconds the machine's clock is ahead. Takes over what the test has asked for since.
    pub(crate) fn clock(&self) -> i64 {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.refresh();
        UPTIME.store(faults.ahead(CLOCK_MONOTONIC), Ordering::Relaxed);
        faults.ahead(CLOCK_REALTIME)
    }

    pub(crate) fn hold(&'static self) -> Held {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: numbers only.
        if unsafe { libc::flock(self.journal, libc::LOCK_EX) } != 0 {
            fatal("cannot lock the journal");
        }
        faults.refresh();
        Held { layer: self, faults }
    }
}

impl Held {
    pub(crate) fn append(&self, record: &Record) {
        let bytes = record.encode();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            // SAFETY: the slice is ours.
            let written = unsafe { real::write(self.layer.journal, rest.as_ptr().cast(), rest.len()) };
            rest = usize::try_from(written)
                .ok()
                .and_then(|written| rest.get(written..))
                .unwrap_or_else(|| fatal("cannot write the journal"));
        }
    }

    /// Everything that happened so far is before this.
    pub(crate) fn position(&self) -> u64 {
        // SAFETY: numbers only; the journal is written at its end wherever this points.
        let end = unsafe { libc::lseek(self.layer.journal, 0, libc::SEEK_END) };
        u64::try_from(end).unwrap_or_else(|_| fatal("cannot find the journal's end"))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: numbers only.
        unsafe { libc::flock(self.layer.journal, libc::LOCK_UN) };
    }
}
