//! Example rule: prompts stop to come from the cache. The share of input tokens that a model or an agent reads from the
//! cache falls below a limit; a changed prompt or a lost cache key then costs many times as much.
//!
//! It shows a tally of one's own in a rolling window.

use std::time::Duration;

use outlay_rule::windows::{Groups, Keys, Rolling, RollingPeriod, Tally, Weigh, weight_of_count};
use outlay_rule::{Column, Decimal, Error, Event, Finding, Manifest, Moment, Rule, Scope, Timestamp, state};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// From 0 to 1.
    #[serde(default = "a_third")]
    share: Decimal,
    #[serde(default = "half_an_hour")]
    minutes: u16,
    /// Fewer input tokens within that time say nothing.
    #[serde(default = "many")]
    min_tokens: u32,
    #[serde(default)]
    of_each: OfEach,
}

fn a_third() -> Decimal {
    Decimal::from_pico(300_000_000_000)
}

fn half_an_hour() -> u16 {
    30
}

fn many() -> u32 {
    100_000
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OfEach {
    #[default]
    Model,
    Agent,
}

/// Input tokens: those read from the cache, and all of them. Saved as a pair.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Input(i64, i64);

impl Tally for Input {
    fn merge(&mut self, other: &Self) {
        self.0 = self.0.saturating_add(other.0);
        self.1 = self.1.saturating_add(other.1);
    }

    fn weight(&self) -> usize {
        weight_of_count(self.0) + weight_of_count(self.1) + 3
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Reader {
    input: Rolling<Input>,
    /// What never came from the cache cannot collapse.
    was_good: bool,
    fires: bool,
}

impl Weigh for Reader {
    fn weight(&mut self) -> usize {
        const NAMES: usize = 50;
        self.input.weight() + NAMES
    }
}

#[derive(Debug)]
pub struct CacheCollapse {
    settings: Settings,
    period: RollingPeriod,
    received_at: Column,
    /// Cached, uncached, written to the cache.
    tokens: [Column; 3],
    keys: Keys,
    readers: Groups<Reader>,
}

outlay_rule::export!(CacheCollapse);

impl Rule for CacheCollapse {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("cache-collapse", env!("CARGO_PKG_VERSION"), "Cache collapse")
            .documented(include_str!("../README.md"))
            .reads(&["received_at", "cache_read_tokens", "input_tokens", "cache_write_tokens", "model", "agent"])
            .scope(Scope::Keyed)
            .with_ticks()
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.share <= Decimal::ZERO || settings.share > Decimal::from(1) {
            return Err(Error::new("a share is more than 0 and at most 1, such as 0.3").at("/share"));
        }
        if settings.minutes == 0 {
            return Err(Error::new("must be at least 1").at("/minutes"));
        }
        let name = match settings.of_each {
            OfEach::Model => "model",
            OfEach::Agent => "agent",
        };
        Ok(Self {
            period: RollingPeriod::new(Duration::from_secs(60 * u64::from(settings.minutes)), 20),
            received_at: Column::named("received_at"),
            tokens: ["cache_read_tokens", "input_tokens", "cache_write_tokens"].map(Column::named),
            keys: Keys::of([Column::named(name)]),
            readers: Groups::default(),
            settings,
        })
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let now = Timestamp(event.integer(&self.received_at)?);
        let [cached, uncached, written] = &self.tokens;
        // A call that does not tell its uncached tokens says nothing about the share.
        let uncached = event.integer(uncached)?;
        let cached = event.integer(cached).unwrap_or(0);
        let all = cached.saturating_add(uncached).saturating_add(event.integer(written).unwrap_or(0));
        let (period, settings) = (self.period, &self.settings);
        let place = self.keys.find(event, &mut self.readers, Reader::default);
        let changed = self.readers.change(place, |name, reader| {
            reader.input.at(period, now).merge(&Input(cached, all));
            judge(settings, period, name, reader, now)
        });
        changed.result
    }

    fn on_tick(&mut self, now: &Moment) -> Vec<Finding> {
        let (period, settings, mut found) = (self.period, &self.settings, Vec::new());
        self.readers.retain(|name, reader| {
            found.extend(judge(settings, period, name, reader, now.at));
            // Whether it was good is worth remembering, as long as there is room.
            reader.was_good || !reader.input.is_empty()
        });
        found
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.readers)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.readers = state::load(saved)?;
        Ok(())
    }
}

fn judge(
    settings: &Settings,
    period: RollingPeriod,
    name: &str,
    reader: &mut Reader,
    now: Timestamp,
) -> Option<Finding> {
    let Input(cached, all) = reader.input.total(period, now);
    if all < i64::from(settings.min_tokens.max(1)) {
        return None;
    }
    let share = Decimal::from(cached).per(all.into())?;
    let is_good = share >= settings.share;
    reader.was_good |= is_good;
    let percent = |share: Decimal, other: Decimal| share.times(100).readable(other.times(100));
    let (shown, limit) = (percent(share, settings.share), percent(settings.share, share));
    let who = if name.is_empty() { "(no name)" } else { name };
    let minutes = settings.minutes;
    let title = |relation: &str| {
        format!("{who} read {shown}% of its input from the cache in the last {minutes} minutes, {relation} {limit}%")
    };
    let finding = match (is_good, reader.fires) {
        (false, false) if reader.was_good => Finding::firing(name, title("under")),
        (true, true) => Finding::cleared(name, title("no longer under")),
        _ => return None,
    };
    reader.fires = !is_good;
    Some(finding.detail(format!("{cached} of {all} tokens.")).value(share).limit(settings.share))
}

#[cfg(test)]
mod tests;
