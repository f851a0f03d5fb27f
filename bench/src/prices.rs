//! The price benchmark: what pricing a call costs, and how long the past takes to be priced anew.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use outlay_domain::{CallId, Dimension, Event, Kind, Timestamp};
use outlay_pricing::own::{OwnPrice, OwnTerms, Scope};
use outlay_pricing::{BookState, PriceBook};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::api::Api;
use crate::cases::Bench;
use crate::fill::fill;
use crate::measure::measure;
use crate::options::{Options, PriceOptions};
use crate::payload::Format;
use crate::proc;
use crate::report::{Line, Report, rounded};

const PRICING_US: f64 = 1.0;
const REPRICING_SECONDS: f64 = 60.0;
/// Rounds of the timed loop; each prices [`CALLS`], as many as a batch: calls are priced just after they were decoded, while
/// the processor still has them at hand.
const ROUNDS: usize = 2000;
const CALLS: usize = 1_000;
/// What arrives while the past is priced anew.
const MEANWHILE: f64 = 5_000.0;
const LOOK_EVERY: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(900);

/// Says whether every target was met.
pub(crate) async fn run(options: &PriceOptions) -> Result<bool> {
    let mut report = Report::new(options.telling.json.as_deref())?;
    for (name, own) in [("list only", 0), ("1,000 own prices", 1_000)] {
        let microseconds = pricing(own)?;
        let line = Line::at_most("CPU an event", PRICING_US, microseconds, " µs");
        report.add(&format!("pricing, {name}"), None, json!({"microseconds": rounded(microseconds)}), vec![line])?;
    }
    if options.events > 0 {
        let bench = Bench::new(Options::usual(options.place.clone()))?;
        repricing(&bench, options.events, &mut report).await?;
    }
    Ok(report.finish())
}

/// Microseconds of CPU a call.
fn pricing(own: usize) -> Result<f64> {
    let state = BookState { prices: (0..own).map(own_price).collect(), ..BookState::default() };
    let book = PriceBook::bundled()?.with(state)?;
    let calls: Vec<Event> = (0..CALLS).map(call).collect();
    // The first look at a name searches the list.
    let priced = calls.iter().filter(|call| book.price(call).computed.is_some()).count();
    if priced * 10 < CALLS * 9 {
        bail!("only {priced} of {CALLS} calls have a price");
    }
    let process = std::process::id();
    let before = proc::cpu_seconds(process)?;
    for _ in 0..ROUNDS {
        for call in &calls {
            black_box(book.price(black_box(call)));
        }
    }
    Ok((proc::cpu_seconds(process)? - before) * 1e6 / (ROUNDS * CALLS) as f64)
}

/// Calls of several models, plain, cached, reasoning, in batches.
fn call(number: usize) -> Event {
    const MODELS: [(&str, &str); 8] = [
        ("openai", "gpt-4o-mini-2024-07-18"),
        ("openai", "gpt-5"),
        ("openai", "text-embedding-3-small"),
        ("anthropic", "claude-sonnet-4-5-20250929"),
        ("anthropic", "claude-haiku-4-5"),
        ("google", "gemini-2.5-pro"),
        ("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("azure", "gpt-4o"),
    ];
    let (provider, model) = MODELS[number % MODELS.len()];
    let mut event = Event::bare(CallId::of(&[]), Kind::Completion, Timestamp::from_seconds(1_793_000_000));
    event.dimensions.set(Dimension::Provider, provider);
    event.dimensions.set(Dimension::Model, model);
    event.dimensions.set(Dimension::Organization, &format!("customer-{}", number % 200));
    if number.is_multiple_of(9) {
        event.dimensions.set(Dimension::PricingTier, "BATCH");
    }
    let count = |least: usize, spread: usize| u32::try_from(least + number * 7919 % spread).unwrap_or_default();
    event.meters.insert("input_tokens".into(), count(200, 9_000).into());
    if !model.contains("embedding") {
        event.meters.insert("output_tokens".into(), count(20, 2_000).into());
        event.meters.insert("cache_read_tokens".into(), count(0, 30_000).into());
    }
    event
}

/// Negotiated for one customer each, so that most calls are near several.
fn own_price(number: usize) -> OwnPrice {
    let scope = Scope {
        provider: Some(["openai", "anthropic", "google"][number % 3].to_owned()),
        organization: Some(format!("customer-{}", number % 400)),
        ..Scope::default()
    };
    let terms = OwnTerms::Discount { percent: "7.5".to_owned(), meters: None };
    OwnPrice {
        id: format!("prc_{number}"),
        version: 1,
        name: "contract".to_owned(),
        scope,
        from: None,
        to: None,
        terms,
    }
}

/// So many events, all of which get another cost.
async fn repricing(bench: &Bench, events: u64, report: &mut Report) -> Result<()> {
    let server = bench.start(0).await?;
    fill(bench, &server, events).await?;
    let mut api = server.api().await?;
    let rows = api.sql("SELECT count(*)::BIGINT FROM events", json!([])).await?;
    let rows = rows.first().and_then(|row| row.first()).cloned().unwrap_or_default();
    let discount =
        json!({"name": "a discount", "scope": {"model": "*"}, "terms": {"type": "discount", "percent": "10"}});
    api.post("/api/v1/prices", &discount).await?;

    let began = Instant::now();
    let previewed = preview(&mut api).await?;
    let preview_seconds = began.elapsed().as_secs_f64();
    let cpu = proc::cpu_seconds(server.process())?;
    let (first, seconds) = reprice(&mut api).await?;
    let cpu = proc::cpu_seconds(server.process())? - cpu;
    let memory = proc::memory(server.process())?.resident_mb;
    let began = Instant::now();
    let id = first["id"].as_str().unwrap_or_default().to_owned();
    api.post(&format!("/api/v1/prices/repricings/{id}/undo"), &json!({})).await?;
    let undo_seconds = began.elapsed().as_secs_f64();

    // Once more, while others send what was not sent before.
    let (load, lanes) = bench.with_seed(u64::MAX).load(&server, Format::Native, Some(MEANWHILE));
    let (measured, again) = tokio::join!(measure(&server, &load, lanes), reprice(&mut api));
    let (measured, (_, busy_seconds)) = (measured?, again?);

    let looked_at = first["events"].as_u64().unwrap_or_default();
    let changed = first["changed"].as_u64().unwrap_or_default();
    let per_ten_million = seconds * 1e7 / looked_at.max(1) as f64;
    let facts = json!({
        "rows": rows, "events": looked_at, "changed": changed, "seconds": rounded(seconds),
        "cpuMicrosecondsAnEvent": rounded(cpu * 1e6 / looked_at.max(1) as f64),
        "previewSeconds": rounded(preview_seconds), "previewed": previewed, "undoSeconds": rounded(undo_seconds),
        "secondsWhileSending": rounded(busy_seconds), "residentMb": rounded(memory), "meanwhile": measured.json(),
    });
    let lines = vec![
        Line::at_most("ten million events", REPRICING_SECONDS, per_ten_million, " s"),
        Line::info("events", looked_at as f64, ""),
        Line::info("of these with another cost", changed as f64, ""),
        Line::info("all of them", seconds, " s"),
        Line::info("server CPU an event", cpu * 1e6 / looked_at.max(1) as f64, " µs"),
        Line::info("resident memory", memory, " MB"),
        Line::info("preview", preview_seconds, " s"),
        Line::info("taken back", undo_seconds, " s"),
        Line::info("while 5,000 events/s arrive", busy_seconds, " s"),
        Line::at_most("p99 of answers meanwhile", 1_000.0, measured.outcome.latencies.percentile_ms(99.0), " ms"),
    ];
    report.add("re-pricing", None, facts, lines)
}

/// A preview of everything, waited for.
async fn preview(api: &mut Api) -> Result<Value> {
    let mut task = api.post("/api/v1/prices/repricings/preview", &json!({})).await?;
    let id = task["id"].as_str().unwrap_or_default().to_owned();
    let began = Instant::now();
    while task["status"] == "running" {
        if began.elapsed() > PATIENCE {
            bail!("the preview takes too long: {task}");
        }
        sleep(LOOK_EVERY).await;
        task = api.get(&format!("/api/v1/tasks/{id}")).await?;
    }
    Ok(json!({"events": task["result"]["events"], "changed": task["result"]["changed"]}))
}

/// Prices everything anew; how long it took until it counts.
async fn reprice(api: &mut Api) -> Result<(Value, f64)> {
    let began = Instant::now();
    let begun = api.post("/api/v1/prices/repricings", &json!({"why": "a benchmark"})).await?;
    loop {
        let all = api.get("/api/v1/prices/repricings").await?;
        let found = all["items"].as_array().and_then(|items| items.iter().find(|one| one["id"] == begun["id"]));
        match found {
            Some(found) if found["state"] == "done" => return Ok((found.clone(), began.elapsed().as_secs_f64())),
            _ if began.elapsed() > PATIENCE => bail!("the re-pricing takes too long: {found:?}"),
            _ => sleep(LOOK_EVERY).await,
        }
    }
}
