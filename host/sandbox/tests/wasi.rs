//! What a rule gets of WASI: nothing.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::{engines, wasi_component};
use outlay_frame::Builder;
use outlay_sandbox::rule::Moment;
use outlay_sandbox::{Level, LogLine, RuleFailure, RuleInstance};

fn start(what: &str) -> RuleInstance {
    engines().load_rule(&wasi_component("rule-wasi")).unwrap().start(what, 64 << 20).unwrap()
}

fn frame() -> Vec<u8> {
    let mut frame = Builder::new(1, 1);
    frame.texts("agent", [Some("a")]);
    frame.finish().unwrap()
}

/// What the guest says that it got.
fn tried(rule: &mut RuleInstance) -> String {
    rule.evaluate(&frame()).unwrap().remove(0).title
}

#[track_caller]
fn gets(what: &str, expected: &str) {
    assert_eq!(tried(&mut start(what)), expected, "{what}");
}

#[test]
fn what_was_found_is_named() {
    let rule = engines().load_rule(&wasi_component("rule-wasi")).unwrap();
    let wasi = rule.checks().iter().find(|check| check.check == "wasi").unwrap();
    assert!(wasi.detail.contains("wasi:cli/environment@0.2.") && wasi.detail.contains("nothing"), "{}", wasi.detail);
    assert!(wasi.detail.contains("wasi:filesystem/types@0.2."), "{}", wasi.detail);
}

#[test]
fn there_are_no_files() {
    gets("read", "NotFound");
    gets("write", "NotFound");
    gets("list", "NotFound");
    gets("folder", "ok: \"/\"");
}

#[test]
fn there_is_no_environment() {
    gets("environment", "0 variables, 0 arguments");
}

#[test]
fn there_is_no_network() {
    gets("connect", "PermissionDenied");
    gets("listen", "PermissionDenied");
    gets("datagram", "PermissionDenied");
    gets("resolve", "PermissionDenied");
}

#[test]
fn input_is_closed() {
    gets("input", "ok: 0");
}

#[test]
fn the_clock_is_that_of_the_rows_and_stands_still() {
    let mut rule = start("time");
    assert_eq!(tried(&mut rule), "0ns after 1970, 0ns later");
    rule.set_clock(1_800_000_000_123_456);
    assert_eq!(tried(&mut rule), "1800000000.123456s after 1970, 0ns later");
    let of_tick = rule.tick(Moment { at: 1_800_000_010_000_000, ..Moment::default() }).unwrap().remove(0).title;
    assert_eq!(of_tick, "1800000010s after 1970, 0ns later");
    rule.set_clock(-1);
    assert_eq!(tried(&mut rule), "0ns after 1970, 0ns later");
}

#[test]
fn nothing_is_random() {
    let first = tried(&mut start("random"));
    let mut second = start("random");
    assert_eq!(tried(&mut second), first);
}

#[test]
fn nothing_waits() {
    let begun = Instant::now();
    gets("sleep", "slept 0ns");
    assert!(begun.elapsed() < Duration::from_secs(600));
    let mut waiting = start("wait");
    assert!(matches!(waiting.evaluate(&frame()), Err(RuleFailure::TimedOut { .. })));
}

#[test]
fn what_is_printed_is_logged() {
    let mut rule = start("output");
    assert_eq!(tried(&mut rule), "ok: ()");
    let line = |level, message: &str| LogLine { level, message: message.into() };
    let expected = [
        line(Level::Info, "to standard output"),
        line(Level::Error, "to standard error"),
        line(Level::Info, "without an end"),
    ];
    assert_eq!(rule.take_log(), expected);

    let mut flood = start("flood");
    let _either = flood.evaluate(&frame());
    let log = flood.take_log();
    assert_eq!(log.len(), 201);
    assert!(log.iter().all(|line| line.message.len() <= 2_000));
}

#[test]
fn exit_and_panic_are_traps_that_say_why() {
    let RuleFailure::Trapped(trap) = start("exit").evaluate(&frame()).unwrap_err() else { panic!("no trap") };
    assert!(trap.cause.contains("called `exit`"), "{trap:?}");
    let RuleFailure::Trapped(trap) = start("panic").evaluate(&frame()).unwrap_err() else { panic!("no trap") };
    assert!(trap.panic.as_ref().is_some_and(|text| text.contains("a panic on purpose")), "{trap:?}");
}
