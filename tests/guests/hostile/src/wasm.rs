//! The raw contract. Only compiled for wasm: some of this would harm an ordinary process.
#![allow(unsafe_code)]

use std::hint::black_box;

use outlay_rule::Condition;
use outlay_rule::bindings::outlay::rule::types::{FindingState, Level, Operator, Severity};
use outlay_rule::bindings::{Finding, Guest, Manifest, Moment, RuleError, Selection, log};
use outlay_rule::frame::Frame;

use crate::{Counted, Mode, RULE, Settings, is_provoked, manifest};

struct Hostile;

outlay_rule::bindings::export_world!(Hostile with_types_in outlay_rule::bindings);

impl Guest for Hostile {
    fn describe() -> Manifest {
        std::panic::set_hook(Box::new(|panic| log(Level::Error, &panic.to_string())));
        manifest()
    }

    fn configure(settings: String) -> Result<Selection, RuleError> {
        std::panic::set_hook(Box::new(|panic| log(Level::Error, &panic.to_string())));
        let settings: Settings = outlay_rule::settings::parse(&settings)?;
        let (mut conditions, mut columns) = (Vec::new(), None);
        if let Some(environment) = &settings.environment {
            conditions.push(equals("environment", environment));
        }
        match settings.mode {
            Mode::LoopInConfigure => loop_forever(),
            Mode::UnknownColumn => conditions.push(equals("shoe_size", "44")),
            Mode::UndeclaredColumn => columns = Some(vec!["agent".into(), "subscriber_email".into()]),
            _ => {}
        }
        RULE.with(|rule| *rule.borrow_mut() = Some((settings, Counted::default())));
        Ok(Selection { columns, conditions })
    }

    fn evaluate(frame: Vec<u8>) -> Result<Vec<Finding>, RuleError> {
        let frame = Frame::read(&frame).map_err(|problem| error(&problem.to_string()))?;
        with(|settings, counted| {
            let before = counted.rows;
            let mut findings = Vec::new();
            for row in 0..frame.rows() {
                counted.rows += 1;
                if frame.texts("agent").and_then(|agents| agents.get(row)) == Some("fire") {
                    let key = if settings.keyed { format!("row {}", counted.rows) } else { "hostile".to_owned() };
                    findings.push(Finding { key, ..finding(Some(row), "fired", counted.rows) });
                }
            }
            if is_provoked(settings, &frame) {
                counted.provoked = true;
                misbehave(settings, &frame, before, counted, &mut findings)?;
            }
            Ok(findings)
        })
    }

    fn tick(_now: Moment) -> Result<Vec<Finding>, RuleError> {
        with(|_, counted| {
            counted.ticks += 1;
            Ok(Vec::new())
        })
    }

    fn snapshot() -> Vec<u8> {
        RULE.with(|rule| match rule.borrow().as_ref() {
            Some((settings, counted)) if is_now(settings, counted, Mode::HugeSnapshot, Mode::HugeSnapshotLater) => {
                vec![7; 2 << 20]
            }
            Some((settings, counted)) if is_now(settings, counted, Mode::TrapInSnapshot, Mode::TrapInSnapshotLater) => {
                panic!("a trap in snapshot")
            }
            Some((_, counted)) => outlay_rule::state::save(counted),
            None => Vec::new(),
        })
    }

    fn restore(state: Vec<u8>) -> Result<(), RuleError> {
        with(|settings, counted| {
            let saved: Counted = outlay_rule::state::load(&state)?;
            match settings.mode {
                Mode::BadRestore if saved.provoked => return Err(error("this state is not mine")),
                Mode::Forgets => {}
                _ => *counted = saved,
            }
            Ok(())
        })
    }
}

fn misbehave(
    settings: &Settings,
    frame: &Frame<'_>,
    before: u64,
    counted: &Counted,
    findings: &mut Vec<Finding>,
) -> Result<(), RuleError> {
    match settings.mode {
        Mode::LoopForever => loop_forever(),
        Mode::GrowMemory => {
            let mut kept: Vec<Vec<u8>> = Vec::new();
            loop {
                kept.push(black_box(vec![1; 1 << 20]));
            }
        }
        Mode::Panic => panic!("a panic on purpose at row {}", counted.rows),
        Mode::Refuse => return Err(error("refused on purpose")),
        Mode::FloodLog => (0..100_000).for_each(|line| log(Level::Info, &format!("{line} {}", "x".repeat(5_000)))),
        Mode::TooManyFindings => {
            for row in (0..frame.rows()).chain(0..frame.rows()) {
                findings.push(finding(Some(row), "one too many", before));
            }
        }
        Mode::HugeTexts => {
            for row in 0..frame.rows() {
                let long = "ü".repeat(500_000);
                findings.push(Finding { detail: long.clone(), key: long.clone(), ..finding(Some(row), &long, before) });
            }
        }
        Mode::TrapAfter if counted.rows > settings.rows => panic!("a panic after {} rows", settings.rows),
        Mode::RowBeyondEnd => findings.push(finding(Some(frame.rows() + 7), "about nothing", before)),
        Mode::NoRow => findings.push(finding(None, "about no row", before)),
        Mode::Slow => {
            let mut sum = 0_u64;
            for number in 0..400_000_u64 {
                sum = black_box(sum.wrapping_mul(31).wrapping_add(number));
            }
        }
        Mode::ReadsUndeclared if frame.texts("organization").is_none() => {
            return Err(error("there is no column `organization`"));
        }
        Mode::DependsOnFrames => *findings = vec![finding(Some(0), "first of its frame", u64::from(frame.rows()))],
        _ => {}
    }
    Ok(())
}

/// Whether the mode is one that misbehaves at once, or one that does after the first row.
fn is_now(settings: &Settings, counted: &Counted, at_once: Mode, later: Mode) -> bool {
    settings.mode == at_once || (settings.mode == later && counted.provoked)
}

fn loop_forever() -> ! {
    let mut number = 0_u64;
    loop {
        number = black_box(number.wrapping_add(1));
    }
}

fn with<T>(act: impl FnOnce(&Settings, &mut Counted) -> Result<T, RuleError>) -> Result<T, RuleError> {
    RULE.with(|rule| match rule.borrow_mut().as_mut() {
        Some((settings, counted)) => act(settings, counted),
        None => Err(error("not configured")),
    })
}

fn finding(row: Option<u32>, title: &str, value: u64) -> Finding {
    Finding {
        row,
        state: FindingState::Firing,
        severity: Severity::Info,
        title: title.into(),
        detail: String::new(),
        key: "hostile".into(),
        value: Some(value.to_string()),
        limit: None,
    }
}

fn equals(column: &str, value: &str) -> Condition {
    Condition::new(column, Operator::Equals, [value])
}

fn error(message: &str) -> RuleError {
    RuleError { message: message.into(), field: None }
}
