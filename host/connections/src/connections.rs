//! What all of it shares, and looking things up.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use outlay_control::Control;
use outlay_control::connections::ConnectionRow;
use outlay_domain::sink::EntrySink;
use outlay_domain::{Clock, Timestamp};
use outlay_egress::Egress;
use outlay_pricing::LiveBook;
use outlay_sandbox::{Engines, Shelf, Workshop};
use outlay_vault::Vault;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::catalogue::Catalogue;
use crate::earlier::Earlier;
use crate::error::ConnectionsError;
use crate::scheduler::Running;
use crate::views::{ConnectionView, Known, SyncView};

/// How many connections are read at the same time.
///
/// Most of that time is waiting: for answers, and for providers that ask to wait.
const PARALLEL: usize = 16;

/// All connections of a server.
pub struct Connections {
    pub(crate) control: Control,
    pub(crate) vault: Arc<Vault>,
    pub(crate) egress: Egress,
    pub(crate) sink: Arc<dyn EntrySink>,
    /// What usage would cost.
    pub(crate) book: Arc<LiveBook>,
    pub(crate) earlier: Arc<dyn Earlier>,
    pub(crate) catalogue: Catalogue,
    pub(crate) engines: Engines,
    pub(crate) workshop: Option<Arc<Workshop>>,
    pub(crate) shelf: Shelf,
    pub(crate) clock: Arc<dyn Clock>,
    /// Held by whoever reads a connection's or a connector's row to write it changed.
    pub(crate) changes: tokio::sync::Mutex<()>,
    /// Held by whoever tells the ledger, so that it is told once.
    pub(crate) telling: tokio::sync::Mutex<()>,
    /// By connection: at most one sync each.
    pub(crate) running: Mutex<HashMap<String, Running>>,
    pub(crate) places: Semaphore,
    /// A connection may be due earlier than the scheduler thinks.
    pub(crate) wake: Notify,
    pub(crate) tasks: TaskTracker,
    pub(crate) stopping: CancellationToken,
}

/// What connections work with.
#[derive(Debug)]
pub struct Rooms {
    pub vault: Arc<Vault>,
    pub engines: Engines,
    /// Where uploaded connectors are compiled; without one, in this process.
    pub workshop: Option<Arc<Workshop>>,
    /// Where uploaded wasm lies.
    pub shelf: Shelf,
    pub egress: Egress,
    pub sink: Arc<dyn EntrySink>,
    pub book: Arc<LiveBook>,
    pub earlier: Arc<dyn Earlier>,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("catalogue", &self.catalogue).finish_non_exhaustive()
    }
}

impl Connections {
    /// Compiles the built-in connectors (id and component each), loads those that were uploaded, and ends the syncs that a crash left running.
    pub async fn open(
        control: Control,
        rooms: Rooms,
        builtins: Vec<(String, Vec<u8>)>,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, ConnectionsError> {
        let Rooms { vault, engines, workshop, shelf, egress, sink, book, earlier } = rooms;
        let loaded = engines.clone();
        let loading = tokio::task::spawn_blocking(move || Catalogue::load(&loaded, builtins));
        let catalogue = loading.await.map_err(|error| ConnectionsError::Internal(error.to_string()))??;
        let ended =
            control.fail_running_syncs(clock.now().0, "the server ended during this sync; it is read again").await?;
        if ended > 0 {
            tracing::info!(syncs = ended, "syncs were cut off by the end of the server; they are read again");
        }
        let connections = Self {
            control,
            vault,
            egress,
            sink,
            book,
            earlier,
            catalogue,
            engines,
            workshop,
            shelf,
            clock,
            changes: tokio::sync::Mutex::default(),
            telling: tokio::sync::Mutex::default(),
            running: Mutex::default(),
            places: Semaphore::new(PARALLEL),
            wake: Notify::new(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        };
        connections.load_uploads().await?;
        Ok(Arc::new(connections))
    }

    /// All connections, the oldest first.
    pub async fn list(&self) -> Result<Vec<ConnectionView>, ConnectionsError> {
        let mut syncs = self.control.last_syncs().await?;
        let mut credentials = self.control.credentials(None).await?;
        let mut coverage = self.control.coverage(None).await?;
        let all = self.control.connections().await?;
        let views = all.clone().into_iter().map(|row| {
            let credentials = credentials.extract_if(.., |one| one.connection_id == row.id).collect();
            let coverage = coverage.extract_if(.., |one| one.connection_id == row.id).collect();
            let last_sync = syncs.extract_if(.., |one| one.connection_id == row.id).next();
            self.view(Known { row, credentials, coverage, last_sync }, &all)
        });
        Ok(views.collect())
    }

    pub async fn get(&self, id: &str) -> Result<ConnectionView, ConnectionsError> {
        // First, as a sync's end is written down last: who sees it sees what came of it.
        let last_sync = self.control.syncs(id, None, 1).await?.pop();
        let known = Known {
            row: self.row(id).await?,
            credentials: self.control.credentials(Some(id)).await?,
            coverage: self.control.coverage(Some(id)).await?,
            last_sync,
        };
        Ok(self.view(known, &self.control.connections().await?))
    }

    /// Syncs of a connection, the newest first; those before the one with the id `before`, if given.
    pub async fn syncs(&self, id: &str, before: Option<&str>, limit: u32) -> Result<Vec<SyncView>, ConnectionsError> {
        self.row(id).await?;
        Ok(self.control.syncs(id, before, limit).await?.into_iter().map(SyncView::from).collect())
    }

    fn view(&self, known: Known, all: &[ConnectionRow]) -> ConnectionView {
        let manifest = self.catalogue.find(&known.row.connector).map(|connector| connector.manifest);
        known.into_view(manifest.as_deref(), all, self.clock.now())
    }

    pub(crate) async fn row(&self, id: &str) -> Result<ConnectionRow, ConnectionsError> {
        self.control.connection(id).await?.ok_or(ConnectionsError::NoSuchConnection)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
