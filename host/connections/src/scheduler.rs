//! Starts syncs when they are due or asked for, at most one of a connection at a time.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use outlay_control::connections::{ConnectionRow, Coverage};
use outlay_control::new_id;
use outlay_control::syncs::SyncRow;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::error::ConnectionsError;
use crate::status::{Outcome, judge};
use crate::views::SyncView;

/// The scheduler looks at least this often: clocks jump.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
const AFTER_AN_ERROR: Duration = Duration::from_secs(10);

/// A sync that runs.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    cancel: CancellationToken,
    /// Cancelled when nothing of it is left.
    ended: CancellationToken,
}

/// The connection's place among the running; given up however the sync ends.
struct Slot {
    connections: Arc<Connections>,
    connection_id: String,
    ended: CancellationToken,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.running().remove(&self.connection_id);
        self.ended.cancel();
        self.connections.wake.notify_one();
    }
}

impl Connections {
    /// The scheduler: runs until it is cancelled, then ends all syncs and returns when they have ended.
    pub async fn run(self: Arc<Self>, cancel: CancellationToken) {
        while !cancel.is_cancelled() {
            self.tell_ended_syncs().await;
            let sleep = self.start_due().await.unwrap_or_else(|error| {
                tracing::error!(%error, "connections cannot be scheduled");
                AFTER_AN_ERROR
            });
            tokio::select! {
                () = cancel.cancelled() => {}
                () = self.wake.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Starts a sync, or answers the one that runs.
    pub async fn sync_now(self: &Arc<Self>, id: &str, by: &str) -> Result<SyncView, ConnectionsError> {
        let row = self.row(id).await?;
        let sync = self.start(&row).await?;
        self.control.audit(self.now().0, by, "sync connection", id).await?;
        Ok(sync)
    }

    /// Starts what is due; answers how long nothing will be.
    async fn start_due(self: &Arc<Self>) -> Result<Duration, ConnectionsError> {
        let now = self.now().0;
        let mut sleep = LONGEST_SLEEP;
        for row in self.control.connections().await? {
            let Some(due) = row.next_sync_at else { continue };
            if due > now {
                sleep = sleep.min(Duration::from_micros((due - now).unsigned_abs()));
            } else if !self.running().contains_key(&row.id) {
                self.start(&row).await?;
            }
        }
        Ok(sleep)
    }

    pub(crate) async fn start(self: &Arc<Self>, row: &ConnectionRow) -> Result<SyncView, ConnectionsError> {
        if self.stopping.is_cancelled() {
            return Err(ConnectionsError::Stopping);
        }
        let running = Running { cancel: self.stopping.child_token(), ended: CancellationToken::new() };
        // The guard must be gone before anything waits.
        let is_taken = {
            let mut all = self.running();
            let is_taken = all.contains_key(&row.id);
            if !is_taken {
                all.insert(row.id.clone(), running.clone());
            }
            is_taken
        };
        if is_taken {
            let last = self.control.syncs(&row.id, None, 1).await?.pop();
            return last.map(SyncView::from).ok_or(ConnectionsError::NoSuchConnection);
        }
        let slot = Slot { connections: Arc::clone(self), connection_id: row.id.clone(), ended: running.ended };
        let sync = SyncRow {
            id: new_id(),
            connection_id: row.id.clone(),
            connector: row.connector.clone(),
            status: "running".to_owned(),
            started_at: self.now().0,
            ended_at: None,
            records: 0,
            windows_done: 0,
            windows_total: 0,
            error: None,
            told: false,
        };
        self.control.insert_sync(&sync).await?;
        let view = SyncView::from(sync.clone());
        self.tasks.spawn(async move {
            slot.connections.carry_out(sync, running.cancel).await;
            drop(slot);
        });
        Ok(view)
    }

    /// Ends the sync of a connection, if one runs, and waits until nothing of it is left.
    pub(crate) async fn stop(&self, connection_id: &str) {
        let running = self.running().get(connection_id).cloned();
        if let Some(running) = running {
            running.cancel.cancel();
            running.ended.cancelled().await;
        }
    }

    /// A sync from its first entry in the ledger to its last.
    async fn carry_out(&self, mut sync: SyncRow, cancel: CancellationToken) {
        self.tell(&sync).await;
        let outcome = tokio::select! {
            outcome = self.read_everything(&mut sync) => Some(outcome),
            () = cancel.cancelled() => None,
        };
        let error = match &outcome {
            Some(outcome) => outcome.trouble.as_ref().map(|trouble| trouble.message.clone()),
            None if self.stopping.is_cancelled() => {
                Some("the server stopped during this sync; it is read again".to_owned())
            }
            None => Some("the connection was changed during this sync".to_owned()),
        };
        sync.status = if error.is_none() { "done" } else { "failed" }.to_owned();
        sync.ended_at = Some(self.now().0);
        sync.error = error;
        let seconds = (self.now().0 - sync.started_at) / 1_000_000;
        let SyncRow { connection_id, records, windows_done, .. } = &sync;
        match &sync.error {
            None => {
                tracing::info!(connection = %connection_id, records, windows = windows_done, seconds, "a sync is done")
            }
            Some(error) => {
                tracing::warn!(connection = %connection_id, records, windows = windows_done, seconds, error, "a sync failed")
            }
        }
        if let Err(error) = self.control.update_sync(&sync).await {
            tracing::error!(%error, sync = %sync.id, "the end of a sync cannot be written down");
        }
        if let Some(outcome) = outcome {
            // Who changes or deletes the connection holds the lock and waits for this sync to end.
            tokio::select! {
                guard = self.changes.lock() => {
                    self.settle(&sync.connection_id, &outcome).await;
                    drop(guard);
                }
                () = cancel.cancelled() => {}
            }
        }
        self.tell_ended_syncs().await;
    }

    /// The connection's status and next sync, after one.
    async fn settle(&self, connection_id: &str, outcome: &Outcome) {
        let settled = async {
            let Some(mut row) = self.control.connection(connection_id).await? else { return Ok(()) };
            judge(&mut row, outcome, self.now());
            self.control.update_connection(&row, &[], &[], Coverage::Keep).await.map(drop)
        };
        if let Err(error) = settled.await {
            tracing::error!(%error, connection = connection_id, "the status of a connection cannot be written down");
        }
    }

    pub(crate) fn running(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
