#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, assert_cut_does_not_matter, event};
use outlay_rule::{Error, Severity};

use super::*;
use crate::metric::Operator;

fn rule(settings: &str) -> Harness<Threshold> {
    Harness::new(settings).unwrap_or_else(|error| panic!("{settings}: {}", error.message))
}

#[test]
fn the_title_states_the_fact_with_its_numbers() {
    let mut rule = rule(r#"{"metric": "cost_per_transaction", "limit": "1.25", "severity": "critical"}"#);
    let dear =
        event().cost("1.4325").text("model", "gpt-5").text("agent", "route-planner").text("organization", "acme");
    let found = rule.judge(&[event().cost("1.25"), dear, event()]);
    assert_eq!(found.len(), 1, "neither the limit itself nor an unknown cost is over the limit");
    assert_eq!(found[0].event, 1);
    let finding = &found[0].finding;
    assert_eq!(finding.title, "Transaction cost $1.43 is over $1.25 (gpt-5, agent route-planner)");
    assert_eq!(finding.detail, "organization acme");
    assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("1.4325"), Some("1.25")));
    assert_eq!((finding.key.as_str(), finding.severity), ("all", Severity::Critical));
}

#[test]
fn other_metrics_say_their_unit() {
    let title = |settings: &str, event| rule(settings).judge(&[event]).pop().map(|judged| judged.finding.title);
    assert_eq!(
        title(r#"{"metric": "input_tokens", "limit": 200000}"#, event().integer("input_tokens", 250_000)).as_deref(),
        Some("Input token count 250,000 is over 200,000")
    );
    assert_eq!(
        title(
            r#"{"metric": "duration_ms", "operator": "greater_than_or_equal", "limit": 1e4}"#,
            event().integer("duration_ms", 10_000).text("model", "o3")
        )
        .as_deref(),
        Some("Duration 10,000 ms has reached 10,000 ms (o3)")
    );
    assert_eq!(
        title(r#"{"metric": "seconds", "operator": "less_than", "limit": "0.5"}"#, event().decimal("seconds", "0.25"))
            .as_deref(),
        Some("Length 0.25 s is under 0.50 s")
    );
}

#[test]
fn operators_treat_the_limit_itself_as_they_say() {
    let fires = |operator: &str, cost: &str| {
        let settings = format!(r#"{{"metric": "cost_per_transaction", "operator": "{operator}", "limit": 0.30}}"#);
        !rule(&settings).judge(&[event().cost(cost)]).is_empty()
    };
    let outcomes = |operator| ["0.299999999999", "0.3", "0.300000000001"].map(|cost| fires(operator, cost));
    assert_eq!(outcomes("greater_than"), [false, false, true]);
    assert_eq!(outcomes("greater_than_or_equal"), [false, true, true]);
    assert_eq!(outcomes("less_than"), [true, false, false]);
    assert_eq!(outcomes("less_than_or_equal"), [true, true, false]);
}

#[test]
fn filters_become_native_conditions_and_groups_keys() {
    let mut rule = rule(
        r#"{"metric": "total_tokens", "limit": 10, "filters": {"environment": "production", "agent": ["a", "b"]},
            "group_by": "organization"}"#,
    );
    assert_eq!(rule.conditions().len(), 2);
    let call = |agent: &str| event().integer("total_tokens", 11).text("environment", "production").text("agent", agent);
    let events = [call("a").text("organization", "acme"), call("b"), call("c"), event().integer("total_tokens", 11)];
    let keys: Vec<_> = rule.judge(&events).into_iter().map(|judged| (judged.event, judged.finding.key)).collect();
    assert_eq!(keys, [(0, "organization=acme".to_owned()), (1, "organization=(none)".to_owned())]);
}

#[test]
fn wrong_settings_are_named() {
    let check = |settings: &str, field: Option<&str>, text: &str| {
        let Error { message, field: named } = Harness::<Threshold>::new(settings).unwrap_err();
        assert_eq!(named.as_deref(), field, "{settings}: {message}");
        assert!(message.contains(text), "{settings}: {message}");
    };
    check(r#"{"metric": "cost_per_transaction"}"#, Some("/limit"), "missing field `limit`");
    check(r#"{"metric": "costs", "limit": 1}"#, Some("/metric"), "cost_per_transaction");
    check(r#"{"metric": "images", "limit": "many"}"#, Some("/limit"), "not a decimal number");
    check(r#"{"metric": "images", "limit": 1, "operator": "!="}"#, Some("/operator"), "greater_than");
    check(
        r#"{"metric": "images", "limit": 1, "filters": {"agnet": "x"}}"#,
        Some("/filters/agnet"),
        "no dimension `agnet`",
    );
    check(r#"{"metric": "images", "limit": 1, "filters": {"cost": "1"}}"#, Some("/filters/cost"), "no dimension");
    check(
        r#"{"metric": "images", "limit": 1, "filters": {"agent": []}}"#,
        Some("/filters/agent"),
        "at least one value",
    );
    check(r#"{"metric": "images", "limit": 1, "filters": {"agent": 7}}"#, Some("/filters/agent"), "a text or a list");
    check(r#"{"metric": "images", "limit": 1, "group_by": "moon"}"#, Some("/group_by"), "organization");
    check(r#"{"metric": "images", "limit": 1, "colour": "red"}"#, Some("/colour"), "unknown field");
}

#[test]
fn the_schema_says_what_the_code_takes() {
    let schema: serde_json::Value = serde_json::from_str(&Threshold::manifest().settings_schema).unwrap();
    let options = |name: &str| schema["properties"][name]["enum"].as_array().unwrap().clone();
    let metrics: Vec<_> = Metric::ALL.iter().map(|metric| metric.name()).collect();
    assert_eq!(options("metric"), metrics);
    assert_eq!(options("group_by"), GROUPS.to_vec());
    assert_eq!(options("operator").len(), Operator::ALL.len());
    for operator in options("operator") {
        rule(&format!(r#"{{"metric": "images", "limit": 1, "operator": {operator}}}"#));
    }
    for example in schema["examples"].as_array().unwrap() {
        rule(&example.to_string());
    }
    for severity in options("severity") {
        rule(&format!(r#"{{"metric": "images", "limit": 1, "severity": {severity}}}"#));
    }
}

#[test]
fn frames_do_not_matter() {
    let events: Vec<_> = (0..20).map(|n| event().cost(&format!("0.{n:02}")).text("agent", "a")).collect();
    assert_cut_does_not_matter::<Threshold>(r#"{"metric": "cost_per_transaction", "limit": 0.1}"#, &events);
}
