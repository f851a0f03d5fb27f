//! Lets time pass in the ledger, where a rule asks for it: windows close, absences are noticed.

use std::sync::Arc;
use std::time::Duration;

use outlay_domain::Entry;
use outlay_domain::sink::NotAccepted;

use crate::live::Live;

/// Of the ledger's time, in microseconds.
pub(crate) const EVERY: i64 = 10_000_000;

/// Runs until the ledger takes nothing more for good: the process ends.
pub(crate) async fn tick(live: Arc<dyn Live>) {
    let mut clock = tokio::time::interval(Duration::from_micros(EVERY.unsigned_abs()));
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        if let Err(error) = once(live.as_ref()).await {
            tracing::debug!(%error, "no tick: the ledger takes nothing");
        }
    }
}

pub(crate) async fn once(live: &dyn Live) -> Result<(), NotAccepted> {
    let ticked = live.change(Box::new(|set, _| if set.wants_ticks() { vec![Entry::Tick] } else { Vec::new() }));
    ticked.await.map(|_| ())
}
