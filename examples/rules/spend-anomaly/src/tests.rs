#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, Step, assert_cut_does_not_matter, event, tick};

use super::*;

const SETTINGS: &str = r#"{"times": 3, "at_least": 5, "hours": 4}"#;

fn spend(hour: i64, minute: i64, cost: &str) -> Step {
    let now = hour * HOUR + minute * HOUR / 60;
    event().integer("received_at", now).text("organization", "acme").cost(cost).into()
}

fn told(steps: &[Step]) -> Vec<String> {
    assert_cut_does_not_matter::<SpendAnomaly>(SETTINGS, steps);
    let told = Harness::<SpendAnomaly>::new(SETTINGS).unwrap().run(steps);
    told.into_iter().map(|told| format!("{} {}", told.step, told.finding.title)).collect()
}

fn at(hour: i64) -> Step {
    tick(Timestamp(hour * HOUR))
}

#[test]
fn fires_within_the_hour_and_clears_with_the_next() {
    let steps = [
        spend(0, 1, "10"),
        spend(1, 1, "10"),
        spend(2, 1, "6"),
        spend(3, 1, "14"),
        // The mean is 10.
        spend(4, 1, "30"),
        spend(4, 2, "0.01"),
        spend(4, 3, "50"),
        at(5),
        // 10 and a quarter of the distance to 80.01.
        spend(5, 1, "82.50"),
        spend(5, 2, "0.01"),
        at(6),
    ];
    assert_eq!(
        told(&steps),
        [
            "5 acme spent $30.01 within this hour, usually $10",
            "7 acme spends as usual, now $27.50 an hour",
            "9 acme spent $82.51 within this hour, usually $27.50",
            "10 acme spends as usual, now $41.25 an hour",
        ]
    );
}

#[test]
fn nothing_is_unusual_before_something_is_usual() {
    assert!(told(&[spend(0, 0, "1"), spend(3, 0, "1000000")]).is_empty());
}

#[test]
fn small_change_is_left_alone() {
    let steps: Vec<_> = (0..6).map(|hour| spend(hour, 0, "0.01")).chain([spend(6, 0, "5")]).collect();
    assert!(told(&steps).is_empty());
}

#[test]
fn hours_without_spend_lower_the_mean() {
    let mut steps: Vec<_> = (0..5).map(|hour| spend(hour, 0, "10")).collect();
    steps.extend([at(9), spend(9, 1, "12")]);
    // Ten, four times three quarters of it.
    assert_eq!(told(&steps), ["6 acme spent $12 within this hour, usually $3.16"]);
    steps.insert(5, at(5));
    assert_eq!(told(&steps), ["7 acme spent $12 within this hour, usually $3.16"], "ticks do not matter");
}

#[test]
fn corrections_count_by_the_difference() {
    let mut steps: Vec<_> = (0..5).map(|hour| spend(hour, 0, "10")).collect();
    let now = 5 * HOUR;
    let amend = event().integer("received_at", now).text("organization", "acme").text("entry", "amend");
    steps.extend([spend(5, 0, "29"), amend.cost("31").decimal("previous_cost", "29.5").into()]);
    assert_eq!(told(&steps), ["6 acme spent $30.50 within this hour, usually $10"]);
}

#[test]
fn wrong_settings_are_named() {
    let field = |settings| Harness::<SpendAnomaly>::new(settings).unwrap_err().field;
    assert_eq!(field(r#"{"times": 1}"#).as_deref(), Some("/times"));
    assert_eq!(field(r#"{"hours": 0}"#).as_deref(), Some("/hours"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&SpendAnomaly::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<SpendAnomaly>::new(&example.to_string()).unwrap();
    }
}
