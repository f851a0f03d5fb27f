//! The thread that keeps the warehouse up with the ledger.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use outlay_ledger::Ledger;
use outlay_warehouse::{Applier, Warehouse, WarehouseError};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

/// How long rows gather before a transaction: each transaction costs far more than a row.
const GATHER: Duration = Duration::from_millis(250);
/// How often to look when nothing comes.
const IDLE: Duration = Duration::from_secs(1);
/// After so long without anything new, a checkpoint disturbs nobody.
const QUIET: Duration = Duration::from_secs(20);
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
        let mut quiet = Quiet::default();
        loop {
            end.mark_unchanged();
            let caught_up = catch_up(&mut applier, &ledger);
            if caught_up && quiet.is_due(ledger.end()) {
                checkpoint(&mut applier);
            }
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
    });
    Ok(spawned.expect("a thread can be started while the process starts"))
}

/// Notices when nothing has come for a while.
#[derive(Debug)]
struct Quiet {
    end: u64,
    since: Instant,
    /// Up to where the last checkpoint was.
    done: u64,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { end: 0, since: Instant::now(), done: 0 }
    }
}

impl Quiet {
    /// Once for each time that something came and then nothing more.
    fn is_due(&mut self, end: u64) -> bool {
        if end != self.end {
            (self.end, self.since) = (end, Instant::now());
        }
        let due = self.done < end && self.since.elapsed() >= QUIET;
        if due {
            self.done = end;
        }
        due
    }
}

fn checkpoint(applier: &mut Applier) {
    if let Err(error) = applier.checkpoint() {
        // A long query may hold it up; the next one comes.
        tracing::debug!(%error, "no checkpoint of the warehouse now");
    }
}

/// False if it failed; the ledger keeps everything, so that it can be tried again.
fn catch_up(applier: &mut Applier, ledger: &Ledger) -> bool {
    loop {
        match applier.step(ledger) {
            Ok(true) => {}
            Ok(false) => return true,
            Err(error) => {
                tracing::error!(%error, "the warehouse cannot follow the ledger; trying again");
                return false;
            }
        }
    }
}
