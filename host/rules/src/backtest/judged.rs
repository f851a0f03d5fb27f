//! Over the ledger, as it was judged.

use std::ops::ControlFlow;
use std::time::Instant;

use outlay_domain::{Entry, Frame, Timestamp};
use outlay_ledger::{Ledger, LedgerError};

use super::report::{Backtest, Report};
use super::time::Passing;
use super::{BacktestError, BacktestJob, Told};
use crate::batch::Batch;
use crate::judge::{Part, judge, judge_part};

/// Entries between two words about the progress.
const TELL_EVERY: u64 = 50_000;

pub(super) fn run(job: BacktestJob, ledger: &Ledger, told: Told<'_>) -> Result<Backtest, BacktestError> {
    let began = Instant::now();
    let BacktestJob { spec, without, is_as_it_is, request } = job;
    let first = first_since(ledger, request.from)?;
    let end = ledger.end();
    let fails = |failure| BacktestError::at(first, failure);
    let mut running = spec.start().map_err(fails)?;
    let mut report = Report::default();
    let mut outcome = Ok(());
    let mut next_word = first + TELL_EVERY;
    let who = (spec.who.id.as_str(), spec.who.name.as_str());
    let mut time = Time::of(running.plan.wants_ticks, is_as_it_is);
    let mut last_seq = first.saturating_sub(1);
    ledger.frames(first.saturating_sub(1), |frame| {
        if frame.received_at >= request.to {
            return ControlFlow::Break(());
        }
        let mut batch = Batch::new(frame.first_seq, frame.received_at, &frame.entries);
        batch.tick_first(time.before(&frame));
        last_seq = frame.end_seq() - 1;
        report.report.events += batch.rows.len() as u64;
        let part = Part { range: 0..u64::MAX, without: &without };
        match judge_part(&mut running, &mut batch, part) {
            Ok((rows, found)) => {
                report.report.rows += rows as u64;
                found.into_iter().for_each(|found| report.add(found, who));
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
    if !report.report.is_cut {
        for at in time.rest(request.to) {
            let judged = judge(&mut running, &mut Batch::of_tick(last_seq, at));
            let (_, found) = judged.map_err(|failure| BacktestError::at(last_seq, failure))?;
            found.into_iter().for_each(|found| report.add(found, who));
            drop(running.instance.take_log());
        }
    }
    report.report.took = began.elapsed();
    Ok(report.report)
}

/// Ticks that the ledger lacks because no rule asked for them at the time.
struct Time {
    /// None if nothing is to be added (any more).
    passing: Option<Passing>,
    is_as_it_is: bool,
}

impl Time {
    fn of(wants_ticks: bool, is_as_it_is: bool) -> Self {
        Self { passing: wants_ticks.then(Passing::default), is_as_it_is }
    }

    /// Those before a frame.
    fn before(&mut self, frame: &Frame) -> impl Iterator<Item = Timestamp> + use<> {
        if frame.entries.contains(&Entry::Tick) {
            match &mut self.passing {
                // From here on it lived, and saw no others.
                passing if self.is_as_it_is => *passing = None,
                Some(passing) => passing.ticked(frame.received_at),
                None => {}
            }
        }
        self.passing.as_mut().map(|passing| passing.until(frame.received_at)).into_iter().flatten()
    }

    fn rest(&mut self, to: Timestamp) -> impl Iterator<Item = Timestamp> + use<> {
        self.passing.as_mut().map(|passing| passing.rest(to)).into_iter().flatten()
    }
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
