//! How much memory a rule keeps that is ready to judge. Each kind in a process of its own: what one frees the next would
//! use again, and seem small.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::judging::settings;
use super::world::{Guests, World};
use crate::options::{GuestPlace, RuleMemoryOptions};
use crate::proc;
use crate::report::{Line, Report, rounded};

const RULES: usize = 1_000;
/// These may be the first to need something that stays.
const FIRST: usize = 20;

pub(crate) fn run(place: &GuestPlace, report: &mut Report) -> Result<()> {
    let own = settings("writer", None);
    let threshold = json!({"metric": "cost_per_transaction", "limit": "25"});
    let budget = json!({"alertType": "CUMULATIVE_USAGE", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN",
        "threshold": "1000", "periodDuration": "MONTHLY"});
    let mut lines = Vec::new();
    let mut facts = json!({});
    for (package, settings) in [("rule-bench-simple", own), ("rule-threshold", threshold), ("rule-metric", budget)] {
        let kilobytes = in_a_process(place, package, &settings)?;
        facts[package] = rounded(kilobytes);
        lines.push(Line::at_most(package, 200.0, kilobytes, " KB"));
    }
    report.add("memory a rule kept ready", Some(RULES), facts, lines)
}

fn in_a_process(place: &GuestPlace, package: &str, settings: &Value) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["rule-memory", "--package", package, "--settings", &settings.to_string()]);
    command.arg("--guests").arg(&place.guests).arg("--folder").arg(&place.folder);
    let output = command.output()?;
    if !output.status.success() {
        bail!("{package}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let kilobytes = String::from_utf8_lossy(&output.stdout);
    kilobytes.trim().parse().with_context(|| format!("{package}: {kilobytes}"))
}

/// Prints kilobytes a rule.
pub(crate) async fn of(options: &RuleMemoryOptions) -> Result<()> {
    let resident = || Ok::<_, anyhow::Error>(proc::memory(std::process::id())?.resident_mb);
    let settings: Value = serde_json::from_str(&options.settings)?;
    let world = World::with(&Guests::open(&options.place)?, &options.package).await?;
    for _ in 0..FIRST {
        world.add(settings.clone()).await?;
    }
    let before = resident()?;
    for _ in FIRST..RULES {
        world.add(settings.clone()).await?;
    }
    println!("{}", (resident()? - before) * 1024.0 / (RULES - FIRST) as f64);
    Ok(())
}
