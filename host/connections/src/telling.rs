//! The ledger is told about syncs, so that SQL shows them. `control` remembers whom it has not been told of: at the end
//! of each sync and at each turn of the scheduler, what is missing is told.

use outlay_control::syncs::SyncRow;
use outlay_domain::entry::{Row, SyncRow as Told};
use outlay_domain::{Entry, Timestamp};

use crate::connections::Connections;

impl Connections {
    /// How a sync is now. That one runs may be missed; that one ended may not, see [`Self::tell_ended_syncs`].
    pub(crate) async fn tell(&self, sync: &SyncRow) -> bool {
        let row = Told {
            sync_id: sync.id.clone(),
            connection_id: sync.connection_id.clone(),
            connector: sync.connector.clone(),
            status: sync.status.clone(),
            started_at: Timestamp(sync.started_at),
            ended_at: sync.ended_at.map(Timestamp),
            records: u64::try_from(sync.records).unwrap_or(0),
            error: sync.error.clone(),
        };
        match self.sink.append(vec![Entry::Row(Row::Sync(row))]).await {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(%error, sync = %sync.id, "the ledger does not know of this sync yet");
                false
            }
        }
    }

    /// Tells the ledger how syncs ended, where it has not been told.
    pub(crate) async fn tell_ended_syncs(&self) {
        let _telling = self.telling.lock().await;
        let untold = match self.control.untold_syncs().await {
            Ok(untold) => untold,
            Err(error) => return tracing::error!(%error, "the syncs cannot be read"),
        };
        for sync in untold {
            if !self.tell(&sync).await {
                return;
            }
            if let Err(error) = self.control.mark_sync_told(&sync.id).await {
                return tracing::error!(%error, sync = %sync.id, "a sync cannot be marked; the ledger is told again");
            }
        }
    }
}
