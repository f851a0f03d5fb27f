//! The connectors that there are: built in, or uploaded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use outlay_domain::Timestamp;
use outlay_egress::origins;
use outlay_sandbox::Engines;
use outlay_sandbox::connector::{ConnectorComponent, Manifest};

use crate::error::ConnectionsError;

/// A connector that can be connected.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    pub(crate) component: ConnectorComponent,
    pub(crate) manifest: Arc<Manifest>,
    /// None of one that is built in.
    pub(crate) upload: Option<Upload>,
}

/// Who brought a connector, and what it was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Of its wasm, hexadecimal.
    pub sha256: String,
    /// Of the manifest's origins, those that connections may be granted.
    pub granted: BTreeSet<String>,
    pub uploaded_at: Timestamp,
    pub uploaded_by: String,
}

impl Connector {
    pub(crate) fn new(component: ConnectorComponent, upload: Option<Upload>) -> Self {
        let manifest = Arc::new(component.manifest().clone());
        Self { component, manifest, upload }
    }

    /// Where its connections may be allowed to ask.
    pub(crate) fn origins(&self) -> BTreeSet<String> {
        let declared = origins(&self.manifest);
        match &self.upload {
            Some(upload) => declared.intersection(&upload.granted).cloned().collect(),
            None => declared,
        }
    }
}

/// All connectors, by id.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(RwLock<BTreeMap<String, Connector>>);

impl Catalogue {
    /// Compiles the connectors that came with the server. Takes its time: not for a thread that answers requests.
    pub(crate) fn load(engines: &Engines, builtins: Vec<(String, Vec<u8>)>) -> Result<Self, ConnectionsError> {
        let load = |(id, wasm): (String, Vec<u8>)| match engines.load_connector(&wasm) {
            Ok(component) => Ok((id, Connector::new(component, None))),
            Err(rejected) => Err(ConnectionsError::Builtin { id, rejected }),
        };
        let connectors: Result<_, _> = builtins.into_iter().map(load).collect();
        Ok(Self(RwLock::new(connectors?)))
    }

    pub(crate) fn find(&self, id: &str) -> Option<Connector> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Connector> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// In place of one with the same id. Syncs that run go on with what they began with.
    pub(crate) fn put(&self, connector: Connector) {
        let id = connector.manifest.id.clone();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, connector);
    }

    pub(crate) fn remove(&self, id: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}
