//! Starts syncs when they are due or asked for, at most one of a connection at a time.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use outlay_control::connections::{ConnectionRow, Coverage};
use outlay_control::new_id;
use outlay_control::syncs::SyncRow;
use outlay_domain::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::error::ConnectionsError;
use crate::schedule::Schedule;
use crate::status::{Outcome, judge};
use crate::views::SyncView;

const RUNNING: &str = "running";
const CHANGED: &str = "the connection was changed during this sync";
/// The scheduler looks at least this often: clocks jump.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// Of a back-fill, in seconds.
const FURTHEST: i64 = 3_660 * 86_400;
const AFTER_AN_ERROR: Duration = Duration::from_secs(10);

/// What wants a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    BySchedule,
    /// Streams whose requests cost money are read however short ago they were.
    ByAPerson,
}

/// A sync that runs.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    sync_id: String,
    cancel: CancellationToken,
    /// Who ended it, where a person did; set before it is cancelled.
    why: Arc<OnceLock<String>>,
    /// Cancelled when it is written down.
    begun: CancellationToken,
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
        let sync = self.start(&row, Asked::ByAPerson).await?;
        self.control.audit(self.now().0, by, "sync connection", id).await?;
        Ok(sync)
    }

    /// Ends the sync that runs, and a back-fill. What was read stays; the next one comes when the schedule says.
    pub async fn cancel(&self, id: &str, by: &str) -> Result<SyncView, ConnectionsError> {
        let changing = self.changes.lock().await;
        let mut row = self.row(id).await?;
        let running = self.running().get(id).cloned().ok_or(ConnectionsError::NothingRuns)?;
        row.next_sync_at = Schedule::of(&row).and_then(|schedule| schedule.next(self.now())).map(|time| time.0);
        row.back_to = None;
        // Before the sync ends, lest the scheduler starts the next one at once.
        self.control.update_connection(&row, &[], &[], Coverage::Keep).await?;
        // Another person may have been faster.
        let _first = running.why.set(format!("cancelled by {by}"));
        running.cancel.cancel();
        running.ended.cancelled().await;
        drop(changing);
        self.control.audit(self.now().0, by, "cancel sync", id).await?;
        let sync = self.control.sync(&running.sync_id).await?;
        sync.map(SyncView::from).ok_or(ConnectionsError::NothingRuns)
    }

    /// Reads further back than before: from `from` on. The answer is the sync that does it.
    pub async fn back_fill(
        self: &Arc<Self>,
        id: &str,
        from: Timestamp,
        by: &str,
    ) -> Result<SyncView, ConnectionsError> {
        let changing = self.changes.lock().await;
        let row = self.row(id).await?;
        let now = self.now();
        if from >= now || now.seconds() - from.seconds() > FURTHEST {
            let message = "a back-fill begins in the past, at most ten years ago";
            return Err(ConnectionsError::invalid("from", message));
        }
        self.stop(id).await;
        self.control.set_back_to(id, Some(from.0)).await?;
        drop(changing);
        self.control.audit(now.0, by, "back-fill connection", id).await?;
        self.start(&row, Asked::ByAPerson).await
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
                self.start(&row, Asked::BySchedule).await?;
            }
        }
        Ok(sleep)
    }

    /// Starts a sync, or answers the one that runs.
    pub(crate) async fn start(
        self: &Arc<Self>,
        row: &ConnectionRow,
        asked: Asked,
    ) -> Result<SyncView, ConnectionsError> {
        while !self.stopping.is_cancelled() {
            let Running { sync_id, begun, ended, .. } = match self.enter(row) {
                Ok((slot, running)) => {
                    let sync = new_sync(running.sync_id.clone(), &row.id, &row.connector, self.now().0);
                    // A task of its own: who asked for the sync may hang up, and it must not stay half begun.
                    let beginning = self.tasks.spawn(slot.begin(sync, running, asked));
                    return beginning.await.map_err(|error| ConnectionsError::Internal(error.to_string()))?;
                }
                Err(other) => other,
            };
            tokio::select! {
                () = begun.cancelled() => {}
                () = ended.cancelled() => {}
            }
            match self.control.sync(&sync_id).await? {
                Some(sync) if sync.status == RUNNING => return Ok(sync.into()),
                // It is over but for the last moment, and has read nothing of what is asked for now.
                _ => ended.cancelled().await,
            }
        }
        Err(ConnectionsError::Stopping)
    }

    /// Takes the connection's place among the running, or answers who has it.
    fn enter(self: &Arc<Self>, row: &ConnectionRow) -> Result<(Slot, Running), Running> {
        let mut all = self.running();
        if let Some(other) = all.get(&row.id) {
            return Err(other.clone());
        }
        let running = Running {
            sync_id: new_id(),
            cancel: self.stopping.child_token(),
            why: Arc::default(),
            begun: CancellationToken::new(),
            ended: CancellationToken::new(),
        };
        all.insert(row.id.clone(), running.clone());
        let (connections, connection_id) = (Arc::clone(self), row.id.clone());
        Ok((Slot { connections, connection_id, ended: running.ended.clone() }, running))
    }

    /// Ends the sync of a connection, if one runs, and waits until nothing of it is left.
    pub(crate) async fn stop(&self, connection_id: &str) {
        let running = self.running().get(connection_id).cloned();
        if let Some(running) = running {
            running.cancel.cancel();
            running.ended.cancelled().await;
        }
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

impl Slot {
    /// Writes the sync down and sets it going.
    async fn begin(self, sync: SyncRow, running: Running, asked: Asked) -> Result<SyncView, ConnectionsError> {
        let connections = Arc::clone(&self.connections);
        connections.control.insert_sync(&sync).await?;
        running.begun.cancel();
        connections.tasks.spawn(self.carry_out(sync.clone(), running, asked));
        Ok(sync.into())
    }

    /// A sync from its first entry in the ledger to its last.
    async fn carry_out(self, mut sync: SyncRow, running: Running, asked: Asked) {
        let connections = Arc::clone(&self.connections);
        connections.tell(&sync).await;
        let outcome = tokio::select! {
            outcome = connections.read_everything(&mut sync, asked == Asked::ByAPerson) => Some(outcome),
            () = running.cancel.cancelled() => None,
        };
        let error = match &outcome {
            Some(outcome) => outcome.trouble.as_ref().map(|trouble| trouble.message.clone()),
            None if connections.stopping.is_cancelled() => {
                Some("the server stopped during this sync; it is read again".to_owned())
            }
            None => Some(running.why.get().cloned().unwrap_or_else(|| CHANGED.to_owned())),
        };
        sync.status = match &outcome {
            Some(outcome) if outcome.trouble.is_none() => "done",
            Some(outcome) if outcome.is_partial() => "partial",
            None if !connections.stopping.is_cancelled() => "cancelled",
            _ => "failed",
        }
        .to_owned();
        sync.ended_at = Some(connections.now().0);
        sync.error = error;
        report(&sync);
        if let Some(outcome) = outcome {
            // Who changes or deletes the connection holds the lock and waits for this sync to end.
            tokio::select! {
                guard = connections.changes.lock() => {
                    connections.settle(&sync.connection_id, &outcome).await;
                    drop(guard);
                }
                () = running.cancel.cancelled() => {}
            }
        }
        // Last, so that whoever waits for the end of a sync sees its consequences.
        if let Err(error) = connections.control.update_sync(&sync).await {
            tracing::error!(%error, sync = %sync.id, "the end of a sync cannot be written down");
        }
        drop(self);
        connections.tell_ended_syncs().await;
    }
}

pub(crate) fn new_sync(id: String, connection_id: &str, connector: &str, now: i64) -> SyncRow {
    SyncRow {
        id,
        connection_id: connection_id.to_owned(),
        connector: connector.to_owned(),
        status: RUNNING.to_owned(),
        started_at: now,
        ended_at: None,
        records: 0,
        windows_done: 0,
        windows_total: 0,
        requests: 0,
        days_done: 0,
        days_total: 0,
        error: None,
        told: false,
    }
}

fn report(sync: &SyncRow) {
    let SyncRow { connection_id: connection, records, windows_done: windows, .. } = sync;
    let seconds = sync.ended_at.map(|ended| (ended - sync.started_at) / 1_000_000);
    match &sync.error {
        None => tracing::info!(connection, records, windows, seconds, "a sync is done"),
        Some(error) => {
            let status = &sync.status;
            tracing::warn!(connection, records, windows, seconds, status, error, "a sync has not read everything");
        }
    }
}
