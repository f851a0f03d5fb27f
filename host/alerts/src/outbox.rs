//! Changed alerts → ledger, for the table `alerts`. At least once; a row replaces the one with its id.

use std::time::Duration;

use outlay_domain::Entry;
use outlay_domain::entry::Row;
use outlay_domain::sink::EntrySink;
use tokio_util::sync::CancellationToken;

use crate::alerts::Alerts;
use crate::view::warehouse_row;

const ALERTS_A_STEP: u32 = 500;
/// An alert that every event fires changes all the time: such changes are handed over five times a second.
const GAP: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Runs until cancelled.
pub(crate) async fn tell(alerts: &Alerts, sink: &dyn EntrySink, cancel: &CancellationToken) {
    let mut pause = GAP;
    loop {
        let is_idle = match alerts.tell_changes(sink).await {
            Ok(told) => {
                pause = GAP;
                told == 0
            }
            Err(error) => {
                tracing::warn!(%error, "changed alerts cannot be handed to the ledger; trying again");
                pause = (pause * 2).min(LONGEST_PAUSE);
                false
            }
        };
        let waiting =
            async { if is_idle { alerts.alerts_changed.notified().await } else { tokio::time::sleep(pause).await } };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = waiting => {}
        }
    }
}

impl Alerts {
    /// Answers how many alerts were handed over.
    async fn tell_changes(&self, sink: &dyn EntrySink) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
        let changed = self.control.untold_alerts(ALERTS_A_STEP).await?;
        if changed.is_empty() {
            return Ok(0);
        }
        sink.append(changed.iter().map(|alert| Entry::Row(Row::Alert(warehouse_row(alert)))).collect()).await?;
        // Changes since then have a higher version and are told next.
        self.control.mark_told(&changed).await?;
        Ok(changed.len())
    }
}
