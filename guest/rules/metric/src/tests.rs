#![allow(clippy::unwrap_used)]

mod calendar;
mod groups;
mod oracle;
mod providers;
mod refused;
mod rolling;
mod scenario;
mod schema;
mod table;

use outlay_rule::testing::{Harness, Step, TestEvent, Told, assert_cut_does_not_matter, event, tick};
use outlay_rule::{FindingState, Timestamp};
use serde_json::{Value, json};

use crate::MetricRule;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday, 2026-06-01, midnight (UTC).
const JUNE: i64 = 1_780_272_000 * SECOND;

/// What must be set, and what else is.
fn settings(alert: &str, metric: &str, operator: &str, threshold: &str, period: &str, more: Value) -> String {
    let mut settings = json!({
        "alertType": alert, "metricType": metric, "operatorType": operator, "threshold": threshold,
        "periodDuration": period,
    });
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    settings.to_string()
}

/// An event that was received now, and answered now.
fn at(now: i64) -> TestEvent {
    event().integer("received_at", now)
}

/// What is found at which step: `3 firing TITLE`, `5 cleared TITLE`. Frames and restarts do not matter.
fn run(settings: &str, steps: &[Step]) -> Vec<String> {
    assert_cut_does_not_matter::<MetricRule>(settings, steps);
    let line = |Told { step, finding }: Told| format!("{step} {} {}", word(finding.state), finding.title);
    found(settings, steps).into_iter().map(line).collect()
}

fn found(settings: &str, steps: &[Step]) -> Vec<Told> {
    Harness::<MetricRule>::new(settings).unwrap_or_else(|error| panic!("{settings}: {error:?}")).run(steps)
}

fn word(state: FindingState) -> &'static str {
    match state {
        FindingState::Firing => "firing",
        FindingState::Cleared => "cleared",
    }
}

fn tick_at(now: i64) -> Step {
    tick(Timestamp(now))
}
