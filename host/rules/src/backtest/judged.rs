//! Over the ledger, as it was judged.

use std::ops::ControlFlow;
use std::time::Instant;

use outlay_domain::{Entry, Timestamp};
use outlay_ledger::{Ledger, LedgerError};

use super::report::{Backtest, Report};
use super::{BacktestError, BacktestJob, Told};
use crate::batch::Batch;
use crate::judge::{Part, judge_part};

/// Entries between two words about the progress.
const TELL_EVERY: u64 = 50_000;
/// Where no rule asked for ticks at the time, they are made up this far apart.
const TICK_EVERY: i64 = 10_000_000;

pub(super) fn run(job: BacktestJob, ledger: &Ledger, told: Told<'_>) -> Result<Backtest, BacktestError> {
    let began = Instant::now();
    let BacktestJob { spec, without, request } = job;
    let first = first_since(ledger, request.from)?;
    let end = ledger.end();
    let fails = |failure| BacktestError::at(first, failure);
    let mut running = spec.start().map_err(fails)?;
    let mut report = Report::default();
    let mut outcome = Ok(());
    let mut next_word = first + TELL_EVERY;
    // Until there is one of the ledger's own: then some rule lived, and had ticks.
    let mut last_tick = running.plan.wants_ticks.then_some(Timestamp(i64::MIN));
    ledger.frames(first.saturating_sub(1), |frame| {
        if frame.received_at >= request.to {
            return ControlFlow::Break(());
        }
        let mut batch = Batch::new(frame.first_seq, frame.received_at, &frame.entries);
        if let Some(last) = last_tick {
            if frame.entries.contains(&Entry::Tick) {
                last_tick = None;
            } else if frame.received_at.0.saturating_sub(last.0) >= 2 * TICK_EVERY {
                batch.tick_first(frame.first_seq);
                last_tick = Some(frame.received_at);
            }
        }
        report.report.events += batch.rows.len() as u64;
        let part = Part { range: 0..u64::MAX, without: &without };
        match judge_part(&mut running, &mut batch, part) {
            Ok((rows, found)) => {
                report.report.rows += rows as u64;
                for found in found {
                    report.add(found, frame.received_at, (&spec.who.id, &spec.who.name));
                }
            }
            Err(failure) => {
                outcome = Err(BacktestError::at(frame.first_seq, failure));
                return ControlFlow::Break(());
            }
        }
        // Its lines are for nobody, and must not fill the memory.
        drop(running.instance.take_log());
        if frame.end_seq() >= next_word {
            next_word = frame.end_seq() + TELL_EVERY;
            if told(frame.end_seq() - first, end - first).is_break() {
                report.report.is_cut = true;
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    outcome?;
    report.report.took = began.elapsed();
    Ok(report.report)
}

/// The first entry that was received at a time or later; the end if there is none.
fn first_since(ledger: &Ledger, from: Timestamp) -> Result<u64, LedgerError> {
    let (mut before, mut since) = (0, ledger.end());
    while before + 1 < since {
        let middle = before + (since - before) / 2;
        let mut frame_there = None;
        // The frame that holds `middle`, or the first one that is still there.
        ledger.judged(middle - 1, |frame| {
            frame_there = Some((frame.received_at, frame.end_seq()));
            ControlFlow::Break(())
        })?;
        match frame_there {
            Some((received_at, end)) if received_at < from => before = end - 1,
            _ => since = middle,
        }
    }
    Ok(before + 1)
}
