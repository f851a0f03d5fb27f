//! The ingest benchmark: the chosen cases in turn, each on a fresh server.

use anyhow::Result;
use serde_json::json;

use crate::cases::{self, Bench};
use crate::options::{Case, Options};
use crate::proc;
use crate::report::Report;

/// Says whether every target was met.
pub(crate) async fn run(options: &Options) -> Result<bool> {
    let bench = Bench::new(options.clone())?;
    let mut report = Report::new(options.telling.json.as_deref())?;
    let file_system = proc::file_system(&bench.options.place.folder)?;
    // In memory an fsync costs nothing, so numbers from there would be worth nothing.
    if matches!(file_system.as_str(), "tmpfs" | "ramfs") {
        eprintln!("outlay-bench: {} is in memory: fsync is not real there", options.place.folder.display());
    }
    let machine = json!({
        "time": jiff::Timestamp::now().to_string(),
        "cores": std::thread::available_parallelism()?.get(),
        "fileSystem": file_system,
        "seed": options.seed,
        "seconds": options.seconds,
    });
    report.add("machine", None, machine, Vec::new())?;
    cases::fsync::run(&bench, &mut report)?;
    let throughput = [Case::Native, Case::Single, Case::Otlp];
    for &rules in &options.rules {
        for case in throughput.into_iter().filter(|case| options.cases.contains(case)) {
            cases::run(&bench, case, rules, &mut report).await?;
        }
    }
    for &case in options.cases.iter().filter(|case| !throughput.contains(case)) {
        cases::run(&bench, case, options.usual_rules(), &mut report).await?;
    }
    Ok(report.finish())
}
