//! What changes the bytes of a file, and what makes it durable.
//!
//! Each function returns nothing if the descriptor is not tracked: then the caller passes the call on.

use libc::{O_ACCMODE, O_DIRECT, O_DSYNC, O_RDWR, S_IFMT, S_IFREG, c_int, off_t, ssize_t};

use crate::journal::Record;
use crate::layer::{self, Held, path_of, tracked};
use crate::real::{self, fail, fatal};

/// A change of a tracked file under way.
struct Change {
    held: Held,
    fd: c_int,
    file: u64,
    length: u64,
    /// Up to where there is space for its bytes, if it was written from its beginning on.
    filled: u64,
    flags: c_int,
}

/// A file that lacks less is stored whole, in its inode for instance.
const BLOCK: u64 = 4096;

pub(crate) fn write(fd: c_int, data: &[u8], offset: Option<off_t>) -> Option<ssize_t> {
    let mut change = Change::of(fd)?;
    let at = match offset {
        _ if change.flags & libc::O_APPEND != 0 => change.length,
        Some(offset) => u64::try_from(offset).ok()?,
        // SAFETY: numbers only.
        None => u64::try_from(unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) }).ok()?,
    };
    let inside = change.filled.saturating_sub(at);
    let path = change.path();
    let data = match change.held.faults.write(&path, data.len() as u64, inside) {
        Ok(allowed) => data.get(..usize::try_from(allowed).ok()?)?,
        Err(errno) => return Some(fail(errno) as ssize_t),
    };
    change.remember(at, data.len() as u64, at + data.len() as u64);
    // SAFETY: the slice is as long as said.
    let written = unsafe {
        match offset {
            Some(offset) => real::pwrite(fd, data.as_ptr().cast(), data.len(), offset),
            None => real::write(fd, data.as_ptr().cast(), data.len()),
        }
    };
    if written >= 0 && change.flags & O_DSYNC != 0 {
        change.held.append(&Record::Synced { file: change.file, up_to: change.held.position() });
    }
    Some(written)
}

pub(crate) fn truncate(fd: c_int, length: off_t) -> Option<c_int> {
    let mut change = Change::of(fd)?;
    let path = change.path();
    if let Err(errno) = change.held.faults.change(&path) {
        return Some(fail(errno));
    }
    change.remember(u64::try_from(length).ok()?, 0, change.length);
    // SAFETY: numbers only.
    Some(unsafe { real::ftruncate(fd, length) })
}

pub(crate) fn allocate(fd: c_int, mode: c_int, offset: off_t, length: off_t) -> Option<c_int> {
    let mut change = Change::of(fd)?;
    let (at, length_u) = (u64::try_from(offset).ok()?, u64::try_from(length).ok()?);
    let (path, inside) = (change.path(), change.filled.saturating_sub(at));
    match change.held.faults.write(&path, length_u, inside) {
        Ok(allowed) if allowed == length_u => {}
        Ok(_) => return Some(fail(libc::ENOSPC)),
        Err(errno) => return Some(fail(errno)),
    }
    let moves = mode & (libc::FALLOC_FL_COLLAPSE_RANGE | libc::FALLOC_FL_INSERT_RANGE) != 0;
    let clears = mode & (libc::FALLOC_FL_PUNCH_HOLE | libc::FALLOC_FL_ZERO_RANGE) != 0;
    let end = if moves { change.length } else { at + if clears { length_u } else { 0 } };
    change.remember(at, 0, end);
    // SAFETY: numbers only.
    Some(unsafe { real::fallocate(fd, mode, offset, length) })
}

/// Passes it on to `real`, and takes note of its success. What changes meanwhile may or may not be durable: it is not.
pub(crate) fn sync(fd: c_int, real: unsafe fn(c_int) -> c_int) -> c_int {
    let begun = tracked(fd).and_then(|layer| {
        let file = real::stat(fd)?.st_ino;
        let mut held = layer.hold();
        let path = if held.faults.is_empty() { Vec::new() } else { path_of(fd)? };
        Some((layer, held.faults.sync(&path), Record::Synced { file, up_to: held.position() }))
    });
    match &begun {
        Some((_, Err(errno), _)) => return fail(*errno),
        Some((_, Ok(wait), _)) if !wait.is_zero() => std::thread::sleep(*wait),
        _ => {}
    }
    // SAFETY: numbers only.
    let done = unsafe { real(fd) };
    if let (0, Some((layer, _, record))) = (done, begun) {
        layer.hold().append(&record);
    }
    done
}

/// The program may change a file unseen from now on.
pub(crate) fn mapped(fd: c_int) {
    if let Some(change) = Change::of(fd) {
        change.held.append(&Record::Mapped { file: change.file });
    }
}

impl Change {
    fn of(fd: c_int) -> Option<Self> {
        let held = tracked(fd)?.hold();
        let found = real::stat(fd).filter(|found| found.st_mode & S_IFMT == S_IFREG)?;
        // SAFETY: numbers only.
        let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
        let length = u64::try_from(found.st_size).ok()?;
        let stored = u64::try_from(found.st_blocks).ok()? * 512;
        let filled = if stored + BLOCK < length { stored } else { length };
        Some(Self { held, fd, file: found.st_ino, length, filled, flags })
    }

    /// For faults; empty if there are none.
    fn path(&self) -> Vec<u8> {
        if self.held.faults.is_empty() { Vec::new() } else { path_of(self.fd).unwrap_or_default() }
    }

    /// Takes note of what is about to be lost.
    fn remember(&self, offset: u64, length: u64, end: u64) {
        let old = self.read(offset, end.min(self.length));
        let (file, old_length) = (self.file, self.length);
        self.held.append(&Record::Changed { file, offset, length, old_length, old });
    }

    /// Through the program's own descriptor if that can be: closing another one would drop its locks on the file.
    fn read(&self, from: u64, to: u64) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or_default()];
        if bytes.is_empty() {
            return bytes;
        }
        let own = self.flags & O_ACCMODE == O_RDWR && self.flags & O_DIRECT == 0;
        let link = layer::path(format!("/proc/self/fd/{}", self.fd).into());
        // SAFETY: the path ends with a zero byte.
        let other = || unsafe { real::openat(libc::AT_FDCWD, link.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC, 0) };
        let fd = if own { self.fd } else { other() };
        let (mut at, mut rest) = (from, bytes.as_mut_slice());
        while !rest.is_empty() {
            // SAFETY: the place to fill is ours and as long as said.
            let read = unsafe { libc::pread(fd, rest.as_mut_ptr().cast(), rest.len(), at.cast_signed()) };
            let Some(read) = usize::try_from(read).ok().filter(|read| *read > 0) else {
                fatal("cannot read what is overwritten");
            };
            (at, rest) = (at + read as u64, rest.split_at_mut(read).1);
        }
        if !own {
            // SAFETY: opened above.
            unsafe { real::close(fd) };
        }
        bytes
    }
}
