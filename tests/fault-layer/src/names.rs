//! What makes, moves and removes files and folders. Noted when it is done: what a kill kept from being noted counts as
//! written.

use std::ffi::{CStr, CString, OsStr};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use libc::{AT_REMOVEDIR, O_ACCMODE, O_CLOEXEC, O_CREAT, O_DIRECTORY, O_PATH, O_RDONLY, O_TRUNC, S_IFDIR, S_IFMT};
use libc::{c_char, c_int, c_uint, mode_t};

use crate::changes;
use crate::journal::{Place, Record};
use crate::layer::{Held, Layer, forget, layer, path_of};
use crate::real::{self, fail, fatal};

/// A name in a tracked folder; something may have it.
struct Name {
    layer: &'static Layer,
    folder: OwnedFd,
    place: Place,
    name: CString,
    path: Vec<u8>,
}

impl Name {
    /// # Safety
    /// The path ends with a zero byte.
    unsafe fn find(at: c_int, path: *const c_char) -> Option<Self> {
        let layer = layer()?;
        // SAFETY: the caller vouches for the end.
        let path = unsafe { CStr::from_ptr(path) }.to_bytes();
        let path = path.strip_suffix(b"/").unwrap_or(path);
        let (folder, name) = match path.iter().rposition(|byte| *byte == b'/') {
            Some(slash) => path.split_at(slash + 1),
            None => (b".".as_slice(), path),
        };
        if matches!(name, b"" | b"." | b"..") {
            return None;
        }
        let (folder, name) = (CString::new(folder).ok()?, CString::new(name).ok()?);
        // SAFETY: the path ends with a zero byte, and nobody else owns what is opened.
        let folder = unsafe {
            let fd = real::openat(at, folder.as_ptr(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            (fd >= 0).then(|| OwnedFd::from_raw_fd(fd))?
        };
        let path = path_of(folder.as_raw_fd()).filter(|path| layer.covers(path))?;
        let place = Place { folder: real::stat(folder.as_raw_fd())?.st_ino, name: name.to_bytes().to_owned() };
        let path = [path.as_slice(), b"/", name.to_bytes()].concat();
        Some(Self { layer, folder, place, name, path })
    }

    fn stat(&self) -> Option<libc::stat> {
        real::stat_at(self.folder.as_raw_fd(), &self.name, 0)
    }

    fn hold(&self) -> Result<Held, c_int> {
        let mut held = self.layer.hold();
        held.faults.change(&self.path)?;
        Ok(held)
    }

    /// Lets a file come back that is about to lose its name. Its number, or 0 for a folder.
    fn keep(&self, found: &libc::stat) -> u64 {
        if is_folder(found) {
            return 0;
        }
        let number = number(found);
        // SAFETY: both names end with a zero byte.
        let done =
            unsafe { real::linkat(self.folder.as_raw_fd(), self.name.as_ptr(), self.layer.kept, number.as_ptr(), 0) };
        if done != 0 && std::io::Error::last_os_error().raw_os_error() != Some(libc::EEXIST) {
            fatal("cannot keep a removed file: the journal has to be on the same filesystem");
        }
        found.st_ino
    }

    /// Instead of removing an empty folder, puts it aside, so that it can come back as the same.
    fn put_aside(&self, found: &libc::stat) -> c_int {
        let path = Path::new(OsStr::from_bytes(&self.path));
        if path.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            return fail(libc::ENOTEMPTY);
        }
        let (from, number) = (self.folder.as_raw_fd(), number(found));
        // SAFETY: both names end with a zero byte.
        unsafe { real::renameat2(from, self.name.as_ptr(), self.layer.kept, number.as_ptr(), 0) }
    }

    /// Takes note of what has this name now.
    fn named(self, held: &Held, new: bool) {
        if let Some(found) = self.stat() {
            held.append(&Record::Named { file: found.st_ino, at: self.place, new });
        }
    }
}

fn number(found: &libc::stat) -> CString {
    CString::new(found.st_ino.to_string()).unwrap_or_else(|_| fatal("a number holds a zero byte"))
}

fn is_folder(found: &libc::stat) -> bool {
    found.st_mode & S_IFMT == S_IFDIR
}

/// # Safety
/// As libc's `openat`.
pub(crate) unsafe fn open(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let writes = flags & O_ACCMODE != O_RDONLY || flags & (O_CREAT | O_TRUNC) != 0;
    // SAFETY: the caller's path and flags; an existing file is emptied below, where that is remembered.
    unsafe {
        let name = if writes { Name::find(at, path) } else { None };
        let Some(name) = name else {
            let fd = real::openat(at, path, flags, mode);
            forget(fd);
            return fd;
        };
        let held = match name.hold() {
            Ok(held) => held,
            Err(errno) => return fail(errno),
        };
        let existed = name.stat().is_some();
        let fd = real::openat(at, path, flags & !O_TRUNC, mode);
        forget(fd);
        if fd >= 0 && !existed {
            name.named(&held, true);
        } else if fd >= 0 && flags & O_TRUNC != 0 {
            drop(held);
            if changes::truncate(fd, 0).unwrap_or_else(|| real::ftruncate(fd, 0)) != 0 {
                fatal("cannot empty a file");
            }
        }
        fd
    }
}

/// Passes a call on that gives something a name, be it new itself or not.
///
/// # Safety
/// As that call.
pub(crate) unsafe fn make(at: c_int, path: *const c_char, new: bool, real: impl FnOnce() -> c_int) -> c_int {
    // SAFETY: the caller's path.
    let Some(name) = (unsafe { Name::find(at, path) }) else { return real() };
    let held = match name.hold() {
        Ok(held) => held,
        Err(errno) => return fail(errno),
    };
    let done = real();
    if done == 0 {
        name.named(&held, new);
    }
    done
}

/// # Safety
/// As libc's `unlinkat`; without flags to remove what is there, a file or a folder.
pub(crate) unsafe fn remove(at: c_int, path: *const c_char, flags: Option<c_int>) -> c_int {
    // SAFETY: the caller's path.
    let name = unsafe { Name::find(at, path) };
    let Some((name, found)) = name.and_then(|name| name.stat().map(|found| (name, found))) else {
        // SAFETY: the caller's path.
        return unsafe {
            match flags {
                Some(flags) => real::unlinkat(at, path, flags),
                None => match real::unlinkat(at, path, 0) {
                    0 => 0,
                    _ => real::unlinkat(at, path, AT_REMOVEDIR),
                },
            }
        };
    };
    let held = match name.hold() {
        Ok(held) => held,
        Err(errno) => return fail(errno),
    };
    let done = if is_folder(&found) && flags != Some(0) {
        name.put_aside(&found)
    } else {
        name.keep(&found);
        // SAFETY: the caller's path.
        unsafe { real::unlinkat(at, path, flags.unwrap_or(0)) }
    };
    if done == 0 {
        held.append(&Record::Removed { file: found.st_ino, at: name.place });
    }
    done
}

/// # Safety
/// As libc's `renameat2`.
pub(crate) unsafe fn rename(
    at: c_int,
    path: *const c_char,
    new_at: c_int,
    new_path: *const c_char,
    flags: c_uint,
) -> c_int {
    // SAFETY: the caller's paths.
    let real = || unsafe { real::renameat2(at, path, new_at, new_path, flags) };
    // SAFETY: the caller's paths.
    let (from, to) = unsafe { (Name::find(at, path), Name::find(new_at, new_path)) };
    let (Some(from), Some(to)) = (from, to) else { return real() };
    if flags & libc::RENAME_EXCHANGE != 0 {
        fatal("an exchange of names cannot be undone");
    }
    let mut held = match from.hold() {
        Ok(held) => held,
        Err(errno) => return fail(errno),
    };
    if let Err(errno) = held.faults.change(&to.path) {
        return fail(errno);
    }
    let Some(found) = from.stat() else { return real() };
    let replaced = to.stat().filter(|replaced| replaced.st_ino != found.st_ino).map_or(0, |found| to.keep(&found));
    let done = real();
    if done == 0 {
        held.append(&Record::Moved { file: found.st_ino, from: from.place, to: to.place, replaced });
    }
    done
}
