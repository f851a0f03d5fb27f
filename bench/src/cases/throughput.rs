//! As much as the server takes, beside what the bare framework takes.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::{Bench, FULL_EVENTS_PER_SECOND};
use crate::bare;
use crate::generator::{self, Check, Load, Outcome};
use crate::measure::{Measured, measure};
use crate::payload::Format;
use crate::proc;
use crate::report::{Line, Report, rounded};
use crate::server::Server;

const CATCH_UP_S: f64 = 5.0;
const NATIVE_US_AN_EVENT: f64 = 20.0;
const RESIDENT_MB: f64 = 1_024.0;
/// Lag that grows by less than this share of the rate is noise: checkpoints make it a sawtooth.
const LAG_GROWTH_SHARE: f64 = 0.05;
const SINGLES_PER_SECOND: f64 = 15_000.0;
const SINGLE_P99_MS: f64 = 20.0;
const SINGLE_SHARE_OF_BARE: f64 = 0.5;
/// The bare limit needs no long run: it has no state.
const BARE: Duration = Duration::from_secs(15);

pub(super) async fn native(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Native, None);
    let measured = measure(&server, &load, lanes).await?;
    let bare = Bare::measure(bench, server, Format::Native, &measured.outcome).await?;
    let mut lines = vec![
        Line::at_least("events/s", FULL_EVENTS_PER_SECOND, measured.outcome.events_per_second(), ""),
        Line::at_most("server CPU an event", NATIVE_US_AN_EVENT, measured.server_us_an_event(), " µs"),
    ];
    lines.extend(stages(&measured));
    lines.extend(lag(&measured));
    lines.push(Line::at_most("resident memory", RESIDENT_MB, measured.resident_mb(), " MB"));
    lines.extend(common(&measured));
    lines.push(Line::info("bare limit: events/s", bare.outcome.events_per_second(), ""));
    lines.push(Line::info("bare limit: CPU an event", bare.us_an_event, " µs"));
    report.add("native", Some(rules), bare.beside(&measured), lines)
}

pub(super) async fn steady(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Native, Some(FULL_EVENTS_PER_SECOND));
    let measured = measure(&server, &load, lanes).await?;
    // The last answers come a little after the end, which is no failure.
    let rate = Line::at_least("events/s", FULL_EVENTS_PER_SECOND * 0.99, measured.outcome.events_per_second(), "");
    let mut lines = vec![rate];
    lines.extend(lag(&measured));
    lines.extend(common(&measured));
    report.add("steady", Some(rules), measured.json(), lines)
}

pub(super) async fn single(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Single, None);
    let measured = measure(&server, &load, lanes).await?;
    let bare = Bare::measure(bench, server, Format::Single, &measured.outcome).await?;
    let rate = measured.outcome.requests_per_second();
    let bare_rate = bare.outcome.requests_per_second();
    let mut lines = vec![
        Line::at_least("requests/s", SINGLES_PER_SECOND, rate, ""),
        Line::at_most("p99", SINGLE_P99_MS, measured.outcome.latencies.percentile_ms(99.0), " ms"),
        Line::at_least("share of the bare limit", SINGLE_SHARE_OF_BARE, rate / bare_rate, ""),
        Line::info("server CPU a request", measured.server_us_an_event(), " µs"),
    ];
    lines.extend(stages(&measured));
    lines.extend(common(&measured));
    lines.push(Line::info("bare limit: requests/s", bare_rate, ""));
    lines.push(Line::info("bare limit: CPU a request", bare.us_an_event, " µs"));
    report.add("single", Some(rules), bare.beside(&measured), lines)
}

fn lag(measured: &Measured) -> Vec<Line> {
    let most = LAG_GROWTH_SHARE * measured.outcome.events_per_second();
    let caught_up = match measured.caught_up {
        Some(time) => Line::at_most("caught up after", CATCH_UP_S, time.as_secs_f64(), " s"),
        None => Line::missed("caught up after", "≤ 5 s", "never"),
    };
    vec![Line::at_most("growth of the lag, entries/s", most, measured.lag_growth_per_second(), ""), caught_up]
}

/// Where the server's time goes, as far as its threads tell.
pub(super) fn stages(measured: &Measured) -> impl Iterator<Item = Line> {
    let threads = measured.us_an_event_by_thread().into_iter().filter(|(_, us)| *us >= 0.1);
    threads.map(|(name, us)| Line::info(&format!("of it in threads `{name}`"), us, " µs"))
}

/// What every case says.
pub(super) fn common(measured: &Measured) -> Vec<Line> {
    vec![
        Line::info("p50", measured.outcome.latencies.percentile_ms(50.0), " ms"),
        Line::info("p99.9", measured.outcome.latencies.percentile_ms(99.9), " ms"),
        Line::info("generator CPU an event", measured.generator_us_an_event(), " µs"),
        Line::problems(&measured.problems()),
    ]
}

/// The bare limit under the same load.
struct Bare {
    outcome: Outcome,
    us_an_event: f64,
}

impl Bare {
    /// After the server has ended. Its answers are as long as the server's were on average.
    async fn measure(bench: &Bench, server: Server, format: Format, seen: &Outcome) -> Result<Self> {
        let (load, lanes) = bench.load(&server, format, None);
        drop(server);
        let answer_bytes = (seen.answer_body_bytes / seen.requests.max(1)) as usize;
        let status = if format == Format::Single { 201 } else { 200 };
        let process = bare::start(&bench.options.place.folder, status, answer_bytes).await?;
        let address = process.address.clone();
        let load = Load { address, check: Check::Status, duration: load.duration.min(BARE), ..load };
        let before = proc::cpu_seconds(process.id)?;
        let outcome = generator::run(&load, lanes).await?;
        let cpu_seconds = proc::cpu_seconds(process.id)? - before;
        let us_an_event = cpu_seconds * 1e6 / outcome.sent_events().max(1) as f64;
        Ok(Self { outcome, us_an_event })
    }

    fn beside(&self, measured: &Measured) -> Value {
        let mut facts = measured.json();
        facts["bare"] = json!({
            "requestsPerSecond": rounded(self.outcome.requests_per_second()),
            "eventsPerSecond": rounded(self.outcome.events_per_second()),
            "cpuUsPerEvent": rounded(self.us_an_event),
            "p99Ms": self.outcome.latencies.percentile_ms(99.0),
            "failures": self.outcome.failures,
        });
        facts
    }
}
