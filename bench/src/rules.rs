//! The rule benchmark: what judging costs, how much memory rules keep, back-tests, and how soon a webhook is called.

mod backtest;
mod extism;
mod judging;
mod memory;
mod webhook;
mod world;

use anyhow::Result;

pub(crate) use self::memory::of as memory;
use self::world::Guests;
use crate::options::{RuleCase, RuleOptions};
use crate::report::Report;

/// Says whether every target was met.
pub(crate) async fn run(options: &RuleOptions) -> Result<bool> {
    let place = options.place.prepare()?;
    let mut report = Report::new(options.telling.json.as_deref())?;
    let guests = Guests::open(&options.guests())?;
    for case in &options.cases {
        match case {
            RuleCase::Memory => memory::run(&options.guests(), &mut report)?,
            RuleCase::Simple => judging::simple(&guests, options, &mut report).await?,
            RuleCase::Every => judging::every(&guests, &mut report).await?,
            RuleCase::Filtered => judging::filtered(&guests, &mut report).await?,
            RuleCase::Alone => judging::alone(&guests, &mut report).await?,
            RuleCase::Webhook => webhook::run(&place, options.alerts, &mut report).await?,
            RuleCase::Backtest => backtest::run(&guests, &place, options.events, &mut report).await?,
        }
    }
    Ok(report.finish())
}
