//! Failures and delays that a test asks for while the program runs.
//!
//! The control file has one fault a line: `enospc`, `enospc_after=BYTES`, `erofs`, `fsync_eio`, `slow_fsync_ms=NUMBER`, each
//! with an optional ` path=TEXT`: then it befalls only files whose path contains the text. And `clock_seconds=NUMBER`: so
//! much the machine's clock is ahead, or behind if it is negative; `uptime_seconds=NUMBER`: so much longer it has run.

use std::ffi::CString;
use std::time::Duration;

use libc::{CLOCK_MONOTONIC, CLOCK_REALTIME, EIO, ENOSPC, EROFS, c_int, clockid_t};

use crate::real::{self, fatal};

#[derive(Debug)]
pub(crate) struct Faults {
    control: CString,
    /// Of the control file: inode, seconds and nanoseconds of its last change.
    version: (u64, i64, i64),
    list: Vec<Fault>,
}

#[derive(Debug)]
struct Fault {
    kind: Kind,
    path: Vec<u8>,
}

#[derive(Debug)]
enum Kind {
    /// There is space for so many bytes more.
    NoSpace(u64),
    ReadOnly,
    /// Once.
    SyncFails {
        done: bool,
    },
    SlowSync(Duration),
    Clock(i64),
    Uptime(i64),
}

impl Faults {
    pub(crate) fn new(control: CString) -> Self {
        Self { control, version: (0, 0, 0), list: Vec::new() }
    }

    /// Takes over what the test has asked for since.
    pub(crate) fn refresh(&mut self) {
        let Some(found) = real::stat_at(libc::AT_FDCWD, &self.control, 0) else { fatal("there is no control file") };
        let version = (found.st_ino, found.st_mtime, found.st_mtime_nsec);
        if version != self.version {
            self.version = version;
            self.list = self.read().lines().map(parse).collect();
        }
    }

    fn read(&self) -> String {
        let mut text = vec![0; 4096];
        // SAFETY: the path ends with a zero byte, the place to fill is ours and as long as said.
        let length = unsafe {
            let fd = real::openat(libc::AT_FDCWD, self.control.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC, 0);
            let length = libc::read(fd, text.as_mut_ptr().cast(), text.len());
            real::close(fd);
            length
        };
        text.truncate(usize::try_from(length).unwrap_or_else(|_| fatal("cannot read the control file")));
        String::from_utf8(text).unwrap_or_else(|_| fatal("the control file is no text"))
    }

    /// Whether there is none: then nobody needs to know paths.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many seconds a clock is ahead.
    pub(crate) fn ahead(&self, clock: clockid_t) -> i64 {
        let of = |fault: &Fault| match fault.kind {
            Kind::Clock(seconds) if clock == CLOCK_REALTIME => seconds,
            Kind::Uptime(seconds) if clock == CLOCK_MONOTONIC => seconds,
            _ => 0,
        };
        self.list.iter().map(of).sum()
    }

    fn of(&mut self, path: &[u8]) -> impl Iterator<Item = &mut Kind> {
        let concerns =
            |fault: &&mut Fault| fault.path.is_empty() || path.windows(fault.path.len()).any(|part| part == fault.path);
        self.list.iter_mut().filter(concerns).map(|fault| &mut fault.kind)
    }

    /// Whether anything at this path may be changed.
    pub(crate) fn change(&mut self, path: &[u8]) -> Result<(), c_int> {
        if self.of(path).any(|kind| matches!(kind, Kind::ReadOnly)) { Err(EROFS) } else { Ok(()) }
    }

    /// How many of `count` bytes may be written, the first `inside` of which need no further space.
    pub(crate) fn write(&mut self, path: &[u8], count: u64, inside: u64) -> Result<u64, c_int> {
        self.change(path)?;
        let mut allowed = count;
        for kind in self.of(path) {
            if let Kind::NoSpace(left) = kind {
                let grows = allowed.saturating_sub(inside).min(*left);
                *left -= grows;
                allowed = allowed.min(inside + grows);
            }
        }
        if allowed == 0 && count > 0 { Err(ENOSPC) } else { Ok(allowed) }
    }

    /// How long a sync takes at least.
    pub(crate) fn sync(&mut self, path: &[u8]) -> Result<Duration, c_int> {
        let mut longest = Duration::ZERO;
        for kind in self.of(path) {
            match kind {
                Kind::SyncFails { done } if !*done => {
                    *done = true;
                    return Err(EIO);
                }
                Kind::SlowSync(duration) => longest = longest.max(*duration),
                _ => {}
            }
        }
        Ok(longest)
    }
}

fn parse(line: &str) -> Fault {
    let (what, path) = line.split_once(" path=").unwrap_or((line, ""));
    let (what, number) = what.split_once('=').unwrap_or((what, "0"));
    let signed: i64 = number.parse().unwrap_or_else(|_| fatal(&format!("cannot read the fault {line:?}")));
    let number = signed.unsigned_abs();
    let kind = match what {
        "enospc" | "enospc_after" => Kind::NoSpace(number),
        "erofs" => Kind::ReadOnly,
        "fsync_eio" => Kind::SyncFails { done: false },
        "clock_seconds" => Kind::Clock(signed),
        "uptime_seconds" => Kind::Uptime(signed),
        "slow_fsync_ms" => Kind::SlowSync(Duration::from_millis(number)),
        _ => fatal(&format!("there is no fault {line:?}")),
    };
    Fault { kind, path: path.as_bytes().to_owned() }
}
