//! The benchmark of syncs: a million records, two hundred connections at rest, what the sandbox costs.

mod overhead;
mod provider;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::api::Api;
use crate::options::{SyncCase, SyncOptions};
use crate::proc;
use crate::report::{Line, Report, rounded};
use crate::server::Server;

use provider::Provider;

const MILLION_SECONDS: f64 = 60.0;
const MILLION_MB: f64 = 200.0;
const IDLE_PERCENT: f64 = 2.0;
const START_MS: f64 = 5.0;

const DAY: u64 = 86_400;
/// How far back the first sync of usage reaches, and the back-fill after it.
const FIRST_DAYS: u64 = 93;
const ALL_DAYS: u64 = 186;
const LOOK_EVERY: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(1_200);
/// Rounds of syncs of connections that have nothing new.
const ROUNDS: u32 = 3;

/// Says whether every target was met.
pub(crate) async fn run(options: &SyncOptions) -> Result<bool> {
    let mut report = Report::new(options.telling.json.as_deref())?;
    let place = options.place.prepare()?;
    for case in &options.cases {
        match case {
            SyncCase::Million => {
                let server = Server::start(&place, 0).await?;
                million(&server, options.records, &mut report).await?;
            }
            SyncCase::Idle => {
                let server = Server::start(&place, 0).await?;
                idle(&server, options.connections, &mut report).await?;
            }
            SyncCase::Start => overhead::run(&options.guests, &place.folder, &mut report).await?,
        }
    }
    Ok(report.finish())
}

/// A first sync and a back-fill that bring so many records of usage.
async fn million(server: &Server, records: u64, report: &mut Report) -> Result<()> {
    let rows_a_day = records.div_ceil(ALL_DAYS);
    let provider = Provider::start(rows_a_day).await?;
    let mut api = server.api().await?;
    let rest = proc::memory(server.process())?.anonymous_mb;
    let (cpu, began) = (proc::cpu_seconds(server.process())?, Instant::now());
    let id = connect(&mut api, &provider, 0).await?;
    let mut peak = Peak { process: server.process(), anonymous_mb: 0.0, resident_mb: 0.0 };
    settled(&mut api, &id, &mut peak).await?;
    let now = api.sql("SELECT epoch(now())::BIGINT", json!([])).await?;
    let now = now.first().and_then(|row| row.first()?.as_u64()).context("no time")?;
    let from = now / DAY * DAY - (ALL_DAYS - 1) * DAY;
    let from = jiff::Timestamp::from_second(i64::try_from(from)?)?.to_string();
    api.post(&format!("/api/v1/connections/{id}/backfill"), &json!({"from": from})).await?;
    settled(&mut api, &id, &mut peak).await?;
    let synced = began.elapsed().as_secs_f64();
    let count = rows(&mut api, &mut peak, rows_a_day * FIRST_DAYS).await?;
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), proc::cpu_seconds(server.process())? - cpu);
    let per_million = cpu * 1e6 / count.max(1) as f64;
    let facts = json!({
        "records": count, "seconds": rounded(seconds), "syncSeconds": rounded(synced), "cpuSeconds": rounded(cpu),
        "residentMb": rounded(peak.resident_mb), "anonymousMb": rounded(peak.anonymous_mb), "anonymousMbAtRest": rounded(rest),
    });
    let lines = vec![
        Line::at_most("server CPU for a million records", MILLION_SECONDS, per_million, " s"),
        Line::at_most("memory of its own at most", MILLION_MB, peak.anonymous_mb, " MB"),
        Line::info("records", count as f64, ""),
        Line::info("until they are durable", synced, " s"),
        Line::info("until SQL shows them", seconds, " s"),
        Line::info("resident memory, files included", peak.resident_mb, " MB"),
        Line::info("memory of its own before", rest, " MB"),
    ];
    report.add("a million records", None, facts, lines)
}

/// Connections that have nothing new, each synced again and again.
async fn idle(server: &Server, connections: u32, report: &mut Report) -> Result<()> {
    let provider = Provider::start(0).await?;
    let mut api = server.api().await?;
    let mut peak = Peak { process: server.process(), anonymous_mb: 0.0, resident_mb: 0.0 };
    let mut ids = Vec::new();
    for number in 0..connections {
        ids.push(connect(&mut api, &provider, number).await?);
    }
    for id in &ids {
        settled(&mut api, id, &mut peak).await?;
    }
    let cpu = proc::cpu_seconds(server.process())?;
    let began = Instant::now();
    for _round in 0..ROUNDS {
        for id in &ids {
            api.post(&format!("/api/v1/connections/{id}/sync"), &json!({})).await?;
        }
        for id in &ids {
            settled(&mut api, id, &mut peak).await?;
        }
    }
    let seconds = began.elapsed().as_secs_f64() / f64::from(ROUNDS);
    let cpu = (proc::cpu_seconds(server.process())? - cpu) / f64::from(ROUNDS);
    // Each of them once an hour.
    let percent = cpu / 3_600.0 * 100.0;
    let facts = json!({
        "connections": connections, "cpuSecondsOfAll": rounded(cpu), "percentOfACore": rounded(percent),
        "secondsOfAll": rounded(seconds), "anonymousMb": rounded(peak.anonymous_mb),
    });
    let lines = vec![
        Line::at_most("of a core, each synced hourly", IDLE_PERCENT, percent, " %"),
        Line::info("connections", f64::from(connections), ""),
        Line::info("server CPU a sync", cpu * 1e3 / f64::from(connections.max(1)), " ms"),
        Line::info("all of them synced within", seconds, " s"),
        Line::info("memory of its own at most", peak.anonymous_mb, " MB"),
    ];
    report.add("connections at rest", None, facts, lines)
}

/// The most memory that was seen.
struct Peak {
    process: u32,
    anonymous_mb: f64,
    resident_mb: f64,
}

impl Peak {
    fn look(&mut self) -> Result<()> {
        let now = proc::memory(self.process)?;
        self.anonymous_mb = self.anonymous_mb.max(now.anonymous_mb);
        self.resident_mb = self.resident_mb.max(now.resident_mb);
        Ok(())
    }
}

async fn connect(api: &mut Api, provider: &Provider, number: u32) -> Result<String> {
    let new = json!({
        "connector": "openai", "name": format!("Benchmark {number}"), "settings": {"base_url": provider.base_url()},
        "credentials": {"admin_api_key": format!("sk-admin-benchmark-{number:04}-a1B2c3D4e5F6g7H8")}, "allowPrivate": true,
    });
    let made = api.post("/api/v1/connections", &new).await?;
    Ok(made["id"].as_str().context("a connection has no id")?.to_owned())
}

/// Waits for the end of a sync.
async fn settled(api: &mut Api, id: &str, peak: &mut Peak) -> Result<Value> {
    let began = Instant::now();
    loop {
        let connection = api.get(&format!("/api/v1/connections/{id}")).await?;
        peak.look()?;
        match connection["lastSync"]["status"].as_str() {
            Some("done") => return Ok(connection),
            Some("failed" | "partial" | "cancelled") => bail!("a sync failed: {connection}"),
            _ if began.elapsed() > PATIENCE => bail!("a sync takes too long: {connection}"),
            _ => sleep(LOOK_EVERY).await,
        }
    }
}

/// Waits until SQL shows all that is in the ledger; how many records there are, at least so many.
async fn rows(api: &mut Api, peak: &mut Peak, least: u64) -> Result<u64> {
    let began = Instant::now();
    while api.status().await?.lag() > 0 {
        if began.elapsed() > PATIENCE {
            bail!("the records do not become visible");
        }
        peak.look()?;
        sleep(LOOK_EVERY).await;
    }
    let rows = api.sql("SELECT count(*)::BIGINT FROM usage", json!([])).await?;
    let count = rows.first().and_then(|row| row.first()?.as_u64()).context("no count")?;
    if count < least {
        bail!("only {count} records are there");
    }
    Ok(count)
}
