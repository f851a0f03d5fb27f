#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, TestEvent, assert_cut_does_not_matter, event};

use super::*;

fn told(settings: &str, events: &[TestEvent]) -> Vec<String> {
    assert_cut_does_not_matter::<JobCost>(settings, events);
    let found = Harness::<JobCost>::new(settings).unwrap().judge(events);
    found.into_iter().map(|it| format!("{} {}", it.event, it.finding.title)).collect()
}

fn call(job: &str, cost: &str) -> TestEvent {
    event().text("job_id", job).cost(cost)
}

#[test]
fn fires_once_for_each_job() {
    let events = [
        call("j1", "6"),
        call("j2", "9.5"),
        call("j1", "4").text("job_name", "Claim 17"),
        event().text("job_id", "j1"),
        event().cost("100"),
        call("j1", "0.01").text("job_name", "Claim 17"),
        call("j1", "5"),
        call("j2", "0.51"),
    ];
    assert_eq!(
        told(r#"{"limit": 10}"#, &events),
        ["5 Job j1 (Claim 17) has cost $10.01 so far, over $10", "7 Job j2 has cost $10.01 so far, over $10"]
    );
}

#[test]
fn a_correction_takes_the_alert_back() {
    let amend = call("j1", "7").text("entry", "amend").decimal("previous_cost", "11");
    let void = call("j1", "0").text("entry", "void").decimal("previous_cost", "7");
    assert_eq!(
        told(r#"{"limit": "10"}"#, &[call("j1", "11"), amend, call("j1", "6"), void]),
        [
            "0 Job j1 has cost $11 so far, over $10",
            "1 Job j1 has cost $7 after a correction, no longer over $10",
            "2 Job j1 has cost $13 so far, over $10",
            "3 Job j1 has cost $6 after a correction, no longer over $10",
        ]
    );
}

#[test]
fn only_jobs_of_a_type() {
    let events =
        [call("j1", "11").text("job_type", "claims"), call("j2", "11").text("job_type", "quotes"), call("j3", "11")];
    assert_eq!(told(r#"{"limit": 10, "job_type": "Claims"}"#, &events).len(), 1);
}

#[test]
fn thousands_of_jobs_fit() {
    let mut rule = Harness::<JobCost>::new(r#"{"limit": 1}"#).unwrap();
    for hundred in 0..120 {
        let events: Vec<_> = (0..100).map(|n| call(&format!("job-{hundred}-{n}"), "1.234567")).collect();
        rule.judge(&events);
    }
    assert!(rule.snapshot().len() < 1 << 20);
}

#[test]
fn a_wrong_limit_is_named() {
    assert_eq!(Harness::<JobCost>::new(r#"{"limit": -1}"#).unwrap_err().field.as_deref(), Some("/limit"));
    assert_eq!(Harness::<JobCost>::new("{}").unwrap_err().field.as_deref(), Some("/limit"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&JobCost::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<JobCost>::new(&example.to_string()).unwrap();
    }
}
