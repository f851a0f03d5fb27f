//! The newest frames in memory: those who follow the ledger need not read and decode what was just written.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::Duration;

use outlay_domain::{Entry, Frame};

/// How much is kept for the sake of repeats, in bytes of encoded frames; in memory a frame takes about three times as much.
const LEAST: u64 = 8 * 1024 * 1024;
/// How much is kept for a follower who has not come so far: to read and decode it again would set him back further.
const MOST: u64 = 96 * 1024 * 1024;
/// From here on he is waited for, which slows the writer down; only one who stands still lets it come to more.
const FULL: u64 = 36 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Tail {
    kept: RwLock<Kept>,
    /// The last entry that the follower has read.
    followed: Mutex<u64>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    frames: VecDeque<(Arc<Frame>, u64)>,
    bytes: u64,
}

impl Kept {
    /// Whether new frames are about to push out one that the follower has not read, or did so a moment ago. One who is
    /// farther behind, as after a start, has to read from disk for a long time anyway.
    fn is_full(&self, followed: u64) -> bool {
        let (Some((first, _)), Some((last, _))) = (self.frames.front(), self.frames.back()) else { return false };
        let is_unread = followed + 1 < first.end_seq();
        let is_near = last.end_seq().saturating_sub(followed) <= 2 * (last.end_seq() - first.first_seq);
        self.bytes >= FULL && is_unread && is_near
    }

    /// Takes out what need not stay.
    fn trim(&mut self, followed: u64) -> Vec<Arc<Frame>> {
        let mut gone = Vec::new();
        while self.frames.len() > 1
            && let Some((first, size)) = self.frames.front()
            && self.bytes
                > if first.end_seq() > followed + 1 {
                    MOST
                } else if repeats(first) {
                    LEAST
                } else {
                    0
                }
        {
            self.bytes -= size;
            gone.extend(self.frames.pop_front().map(|(frame, _)| frame));
        }
        gone
    }
}

/// Whether something of it may be posted again. Providers' records are not, and take much room.
fn repeats(frame: &Frame) -> bool {
    !frame.entries.iter().all(|entry| matches!(entry, Entry::Window(_)))
}

impl Tail {
    pub(crate) fn push(&self, frame: Arc<Frame>, size: u64) {
        let followed = *self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = {
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            kept.bytes += size;
            kept.frames.push_back((frame, size));
            kept.trim(followed)
        };
        // Freed without holding up readers.
        drop(gone);
    }

    pub(crate) fn followed_to(&self, seq: u64) {
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = seq;
        self.moved.notify_all();
        let gone = self.kept.write().unwrap_or_else(PoisonError::into_inner).trim(seq);
        // Freed without holding up readers.
        drop(gone);
    }

    /// Waits for the follower as long as it is full.
    pub(crate) fn wait_for_room(&self, patience: Duration) {
        let is_full = |followed: &mut u64| self.kept.read().unwrap_or_else(PoisonError::into_inner).is_full(*followed);
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.moved.wait_timeout_while(followed, patience, is_full));
    }

    /// The frame that holds `seq`; none if it is not in memory.
    pub(crate) fn holding(&self, seq: u64) -> Option<Arc<Frame>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let behind = kept.frames.partition_point(|(frame, _)| frame.first_seq <= seq);
        let (frame, _) = kept.frames.get(behind.checked_sub(1)?)?;
        (frame.end_seq() > seq).then(|| Arc::clone(frame))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use outlay_domain::Timestamp;

    use super::*;

    const SIZE: u64 = 4 * 1024 * 1024;

    /// One entry each, the first has 1.
    fn tail_of(frames: u64) -> Tail {
        let tail = Tail::default();
        (1..=frames).for_each(|seq| push(&tail, seq));
        tail
    }

    fn push(tail: &Tail, first_seq: u64) {
        let entries = vec![Entry::Mark];
        let frame = Frame { first_seq, received_at: Timestamp::default(), entries, findings: vec![] };
        tail.push(Arc::new(frame), SIZE);
    }

    #[test]
    fn what_was_followed_goes_soon_and_the_rest_stays_longer() {
        let tail = tail_of(10);
        assert!(tail.holding(1).is_some());
        tail.followed_to(9);
        assert!(tail.holding(8).is_none());
        assert!(tail.holding(9).is_some());
        push(&tail, 11);
        assert!(tail.holding(9).is_none());
        assert!(tail.holding(10).is_some());
        assert!(tail_of(40).holding(1).is_none());
    }

    #[test]
    fn a_follower_who_is_near_is_waited_for() {
        let tail = tail_of(FULL / SIZE - 1);
        tail.wait_for_room(Duration::from_secs(600));
        push(&tail, FULL / SIZE);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                tail.followed_to(1);
            });
            tail.wait_for_room(Duration::from_secs(600));
            assert_eq!(*tail.followed.lock().unwrap(), 1);
        });
    }

    #[test]
    fn a_follower_who_is_far_is_not_waited_for() {
        let tail = Tail::default();
        (1_000..1_040).for_each(|seq| push(&tail, seq));
        let began = Instant::now();
        tail.wait_for_room(Duration::from_secs(600));
        assert!(began.elapsed() < Duration::from_secs(300));
    }

    #[test]
    fn a_follower_who_does_not_move_is_waited_for_as_long_as_asked() {
        let patience = Duration::from_millis(20);
        let tail = tail_of(FULL / SIZE);
        for seq in 1..=3 {
            let began = Instant::now();
            tail.wait_for_room(patience);
            assert!(began.elapsed() >= patience);
            push(&tail, FULL / SIZE + seq);
        }
        // Once it fell out of memory he is far, and is not waited for.
        (1..=2 * MOST / SIZE).for_each(|seq| push(&tail, FULL / SIZE + 3 + seq));
        let began = Instant::now();
        tail.wait_for_room(Duration::from_secs(600));
        assert!(began.elapsed() < Duration::from_secs(300));
    }
}
