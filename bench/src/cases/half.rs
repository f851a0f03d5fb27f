//! Answer times at half of the target's rate, for long enough to see checkpoints.

use std::time::Duration;

use anyhow::Result;

use super::throughput::common;
use super::{Bench, FULL_EVENTS_PER_SECOND};
use crate::generator::Load;
use crate::measure::measure;
use crate::payload::Format;
use crate::report::{Line, Report};

const P99_9_MS: f64 = 100.0;

pub(super) async fn run(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Native, Some(FULL_EVENTS_PER_SECOND / 2.0));
    let load = Load { duration: Duration::from_secs(bench.options.half_seconds()), ..load };
    let measured = measure(&server, &load, lanes).await?;
    let latencies = &measured.outcome.latencies;
    let mut lines = vec![
        Line::at_most("p99.9 of the answer", P99_9_MS, latencies.percentile_ms(99.9), " ms"),
        Line::info("longest answer", latencies.max_ms(), " ms"),
        Line::info("events/s", measured.outcome.events_per_second(), ""),
    ];
    lines.extend(common(&measured));
    report.add("half", Some(rules), measured.json(), lines)
}
