#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, Step, assert_cut_does_not_matter, event, tick};

use super::*;

fn told(settings: &str, steps: &[Step]) -> Vec<String> {
    assert_cut_does_not_matter::<Silence>(settings, steps);
    let told = Harness::<Silence>::new(settings).unwrap().run(steps);
    told.into_iter().map(|told| format!("{} {}", told.step, told.finding.title)).collect()
}

fn report(minute: i64, name: &str) -> Step {
    event().integer("received_at", minute * MINUTE).text("trace_name", name).into()
}

fn at(minute: i64) -> Step {
    tick(Timestamp(minute * MINUTE))
}

#[test]
fn silence_fires_once_and_a_word_clears() {
    let steps = [
        at(0),
        report(1, "nightly"),
        report(5, "nightly"),
        event().into(),
        at(34),
        at(35),
        at(50),
        report(52, "nightly"),
        at(60),
    ];
    assert_eq!(
        told(r#"{"minutes": 30}"#, &steps),
        [
            "5 nightly has not reported for 30 minutes, usual are less than 30",
            "7 nightly reports again, after 47 minutes",
        ]
    );
}

#[test]
fn those_that_are_named_are_expected_from_the_beginning() {
    let settings = r#"{"minutes": 30, "names": ["hourly", "nightly"]}"#;
    let steps = [at(0), report(10, "other"), report(20, "hourly"), at(29), at(30)];
    assert_eq!(told(settings, &steps), ["4 nightly has not reported for 30 minutes, usual are less than 30"]);
}

#[test]
fn what_is_gone_for_good_is_forgotten() {
    let settings = r#"{"minutes": 30, "forget_after_days": 1}"#;
    let steps = [report(0, "old"), at(40), at(1439), at(1440), at(3000)];
    assert_eq!(
        told(settings, &steps),
        ["1 old has not reported for 40 minutes, usual are less than 30", "3 old is forgotten, after 1 days"]
    );
}

#[test]
fn wrong_settings_are_named() {
    let field = |settings| Harness::<Silence>::new(settings).unwrap_err().field;
    assert_eq!(field(r#"{"minutes": 0}"#).as_deref(), Some("/minutes"));
    assert_eq!(field(r#"{"minutes": 1440, "forget_after_days": 1}"#).as_deref(), Some("/forget_after_days"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&Silence::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<Silence>::new(&example.to_string()).unwrap();
    }
}
