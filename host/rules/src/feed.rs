//! What a rule is fed with a batch: frames of the rows that reach it, and ticks between them.

use std::ops::Range;
use std::sync::Arc;

use outlay_frame::TooLarge;

use crate::batch::{Batch, Tick};
use crate::plan::Plan;

/// Rows of one frame at most. A result does not depend on it.
const ROWS_A_FRAME: usize = 1_024;

#[derive(Debug)]
pub(crate) struct Feed {
    /// Places in the batch.
    pub(crate) rows: Vec<u32>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug)]
pub(crate) enum Step {
    /// A frame of these rows of the feed.
    Rows {
        range: Range<usize>,
        frame: Arc<[u8]>,
    },
    Tick(Tick),
}

impl Feed {
    /// Cuts the rows, which a plan chose, into frames. A tick takes its turn if `has` it.
    pub(crate) fn cut(
        batch: &mut Batch<'_>,
        plan: &mut Plan,
        rows: Vec<u32>,
        has: impl Fn(u64) -> bool,
    ) -> Result<Self, TooLarge> {
        let mut feed = Self { rows, steps: Vec::new() };
        let mut next = 0;
        if plan.wants_ticks {
            for tick in batch.ticks.clone().into_iter().filter(|tick| has(tick.seq)) {
                let before = feed.rows.partition_point(|&row| (row as usize) < tick.before_row);
                feed.add_frames(batch, plan, next..before)?;
                feed.steps.push(Step::Tick(tick));
                next = before;
            }
        }
        let end = feed.rows.len();
        feed.add_frames(batch, plan, next..end)?;
        Ok(feed)
    }

    fn add_frames(&mut self, batch: &mut Batch<'_>, plan: &mut Plan, all: Range<usize>) -> Result<(), TooLarge> {
        for start in all.clone().step_by(ROWS_A_FRAME) {
            let range = start..all.end.min(start + ROWS_A_FRAME);
            let frame = batch.frame(plan, &self.rows[range.clone()])?;
            self.steps.push(Step::Rows { range, frame });
        }
        Ok(())
    }
}
