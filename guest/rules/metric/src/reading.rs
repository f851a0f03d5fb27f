//! What a row adds to a metric.

use outlay_rule::{Column, Condition, Decimal, Event, Operator};

use crate::metric::Metric;
use crate::parts::Parts;
use crate::settings::DataSource;

/// Reads what a metric is made of. A row that does not tell all of it adds nothing: unknown is not zero.
#[derive(Debug)]
pub(crate) struct Reader {
    top: Source,
    bottom: Option<Source>,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
enum Source {
    /// Every row counts one.
    Rows,
    /// 1 for a call that failed, 0 for one that did not.
    Failures(Failure),
    Number(Column),
    /// By how much rows change something that may have been counted before.
    Changes(Vec<Change>),
}

#[derive(Debug)]
struct Failure {
    code: Column,
    reason: Column,
    stop: Column,
}

#[derive(Debug)]
struct Change {
    after: Column,
    before: Column,
}

/// A number, and whether the row counts as one more.
type Read = (Decimal, bool);

const TOKENS: &[(&str, &str)] = &[
    ("input_tokens", "previous_input_tokens"),
    ("cache_read_tokens", "previous_cache_read_tokens"),
    ("cache_write_tokens", "previous_cache_write_tokens"),
    ("output_tokens", "previous_output_tokens"),
];

impl Reader {
    pub(crate) fn of(metric: Metric, source: DataSource) -> Self {
        match source {
            DataSource::Sdk => Self::of_events(metric),
            DataSource::Provider => Self::of_records(metric),
        }
    }

    fn of_events(metric: Metric) -> Self {
        let number = |column: &'static str| Source::Number(Column::named(column));
        let only = |column: &str, value: &str| Condition::new(column, Operator::Equals, [value]);
        let mut conditions = vec![only("entry", "event")];
        let mut bottom = None;
        let top = match metric {
            Metric::TotalCost => {
                // What is corrected later counts by the difference.
                conditions = vec![Condition::one_of("entry", ["event", "amend", "void"])];
                Source::Changes(vec![Change::of("cost", "previous_cost")])
            }
            Metric::CostPerTransaction => number("cost"),
            Metric::TokenCount | Metric::TokensPerMinute | Metric::TokensPerRequest => number("total_tokens"),
            Metric::InputTokenCount => number("input_tokens"),
            Metric::OutputTokenCount => number("output_tokens"),
            Metric::CachedTokenCount => number("cache_read_tokens"),
            Metric::TimeToFirstToken => number("time_to_first_token_ms"),
            Metric::Duration => number("duration_ms"),
            Metric::ErrorCount | Metric::ErrorRate => Source::Failures(Failure::columns()),
            Metric::QualityRate => number("quality_score"),
            Metric::RequestCount | Metric::RequestsPerMinute => Source::Rows,
            Metric::ImageCount => number("images"),
            Metric::DurationSeconds => number("seconds"),
            Metric::CharacterCount => number("characters"),
            Metric::CreditsConsumed => number("meters.credits"),
            Metric::CostPerImage => {
                bottom = Some(number("images"));
                number("cost")
            }
            Metric::CostPerSecond => {
                bottom = Some(number("seconds"));
                number("cost")
            }
            Metric::VideoCount => {
                conditions.push(only("kind", "video"));
                Source::Rows
            }
            Metric::AudioCount => {
                conditions.push(only("kind", "audio"));
                Source::Rows
            }
        };
        Self { top, bottom, conditions }
    }

    /// A record may be read again with another value: it counts by the difference.
    fn of_records(metric: Metric) -> Self {
        let changes = |columns: &[(&'static str, &'static str)]| {
            Source::Changes(columns.iter().map(|&(after, before)| Change::of(after, before)).collect())
        };
        let requests = || changes(&[("requests", "previous_requests")]);
        let (kind, top, bottom) = match metric {
            Metric::TokenCount | Metric::TokensPerMinute => ("usage", changes(TOKENS), None),
            Metric::TokensPerRequest => ("usage", changes(TOKENS), Some(requests())),
            Metric::InputTokenCount => ("usage", changes(&TOKENS[..1]), None),
            Metric::CachedTokenCount => ("usage", changes(&TOKENS[1..2]), None),
            Metric::OutputTokenCount => ("usage", changes(&TOKENS[3..]), None),
            Metric::RequestCount | Metric::RequestsPerMinute => ("usage", requests(), None),
            // The settings let nothing else through.
            _ => ("cost", changes(&[("cost", "previous_cost")]), None),
        };
        let only = |column: &str, value: &str| Condition::new(column, Operator::Equals, [value]);
        Self { top, bottom, conditions: vec![only("entry", "record"), only("record_kind", kind)] }
    }

    /// Which rows the metric is about.
    pub(crate) fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// What it reads of a row.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let sources = [Some(&self.top), self.bottom.as_ref()];
        sources.into_iter().flatten().flat_map(Source::columns).map(Column::name).collect()
    }

    pub(crate) fn read(&self, event: &Event<'_>) -> Option<Parts> {
        let (top, counts) = self.top.read(event)?;
        let bottom = match &self.bottom {
            Some(bottom) => bottom.read(event)?.0,
            None => Decimal::ZERO,
        };
        Some(Parts { top, samples: counts.into(), bottom })
    }
}

impl Source {
    fn columns(&self) -> Vec<&Column> {
        match self {
            Self::Rows => Vec::new(),
            Self::Failures(Failure { code, reason, stop }) => vec![code, reason, stop],
            Self::Number(column) => vec![column],
            Self::Changes(changes) => changes.iter().flat_map(|change| [&change.after, &change.before]).collect(),
        }
    }

    fn read(&self, event: &Event<'_>) -> Option<Read> {
        match self {
            Self::Rows => Some((Decimal::from(1), true)),
            Self::Failures(failure) => Some((Decimal::from(i64::from(failure.is_of(event))), true)),
            Self::Number(column) => Some((event.decimal(column)?, true)),
            Self::Changes(changes) => {
                let each = changes.iter().filter_map(|change| change.read(event));
                each.reduce(|(sum, is_first), (more, is_first_too)| (sum + more, is_first && is_first_too))
            }
        }
    }
}

impl Change {
    fn of(after: &'static str, before: &'static str) -> Self {
        Self { after: Column::named(after), before: Column::named(before) }
    }

    fn read(&self, event: &Event<'_>) -> Option<Read> {
        match (event.decimal(&self.after), event.decimal(&self.before)) {
            (None, None) => None,
            (Some(after), None) => Some((after, true)),
            // What is no more known than before was counted nevertheless: it is taken back.
            (after, Some(before)) => Some((after.unwrap_or_default() - before, false)),
        }
    }
}

impl Failure {
    fn columns() -> Self {
        let [code, reason, stop] = ["error_code", "error_reason", "stop_reason"].map(Column::named);
        Self { code, reason, stop }
    }

    fn is_of(&self, event: &Event<'_>) -> bool {
        event.integer(&self.code).is_some()
            || event.text(&self.reason).is_some()
            || matches!(event.text(&self.stop), Some("ERROR" | "TIMEOUT"))
    }
}
