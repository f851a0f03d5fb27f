//! Each way in which a rule misbehaves, and what the host says.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::{component, engines};
use outlay_frame::Builder;
use outlay_sandbox::rule::{Moment, Operator, Severity};
use outlay_sandbox::{Engines, Level, RuleComponent, RuleFailure, RuleInstance, RuleLimits};

const MEMORY: usize = 64 << 20;

fn hostile() -> RuleComponent {
    engines().load_rule(&component("rule-hostile")).unwrap()
}

fn start(mode: &str) -> RuleInstance {
    hostile().start(&format!(r#"{{"mode": "{mode}"}}"#), MEMORY).unwrap()
}

/// A frame with these agents.
fn frame(agents: &[&str]) -> Vec<u8> {
    let mut frame = Builder::new(u32::try_from(agents.len()).unwrap(), 1);
    frame.texts("agent", agents.iter().map(|agent| Some(*agent)));
    frame.finish().unwrap()
}

/// What `evaluate` fails with; the instance is of no use afterwards.
#[track_caller]
fn failure(mode: &str) -> RuleFailure {
    let mut rule = start(mode);
    let failure = rule.evaluate(&frame(&["a", "b", "c"])).unwrap_err();
    assert_eq!(rule.evaluate(&frame(&["a"])), Err(RuleFailure::AlreadyTrapped));
    assert_eq!(rule.snapshot(), Err(RuleFailure::AlreadyTrapped));
    failure
}

#[test]
fn an_honest_rule_keeps_its_state() {
    let rule = hostile();
    let settings = r#"{"mode": "none", "environment": "production"}"#;
    let mut first = rule.start(settings, MEMORY).unwrap();
    let filter = first.selection().conditions.as_slice();
    assert_eq!((filter.len(), filter[0].column.as_str(), filter[0].operator), (1, "environment", Operator::Equals));
    assert_eq!(filter[0].values, ["production"]);

    assert_eq!(first.evaluate(&frame(&["a", "b"])).unwrap(), []);
    let found = first.evaluate(&frame(&["c", "fire", "d"])).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].row, found[0].severity, found[0].value.as_deref()), (Some(1), Severity::Info, Some("4")));
    assert_eq!(first.tick(Moment::default()).unwrap(), []);

    let state = first.snapshot().unwrap();
    let mut second = rule.start(settings, MEMORY).unwrap();
    second.restore(&state).unwrap();
    let found = second.evaluate(&frame(&["fire"])).unwrap();
    assert_eq!(found[0].value.as_deref(), Some("6"), "five rows before");
    assert_eq!(first.evaluate(&frame(&["fire"])).unwrap(), found, "instances do not share their state");
}

#[test]
fn a_refusal_leaves_the_instance_alive() {
    let refused = hostile().start(r#"{"mode": 7}"#, MEMORY).unwrap_err();
    assert!(matches!(&refused, RuleFailure::Refused { field: Some(field), .. } if field == "/mode"), "{refused:?}");
    let mut rule = start("refuse");
    for _ in 0..2 {
        let refused = rule.evaluate(&frame(&["a"])).unwrap_err();
        assert_eq!((refused.code(), refused.to_string().as_str()), ("refused", "refused on purpose"));
    }
    assert_eq!(start("bad_restore").restore(b"x").unwrap_err().code(), "refused");
}

#[test]
fn a_panic_is_named() {
    let RuleFailure::Trapped(trap) = failure("panic") else { panic!("not a trap") };
    assert!(trap.panic.as_ref().is_some_and(|text| text.contains("a panic on purpose at row 3")), "{trap:?}");
    assert!(trap.panic.as_ref().is_some_and(|text| text.contains("wasm.rs:")), "{trap:?}");
    assert!(trap.functions.iter().any(|name| name.contains("rule_hostile::")), "{trap:?}");
    assert!(trap.functions.iter().all(|name| !name.contains("panicking")), "{trap:?}");
    assert_eq!(start("trap_in_snapshot").snapshot().unwrap_err().code(), "trapped");

    let mut later = hostile().start(r#"{"mode": "trap_after", "rows": 3}"#, MEMORY).unwrap();
    assert!(later.evaluate(&frame(&["a", "b", "c"])).is_ok());
    assert_eq!(later.evaluate(&frame(&["d"])).unwrap_err().code(), "trapped");
    let log = later.take_log();
    assert!(log.iter().any(|line| line.level == Level::Error && line.message.contains("after 3 rows")), "{log:?}");
}

#[test]
fn a_loop_is_ended() {
    let begun = Instant::now();
    assert_eq!(failure("loop_forever"), RuleFailure::TimedOut { limit: Duration::from_millis(50) });
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let configured = hostile().start(r#"{"mode": "loop_in_configure"}"#, MEMORY);
    assert_eq!(configured.unwrap_err(), RuleFailure::TimedOut { limit: Duration::from_secs(1) });
}

#[test]
fn memory_and_output_are_bounded() {
    assert_eq!(failure("grow_memory"), RuleFailure::OutOfMemory { limit: 64 << 20 });
    assert_eq!(failure("huge_texts").code(), "too_much_output");
    assert_eq!(failure("too_many_findings").code(), "invalid_output");
    let mut large = start("huge_snapshot");
    let failure = large.snapshot().unwrap_err();
    assert_eq!(
        (failure.code(), failure.to_string().contains("2048 KiB, 1024 KiB are allowed")),
        ("too_much_output", true)
    );
    assert_eq!(large.tick(Moment::default()), Err(RuleFailure::AlreadyTrapped));
}

#[test]
fn what_the_caller_must_check_comes_through() {
    let found = start("row_beyond_end").evaluate(&frame(&["a"])).unwrap();
    assert_eq!(found[0].row, Some(8));
    assert_eq!(start("no_row").evaluate(&frame(&["a"])).unwrap()[0].row, None);
    assert_eq!(start("unknown_column").selection().conditions[0].column, "shoe_size");
}

#[test]
fn a_flood_of_lines_is_cut() {
    let mut rule = start("flood_log");
    // It may run out of time or not: what it wrote is bounded.
    let _either = rule.evaluate(&frame(&["a"]));
    let log = rule.take_log();
    assert_eq!(log.len(), 201);
    assert!(log.iter().all(|line| line.message.len() <= 2_000));
    assert!(log[200].message.ends_with("more lines were dropped"), "{:?}", log[200]);
    assert!(rule.take_log().is_empty());
}

#[test]
fn one_call_may_not_move_out_too_much() {
    let limits = RuleLimits { transfer: 100, ..RuleLimits::default() };
    let engines = Engines::with_limits(&common::cache(), limits, Default::default()).unwrap();
    let rejected = engines.load_rule(&component("rule-threshold")).unwrap_err();
    assert_eq!(rejected.code, "does_not_start", "{rejected}");
    assert!(rejected.message.contains("more bytes"), "{rejected}");
}

#[test]
fn instances_move_between_threads_and_outlive_the_engines() {
    let engines = Engines::open(&common::cache()).unwrap();
    let rule = engines.load_rule(&component("rule-hostile")).unwrap();
    drop(engines);
    let mut rule = rule.start(r#"{"mode": "loop_forever", "only": "bad"}"#, MEMORY).unwrap();
    let judged = std::thread::spawn(move || {
        assert!(rule.evaluate(&frame(&["good"])).is_ok());
        rule.evaluate(&frame(&["bad"]))
    });
    assert_eq!(judged.join().unwrap().unwrap_err().code(), "timed_out", "the clock still runs");
}

#[test]
fn many_instances_live_side_by_side() {
    let rule = hostile();
    let mut rules: Vec<_> = (0..200).map(|_| rule.start(r#"{"mode": "none"}"#, MEMORY).unwrap()).collect();
    for (index, rule) in rules.iter_mut().enumerate() {
        rule.evaluate(&frame(&vec!["a"; index])).unwrap();
        let found = rule.evaluate(&frame(&["fire"])).unwrap();
        assert_eq!(found[0].value, Some((index + 1).to_string()));
    }
}

#[test]
fn one_rule_too_many_is_refused_until_another_ends() {
    let engines = Engines::open(&common::cache()).unwrap();
    let rule = engines.load_rule(&component("rule-threshold")).unwrap();
    let hostile = engines.load_rule(&component("rule-hostile")).unwrap();
    let mut running: Vec<_> = (0..2_200).map(|_| hostile.start(r#"{"mode": "none"}"#, MEMORY).unwrap()).collect();
    assert_eq!(hostile.start(r#"{"mode": "none"}"#, MEMORY).unwrap_err(), RuleFailure::TooManyInstances);
    assert_eq!(rule.start("{}", MEMORY).unwrap_err(), RuleFailure::TooManyInstances);
    running.pop();
    assert!(hostile.start(r#"{"mode": "none"}"#, MEMORY).is_ok());
}

#[test]
fn instructions_are_counted_for_authors_only() {
    assert_eq!(start("none").instructions(), None);
    let engines = Engines::for_rehearsals(&common::cache()).unwrap();
    let rule = engines.load_rule(&component("rule-hostile")).unwrap();
    let counted = || {
        let mut rule = rule.start(r#"{"mode": "none"}"#, MEMORY).unwrap();
        let before = rule.instructions().unwrap();
        rule.evaluate(&frame(&["a", "fire"])).unwrap();
        rule.instructions().unwrap() - before
    };
    let instructions = counted();
    assert!(instructions > 100, "{instructions}");
    assert_eq!(counted(), instructions, "the same calls take the same instructions");
    let mut looping = rule.start(r#"{"mode": "loop_forever"}"#, MEMORY).unwrap();
    assert_eq!(looping.evaluate(&frame(&["a"])).unwrap_err().code(), "timed_out");
}
