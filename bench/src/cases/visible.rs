//! How long until SQL shows what was accepted.
//!
//! Ten times a second a marker is posted, whatever became of the ones before; all along, one query asks which markers
//! there are. A marker's time runs from its answer until the answer of the query that shows it, so it is too long by
//! up to [`ASK_EVERY`] and what the query takes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep};

use super::Bench;
use super::throughput::common;
use crate::api::Api;
use crate::histogram::Latencies;
use crate::measure::{PROBE, latency_json, measure};
use crate::payload::Format;
use crate::report::{Line, Report};
use crate::server::Server;

const NORMAL_EVENTS_PER_SECOND: f64 = 10_000.0;
const NORMAL_P99_MS: f64 = 1_000.0;
const FULL_P99_MS: f64 = 5_000.0;
const POST_EVERY: Duration = Duration::from_millis(100);
const ASK_EVERY: Duration = Duration::from_millis(50);
/// What is not seen by then counts with its time so far.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn run(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    at(bench, rules, report, "visible, 10,000/s", Some(NORMAL_EVENTS_PER_SECOND), NORMAL_P99_MS).await?;
    at(bench, rules, report, "visible, full load", None, FULL_P99_MS).await
}

async fn at(
    bench: &Bench,
    rules: usize,
    report: &mut Report,
    case: &str,
    events_per_second: Option<f64>,
    p99_ms: f64,
) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Native, events_per_second);
    let probe = Probe::start(&server).await?;
    let measured = measure(&server, &load, lanes).await?;
    let seen = probe.finish().await?;
    let mut facts = measured.json();
    facts["visibleAfterMs"] = latency_json(&seen);
    let mut lines = vec![
        Line::at_most("p99 until visible", p99_ms, seen.percentile_ms(99.0), " ms"),
        Line::info("p50 until visible", seen.percentile_ms(50.0), " ms"),
        Line::info("events/s", measured.outcome.events_per_second(), ""),
    ];
    lines.extend(common(&measured));
    report.add(case, Some(rules), facts, lines)
}

/// Those that were accepted and not seen yet: when that was, and a time of day before it.
type Markers = HashMap<String, (Instant, Timestamp)>;
type Outstanding = Arc<Mutex<Markers>>;

struct Probe {
    outstanding: Outstanding,
    poster: JoinHandle<Result<()>>,
    asker: JoinHandle<Result<Latencies>>,
}

impl Probe {
    async fn start(server: &Server) -> Result<Self> {
        let outstanding = Outstanding::default();
        let poster = tokio::spawn(post(server.api().await?, Arc::clone(&outstanding)));
        let asker = tokio::spawn(ask(server.api().await?, Arc::clone(&outstanding)));
        Ok(Self { outstanding, poster, asker })
    }

    /// Posts no more, and waits for what is outstanding.
    async fn finish(self) -> Result<Latencies> {
        self.poster.abort();
        if let Ok(ended) = self.poster.await {
            ended.context("markers cannot be posted")?;
        }
        // The asker ends once nothing is outstanding and nobody else holds the list.
        drop(self.outstanding);
        self.asker.await.context("the asker panicked")?
    }
}

async fn post(mut api: Api, outstanding: Outstanding) -> Result<()> {
    let mut ticks = interval(POST_EVERY);
    for number in 0_u64.. {
        ticks.tick().await;
        let id = format!("marker-{number}");
        let marker = json!({"transactionId": id, "agent": PROBE, "provider": "openai", "model": "gpt-4o-mini", "inputTokenCount": 1});
        let sent = Timestamp::now();
        api.post("/v1/events", &marker).await?;
        lock(&outstanding).insert(id, (Instant::now(), sent));
    }
    Ok(())
}

async fn ask(mut api: Api, outstanding: Outstanding) -> Result<Latencies> {
    // The time lets the warehouse skip all but its latest rows.
    let sql = "SELECT transaction_id FROM events WHERE received_at >= CAST(? AS TIMESTAMP) AND agent = ?";
    let mut seen = Latencies::new()?;
    loop {
        let oldest = lock(&outstanding).values().map(|(_, sent)| *sent).min();
        let Some(oldest) = oldest else {
            if Arc::strong_count(&outstanding) == 1 {
                return Ok(seen);
            }
            sleep(ASK_EVERY).await;
            continue;
        };
        let since = oldest - SignedDuration::from_secs(1);
        let rows = api.sql(sql, json!([since.to_string(), PROBE])).await?;
        let ids = rows.iter().filter_map(|row| row.first()?.as_str());
        settle(&mut lock(&outstanding), ids, &mut seen);
        sleep(ASK_EVERY).await;
    }
}

/// Takes out what was seen, and what will hardly be.
fn settle<'i>(outstanding: &mut Markers, ids: impl Iterator<Item = &'i str>, seen: &mut Latencies) {
    let now = Instant::now();
    for id in ids {
        if let Some((accepted, _)) = outstanding.remove(id) {
            seen.record(now - accepted);
        }
    }
    outstanding.retain(|_, (accepted, _)| {
        let is_given_up = now - *accepted > PATIENCE;
        if is_given_up {
            seen.record(now - *accepted);
        }
        !is_given_up
    });
}

/// Nothing panics while it is held.
fn lock(outstanding: &Outstanding) -> MutexGuard<'_, Markers> {
    outstanding.lock().unwrap_or_else(PoisonError::into_inner)
}
