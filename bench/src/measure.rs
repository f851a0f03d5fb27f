//! One load on one server, with everything that is looked at around it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::generator::{self, Load, Outcome};
use crate::histogram::Latencies;
use crate::payload::Lane;
use crate::proc;
use crate::report::rounded;
use crate::server::Server;
use crate::watch::{self, Sample, Watch};

/// How long the warehouse may take to catch up before that is given up.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(50);
/// The agent of the events that only look for themselves in SQL.
pub(crate) const PROBE: &str = "visibility-probe";

/// Processor time of everybody, in seconds.
#[derive(Debug, Clone, Copy)]
struct Cpu {
    server: f64,
    generator: f64,
    machine: f64,
}

impl Cpu {
    fn now(server: u32) -> Result<Self> {
        Ok(Self {
            server: proc::cpu_seconds(server)?,
            generator: proc::cpu_seconds(std::process::id())?,
            machine: proc::machine_cpu_seconds()?,
        })
    }

    fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            generator: self.generator - before.generator,
            machine: self.machine - before.machine,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) outcome: Outcome,
    pub(crate) samples: Vec<Sample>,
    /// From the last answer until all was readable; none if that was given up.
    pub(crate) caught_up: Option<Duration>,
    /// While the load ran.
    cpu: Cpu,
    /// Of the server, until all was readable.
    cpu_to_the_end: f64,
    cpu_by_thread: BTreeMap<String, f64>,
    /// What SQL counts in the end, to be what was accepted.
    pub(crate) events_in_sql: u64,
    detached_rules: u64,
}

/// The server must be fresh.
pub(crate) async fn measure(server: &Server, load: &Load, lanes: Vec<Lane>) -> Result<Measured> {
    let process = server.process();
    let watch = Watch::start(server).await?;
    let threads_before = proc::cpu_seconds_by_thread(process)?;
    let before = Cpu::now(process)?;
    let outcome = generator::run(load, lanes).await?;
    let cpu = Cpu::now(process)?.since(before);
    let samples = watch.stop();
    let caught_up = catch_up(server).await?;
    let cpu_to_the_end = Cpu::now(process)?.since(before).server;
    let mut cpu_by_thread = proc::cpu_seconds_by_thread(process)?;
    for (name, seconds) in &mut cpu_by_thread {
        *seconds -= threads_before.get(name).copied().unwrap_or_default();
    }
    let events_in_sql = count_events(server).await?;
    let detached_rules = server.detached_rules().await?;
    Ok(Measured { outcome, samples, caught_up, cpu, cpu_to_the_end, cpu_by_thread, events_in_sql, detached_rules })
}

async fn catch_up(server: &Server) -> Result<Option<Duration>> {
    let mut api = server.api().await?;
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let progress = api.status().await?;
        if progress.lag() == 0 {
            return Ok(Some(began.elapsed()));
        }
        sleep(PAUSE).await;
    }
    Ok(None)
}

async fn count_events(server: &Server) -> Result<u64> {
    let sql = "SELECT count(*) FROM events WHERE agent IS DISTINCT FROM ?";
    let rows = server.api().await?.sql(sql, json!([PROBE])).await?;
    let count = rows.first().and_then(|row| row.first()).context("SQL does not count")?;
    count.as_u64().or_else(|| count.as_str()?.parse().ok()).context("a count is no number")
}

impl Measured {
    /// Also what was processed after the last answer.
    pub(crate) fn server_us_an_event(&self) -> f64 {
        self.us_an_event(self.cpu_to_the_end)
    }

    pub(crate) fn generator_us_an_event(&self) -> f64 {
        self.us_an_event(self.cpu.generator)
    }

    fn us_an_event(&self, seconds: f64) -> f64 {
        seconds * 1e6 / self.outcome.sent_events().max(1) as f64
    }

    pub(crate) fn lag_growth_per_second(&self) -> f64 {
        watch::lag_growth_per_second(&self.samples)
    }

    pub(crate) fn resident_mb(&self) -> f64 {
        watch::largest_memory(&self.samples).resident_mb
    }

    /// What is not as it must be: an answer, a rule that gave up or lagged, what SQL counts, what was never sent.
    pub(crate) fn problems(&self) -> Vec<String> {
        let Self { outcome, events_in_sql, detached_rules, .. } = self;
        let lost = outcome.events.accepted.abs_diff(*events_in_sql);
        let counts = [
            (outcome.failed(), "wrong answers"),
            (outcome.partial, "partial verdicts"),
            (*detached_rules, "rules not live"),
            (lost, "events of difference in SQL"),
            (outcome.unsent, "requests unsent"),
        ];
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }

    /// Microseconds an event of each group of threads that did something, the busiest first. Threads that nobody named
    /// are called as the process is; of the server these are DuckDB's.
    pub(crate) fn us_an_event_by_thread(&self) -> Vec<(String, f64)> {
        let threads = self.cpu_by_thread.iter();
        let mut threads: Vec<(String, f64)> =
            threads.map(|(name, seconds)| (name.clone(), self.us_an_event(*seconds))).collect();
        threads.retain(|(_, us)| *us > 0.0);
        threads.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        threads
    }

    pub(crate) fn json(&self) -> Value {
        let Self { outcome, samples, cpu, .. } = self;
        let seconds = outcome.elapsed.as_secs_f64();
        let memory = watch::largest_memory(samples);
        let threads = self.us_an_event_by_thread().into_iter().map(|(name, us)| (name, rounded(us)));
        let threads: serde_json::Map<String, Value> = threads.collect();
        let lags = || samples.iter().filter_map(|sample| sample.lag);
        json!({
            "seconds": rounded(seconds),
            "requests": outcome.requests,
            "requestsPerSecond": rounded(outcome.requests_per_second()),
            "eventsPerSecond": rounded(outcome.events_per_second()),
            "accepted": outcome.events.accepted,
            "duplicates": outcome.events.duplicates,
            "rejected": outcome.events.rejected,
            "failures": outcome.failures,
            "unsentRequests": outcome.unsent,
            "partialVerdicts": outcome.partial,
            "detachedRules": self.detached_rules,
            "eventsInSql": self.events_in_sql,
            "latencyMs": latency_json(&outcome.latencies),
            "serverCpuUsPerEvent": rounded(self.server_us_an_event()),
            "serverCpuUsPerEventUntilAnswered": rounded(self.us_an_event(cpu.server)),
            "serverCpuUsPerEventByThread": threads,
            "serverCores": rounded(cpu.server / seconds),
            "generatorCpuUsPerEvent": rounded(self.generator_us_an_event()),
            "generatorCores": rounded(cpu.generator / seconds),
            "otherProcessesCores": rounded((cpu.machine - cpu.server - cpu.generator).max(0.0) / seconds),
            "lagMax": lags().max(),
            "lagAtEnd": lags().next_back(),
            "lagGrowthPerSecond": rounded(self.lag_growth_per_second()),
            "caughtUpSeconds": self.caught_up.map(|time| rounded(time.as_secs_f64())),
            "memoryMb": {
                "resident": rounded(memory.resident_mb),
                "anonymous": rounded(memory.anonymous_mb),
                "file": rounded(memory.file_mb),
            },
        })
    }
}

pub(crate) fn latency_json(latencies: &Latencies) -> Value {
    json!({
        "count": latencies.count(),
        "p50": latencies.percentile_ms(50.0),
        "p90": latencies.percentile_ms(90.0),
        "p99": latencies.percentile_ms(99.0),
        "p99_9": latencies.percentile_ms(99.9),
        "max": latencies.max_ms(),
    })
}
