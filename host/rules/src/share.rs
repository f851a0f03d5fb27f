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

/// How long this thread has run on a processor: what others ran meanwhile is not the rules' doing.
pub(crate) fn thread_time() -> Duration {
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
    fn many_small_batches_add_up() {
        let mut share = Share::default();
        let refused = (0..251).find(|_| share.add(Duration::from_millis(4)).is_err());
        assert_eq!(refused, Some(250));
    }
}
