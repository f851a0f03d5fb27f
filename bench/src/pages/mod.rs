//! How long the console's pages wait for the server, with a month of events behind them.

mod company;

use std::time::Instant;

use anyhow::Result;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::json;

use crate::api::Api;
use crate::cases::Bench;
use crate::options::{Options, PagesOptions};
use crate::proc;
use crate::report::{Line, Report, rounded};

use company::Company;

const BATCH: u64 = 500;
/// From a hundred million events on, a page may take longer.
const MANY: u64 = 100_000_000;
const MANY_MS: f64 = 500.0;
const FEWER_MS: f64 = 300.0;

/// Says whether every target was met.
pub(crate) async fn run(options: &PagesOptions) -> Result<bool> {
    let mut report = Report::new(options.telling.json.as_deref())?;
    let bench = Bench::new(Options::usual(options.place.clone()))?;
    let server = bench.start(0).await?;
    let mut api = server.api().await?;
    let company = fill(&mut api, options.events).await?;
    let rolled = api
        .sql(
            "SELECT (SELECT count(*) FROM internal.hourly_rolled), (SELECT count(*) FROM internal.daily_rolled), \
                (SELECT count(*) FROM internal.daily_subscribers_rolled)",
            json!([]),
        )
        .await?;
    let target = if options.events >= MANY { MANY_MS } else { FEWER_MS };
    for (page, requests) in pages(&company) {
        for (name, path) in requests {
            let mut times = Vec::new();
            for _ in 0..options.times {
                let began = Instant::now();
                api.get(&path).await?;
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
            times.sort_by(f64::total_cmp);
            let at =
                |part: usize| times.get((times.len() * part).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0.0);
            let facts = json!({"events": options.events, "p50Ms": rounded(at(50)), "p95Ms": rounded(at(95))});
            report.add(&format!("{page}: {name}"), None, facts, vec![Line::at_most("p95", target, at(95), " ms")])?;
        }
    }
    let memory = proc::memory(server.process())?.resident_mb;
    report.add("afterwards", None, json!({"residentMb": memory, "rolledUpRows": rolled}), vec![])?;
    Ok(report.finish())
}

/// Posts a month, and waits until all of it can be read.
async fn fill(api: &mut Api, events: u64) -> Result<Company> {
    let mut company = Company::new(events, 1);
    let mut posted = 0;
    while let Some(body) = company.batch(BATCH) {
        api.post_text("/v1/events", &body).await?;
        posted += BATCH;
        if posted % 500_000 == 0 {
            eprintln!("outlay-bench: {posted} of {events} events are there");
        }
    }
    while api.status().await?.lag() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    // The last roll-up and checkpoint are over.
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    Ok(company)
}

type Requests = Vec<(&'static str, String)>;

/// What each page asks for.
fn pages(company: &Company) -> Vec<(&'static str, Requests)> {
    let (trace, call) = (company.trace(), company.call());
    let now = Timestamp::now();
    let today = TimeZone::UTC.to_datetime(now).date();
    let day = |back: i64| today.checked_sub(back.days()).unwrap_or(today);
    let (from, to, before) = (day(14), day(-1), day(29));
    let hours = |back: i64| now.checked_sub(back.hours()).unwrap_or(now);
    let spend = |more: &str| format!("/api/v1/spend?from={from}&to={to}&limit=1000&groupBy={more}");
    let (day_ago, week_ago) = (hours(24), hours(168));
    vec![
        (
            "overview",
            vec![
                ("by provider and day", spend("day,provider")),
                ("by model and day", spend("day,model")),
                ("by agent and day", spend("day,agent&top=8")),
                ("by organization", spend("organization&top=6")),
                ("by product", spend("product")),
                ("by subscriber", spend("subscriberId&top=6")),
                ("now", "/api/v1/spend/now".to_owned()),
                ("forecast", "/api/v1/spend/forecast".to_owned()),
                ("changes", format!("/api/v1/spend/changes?from={from}&to={to}&againstFrom={before}&againstTo={from}")),
            ],
        ),
        (
            "transactions",
            vec![
                ("newest", "/api/v1/events?limit=100".to_owned()),
                ("last 24 hours", format!("/api/v1/events?limit=100&from={day_ago}")),
                ("of an agent", "/api/v1/events?limit=100&agent=agent-3".to_owned()),
                ("but one agent", "/api/v1/events?limit=100&not.agent=agent-0".to_owned()),
                ("dear ones of a week", format!("/api/v1/events?limit=100&minCost=0.05&from={week_ago}")),
                ("a call's id", format!("/api/v1/events?limit=100&q={call}")),
                ("a trace's id", format!("/api/v1/events?limit=100&q={trace}")),
                ("a text", "/api/v1/events?limit=100&q=customer-7".to_owned()),
                ("histogram", "/api/v1/events/histogram?buckets=60".to_owned()),
                ("histogram of an agent", format!("/api/v1/events/histogram?agent=agent-3&from={day_ago}")),
                ("values of organization", "/api/v1/events/values?dimension=organization&q=9".to_owned()),
                ("values of task type", format!("/api/v1/events/values?dimension=taskType&from={day_ago}")),
            ],
        ),
        (
            "traces",
            vec![
                ("newest", format!("/api/v1/traces?from={day_ago}")),
                ("dearest of a week", format!("/api/v1/traces?order=dearest&from={week_ago}")),
                ("one", format!("/api/v1/traces/{trace}")),
                ("distribution", format!("/api/v1/traces/distribution?traceType=type-3&from={week_ago}")),
            ],
        ),
        (
            "others",
            vec![
                ("reconciliation", format!("/api/v1/reconciliation?from={from}&to={to}&grain=provider")),
                ("unpriced", "/api/v1/prices/unpriced".to_owned()),
                ("alerts", "/api/v1/alerts?status=open".to_owned()),
                ("connections", "/api/v1/connections".to_owned()),
                ("keys", "/api/v1/keys".to_owned()),
                ("status", "/api/v1/status".to_owned()),
            ],
        ),
    ]
}
