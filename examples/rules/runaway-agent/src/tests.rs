#![allow(clippy::unwrap_used)]

use outlay_rule::Timestamp;
use outlay_rule::testing::{Harness, Step, assert_cut_does_not_matter, event, tick};

use super::*;

const SETTINGS: &str = r#"{"calls": 3}"#;

/// A second each.
fn call(second: i64, trace: &str) -> Step {
    event()
        .integer("received_at", second * 1_000_000)
        .text("trace_id", trace)
        .text("agent", "planner")
        .cost("0.5")
        .into()
}

fn told(steps: &[Step]) -> Vec<String> {
    assert_cut_does_not_matter::<RunawayAgent>(SETTINGS, steps);
    let told = Harness::<RunawayAgent>::new(SETTINGS).unwrap().run(steps);
    told.into_iter().map(|told| format!("{} {}", told.step, told.finding.title)).collect()
}

#[test]
fn a_loop_fires_once_and_clears_when_it_is_over() {
    let at = |second: i64| tick(Timestamp(second * 1_000_000));
    let mut steps: Vec<_> = (0..6).map(|second| call(second, "t1")).collect();
    steps.extend([call(6, "t2"), event().into(), at(10), at(59), at(60), at(200)]);
    assert_eq!(
        told(&steps),
        [
            "3 Trace t1 made 4 calls within a minute, over 3 (planner)",
            "10 Trace t1 made 3 calls within the last minute",
        ]
    );
}

#[test]
fn slow_traces_may_call_for_ever() {
    let steps: Vec<_> = (0..100).map(|n| call(n * 20, "t1")).collect();
    assert!(told(&steps).is_empty());
}

#[test]
fn a_limit_of_nothing_is_refused() {
    assert_eq!(Harness::<RunawayAgent>::new(r#"{"calls": 0}"#).unwrap_err().field.as_deref(), Some("/calls"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&RunawayAgent::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<RunawayAgent>::new(&example.to_string()).unwrap();
    }
}
