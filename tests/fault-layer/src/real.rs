//! The functions that the layer stands in for, as libc has them.

use std::ffi::CStr;
use std::mem::transmute;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use libc::{RTLD_NEXT, c_char, c_int, c_uint, c_void, dlsym, mode_t, off_t, size_t, ssize_t};

macro_rules! real {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {$(
        /// # Safety
        /// As libc's.
        pub(crate) unsafe fn $name($($argument: $type),*) -> $result {
            static KNOWN: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
            let name = concat!(stringify!($name), "\0");
            // SAFETY: libc's function of this name has this type; the caller vouches for the arguments.
            unsafe {
                let function = next(&KNOWN, name);
                transmute::<*mut c_void, unsafe extern "C" fn($($type),*) -> $result>(function)($($argument),*)
            }
        }
    )*};
}

// `openat` takes its mode as a variable argument; on Linux's 64-bit machines that is passed like any other.
real! {
    write(fd: c_int, from: *const c_void, count: size_t) -> ssize_t;
    writev(fd: c_int, parts: *const libc::iovec, count: c_int) -> ssize_t;
    pwrite(fd: c_int, from: *const c_void, count: size_t, offset: off_t) -> ssize_t;
    pwritev(fd: c_int, parts: *const libc::iovec, count: c_int, offset: off_t) -> ssize_t;
    ftruncate(fd: c_int, length: off_t) -> c_int;
    fallocate(fd: c_int, mode: c_int, offset: off_t, length: off_t) -> c_int;
    posix_fallocate(fd: c_int, offset: off_t, length: off_t) -> c_int;
    copy_file_range(from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t, count: size_t, flags: c_uint) -> ssize_t;
    sendfile(to: c_int, from: c_int, offset: *mut off_t, count: size_t) -> ssize_t;
    mmap(at: *mut c_void, length: size_t, access: c_int, flags: c_int, fd: c_int, offset: off_t) -> *mut c_void;
    fsync(fd: c_int) -> c_int;
    clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> c_int;
    fdatasync(fd: c_int) -> c_int;
    openat(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    close(fd: c_int) -> c_int;
    dup2(old: c_int, new: c_int) -> c_int;
    dup3(old: c_int, new: c_int, flags: c_int) -> c_int;
    mkdirat(at: c_int, path: *const c_char, mode: mode_t) -> c_int;
    linkat(at: c_int, path: *const c_char, new_at: c_int, new_path: *const c_char, flags: c_int) -> c_int;
    unlinkat(at: c_int, path: *const c_char, flags: c_int) -> c_int;
    renameat2(at: c_int, path: *const c_char, new_at: c_int, new_path: *const c_char, flags: c_uint) -> c_int;
}

/// # Safety
/// The name ends with a zero byte.
unsafe fn next(known: &AtomicPtr<c_void>, name: &'static str) -> *mut c_void {
    let mut found = known.load(Ordering::Relaxed);
    if found.is_null() {
        // SAFETY: the caller vouches for the end.
        found = unsafe { dlsym(RTLD_NEXT, name.as_ptr().cast()) };
        if found.is_null() {
            fatal(&format!("libc has no {name}"));
        }
        known.store(found, Ordering::Relaxed);
    }
    found
}

/// Ends the process: a layer that forgot something would let a test pass that must fail.
pub(crate) fn fatal(why: &str) -> ! {
    let line = format!("fault-layer: {why}: {}\n", std::io::Error::last_os_error());
    // SAFETY: the text is ours; `abort` takes nothing.
    unsafe {
        libc::syscall(libc::SYS_write, libc::STDERR_FILENO, line.as_ptr(), line.len());
        libc::abort()
    }
}

/// What a function of libc returns when it fails.
pub(crate) fn fail(errno: c_int) -> c_int {
    // SAFETY: the place belongs to this thread.
    unsafe { *libc::__errno_location() = errno };
    -1
}

/// What is at a path, itself if it is a link.
pub(crate) fn stat_at(at: c_int, path: &CStr, flags: c_int) -> Option<libc::stat> {
    // SAFETY: all of it is numbers, for which zero will do.
    let mut found = unsafe { std::mem::zeroed() };
    // SAFETY: the path ends with a zero byte, the place to fill is ours.
    let done = unsafe { libc::fstatat(at, path.as_ptr(), &raw mut found, flags | libc::AT_SYMLINK_NOFOLLOW) };
    (done == 0).then_some(found)
}

/// What a descriptor stands for.
pub(crate) fn stat(fd: c_int) -> Option<libc::stat> {
    stat_at(fd, c"", libc::AT_EMPTY_PATH)
}
