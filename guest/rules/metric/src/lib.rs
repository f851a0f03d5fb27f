//! Built-in rule: a metric over time, compared with a limit, a budget or the period before.
//!
//! | module | its one job |
//! |---|---|
//! | `settings`, `check` | what a person sets, and which settings go together |
//! | `metric`, `period`, `operator`, `dimension` | the words of the settings, and what they mean |
//! | `reading`, `parts` | what a row adds to a metric, and what the parts come to |
//! | `yardstick` | value against limit |
//! | `standing` | since when a condition holds; fires once, clears once |
//! | `rolling`, `calendar` | windows of time, each group on its own |
//! | `words` | findings |

mod calendar;
mod check;
mod dimension;
mod metric;
mod operator;
mod parts;
mod period;
mod reading;
mod rolling;
mod settings;
mod standing;
mod watch;
mod words;
mod yardstick;

use std::collections::BTreeSet;

use outlay_rule::windows::{Cut, Keys};
use outlay_rule::{Column, Condition, Error, Event, Finding, Manifest, Moment, Rule, Scope, Timestamp, state};

use crate::calendar::CalendarWatch;
use crate::dimension::Filter;
use crate::reading::Reader;
use crate::rolling::RollingWatch;
use crate::settings::{AlertType, DataSource, Settings};
use crate::words::Words;
use crate::yardstick::{Compare, Yardstick};

#[derive(Debug)]
pub struct MetricRule {
    yardstick: Yardstick,
    reader: Reader,
    /// All of them, for the host.
    conditions: Vec<Condition>,
    /// Those that the host cannot judge.
    filters: Vec<Filter>,
    received_at: Column,
    currency: Currency,
    watch: Watch,
    words: Words,
    /// What the counted depends on.
    shape: String,
}

outlay_rule::export!(MetricRule);

#[derive(Debug)]
enum Watch {
    Rolling(Box<RollingWatch>),
    Calendar(Box<CalendarWatch>),
}

/// The currency of costs, as the first row with a cost tells it.
#[derive(Debug)]
struct Currency {
    column: Column,
    known: Option<String>,
}

/// Providers report and correct the figures of a day for days.
const LATENESS_OF_PROVIDERS: i64 = 3 * 24 * 3_600_000_000;

/// All that any settings make it read.
const COLUMNS: &[&str] = &[
    "received_at",
    "event_time",
    "is_future",
    "day_start",
    "week_start",
    "month_start",
    "quarter_start",
    "organization",
    "credential",
    "product",
    "model",
    "provider",
    "agent",
    "subscriber_id",
    "subscriber_email",
    "task_type",
    "project",
    "key_id",
    "department",
    "cost",
    "previous_cost",
    "currency",
    "total_tokens",
    "input_tokens",
    "previous_input_tokens",
    "cache_read_tokens",
    "previous_cache_read_tokens",
    "cache_write_tokens",
    "previous_cache_write_tokens",
    "output_tokens",
    "previous_output_tokens",
    "requests",
    "previous_requests",
    "time_to_first_token_ms",
    "duration_ms",
    "error_code",
    "error_reason",
    "stop_reason",
    "quality_score",
    "images",
    "seconds",
    "characters",
    "meters.credits",
];

impl Rule for MetricRule {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("metric", env!("CARGO_PKG_VERSION"), "A metric over time")
            .documented(include_str!("../README.md"))
            .reads(COLUMNS)
            // Without groups everything counts together; and what period it is, rows of all groups tell.
            .scope(Scope::Global)
            .with_ticks()
            .with_amendments()
            .with_records()
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        let (groups, filters) = (settings.groups()?, settings.filters()?);
        let reader = Reader::of(settings.metric_type, settings.data_source);
        let native = filters.iter().filter_map(Filter::native);
        let conditions = reader.conditions().iter().cloned().chain(native).collect();
        let yardstick = yardstick(&settings)?;
        let watch = Watch::of(&settings, yardstick, &groups);
        let words = Words::new(&settings, groups);
        let filters = filters.into_iter().filter(|filter| filter.native().is_none()).collect();
        let currency = Currency { column: Column::named("currency"), known: None };
        let received_at = Column::named("received_at");
        let shape = settings.shape();
        Ok(Self { yardstick, reader, conditions, filters, received_at, currency, watch, words, shape })
    }

    fn columns(&self) -> Option<Vec<String>> {
        let watched = match &self.watch {
            Watch::Rolling(watch) => watch.columns(),
            Watch::Calendar(watch) => watch.columns(),
        };
        let filters = self.filters.iter().flat_map(|filter| &filter.columns).map(Column::name);
        let read = self.reader.columns();
        // Only amounts are told with their currency.
        let currency = read.contains(&"cost").then(|| self.currency.column.name());
        let all = [self.received_at.name()].into_iter().chain(currency).chain(read.iter().copied());
        let all: BTreeSet<_> = all.chain(watched).chain(filters).map(str::to_owned).collect();
        Some(all.into_iter().collect())
    }

    fn filter(&self) -> Vec<Condition> {
        self.conditions.clone()
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        if !self.filters.iter().all(|filter| filter.holds(event)) {
            return None;
        }
        let parts = self.reader.read(event)?;
        let now = Timestamp(event.integer(&self.received_at)?);
        if self.currency.known.is_none() {
            self.currency.known = event.text(&self.currency.column).map(str::to_owned);
        }
        let verdict = match &mut self.watch {
            Watch::Rolling(watch) => watch.event(event, now, parts),
            Watch::Calendar(watch) => watch.event(event, now, parts),
        };
        Some(self.words.finding(&verdict?, &self.yardstick, self.currency.code()))
    }

    fn on_tick(&mut self, now: &Moment) -> Vec<Finding> {
        let verdicts = match &mut self.watch {
            Watch::Rolling(watch) => watch.tick(now.at),
            Watch::Calendar(watch) => watch.tick(now),
        };
        let finding = |verdict| self.words.finding(verdict, &self.yardstick, self.currency.code());
        verdicts.iter().map(finding).collect()
    }

    fn snapshot(&self) -> Vec<u8> {
        let mut saved = state::save(&(&self.shape, &self.currency.known));
        saved.push(b'\n');
        saved.extend(match &self.watch {
            Watch::Rolling(watch) => watch.save(),
            Watch::Calendar(watch) => watch.save(),
        });
        saved
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        let end = saved.iter().position(|byte| *byte == b'\n').unwrap_or(saved.len());
        let (head, watched) = saved.split_at(end);
        let (shape, currency): (String, Option<String>) = state::load(head)?;
        if shape != self.shape {
            return Err(Error::new("what was counted so far was counted by other settings"));
        }
        self.currency.known = currency;
        match &mut self.watch {
            Watch::Rolling(watch) => watch.restore(watched),
            Watch::Calendar(watch) => watch.restore(watched),
        }
    }
}

fn yardstick(settings: &Settings) -> Result<Yardstick, Error> {
    let Settings { metric_type, operator_type, threshold: limit, .. } = *settings;
    let asks_percent = settings.is_percentage == Some(true);
    let compare = match (operator_type.level(), operator_type.change(asks_percent)) {
        (Some(level), _) => Compare::Level(level),
        (None, Some(change)) => Compare::Change(change),
        (None, None) => return Err(Error::new("the operator compares nothing").at("/operatorType")),
    };
    Ok(Yardstick {
        form: metric_type.form(settings.data_source),
        unit: metric_type.unit(),
        // Of a change it says how the change is told, not the value.
        is_percentage: asks_percent && matches!(compare, Compare::Level(_)),
        compare,
        limit,
        min_samples: settings.min_sample_count.unwrap_or(0).into(),
        persists: settings.trigger_after_persists_duration.map_or(0, |period| period.microseconds()),
    })
}

impl Watch {
    fn of(settings: &Settings, yardstick: Yardstick, groups: &[dimension::Dimension]) -> Self {
        let (period, source) = (settings.period_duration, settings.data_source);
        let by_event_time = source == DataSource::Provider;
        let columns = groups.iter().filter_map(|group| group.columns(source));
        let keys = Keys::of_first_known(columns.map(|columns| columns.iter().copied().map(Column::named).collect()));
        let is_one = groups.is_empty();
        let mut cut = match period.calendar() {
            Some(period) => Cut::calendar(period),
            None if settings.alert_type == AlertType::RelativeChange => Cut::length(period.microseconds()),
            None => {
                let watch = RollingWatch::new(yardstick, period.microseconds(), by_event_time, keys, is_one);
                return Self::Rolling(Box::new(watch));
            }
        };
        if by_event_time {
            cut.lateness = LATENESS_OF_PROVIDERS;
        }
        Self::Calendar(Box::new(CalendarWatch::new(yardstick, cut, by_event_time, keys, is_one)))
    }
}

impl Currency {
    fn code(&self) -> &str {
        self.known.as_deref().unwrap_or("USD")
    }
}

#[cfg(test)]
mod tests;
