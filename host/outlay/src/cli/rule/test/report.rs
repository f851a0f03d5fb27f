//! What `outlay rule test` tells.

use anyhow::{Result, bail};
use outlay_rules::rehearsal::{Rehearsal, Told};
use outlay_sandbox::RuleComponent;
use serde_json::{Map, Value, json};

use super::expected;
use super::fixture::Fixture;

pub(super) struct Report<'r> {
    component: &'r RuleComponent,
    rehearsal: &'r Rehearsal,
    found: Vec<Map<String, Value>>,
    /// What it finds in single rows, and with restarts, where that is something else.
    in_single_rows: Option<Vec<String>>,
    with_restarts: Option<Vec<String>>,
    /// From what was expected, if anything was.
    differences: Option<Vec<String>>,
}

impl<'r> Report<'r> {
    pub(super) fn of(
        component: &'r RuleComponent,
        rehearsal: &'r Rehearsal,
        fixture: &Fixture,
        expected: Option<&[Map<String, Value>]>,
    ) -> Self {
        let found = findings(&rehearsal.found, fixture);
        let other = |other: &Option<Vec<Told>>| {
            other.as_ref().map(|other| expected::differences(&found, &findings(other, fixture)))
        };
        Self {
            component,
            rehearsal,
            in_single_rows: other(&rehearsal.in_single_rows),
            with_restarts: other(&rehearsal.with_restarts),
            differences: expected.map(|expected| expected::differences(expected, &found)),
            found,
        }
    }

    pub(super) fn print_json(&self) {
        let Rehearsal { events, judged, ticks, memory, instructions, log, .. } = self.rehearsal;
        let log: Vec<Value> =
            log.iter().map(|line| json!({"level": line.level.as_str(), "message": line.message})).collect();
        let report = json!({
            "rule": {"name": self.component.manifest().name, "version": self.component.manifest().version},
            "events": events, "judged": judged, "ticks": ticks,
            "findings": self.found,
            "nanosecondsPerEvent": self.nanoseconds_per_event(),
            "memoryBytes": memory,
            "instructions": instructions,
            "sameInSingleRows": self.in_single_rows.is_none(),
            "sameWithRestarts": self.with_restarts.is_none(),
            "asExpected": self.differences.as_ref().map(Vec::is_empty),
            "differences": self.differences,
            "log": log,
        });
        println!("{report:#}");
    }

    pub(super) fn print(&self) {
        let Rehearsal { events, judged, ticks, memory, instructions, log, .. } = self.rehearsal;
        let manifest = self.component.manifest();
        let ticked = if *ticks > 0 { format!(", {ticks} ticks") } else { String::new() };
        println!("{} {}: {events} events, {judged} passed its filter{ticked}", manifest.name, manifest.version);
        println!();
        for finding in &self.found {
            let text = |field: &str| finding.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            let line = finding.get("line").map_or_else(|| "tick".to_owned(), |line| format!("line {line}"));
            println!("  {line:<9} {:<8} {:<8} {}", text("state"), text("severity"), text("title"));
        }
        if self.found.is_empty() {
            println!("  It finds nothing.");
        }
        for line in log {
            println!("  log       {:<8} {}", line.level.as_str(), line.message);
        }
        println!();
        println!("  time          {} an event", time(self.nanoseconds_per_event()));
        if let Some(instructions) = instructions {
            println!("  instructions  {} an event", grouped(instructions / (*events).max(1) as u64));
        }
        println!("  memory        {} KiB at most", grouped((memory >> 10) as u64));
        let same = |what: &str, other: &Option<Vec<String>>| match other {
            None => println!("  {what}  the same"),
            Some(differences) => println!("  {what}  DIFFERENT\n{}", indented(differences)),
        };
        same("single rows ", &self.in_single_rows);
        same("restarts    ", &self.with_restarts);
        match &self.differences {
            None => {}
            Some(differences) if differences.is_empty() => println!("  findings      as expected"),
            Some(differences) => println!("  findings      NOT AS EXPECTED\n{}", indented(differences)),
        }
    }

    /// Fails if the rule breaks its promises or finds something else than is expected.
    pub(super) fn verdict(&self) -> Result<()> {
        if self.in_single_rows.is_some() {
            bail!("the findings depend on how events are cut into frames; they must depend on the rows only");
        }
        if self.with_restarts.is_some() {
            bail!("the findings change when the rule is restarted: `snapshot` must hold all that it remembers");
        }
        match self.differences.as_ref().map_or(0, Vec::len) {
            0 => Ok(()),
            1 => bail!("one finding is not as expected"),
            count => bail!("{count} findings are not as expected"),
        }
    }

    fn nanoseconds_per_event(&self) -> u64 {
        let nanoseconds = u64::try_from(self.rehearsal.took.as_nanos()).unwrap_or(u64::MAX);
        nanoseconds / self.rehearsal.events.max(1) as u64
    }
}

fn findings(told: &[Told], fixture: &Fixture) -> Vec<Map<String, Value>> {
    let shown = |told: &Told| {
        let finding = &told.finding;
        let all = json!({
            "line": fixture.line(told.event), "state": finding.state, "severity": finding.severity,
            "title": finding.title, "detail": finding.detail, "key": finding.key,
            "value": finding.value, "limit": finding.limit,
        });
        let Value::Object(all) = all else { return Map::new() };
        all.into_iter().filter(|(_, value)| !value.is_null()).collect()
    };
    told.iter().map(shown).collect()
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("    {}", line.replace('\n', "\n    "))).collect::<Vec<_>>().join("\n")
}

fn time(nanoseconds: u64) -> String {
    if nanoseconds < 10_000 { format!("{nanoseconds} ns") } else { format!("{} µs", grouped(nanoseconds / 1_000)) }
}

/// With a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>();
    groups.join(",")
}
