//! What must hold for events to be taken: room on the disk, and a warehouse that follows. And what grows old and goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_alerts::Alerts;
use outlay_api::Pipe;
use outlay_domain::{Clock, Timestamp};
use outlay_ledger::Ledger;
use outlay_pipeline::Refused;
use outlay_warehouse::Warehouse;
use tokio_util::sync::CancellationToken;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const MEGABYTE: u64 = 1_000_000;
/// How often something old may go. One day of the ledger at a time: a clock that jumped is noticed before much is gone.
const FORGET_EVERY: Duration = Duration::from_secs(3600);
const DAY: i64 = 86_400;

/// Looks after the data folder.
#[derive(Debug)]
pub(crate) struct Guardian {
    pub(crate) data: PathBuf,
    pub(crate) reserve_mb: u64,
    pub(crate) ledger_days: u32,
    pub(crate) most_behind: u64,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) warehouse: Warehouse,
    pub(crate) alerts: Arc<Alerts>,
    pub(crate) pipeline: Pipe,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Guardian {
    /// Runs until cancelled.
    pub(crate) async fn run(self, stop: CancellationToken) {
        // Not at once: a server that is started again and again on a machine with a wrong clock would lose day after day.
        let mut last_forgotten = Instant::now();
        loop {
            self.look();
            if last_forgotten.elapsed() >= FORGET_EVERY {
                last_forgotten = Instant::now();
                if let Err(error) = self.forget().await {
                    tracing::error!(%error, "the oldest part of the ledger cannot be dropped");
                }
            }
            if stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_none() {
                return;
            }
        }
    }

    fn look(&self) {
        let refused = self.nearly_full().or_else(|| self.behind());
        let before = self.pipeline.closed();
        match (&before, &refused) {
            (None, Some(refused)) => tracing::error!("events are refused: {refused}"),
            (Some(_), None) => tracing::info!("events are taken again"),
            _ => {}
        }
        if before.is_some() || refused.is_some() {
            self.pipeline.close(refused);
        }
    }

    fn nearly_full(&self) -> Option<Refused> {
        let free = rustix::fs::statvfs(&self.data).ok().map(|stat| stat.f_bavail.saturating_mul(stat.f_frsize))?;
        (free < self.reserve_mb * MEGABYTE).then_some(Refused::NearlyFull(free / MEGABYTE))
    }

    fn behind(&self) -> Option<Refused> {
        let behind = (self.ledger.end() - 1).saturating_sub(self.warehouse.applied());
        (behind > self.most_behind).then_some(Refused::Behind(behind))
    }

    /// Drops the oldest day of the ledger, if it is old enough and everybody has read it.
    async fn forget(&self) -> anyhow::Result<()> {
        let read = self.warehouse.saved().min(self.alerts.followed());
        let age = i64::from(self.ledger_days) * DAY;
        let before = Timestamp::from_seconds(self.clock.now().seconds() - age);
        let ledger = Arc::clone(&self.ledger);
        let found = tokio::task::spawn_blocking(move || ledger.droppable(read, before)).await??;
        let Some((stays, snapshots)) = found else { return Ok(()) };
        if !snapshots.is_empty() {
            self.pipeline.carry(snapshots).await?;
        }
        let ledger = Arc::clone(&self.ledger);
        tokio::task::spawn_blocking(move || ledger.drop_before(stays)).await??;
        tracing::info!(begin = stays, "the oldest day of the ledger was dropped");
        Ok(())
    }
}
