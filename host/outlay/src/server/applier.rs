//! The thread that keeps the warehouse up with the ledger.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use outlay_ledger::Ledger;
use outlay_warehouse::{Applier, Warehouse, WarehouseError};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

/// How long rows gather before a transaction: each transaction costs far more than a row.
const GATHER: Duration = Duration::from_millis(250);
/// How often to look when nothing comes.
const IDLE: Duration = Duration::from_secs(1);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Starts it. Once cancelled, it applies what the ledger holds and ends.
pub(crate) fn start(
    warehouse: &Warehouse,
    ledger: Arc<Ledger>,
    stop: CancellationToken,
) -> Result<JoinHandle<()>, WarehouseError> {
    let mut applier = warehouse.applier()?;
    let runtime = Handle::current();
    let thread = std::thread::Builder::new().name("applier".to_owned());
    let spawned = thread.spawn(move || {
        let mut end = ledger.watch();
        loop {
            end.mark_unchanged();
            let caught_up = catch_up(&mut applier, &ledger);
            if stop.is_cancelled() {
                break;
            }
            runtime.block_on(async {
                let pause = if caught_up { GATHER } else { AFTER_FAILURE };
                if caught_up {
                    tokio::select! {
                        _ = end.changed() => {}
                        // What was refused is no part of the ledger.
                        () = tokio::time::sleep(IDLE) => {}
                        () = stop.cancelled() => return,
                    }
                }
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
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

/// False if it failed; the ledger keeps everything, so that it can be tried again.
fn catch_up(applier: &mut Applier, ledger: &Ledger) -> bool {
    loop {
        match applier.step(ledger) {
            Ok(true) => {}
            Ok(false) => return true,
            Err(error) => {
                tracing::error!(%error, "the warehouse cannot follow the ledger now; it is tried again each second");
                return false;
            }
        }
    }
}
