//! How much of the sequencer's time a rule may use: all senders wait while it judges.

use std::time::{Duration, Instant};

/// One batch should not take longer ...
const BATCH: Duration = Duration::from_millis(5);
/// ... more often than this within the time below,
const SLOW_BATCHES: u32 = 3;
/// and all of them together not longer than a tenth of it.
const TOGETHER: Duration = Duration::from_secs(1);
const WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Share {
    since: Instant,
    used: Duration,
    slow: u32,
}

impl Default for Share {
    fn default() -> Self {
        Self { since: Instant::now(), used: Duration::ZERO, slow: 0 }
    }
}

impl Share {
    /// Adds what a batch took; fails with a reason when it is too much.
    pub(crate) fn add(&mut self, took: Duration) -> Result<(), String> {
        self.used += took;
        self.slow += u32::from(took > BATCH);
        if self.used > TOGETHER {
            *self = Self::default();
            return Err("the rule used more than a tenth of a core for ten seconds".to_owned());
        }
        if self.slow >= SLOW_BATCHES {
            *self = Self::default();
            let (took, most) = (took.as_millis(), BATCH.as_millis());
            return Err(format!("the rule took {took} ms for a batch, and more than {most} ms for others just before"));
        }
        if self.since.elapsed() > WITHIN {
            *self = Self::default();
        }
        Ok(())
    }
}

/// Times all rules over a batch. The clock on the wall is cheap to ask, but it also runs while the thread waits for a
/// processor, which is not the rules' doing; the thread's own clock is a call of the kernel, twice a batch. So that one is
/// asked only for a while after a batch that took long.
#[derive(Debug, Default)]
pub(crate) struct Stopwatch {
    /// So many batches yet are timed by the thread's own clock.
    careful: u32,
}

/// A batch over this took long.
const LONG: Duration = Duration::from_millis(1);
const CAREFUL: u32 = 1_000;

/// When a batch began.
#[derive(Debug)]
pub(crate) struct Began {
    pub(crate) at: Instant,
    of_thread: Option<Duration>,
}

impl Stopwatch {
    pub(crate) fn begin(&self) -> Began {
        Began { at: Instant::now(), of_thread: (self.careful > 0).then(thread_time) }
    }

    /// What the batch took of a processor; `all` is what it took on the wall. Of the first batch that took long nobody
    /// knows what the rules took of it: little is assumed.
    pub(crate) fn end(&mut self, began: &Began, all: Duration) -> Duration {
        self.careful = if all > LONG { CAREFUL } else { self.careful.saturating_sub(1) };
        match began.of_thread {
            Some(began) => thread_time().saturating_sub(began),
            None => all.min(LONG),
        }
    }
}

/// How long this thread has run on a processor.
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_batch_is_forgiven_and_three_are_not() {
        let mut share = Share::default();
        let slow = BATCH + Duration::from_millis(1);
        assert_eq!((share.add(slow), share.add(BATCH), share.add(slow)), (Ok(()), Ok(()), Ok(())));
        assert!(share.add(slow).is_err_and(|reason| reason.contains("took 6 ms")));
        assert_eq!(share.add(slow), Ok(()), "it starts afresh");
    }

    #[test]
    fn only_what_took_long_is_timed_with_care() {
        let mut watch = Stopwatch::default();
        let began = watch.begin();
        assert_eq!((began.of_thread, watch.end(&began, BATCH)), (None, LONG), "waiting is not held against rules");
        for _ in 0..CAREFUL {
            let began = watch.begin();
            assert!(began.of_thread.is_some());
            assert!(watch.end(&began, Duration::ZERO) < BATCH, "nothing was computed");
        }
        let began = watch.begin();
        let short = Duration::from_micros(3);
        assert_eq!((began.of_thread, watch.end(&began, short)), (None, short));
    }

    #[test]
    fn many_small_batches_add_up() {
        let mut share = Share::default();
        let refused = (0..251).find(|_| share.add(Duration::from_millis(4)).is_err());
        assert_eq!(refused, Some(250));
    }
}
