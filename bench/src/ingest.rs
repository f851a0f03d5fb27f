//! The ingest benchmark: the chosen cases in turn, each on a fresh server.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use crate::cases::{self, Bench};
use crate::options::{Case, Options};
use crate::proc;
use crate::report::Report;

/// Says whether every target was met.
pub(crate) async fn run(options: &Options) -> Result<bool> {
    let server = fs::canonicalize(&options.server);
    let server = server.with_context(|| format!("there is no server at {}", options.server.display()))?;
    let folder = prepare(&options.folder)?;
    let mut report = Report::new(options.json.as_deref())?;
    let machine = json!({
        "time": jiff::Timestamp::now().to_string(),
        "cores": std::thread::available_parallelism()?.get(),
        "fileSystem": proc::file_system(&folder)?,
        "seed": options.seed,
        "seconds": options.seconds,
    });
    report.add("machine", None, machine, Vec::new())?;
    let bench = Bench { options, server: &server, folder: &folder };
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

/// In memory an fsync costs nothing, so numbers from there would be worth nothing.
fn prepare(folder: &PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let folder = fs::canonicalize(folder)?;
    if matches!(proc::file_system(&folder)?.as_str(), "tmpfs" | "ramfs") {
        eprintln!("outlay-bench: {} is in memory: fsync is not real there", folder.display());
    }
    Ok(folder)
}
