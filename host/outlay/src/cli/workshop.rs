//! The server's helper: one job from the input, one answer to the output.

use std::io::{Read, Write};

use anyhow::{Context, Result, anyhow};

/// Jobs are written by the server; this only keeps a mistake from filling the memory.
const LARGEST_JOB: u64 = 256 << 20;

pub(crate) fn run() -> Result<()> {
    outlay_sandbox::workshop::enter().context("cannot bound this process")?;
    let mut job = Vec::new();
    std::io::stdin().take(LARGEST_JOB).read_to_end(&mut job).context("cannot read the job")?;
    let answer = outlay_rules::workshop::serve(&job).map_err(|error| anyhow!("{error}"))?;
    std::io::stdout().write_all(&answer).context("cannot write the answer")
}
