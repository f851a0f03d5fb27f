//! A rule is tried before it is let in: it must not fail, and what it finds must not depend on how rows are cut into
//! frames, nor on a state that is saved and restored in the middle.

use std::ops::ControlFlow;

use outlay_domain::{Entry, Frame};
use outlay_ledger::{Ledger, LedgerError};

use crate::batch::Batch;
use crate::judge::{Failure, Found, judge};
use crate::problem::Problem;
use crate::replay::Spec;
use crate::samples;

/// Events of the ledger that a rule is tried on, besides made-up ones.
const EVENTS: usize = 50;
/// Entries among which they are looked for.
const ENTRIES: u64 = 500;
/// Entries from one saved state to the next.
const SAVE_EVERY: usize = 16;

/// Tries a rule on made-up events and on these.
pub(crate) fn run(spec: &Spec, recent: Vec<Frame>) -> Result<(), Problem> {
    // Both in one go, as if the made-up ones had come before.
    let mut frames = samples::frames();
    let behind = frames.last().map_or(1, Frame::end_seq);
    frames.extend(recent.into_iter().map(|frame| Frame { first_seq: frame.first_seq + behind, ..frame }));
    let whole = judged(spec, &frames, frames.iter().map(|frame| frame.entries.len().max(1)), usize::MAX)?;
    let ones = || frames.iter().map(|_| 1);
    if judged(spec, &frames, ones(), usize::MAX)? != whole {
        let message = "the rule finds other things when the same rows come in one frame and one by one; \
                       its findings and its state must depend on the rows only";
        return Err(Problem::of("not_deterministic", message));
    }
    if judged(spec, &frames, ones(), SAVE_EVERY)? != whole {
        let message = "the rule finds other things when its state is saved and restored in the middle; \
                       `snapshot` must return all that it remembers, and `restore` take all of it back";
        return Err(Problem::of("not_deterministic", message));
    }
    Ok(())
}

/// What it finds if each frame is cut into parts of so many entries, and its state is saved and restored after so many.
fn judged(
    spec: &Spec,
    frames: &[Frame],
    sizes: impl Iterator<Item = usize>,
    save_every: usize,
) -> Result<Vec<Found>, Problem> {
    let fails = |Failure { reason, .. }| Problem::of("rule_fails", format!("the rule fails at a trial: {reason}"));
    let mut running = spec.start().map_err(fails)?;
    let mut found = Vec::new();
    let mut since = 0;
    for (frame, size) in frames.iter().zip(sizes) {
        let mut seq = frame.first_seq;
        for entries in frame.entries.chunks(size) {
            let mut batch = Batch::new(seq, frame.received_at, entries);
            found.extend(judge(&mut running, &mut batch).map_err(fails)?.1);
            seq += entries.len() as u64;
            since += entries.len();
            if since >= save_every {
                since = 0;
                let state = running.instance.snapshot().map_err(|failure| fails(failure.into()))?;
                running = spec.restore(&state).map_err(fails)?;
            }
        }
    }
    // A state that cannot be saved would end the rule later.
    running.instance.snapshot().map_err(|failure| fails(failure.into()))?;
    Ok(found)
}

/// The newest events, as they came.
pub(crate) fn recent(ledger: &Ledger) -> Result<Vec<Frame>, LedgerError> {
    let mut frames = Vec::new();
    ledger.frames(ledger.end().saturating_sub(ENTRIES + 1), |frame| {
        let entries: Vec<Entry> =
            frame.entries.iter().filter(|entry| matches!(entry, Entry::Event(_))).cloned().collect();
        if !entries.is_empty() {
            frames.push(Frame { entries, findings: vec![], ..*frame });
        }
        ControlFlow::Continue(())
    })?;
    let mut events = 0;
    let first = frames.iter().rposition(|frame| {
        events += frame.entries.len();
        events >= EVENTS
    });
    Ok(frames.split_off(first.unwrap_or_default()))
}
