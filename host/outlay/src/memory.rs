//! The process's memory: its allocator, and when a thread gives back what it needs no more.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Events are made on one thread and freed on another, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Often enough that large windows of a sync do not add up, seldom enough that a server under load does not notice.
const EVERY: Duration = Duration::from_millis(100);

/// Gives what the calling thread has freed back to the system. The allocator does so only while a thread goes on
/// allocating: one that has nothing to do would keep the most it ever had. It is for such threads, and cheap to call.
pub(crate) fn give_back() {
    thread_local! {
        static LAST: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    LAST.with(|last| {
        if last.get().is_none_or(|last| last.elapsed() >= EVERY) {
            collect();
            last.set(Some(Instant::now()));
        }
    });
}

#[allow(unsafe_code)]
fn collect() {
    // SAFETY: It may be called at any time, on any thread, and touches only what is freed.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
