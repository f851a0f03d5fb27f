//! Resident memory: after a start with data and rules, and while as much comes in as can.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::sleep;

use super::Bench;
use super::throughput::common;
use crate::measure::measure;
use crate::payload::Format;
use crate::proc;
use crate::report::{Line, Report, rounded};

const IDLE_MB: f64 = 150.0;
const LOADED_MB: f64 = 1_024.0;
/// What a start does aside is over by then.
const SETTLED: Duration = Duration::from_secs(5);

pub(super) async fn run(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    // Started again, its rules come from what the first start compiled.
    let server = bench.start(rules).await?.restart().await?;
    sleep(SETTLED).await;
    let idle = proc::memory(server.process())?;
    let (load, lanes) = bench.load(&server, Format::Native, None);
    let measured = measure(&server, &load, lanes).await?;
    let mut facts = measured.json();
    facts["idleMemoryMb"] = json!({
        "resident": rounded(idle.resident_mb),
        "anonymous": rounded(idle.anonymous_mb),
        "file": rounded(idle.file_mb),
    });
    let mut lines = vec![
        Line::at_most("resident, idle after a start", IDLE_MB, idle.resident_mb, " MB"),
        Line::info("of it pages of files", idle.file_mb, " MB"),
        Line::at_most("resident, full load", LOADED_MB, measured.resident_mb(), " MB"),
    ];
    lines.extend(common(&measured));
    report.add("memory", Some(rules), facts, lines)
}
