//! `outlay rule test`

mod expected;
mod fixture;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::tz::TimeZone;
use outlay_rules::rehearsal::{MEMORY_MIB, Stopped, rehearse};
use outlay_sandbox::{Engines, RuleComponent};

use crate::cli::build;
use fixture::Fixture;
use report::Report;

pub(super) const HELP: &str = "\
A folder is built first; its files test/events.ndjson, test/settings.json and test/expected.json are used unless others \
are named. The events are those that senders post to /v1/events, one a line. `receivedAt` in a line says when it \
arrives (default: with the line before); time passes between, and the rule is ticked if it asks for that.

A rule that asks for amendments sees lines that correct an event: {\"amends\": \"call-1\", \"totalCost\": 3}, or end it: \
{\"voids\": \"call-1\"}, where call-1 is the `id` of an earlier line. A rule that asks for records sees lines such as \
{\"entry\": \"record\", \"provider\": \"openai\", \"start\": \"2026-03-01T00:00:00Z\", \"end\": \"2026-03-02T00:00:00Z\", \
\"cost\": \"12.50\"}, with `kind` (cost or usage), model, project, key, user, inputTokens, cacheReadTokens, \
cacheWriteTokens, outputTokens, requests, currency and open as far as there are any. A later line about the same says \
what is known by then; with \"gone\": true the record is there no more.

The expected findings are a list like [{\"line\": 3, \"key\": \"acme\"}]: what is named must be so. The findings that \
--json prints can be used as they are.

Fails if findings differ from those expected, or if they depend on how events are cut into frames or on restarts.

Example:
  outlay rule test my-rule
  outlay rule test dear-call.wasm --events calls.ndjson --settings '{\"limit\": \"1.25\"}'";

#[derive(Args)]
pub(crate) struct Test {
    /// The rule's folder, or a component that `outlay rule build` wrote
    #[arg(default_value = ".")]
    rule: PathBuf,
    /// Events to judge, one a line
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// The rule's settings: a file, or a JSON object
    #[arg(long, value_name = "FILE|JSON")]
    settings: Option<String>,
    /// The findings that are expected, a JSON list
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// The time zone of days, weeks and months
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    time_zone: String,
    /// How much memory it may use, in MiB
    #[arg(long, value_name = "MIB", default_value_t = MEMORY_MIB, value_parser = clap::value_parser!(i64).range(1..=64))]
    memory: i64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Test {
    pub(super) fn run(self) -> Result<()> {
        let zone = TimeZone::get(&self.time_zone).with_context(|| format!("there is no zone `{}`", self.time_zone))?;
        let settings = self.settings()?;
        let Some(events) = self.file(self.events.as_deref(), "events.ndjson") else {
            bail!("name the events to judge with --events, or put them into test/events.ndjson of the rule's folder");
        };
        let fixture = Fixture::read(&read(&events)?).with_context(|| events.display().to_string())?;
        // What the folder expects is of its own events and settings.
        let is_own = self.events.is_none() && self.settings.is_none();
        let expected = match self.expect.clone().or_else(|| self.file(None, "expected.json").filter(|_| is_own)) {
            None => None,
            Some(file) => Some(expected::read(&read(&file)?).with_context(|| file.display().to_string())?),
        };

        let component = self.component()?;
        let memory = usize::try_from(self.memory).unwrap_or_default() << 20;
        let rehearsal = rehearse(&component, &settings, &zone, memory, &fixture.arrivals)
            .map_err(|stopped| stop(stopped, &fixture))?;
        let report = Report::of(&component, &rehearsal, &fixture, expected.as_deref());
        if self.json {
            report.print_json()
        } else {
            report.print()
        }
        report.verdict()
    }

    /// The file that was named, else that of the rule's folder, if it has one.
    fn file(&self, named: Option<&Path>, usual: &str) -> Option<PathBuf> {
        let own = self.rule.join("test").join(usual);
        named.map(Path::to_owned).or_else(|| own.is_file().then_some(own))
    }

    fn settings(&self) -> Result<String> {
        let named = match &self.settings {
            Some(json) if json.trim_start().starts_with('{') => return Ok(json.clone()),
            Some(file) => Some(Path::new(file)),
            None => None,
        };
        match self.file(named, "settings.json") {
            Some(file) => String::from_utf8(read(&file)?).with_context(|| format!("{} is not text", file.display())),
            None => Ok("{}".to_owned()),
        }
    }

    fn component(&self) -> Result<RuleComponent> {
        let wasm =
            if self.rule.is_dir() { build::build(&self.rule, &build::RULE)?.component } else { read(&self.rule)? };
        let (_temporary, cache) = build::cache("rule-test")?;
        Ok(Engines::for_rehearsals(&cache)?.load_rule(&wasm)?)
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Why the rule could not be tried, for its author.
fn stop(stopped: Stopped, fixture: &Fixture) -> anyhow::Error {
    match stopped {
        Stopped::Settings { message, field } => match field {
            Some(field) => anyhow::anyhow!("the settings are wrong at {field}: {message}"),
            None => anyhow::anyhow!("the settings are wrong: {message}"),
        },
        Stopped::Failed { event, message, log } => {
            let place = fixture.line(event).map_or_else(String::new, |line| format!(" at line {line} of the events"));
            let log: Vec<String> = log.iter().map(|line| format!("\n  {}", line.message)).collect();
            let log = if log.is_empty() { String::new() } else { format!("\nIts log:{}", log.concat()) };
            anyhow::anyhow!("the rule failed{place}: {message}{log}")
        }
        Stopped::TooManyTicks => {
            anyhow::anyhow!("the events lie too far apart: between the first and the last at most two days may pass")
        }
    }
}
