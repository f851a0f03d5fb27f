//! Example rule: a workflow that stopped to report. It learns the names that there are, and fires when one of them has
//! not been heard of for some minutes.
//!
//! It shows what only ticks can do: nothing happens, and that is the finding.

use outlay_rule::windows::{Groups, Keys, Weigh};
use outlay_rule::{Column, Condition, Error, Event, Finding, Manifest, Moment, Rule, Scope, Timestamp, state};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default = "an_hour")]
    minutes: u32,
    #[serde(default)]
    of_each: OfEach,
    /// Only these; they are expected from the beginning. Empty: all that were heard of once.
    #[serde(default)]
    names: Vec<String>,
    /// A name that was not heard of for so many days is forgotten, and its alert clears.
    #[serde(default = "two_weeks")]
    forget_after_days: u16,
}

fn an_hour() -> u32 {
    60
}

fn two_weeks() -> u16 {
    14
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OfEach {
    #[default]
    TraceName,
    TraceType,
    Agent,
    JobType,
    Organization,
}

impl OfEach {
    const fn column(self) -> &'static str {
        match self {
            Self::TraceName => "trace_name",
            Self::TraceType => "trace_type",
            Self::Agent => "agent",
            Self::JobType => "job_type",
            Self::Organization => "organization",
        }
    }
}

#[derive(Debug)]
pub struct Silence {
    settings: Settings,
    name: Column,
    received_at: Column,
    keys: Keys,
    heard: Groups<Heard>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Heard {
    last: Timestamp,
    fires: bool,
}

impl Weigh for Heard {
    fn weight(&mut self) -> usize {
        50
    }
}

const MINUTE: i64 = 60_000_000;

outlay_rule::export!(Silence);

impl Rule for Silence {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("silence", env!("CARGO_PKG_VERSION"), "Silence")
            .documented(include_str!("../README.md"))
            .reads(&["received_at", "trace_name", "trace_type", "agent", "job_type", "organization"])
            .scope(Scope::Keyed)
            .with_ticks()
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.minutes == 0 {
            return Err(Error::new("must be at least 1").at("/minutes"));
        }
        if i64::from(settings.forget_after_days) * 24 * 60 <= i64::from(settings.minutes) {
            return Err(
                Error::new("a name must be remembered for longer than it may be silent").at("/forget_after_days")
            );
        }
        if settings.names.len() > 1_000 {
            return Err(Error::new("at most 1,000 names").at("/names"));
        }
        let name = Column::named(settings.of_each.column());
        let received_at = Column::named("received_at");
        Ok(Self { keys: Keys::of([name.clone()]), name, received_at, settings, heard: Groups::default() })
    }

    fn filter(&self) -> Vec<Condition> {
        let names = &self.settings.names;
        if names.is_empty() { Vec::new() } else { vec![Condition::one_of(self.settings.of_each.column(), names)] }
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let name = event.text(&self.name)?;
        let now = Timestamp(event.integer(&self.received_at)?);
        let place = self.keys.find(event, &mut self.heard, || Heard { last: now, fires: false });
        let before =
            self.heard.change(place, |_, heard| std::mem::replace(heard, Heard { last: now, fires: false })).result;
        let silent = minutes_between(before.last, now);
        before
            .fires
            .then(|| Finding::cleared(name, format!("{name} reports again, after {silent} minutes")).value(silent))
    }

    fn on_tick(&mut self, now: &Moment) -> Vec<Finding> {
        // Those that are expected are waited for from the first tick on.
        for name in &self.settings.names {
            self.heard.place(name, || Heard { last: now.at, fires: false });
        }
        let Settings { minutes, forget_after_days, ref names, .. } = self.settings;
        let (limit, forget) = (i64::from(minutes), i64::from(forget_after_days) * 24 * 60);
        let mut found = Vec::new();
        self.heard.retain(|name, heard| {
            let silent = minutes_between(heard.last, now.at);
            if silent >= forget && names.is_empty() {
                let title = format!("{name} is forgotten, after {forget_after_days} days");
                found.extend(heard.fires.then(|| Finding::cleared(name, title)));
                return false;
            }
            if silent >= limit && !heard.fires {
                heard.fires = true;
                let title = format!("{name} has not reported for {silent} minutes, usual are less than {limit}");
                found.push(Finding::firing(name, title).value(silent).limit(limit));
            }
            true
        });
        found
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.heard)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.heard = state::load(saved)?;
        Ok(())
    }
}

fn minutes_between(then: Timestamp, now: Timestamp) -> i64 {
    now.0.saturating_sub(then.0) / MINUTE
}

#[cfg(test)]
mod tests;
