//! How fast a rule is tried on the past: over HTTP, of the built server, events read back from its warehouse and ledger.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::judging::settings;
use super::world::Guests;
use crate::api::Api;
use crate::cases::Bench;
use crate::fill::fill;
use crate::options::{Options, Place};
use crate::report::{Line, Report, rounded};

/// The quickest counts; the first reads from disk.
const RUNS: usize = 3;

pub(crate) async fn run(guests: &Guests, place: &Place, events: u64, report: &mut Report) -> Result<()> {
    let bench = Bench::new(Options::usual(place.clone()))?;
    let server = bench.start(0).await?;
    fill(&bench, &server, events).await?;
    let mut api = server.api().await?;
    // All of it can be read when it is applied.
    while api.status().await?.lag() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let uploaded = api.upload("/api/v1/components", &guests.component("rule-bench-simple")?).await?;
    let rule = json!({
        "component": uploaded["id"],
        "settings": settings("support-agent", None),
        "from": "2020-01-01T00:00:00Z",
    });
    let mut lines = Vec::new();
    let mut facts = json!({});
    for (input, name) in [("asKnownNow", "known now, from the warehouse"), ("asJudged", "as judged, from the ledger")] {
        let mut best = 0.0_f64;
        for _ in 0..RUNS {
            let mut rule = rule.clone();
            rule["input"] = input.into();
            let done = test(&mut api, &rule).await?;
            let (rows, took) = (done["rows"].as_u64(), done["tookMs"].as_u64());
            let (rows, took) = rows.zip(took).with_context(|| format!("no result: {done}"))?;
            ensure!(rows >= events, "only {rows} of {events} events reached the rule");
            best = best.max(rows as f64 * 1e3 / took.max(1) as f64);
        }
        facts[input] = rounded(best);
        lines.push(match input {
            "asKnownNow" => Line::at_least(name, 3e6, best, "/s"),
            _ => Line::info(name, best, "/s"),
        });
    }
    report.add("back-test of a simple rule", Some(1), facts, lines)
}

/// Its result.
async fn test(api: &mut Api, rule: &Value) -> Result<Value> {
    let mut task = api.post("/api/v1/backtest", rule).await?;
    let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap_or_default());
    while task["status"] == "running" {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        task = api.get(&path).await?;
    }
    ensure!(task["status"] == "done", "the back-test failed: {task}");
    Ok(task["result"].clone())
}
