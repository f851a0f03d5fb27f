#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, assert_cut_does_not_matter, event};

use super::*;

const SETTINGS: &str = r#"{"models": ["gpt-5", "claude-*"]}"#;

#[test]
fn what_is_not_on_the_list_fires_each_time() {
    let call = |model: &str| event().text("model", model).text("provider", "openai").text("agent", "planner");
    let events = [
        call("gpt-5"),
        call("gpt-5-mini").cost("0.25"),
        call("claude-opus-4-5"),
        call("GPT-5"),
        event(),
        call("gpt-5-mini"),
    ];
    assert_cut_does_not_matter::<ModelAllowList>(SETTINGS, &events);
    let found = Harness::<ModelAllowList>::new(SETTINGS).unwrap().judge(&events);
    assert_eq!(found.iter().map(|it| it.event).collect::<Vec<_>>(), [1, 3, 5]);
    let finding = &found[0].finding;
    assert_eq!(finding.title, "A call went to gpt-5-mini of openai, which is not on the list");
    assert_eq!((finding.key.as_str(), finding.detail.as_str()), ("gpt-5-mini", "agent planner"));
    assert_eq!((finding.value.as_deref(), found[2].finding.value.as_deref()), (Some("0.25"), None));
}

#[test]
fn the_host_filters_by_names_and_environment() {
    let settings = r#"{"models": ["gpt-5", "o3"], "environment": "production"}"#;
    let rule = Harness::<ModelAllowList>::new(settings).unwrap();
    let conditions: Vec<_> = rule.conditions().iter().map(|it| (it.column.as_str(), it.operator)).collect();
    assert_eq!(conditions, [("model", Operator::NotEquals), ("environment", Operator::In)]);
}

#[test]
fn wrong_lists_are_named() {
    let field = |settings| Harness::<ModelAllowList>::new(settings).unwrap_err().field;
    assert_eq!(field(r#"{"models": []}"#).as_deref(), Some("/models"));
    assert_eq!(field(r#"{"models": ["gpt-5", "*-mini"]}"#).as_deref(), Some("/models/1"));
    assert_eq!(field(r#"{"models": ["g*5*"]}"#).as_deref(), Some("/models/0"));
    assert_eq!(field(r#"{"models": [" "]}"#).as_deref(), Some("/models/0"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&ModelAllowList::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<ModelAllowList>::new(&example.to_string()).unwrap();
    }
}
