//! What the disk gives by itself: 4 KB appended and made durable, again and again.

use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::Bench;
use crate::histogram::Latencies;
use crate::measure::latency_json;
use crate::report::{Line, Report};

const DURATION: Duration = Duration::from_secs(5);
const BLOCK: [u8; 4_096] = [7; 4_096];

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let path = bench.options.place.folder.join("fsync");
    let mut file = File::create(&path)?;
    let mut latencies = Latencies::new()?;
    let began = Instant::now();
    while began.elapsed() < DURATION {
        let appending = Instant::now();
        file.write_all(&BLOCK)?;
        file.sync_data()?;
        latencies.record(appending.elapsed());
    }
    fs::remove_file(&path)?;
    let facts = json!({"latencyMs": latency_json(&latencies)});
    let percentile = |percent| Line::info(&format!("p{percent}"), latencies.percentile_ms(percent), " ms");
    report.add("fsync alone", None, facts, [50.0, 99.0, 99.9].map(percentile).into())
}
