//! Example rule: an agent that calls in a loop. More calls of one trace than a limit within a minute fire; a minute
//! without them clears.
//!
//! It shows a rolling window for each of many groups, and ticks.

use std::time::Duration;

use outlay_rule::windows::{Groups, Keys, Rolling, RollingPeriod, Total, Weigh};
use outlay_rule::{Column, Error, Event, Finding, Manifest, Moment, Money, Rule, Scope, Severity, state};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// More calls within a minute than this.
    #[serde(default = "most_calls")]
    calls: u32,
}

fn most_calls() -> u32 {
    100
}

#[derive(Debug)]
pub struct RunawayAgent {
    calls: i64,
    minute: RollingPeriod,
    trace_id: Column,
    received_at: Column,
    cost: Column,
    keys: Keys,
    /// Traces that called within the last minute. Bounded: of too many, those that called longest ago are forgotten.
    traces: Groups<Trace>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Trace {
    /// How many calls, and what those cost of which it is known.
    calls: Rolling<Total>,
    fires: bool,
}

impl Weigh for Trace {
    fn weight(&mut self) -> usize {
        const NAMES: usize = 30;
        self.calls.weight() + NAMES
    }
}

outlay_rule::export!(RunawayAgent);

impl Rule for RunawayAgent {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("runaway-agent", env!("CARGO_PKG_VERSION"), "Runaway agent")
            .documented(include_str!("../README.md"))
            .reads(&["trace_id", "received_at", "cost", "agent"])
            .scope(Scope::Keyed)
            .with_ticks()
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.calls == 0 {
            return Err(Error::new("the limit must be at least 1, or every call would fire").at("/calls"));
        }
        let [trace_id, received_at, cost] = ["trace_id", "received_at", "cost"].map(Column::named);
        Ok(Self {
            calls: settings.calls.into(),
            // Slices of three seconds.
            minute: RollingPeriod::new(Duration::from_secs(60), 20),
            keys: Keys::of([trace_id.clone()]),
            trace_id,
            received_at,
            cost,
            traces: Groups::default(),
        })
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let name = event.text(&self.trace_id)?;
        let now = outlay_rule::Timestamp(event.integer(&self.received_at)?);
        let cost = event.decimal(&self.cost).unwrap_or_default();
        let (minute, limit) = (self.minute, self.calls);
        let place = self.keys.find(event, &mut self.traces, Trace::default);
        let changed = self.traces.change(place, |_, trace| {
            trace.calls.at(minute, now).add(cost);
            let calls = trace.calls.total(minute, now);
            let begins = calls.count() > limit && !trace.fires;
            trace.fires |= begins;
            begins.then_some(calls)
        });
        let calls = changed.result?;
        let agent = event.text("agent").unwrap_or("an agent without a name");
        let title = format!("Trace {name} made {} calls within a minute, over {limit} ({agent})", calls.count());
        let cost = calls.sum().readable(Money::ZERO);
        Some(
            Finding::firing(name, title)
                .severity(Severity::Critical)
                .detail(format!("They cost ${cost}, as far as it is known."))
                .value(calls.count())
                .limit(limit),
        )
    }

    fn on_tick(&mut self, now: &Moment) -> Vec<Finding> {
        let (minute, limit, mut cleared) = (self.minute, self.calls, Vec::new());
        self.traces.retain(|name, trace| {
            let calls = trace.calls.total(minute, now.at).count();
            if trace.fires && calls <= limit {
                trace.fires = false;
                cleared.push(Finding::cleared(name, format!("Trace {name} made {calls} calls within the last minute")));
            }
            !trace.calls.is_empty()
        });
        cleared
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.traces)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.traces = state::load(saved)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
