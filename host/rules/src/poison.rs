//! Which entry a rule fails at: the shortest part of a frame that makes it fail ends with it.

use std::ops::{ControlFlow, Range};

use outlay_ledger::Ledger;

use crate::batch::Batch;
use crate::judge::{Failure, Part, judge_part};
use crate::replay::{Replay, Spec, Stop, saved, skips};

/// The entry and the failure; none if the rule does not fail this time. `entries` are those of one frame that it failed
/// at.
pub(crate) fn find(ledger: &Ledger, spec: &Spec, entries: &Range<u64>) -> Result<Option<(Range<u64>, Failure)>, Stop> {
    let snapshot = saved(ledger, &spec.who).map_err(Stop::Ledger)?.ok_or(Stop::NoSnapshot)?;
    let without = skips(ledger, &spec.who.id, snapshot.seq).map_err(Stop::Ledger)?;
    let failed = |failure| Stop::Failed { failure, entries: entries.start..entries.start, is_new: false };
    let mut replay = Replay::start(spec.clone(), &snapshot, without.clone(), None).map_err(failed)?;
    replay.follow_to(ledger, entries.start)?;
    let state = replay.state().map_err(failed)?;
    let mut found = None;
    let read = ledger.frames(entries.start.saturating_sub(1), |frame| {
        let mut batch = Batch::new(frame.first_seq, frame.received_at, &frame.entries);
        let mut fails_before = |end: u64| {
            let part = Part { range: entries.start..end, without: &without };
            let outcome = spec.restore(&state).and_then(|mut running| judge_part(&mut running, &mut batch, part));
            outcome.err()
        };
        found = shortest(entries.clone(), &mut fails_before);
        ControlFlow::Break(())
    });
    read.map_err(Stop::Ledger)?;
    Ok(found)
}

/// Halves the range until one entry is left. What fails before an end fails before any later one.
fn shortest<F>(entries: Range<u64>, fails_before: &mut impl FnMut(u64) -> Option<F>) -> Option<(Range<u64>, F)> {
    let mut failure = fails_before(entries.end)?;
    let (mut fine, mut fails) = (entries.start, entries.end);
    while fails - fine > 1 {
        let middle = fine + (fails - fine) / 2;
        match fails_before(middle) {
            Some(earlier) => (fails, failure) = (middle, earlier),
            None => fine = middle,
        }
    }
    Some((fine..fails, failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_is_found_in_few_attempts() {
        for poison in 10..1_010 {
            let mut attempts = 0;
            let found = shortest(10..1_010, &mut |end| {
                attempts += 1;
                (end > poison).then_some(end)
            });
            assert_eq!(found, Some((poison..poison + 1, poison + 1)));
            assert!(attempts <= 11, "{attempts}");
        }
        assert_eq!(shortest(10..1_010, &mut |_| None::<u64>), None);
    }
}
