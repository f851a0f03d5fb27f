//! The same rule as a plug-in of extism. It runs in a program of its own: extism brings another wasmtime.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use outlay_domain::Entry;
use outlay_frame::Builder;

use super::judging::columns;
use crate::options::ExtismPlace;

const ROUNDS: usize = 20_000;

/// Nanoseconds an event; the frame is made once, before the measurement.
pub(crate) fn run(place: &ExtismPlace, batch: &[Entry]) -> Result<f64> {
    let mut builder = Builder::new(u32::try_from(batch.len())?, 2);
    builder.texts("agent", columns(batch).map(|(agent, _)| agent));
    builder.integers("cost", 12, columns(batch).map(|(_, cost)| cost));
    let frame = tempfile::NamedTempFile::new()?;
    fs::write(frame.path(), builder.finish()?)?;
    let mut program = Command::new(&place.program);
    program.arg(&place.plugin).arg(frame.path()).arg(ROUNDS.to_string());
    let output = program.output().with_context(|| format!("cannot start {}", place.program.display()))?;
    if !output.status.success() {
        bail!("the plug-in fails: {}", String::from_utf8_lossy(&output.stderr));
    }
    let microseconds: f64 = String::from_utf8_lossy(&output.stdout).trim().parse()?;
    Ok(microseconds * 1e3 / batch.len() as f64)
}
