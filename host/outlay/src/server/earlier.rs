//! Connections ask the warehouse what a window said before.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use outlay_connections::Earlier;
use outlay_domain::Timestamp;
use outlay_domain::record::{Record, RecordKind};
use outlay_ledger::Ledger;
use outlay_warehouse::Warehouse;
use tokio::sync::Notify;

/// How long the warehouse may be behind.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(crate) struct EarlierRecords {
    pub(crate) warehouse: Warehouse,
    pub(crate) ledger: Arc<Ledger>,
    /// Rings where somebody waits for the warehouse.
    pub(crate) hurry: Arc<Notify>,
}

#[async_trait]
impl Earlier for EarlierRecords {
    async fn records(
        &self,
        kind: RecordKind,
        connection_id: &str,
        stream: &str,
        time: (Timestamp, Timestamp),
    ) -> Result<Vec<Record>, String> {
        // The window before may be among what is not applied yet.
        self.wait().await?;
        let (warehouse, connection, stream) = (self.warehouse.clone(), connection_id.to_owned(), stream.to_owned());
        tokio::task::spawn_blocking(move || warehouse.records(kind, &connection, &stream, time))
            .await
            .map_err(|error| error.to_string())?
            .map_err(|error| error.to_string())
    }

    async fn catch_up(&self) {
        if let Err(error) = self.wait().await {
            tracing::warn!(error, "a sync goes on though what it read before is not in the warehouse");
        }
    }
}

impl EarlierRecords {
    /// Until the warehouse has all that is in the ledger now.
    async fn wait(&self) -> Result<(), String> {
        let end = self.ledger.end();
        self.hurry.notify_one();
        let mut applied = self.warehouse.watch();
        tokio::time::timeout(PATIENCE, applied.wait_for(|&applied| applied + 1 >= end))
            .await
            .map_err(|_| "the warehouse is behind".to_owned())?
            .map_err(|_| "the warehouse is closed".to_owned())?;
        Ok(())
    }
}
