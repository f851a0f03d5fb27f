//! The crash tests, for longer.

use anyhow::Result;
use clap::Args;

use crate::shell::{command, run, step};

#[derive(Debug, Args)]
pub(crate) struct Soak {
    /// How often the server is crashed
    #[arg(long, default_value_t = 200)]
    rounds: u64,
    /// Cut the power, too: what was not synced vanishes
    #[arg(long)]
    power_cuts: bool,
    /// What decides which part of it vanishes
    #[arg(long, requires = "power_cuts")]
    seed: Option<u64>,
}

/// The server must be built.
pub(crate) fn run_soak(soak: &Soak) -> Result<()> {
    let mut test = "killed_under_load_every_accepted_event_is_there_once";
    if soak.power_cuts {
        step("Building the fault layer", || run(command("cargo", ["build", "--release", "--package", "fault-layer"])))?;
        test = "after_power_cuts_under_load_every_accepted_event_is_there_once";
    }
    step(&format!("Crashing the server {} times under load", soak.rounds), || {
        let arguments = ["test", "--release", "--workspace", "--test", "crash", "--", "--exact", test];
        let mut cargo = command("cargo", arguments);
        cargo.arg("--nocapture").env("OUTLAY_CRASH_ROUNDS", soak.rounds.to_string());
        if let Some(seed) = soak.seed {
            cargo.env("OUTLAY_CRASH_SEED", seed.to_string());
        }
        run(cargo)
    })
}
