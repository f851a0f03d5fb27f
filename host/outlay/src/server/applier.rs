//! The thread that keeps the warehouse up with the ledger.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use outlay_ledger::Ledger;
use outlay_warehouse::{Applier, Warehouse, WarehouseError};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::memory;

/// How long entries gather before a transaction: each transaction costs as much as a thousand rows ...
const GATHER: Duration = Duration::from_millis(250);
/// ... unless so many wait already.
const ENOUGH: u64 = 15_000;
/// So many entries are read one by one at the most when sums are asked for.
const ROLLED_UP_FROM: u64 = 65_536;
/// How often to look when nothing comes.
const IDLE: Duration = Duration::from_secs(1);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Starts it. It gathers no longer when `hurry` rings. Once cancelled, it applies what the ledger holds and ends.
pub(crate) fn start(
    warehouse: &Warehouse,
    ledger: Arc<Ledger>,
    hurry: Arc<Notify>,
    stop: CancellationToken,
) -> Result<JoinHandle<()>, WarehouseError> {
    let mut applier = warehouse.applier()?;
    let runtime = Handle::current();
    let thread = std::thread::Builder::new().name("applier".to_owned());
    let spawned = thread.spawn(move || {
        let mut end = ledger.watch();
        loop {
            end.mark_unchanged();
            let is_last = stop.is_cancelled();
            let mut began = Instant::now();
            let waiting = catch_up(&mut applier, &ledger, if is_last { 0 } else { ENOUGH });
            if is_last {
                break;
            }
            // What arrives meanwhile is applied after each of its parts.
            if waiting.is_some() && (goes_on_repricing(&mut applier) || goes_on_rolling_up(&mut applier)) {
                continue;
            }
            if waiting == Some(0) {
                memory::give_back();
            }
            runtime.block_on(async {
                if waiting == Some(0) {
                    tokio::select! {
                        _ = end.changed() => {}
                        // What was refused is no part of the ledger.
                        () = tokio::time::sleep(IDLE) => {}
                        () = stop.cancelled() => return,
                    }
                    began = Instant::now();
                }
                // What came during a checkpoint has gathered already.
                let pause = if waiting.is_some() { GATHER.saturating_sub(began.elapsed()) } else { AFTER_FAILURE };
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = hurry.notified(), if waiting.is_some() => {}
                    () = stop.cancelled() => {}
                }
            });
        }
        if let Err(error) = applier.checkpoint() {
            tracing::warn!(%error, "the warehouse has no checkpoint; the next start applies again what is missing");
        }
    });
    Ok(spawned.expect("a thread can be started while the process starts"))
}

/// One part of a re-pricing, if there is one under way.
fn goes_on_repricing(applier: &mut Applier) -> bool {
    applier.reprice().unwrap_or_else(|error| {
        tracing::error!(%error, "costs of the past cannot be computed anew now; it is tried again each second");
        false
    })
}

/// One part of what is not rolled up, if that is much.
fn goes_on_rolling_up(applier: &mut Applier) -> bool {
    applier.roll_up(ROLLED_UP_FROM).unwrap_or_else(|error| {
        tracing::error!(%error, "sums by hour cannot be kept now; until then they are made of the events");
        false
    })
}

/// Leaves at most `rest` entries, and says how many. None if it failed; the ledger keeps everything, so that it can be
/// tried again.
fn catch_up(applier: &mut Applier, ledger: &Ledger, rest: u64) -> Option<u64> {
    loop {
        match applier.step(ledger) {
            Ok(waiting) if waiting > rest => {}
            Ok(waiting) => return Some(waiting),
            Err(error) => {
                tracing::error!(%error, "the warehouse cannot follow the ledger now; it is tried again each second");
                return None;
            }
        }
    }
}
