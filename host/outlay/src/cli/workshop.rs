//! The server's helper: one job from the input, one answer to the output.

use std::io::{Read, Write};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use outlay_sandbox::Bounds;

/// Jobs are written by the server; this only keeps a mistake from filling the memory.
const LARGEST_JOB: u64 = 256 << 20;

/// What the server lets it use.
#[derive(Args)]
pub(crate) struct Workshop {
    #[arg(long)]
    seconds: u32,
    #[arg(long)]
    memory_mib: u32,
}

pub(crate) fn run(Workshop { seconds, memory_mib }: &Workshop) -> Result<()> {
    let bounds = Bounds { seconds: *seconds, memory_mib: *memory_mib };
    outlay_sandbox::workshop::enter(bounds).context("cannot bound this process")?;
    let mut job = Vec::new();
    std::io::stdin().take(LARGEST_JOB).read_to_end(&mut job).context("cannot read the job")?;
    let answer = outlay_rules::workshop::serve(&job).map_err(|error| anyhow!("{error}"))?;
    std::io::stdout().write_all(&answer).context("cannot write the answer")
}
