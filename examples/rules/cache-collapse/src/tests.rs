#![allow(clippy::unwrap_used)]

use outlay_rule::testing::{Harness, Step, assert_cut_does_not_matter, event, tick};

use super::*;

const SETTINGS: &str = r#"{"share": 0.5, "minutes": 10, "min_tokens": 1000}"#;

fn call(minute: i64, model: &str, cached: i64, uncached: i64) -> Step {
    let event = event().integer("received_at", minute * 60_000_000).text("model", model);
    event.integer("cache_read_tokens", cached).integer("input_tokens", uncached).into()
}

fn told(steps: &[Step]) -> Vec<String> {
    assert_cut_does_not_matter::<CacheCollapse>(SETTINGS, steps);
    let told = Harness::<CacheCollapse>::new(SETTINGS).unwrap().run(steps);
    told.into_iter().map(|told| format!("{} {}", told.step, told.finding.title)).collect()
}

#[test]
fn fires_when_a_good_share_falls_and_clears_when_it_is_back() {
    let steps = [
        call(0, "gpt-5", 900, 100),
        call(1, "gpt-5", 0, 700),
        call(2, "gpt-5", 0, 101),
        call(3, "gpt-5", 0, 5_000),
        call(20, "gpt-5", 5_000, 100),
        tick(Timestamp(21 * 60_000_000)),
    ];
    assert_eq!(
        told(&steps),
        [
            "2 gpt-5 read 49.97% of its input from the cache in the last 10 minutes, under 50%",
            "4 gpt-5 read 98.04% of its input from the cache in the last 10 minutes, no longer under 50%",
        ]
    );
}

#[test]
fn what_never_used_the_cache_cannot_collapse() {
    assert!(told(&[call(0, "o3", 0, 50_000), call(1, "o3", 10, 50_000)]).is_empty());
}

#[test]
fn few_or_unknown_tokens_say_nothing() {
    let unknown = event().integer("received_at", 60_000_000).text("model", "gpt-5").integer("cache_read_tokens", 9);
    assert!(told(&[call(0, "gpt-5", 900, 100), unknown.into(), call(15, "gpt-5", 0, 999)]).is_empty());
}

#[test]
fn wrong_settings_are_named() {
    let field = |settings| Harness::<CacheCollapse>::new(settings).unwrap_err().field;
    assert_eq!(field(r#"{"share": 30}"#).as_deref(), Some("/share"));
    assert_eq!(field(r#"{"minutes": 0}"#).as_deref(), Some("/minutes"));
    assert_eq!(field(r#"{"of_each": "planet"}"#).as_deref(), Some("/of_each"));
}

#[test]
fn the_examples_of_the_schema_are_taken() {
    let schema: serde_json::Value = serde_json::from_str(&CacheCollapse::manifest().settings_schema).unwrap();
    for example in schema["examples"].as_array().unwrap() {
        Harness::<CacheCollapse>::new(&example.to_string()).unwrap();
    }
}
