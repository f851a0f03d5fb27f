//! The server's helper: one job from the input, one answer to the output.

use std::io::{Read, Write};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use outlay_sandbox::{Bounds, WorkshopKind};

/// Jobs are written by the server; this only keeps a mistake from filling the memory.
const LARGEST_JOB: u64 = 256 << 20;

/// What the server lets it use.
#[derive(Args)]
pub(crate) struct Workshop {
    /// What the job is about.
    #[arg(value_parser = kind)]
    kind: WorkshopKind,
    #[arg(long)]
    seconds: u32,
    #[arg(long)]
    memory_mib: u32,
}

fn kind(text: &str) -> Result<WorkshopKind, String> {
    WorkshopKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| "rule or connector".to_owned())
}

pub(crate) fn run(Workshop { kind, seconds, memory_mib }: &Workshop) -> Result<()> {
    let bounds = Bounds { seconds: *seconds, memory_mib: *memory_mib };
    outlay_sandbox::workshop::enter(bounds).context("cannot bound this process")?;
    let mut job = Vec::new();
    std::io::stdin().take(LARGEST_JOB).read_to_end(&mut job).context("cannot read the job")?;
    let serve = match kind {
        WorkshopKind::Rule => outlay_rules::workshop::serve,
        WorkshopKind::Connector => outlay_connections::workshop::serve,
    };
    let answer = serve(&job).map_err(|error| anyhow!("{error}"))?;
    std::io::stdout().write_all(&answer).context("cannot write the answer")
}
