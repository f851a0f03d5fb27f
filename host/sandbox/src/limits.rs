//! How much memory and how much time a guest may use.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wasmtime::ResourceLimiter;

use crate::engine::{TABLE_ELEMENTS, TICK};

/// What all guests of a kind may use together, in bytes.
#[derive(Debug)]
pub(crate) struct Pot {
    limit: usize,
    used: AtomicUsize,
}

impl Pot {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0) })
    }

    fn take(&self, bytes: usize) -> bool {
        let taken = |used: usize| used.checked_add(bytes).filter(|&used| used <= self.limit);
        self.used.try_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }
}

/// Bounds the memories of one store together, and how many parts it has.
#[derive(Debug)]
pub(crate) struct Memory {
    limit: usize,
    used: usize,
    pot: Option<Arc<Pot>>,
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Some(pot) = &self.pot {
            pot.used.fetch_sub(self.used, Ordering::Relaxed);
        }
    }
}

/// Instances, tables and memories of one guest: one that brings a language's runtime has up to twenty instances.
const PARTS: usize = 32;

impl Memory {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { limit, used: 0, pot: None }
    }

    /// The same, within what all may use together.
    pub(crate) const fn of(limit: usize, pot: Arc<Pot>) -> Self {
        Self { limit, used: 0, pot: Some(pot) }
    }

    /// Bytes. Memories only grow: it is the most that was ever used, too.
    pub(crate) const fn used(&self) -> usize {
        self.used
    }
}

/// A guest that only saw its allocation fail would die in a way that tells its author nothing: it is ended instead.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MemoryExceeded {
    #[error("{wanted} bytes of memory were wanted, {limit} are allowed")]
    Own { wanted: usize, limit: usize },
    #[error("all together use {limit} bytes of memory, which is all they may")]
    Together { limit: usize },
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        let wanted = self.used.saturating_add(more);
        if wanted > self.limit {
            return Err(wasmtime::Error::new(MemoryExceeded::Own { wanted, limit: self.limit }));
        }
        if let Some(pot) = self.pot.as_ref().filter(|pot| !pot.take(more)) {
            return Err(wasmtime::Error::new(MemoryExceeded::Together { limit: pot.limit }));
        }
        self.used = wanted;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(wasmtime::Error::new(MemoryExceeded::Own { wanted: self.used, limit: self.limit }))
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }

    fn instances(&self) -> usize {
        PARTS
    }

    fn tables(&self) -> usize {
        PARTS
    }

    fn memories(&self) -> usize {
        PARTS
    }
}

/// Bounds one synchronous call. Ticks measure the wall; on a busy machine an honest guest would be ended for the time
/// that other threads had. So the first half of the time is the wall's, the second is the thread's own where the
/// system can tell, up to a limit that no call exceeds.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    allowed: Duration,
    over: Option<Over>,
}

#[derive(Debug)]
struct Over {
    since: Instant,
    thread_time: Duration,
}

/// Times the allowed time that a call may take on the wall.
const PATIENCE: u32 = 20;

impl Watch {
    /// Starts a call; answers with the ticks until [`Watch::is_over`] must be asked.
    pub(crate) fn start(&mut self, allowed: Duration) -> u64 {
        *self = Self { allowed, over: None };
        ticks(allowed / 2)
    }

    /// Whether to end the call; if not, to be asked again at the next tick.
    pub(crate) fn is_over(&mut self) -> bool {
        let Some(now) = thread_time() else { return true };
        match &self.over {
            None => {
                self.over = Some(Over { since: Instant::now(), thread_time: now });
                false
            }
            Some(over) => {
                now.saturating_sub(over.thread_time) >= self.allowed / 2
                    || over.since.elapsed() >= self.allowed * PATIENCE
            }
        }
    }
}

/// A deadline of *n* ticks fires after between *n* - 1 and *n* of them.
pub(crate) fn ticks(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(TICK.as_nanos())).unwrap_or(u64::MAX / 2).saturating_add(1)
}

/// How long this thread has run on a processor. Only Linux tells, and only to a tick of its scheduler.
fn thread_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_counted_over_all_memories() {
        let mut memory = Memory::new(3 << 16);
        assert!(memory.memory_growing(0, 1 << 16, None).is_ok());
        assert!(memory.memory_growing(0, 1 << 16, None).is_ok());
        assert!(memory.memory_growing(1 << 16, 2 << 16, None).is_ok());
        assert!(memory.memory_growing(0, 1, None).is_err_and(|error| error.is::<MemoryExceeded>()));
    }

    #[test]
    fn guests_share_a_pot() {
        let pot = Pot::new(3 << 16);
        let [mut one, mut other] = [Memory::of(3 << 16, Arc::clone(&pot)), Memory::of(3 << 16, Arc::clone(&pot))];
        assert!(one.memory_growing(0, 2 << 16, None).is_ok());
        assert!(other.memory_growing(0, 2 << 16, None).is_err());
        assert!(other.memory_growing(0, 1 << 16, None).is_ok());
        drop(one);
        assert!(other.memory_growing(1 << 16, 3 << 16, None).is_ok());
        assert_eq!((other.used(), pot.used.load(Ordering::Relaxed)), (3 << 16, 3 << 16));
    }

    #[test]
    fn a_deadline_is_never_early() {
        assert_eq!(ticks(Duration::from_millis(50)), 6);
        assert_eq!(ticks(Duration::from_millis(51)), 7);
        assert_eq!(ticks(Duration::ZERO), 1);
    }

    #[test]
    fn the_time_of_other_threads_is_not_counted() {
        let Some(start) = thread_time() else { return };
        std::thread::sleep(Duration::from_millis(60));
        let slept = thread_time().map(|now| now - start);
        assert!(slept.is_some_and(|time| time < Duration::from_millis(30)), "{slept:?}");
    }
}
