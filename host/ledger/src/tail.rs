//! The newest frames in memory: those who follow the ledger need not read and decode what was just written.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use outlay_domain::Frame;

/// How much is kept, in bytes of encoded frames; in memory a frame takes about three times as much.
const KEPT: u64 = 32 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Tail(RwLock<Kept>);

#[derive(Debug, Default)]
struct Kept {
    frames: VecDeque<(Arc<Frame>, u64)>,
    bytes: u64,
}

impl Tail {
    pub(crate) fn push(&self, frame: Arc<Frame>, size: u64) {
        let mut gone = Vec::new();
        {
            let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
            kept.bytes += size;
            kept.frames.push_back((frame, size));
            while kept.bytes > KEPT && kept.frames.len() > 1 {
                let Some((frame, size)) = kept.frames.pop_front() else { break };
                kept.bytes -= size;
                gone.push(frame);
            }
        }
        // Freed without holding up readers.
        drop(gone);
    }

    /// The frame that holds `seq`; none if it is not in memory.
    pub(crate) fn holding(&self, seq: u64) -> Option<Arc<Frame>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let behind = kept.frames.partition_point(|(frame, _)| frame.first_seq <= seq);
        let (frame, _) = kept.frames.get(behind.checked_sub(1)?)?;
        (frame.end_seq() > seq).then(|| Arc::clone(frame))
    }
}
