//! The functions that libc has too; programs that load the layer call these.

use std::slice;
use std::sync::atomic::Ordering;

use libc::{AT_FDCWD, MAP_SHARED, O_CREAT, O_TRUNC, O_WRONLY, PROT_WRITE, iovec};
use libc::{c_char, c_int, c_uint, c_void, mode_t, off_t, size_t, ssize_t};

use crate::layer::{UPTIME, forget, layer, tracked};
use crate::real::{self, fail};
use crate::{changes, names};

/// One body for all names of a function: on 64-bit machines the `…64` ones are the same.
macro_rules! calls {
    ($(fn [$($name:ident)*] $arguments:tt -> $result:ty $body:block)*) => {
        $($(calls!(@one $name $arguments -> $result $body);)*)*
    };
    (@one $name:ident ($($argument:ident: $type:ty),*) -> $result:ty $body:block) => {
        #[unsafe(no_mangle)]
        #[allow(unused_unsafe, reason = "not every body needs it")]
        unsafe extern "C" fn $name($($argument: $type),*) -> $result {
            // SAFETY: whoever calls it keeps to what libc asks: places are as long as said, paths end with a zero byte.
            unsafe { $body }
        }
    };
}

calls! {
    fn [write](fd: c_int, from: *const c_void, count: size_t) -> ssize_t {
        let change = if count == 0 { None } else { changes::write(fd, bytes(from, count), None) };
        change.unwrap_or_else(|| real::write(fd, from, count))
    }
    fn [pwrite pwrite64](fd: c_int, from: *const c_void, count: size_t, offset: off_t) -> ssize_t {
        let change = if count == 0 { None } else { changes::write(fd, bytes(from, count), Some(offset)) };
        change.unwrap_or_else(|| real::pwrite(fd, from, count, offset))
    }
    fn [writev](fd: c_int, parts: *const iovec, count: c_int) -> ssize_t {
        let change = tracked(fd).and_then(|_| changes::write(fd, &gather(parts, count), None));
        change.unwrap_or_else(|| real::writev(fd, parts, count))
    }
    fn [pwritev pwritev64](fd: c_int, parts: *const iovec, count: c_int, offset: off_t) -> ssize_t {
        let change = tracked(fd).and_then(|_| changes::write(fd, &gather(parts, count), Some(offset)));
        change.unwrap_or_else(|| real::pwritev(fd, parts, count, offset))
    }
    fn [ftruncate ftruncate64](fd: c_int, length: off_t) -> c_int {
        changes::truncate(fd, length).unwrap_or_else(|| real::ftruncate(fd, length))
    }
    fn [fallocate fallocate64](fd: c_int, mode: c_int, offset: off_t, length: off_t) -> c_int {
        changes::allocate(fd, mode, offset, length).unwrap_or_else(|| real::fallocate(fd, mode, offset, length))
    }
    // This one returns what is wrong.
    fn [posix_fallocate posix_fallocate64](fd: c_int, offset: off_t, length: off_t) -> c_int {
        match changes::allocate(fd, 0, offset, length) {
            Some(0) => 0,
            Some(_) => *libc::__errno_location(),
            None => real::posix_fallocate(fd, offset, length),
        }
    }
    fn [clock_gettime](clock: libc::clockid_t, time: *mut libc::timespec) -> c_int {
        let done = real::clock_gettime(clock, time);
        if done == 0 && clock == libc::CLOCK_MONOTONIC {
            (*time).tv_sec += UPTIME.load(Ordering::Relaxed);
        } else if done == 0 && clock == libc::CLOCK_REALTIME && let Some(layer) = layer() {
            (*time).tv_sec += layer.clock();
        }
        done
    }
    // Callers then copy with `read` and `write`.
    fn [copy_file_range](
        from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t, count: size_t, flags: c_uint
    ) -> ssize_t {
        if tracked(to).is_some() {
            return fail(libc::ENOSYS) as ssize_t;
        }
        real::copy_file_range(from, from_at, to, to_at, count, flags)
    }
    fn [sendfile sendfile64](to: c_int, from: c_int, offset: *mut off_t, count: size_t) -> ssize_t {
        if tracked(to).is_some() {
            return fail(libc::EINVAL) as ssize_t;
        }
        real::sendfile(to, from, offset, count)
    }
    fn [mmap mmap64](
        at: *mut c_void, length: size_t, access: c_int, flags: c_int, fd: c_int, offset: off_t
    ) -> *mut c_void {
        if fd >= 0 && flags & MAP_SHARED != 0 && access & PROT_WRITE != 0 {
            changes::mapped(fd);
        }
        real::mmap(at, length, access, flags, fd, offset)
    }

    fn [fsync](fd: c_int) -> c_int {
        changes::sync(fd, real::fsync)
    }
    fn [fdatasync](fd: c_int) -> c_int {
        changes::sync(fd, real::fdatasync)
    }

    fn [open open64](path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        names::open(AT_FDCWD, path, flags, mode)
    }
    fn [openat openat64](at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        names::open(at, path, flags, mode)
    }
    fn [creat creat64](path: *const c_char, mode: mode_t) -> c_int {
        names::open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode)
    }
    // Before, not after: another thread may get the number at once.
    fn [close](fd: c_int) -> c_int {
        forget(fd);
        real::close(fd)
    }
    fn [dup2](old: c_int, new: c_int) -> c_int {
        let done = real::dup2(old, new);
        forget(new);
        done
    }
    fn [dup3](old: c_int, new: c_int, flags: c_int) -> c_int {
        let done = real::dup3(old, new, flags);
        forget(new);
        done
    }

    fn [mkdir](path: *const c_char, mode: mode_t) -> c_int {
        names::make(AT_FDCWD, path, true, || real::mkdirat(AT_FDCWD, path, mode))
    }
    fn [mkdirat](at: c_int, path: *const c_char, mode: mode_t) -> c_int {
        names::make(at, path, true, || real::mkdirat(at, path, mode))
    }
    fn [link](path: *const c_char, new_path: *const c_char) -> c_int {
        names::make(AT_FDCWD, new_path, false, || real::linkat(AT_FDCWD, path, AT_FDCWD, new_path, 0))
    }
    fn [linkat](at: c_int, path: *const c_char, new_at: c_int, new_path: *const c_char, flags: c_int) -> c_int {
        names::make(new_at, new_path, false, || real::linkat(at, path, new_at, new_path, flags))
    }
    fn [unlink](path: *const c_char) -> c_int {
        names::remove(AT_FDCWD, path, Some(0))
    }
    fn [unlinkat](at: c_int, path: *const c_char, flags: c_int) -> c_int {
        names::remove(at, path, Some(flags))
    }
    fn [rmdir](path: *const c_char) -> c_int {
        names::remove(AT_FDCWD, path, Some(libc::AT_REMOVEDIR))
    }
    fn [remove](path: *const c_char) -> c_int {
        names::remove(AT_FDCWD, path, None)
    }
    fn [rename](path: *const c_char, new_path: *const c_char) -> c_int {
        names::rename(AT_FDCWD, path, AT_FDCWD, new_path, 0)
    }
    fn [renameat](at: c_int, path: *const c_char, new_at: c_int, new_path: *const c_char) -> c_int {
        names::rename(at, path, new_at, new_path, 0)
    }
    fn [renameat2](
        at: c_int, path: *const c_char, new_at: c_int, new_path: *const c_char, flags: c_uint
    ) -> c_int {
        names::rename(at, path, new_at, new_path, flags)
    }
}

/// # Safety
/// As many bytes are there.
unsafe fn bytes<'a>(from: *const c_void, count: size_t) -> &'a [u8] {
    // SAFETY: the caller vouches for it.
    unsafe { slice::from_raw_parts(from.cast(), count) }
}

/// # Safety
/// As many parts are there.
unsafe fn gather(parts: *const iovec, count: c_int) -> Vec<u8> {
    // SAFETY: the caller vouches for the parts and for the bytes that each names.
    unsafe {
        let parts = slice::from_raw_parts(parts, usize::try_from(count).unwrap_or_default());
        let filled = parts.iter().filter(|part| part.iov_len > 0);
        filled.flat_map(|part| bytes(part.iov_base, part.iov_len)).copied().collect()
    }
}
