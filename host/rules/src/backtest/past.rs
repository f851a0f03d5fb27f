//! Over the warehouse, as it is known now.

use std::ops::ControlFlow;
use std::time::Instant;

use super::report::{Backtest, Report};
use super::rows::{PastRows, by_time};
use super::{BacktestError, BacktestJob, History, Told};
use crate::judge::judge;

pub(super) fn run(job: BacktestJob, history: &dyn History, told: Told<'_>) -> Result<Backtest, BacktestError> {
    let began = Instant::now();
    let BacktestJob { spec, request, .. } = job;
    let fails = |failure: crate::judge::Failure| BacktestError::Rule { seq: None, reason: failure.reason };
    let who = (spec.who.id.as_str(), spec.who.name.as_str());
    let has_clock = spec.component.has_clock();
    let mut running = spec.start().map_err(fails)?;
    let columns = running.plan.all_columns();
    let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    // Costs in another currency are unknown to rules.
    if columns.iter().any(|column| column.is_money()) && !names.contains(&"currency") {
        names.push("currency");
    }
    let mut past = PastRows::default();
    let mut report = Report::default();
    let mut outcome = Ok(());
    let mut is_cut = false;
    let shown = history.show(
        &names,
        (request.from, request.to),
        &mut |rows| {
            let parts = if has_clock { by_time(rows) } else { vec![rows.clone()] };
            for part in &parts {
                let mut batch = past.batch(part, &columns, running.plan.wants_ticks);
                report.report.events += batch.rows.len() as u64;
                match judge(&mut running, &mut batch) {
                    Ok((rows, found)) => {
                        report.report.rows += rows as u64;
                        found.into_iter().for_each(|found| report.add(found, who));
                    }
                    Err(failure) => {
                        outcome = Err(BacktestError::at(batch.first_seq, failure));
                        return ControlFlow::Break(());
                    }
                }
            }
            drop(running.instance.take_log());
            ControlFlow::Continue(())
        },
        &mut |done, all| {
            let word = told(done, all);
            is_cut = word.is_break();
            word
        },
    );
    shown.map_err(BacktestError::History)?;
    outcome?;
    if !is_cut {
        for mut batch in past.rest(request.to) {
            let (_, found) = judge(&mut running, &mut batch).map_err(fails)?;
            found.into_iter().for_each(|found| report.add(found, who));
            drop(running.instance.take_log());
        }
    }
    report.report.is_cut = is_cut;
    report.report.took = began.elapsed();
    Ok(report.report)
}
