//! Built-in rule: a metric of one event compared with a limit.
//!
//! Keeps no state: each event over the limit is a firing finding, and nothing ever clears it. An event of which the
//! metric is unknown never fires.

mod metric;
mod settings;

use outlay_rule::{Column, Condition, Decimal, Error, Event, Finding, Manifest, Rule};

use crate::metric::Metric;
use crate::settings::{GROUPS, Settings};

#[derive(Debug)]
pub struct Threshold {
    settings: Settings,
    /// Of the metric.
    column: Column,
}

outlay_rule::export!(Threshold);

/// Named in the detail of a finding, in this order.
const CONTEXT: &[(&str, &str)] = &[
    ("provider", "provider"),
    ("organization", "organization"),
    ("product", "product"),
    ("subscriber_id", "subscriber"),
    ("task_type", "task"),
    ("environment", "environment"),
    ("trace_id", "trace"),
];

impl Rule for Threshold {
    type Settings = Settings;

    fn manifest() -> Manifest {
        let mut columns: Vec<&str> = Metric::ALL.iter().map(|metric| metric.column()).collect();
        columns.push("currency");
        columns.extend(GROUPS);
        Manifest::new("threshold", env!("CARGO_PKG_VERSION"), "Threshold")
            .documented(include_str!("../README.md"))
            .reads(&columns)
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        Ok(Self { column: Column::named(settings.metric.column()), settings })
    }

    fn columns(&self) -> Option<Vec<String>> {
        let Settings { metric, ref group_by, .. } = self.settings;
        let context = CONTEXT.iter().map(|&(column, _)| column);
        let mut columns: Vec<_> = [metric.column(), "currency", "model", "agent"].into_iter().chain(context).collect();
        if let Some(column) = group_by.as_deref().filter(|column| !columns.contains(column)) {
            columns.push(column);
        }
        Some(columns.into_iter().map(str::to_owned).collect())
    }

    fn filter(&self) -> Vec<Condition> {
        let conditions = self.settings.filters.iter();
        conditions.map(|(column, values)| Condition::one_of(column, values.as_slice())).collect()
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let Settings { metric, operator, limit, severity, ref group_by, .. } = self.settings;
        let value = event.decimal(&self.column)?;
        if !operator.holds(value, limit) {
            return None;
        }
        let key = match group_by {
            Some(column) => format!("{column}={}", event.text(column).unwrap_or("(none)")),
            None => "all".to_owned(),
        };
        let currency = event.text("currency").unwrap_or("USD");
        let shown = |amount: Decimal, other| metric.show(&amount.readable(other), currency);
        let (value_shown, limit_shown) = (shown(value, limit), shown(limit, value));
        let title = format!("{} {value_shown} {} {limit_shown}{}", metric.label(), operator.words(), who(event));
        let finding = Finding::firing(key, title).detail(detail(event)).value(value).limit(limit);
        Some(finding.severity(severity))
    }
}

/// The model and the agent in brackets, as far as they are known.
fn who(event: &Event<'_>) -> String {
    let model = event.text("model").map(str::to_owned);
    let agent = event.text("agent").map(|agent| format!("agent {agent}"));
    let known: Vec<String> = [model, agent].into_iter().flatten().collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
}

fn detail(event: &Event<'_>) -> String {
    let known = CONTEXT.iter().filter_map(|&(column, label)| Some(format!("{label} {}", event.text(column)?)));
    known.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
