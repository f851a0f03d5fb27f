//! The connectors that there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use outlay_sandbox::Engines;
use outlay_sandbox::connector::{ConnectorComponent, Manifest};

use crate::error::ConnectionsError;

/// A connector that can be connected.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    pub(crate) component: ConnectorComponent,
    pub(crate) manifest: Arc<Manifest>,
}

/// All connectors, by id.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(BTreeMap<String, Connector>);

impl Catalogue {
    /// Compiles the connectors that came with the server. Takes its time: not for a thread that answers requests.
    pub(crate) fn load(engines: &Engines, builtins: Vec<(String, Vec<u8>)>) -> Result<Self, ConnectionsError> {
        let mut connectors = BTreeMap::new();
        for (id, wasm) in builtins {
            let component = engines.load_connector(&wasm).map_err(|rejected| ConnectionsError::Connector {
                id: id.clone(),
                code: rejected.code,
                message: rejected.message,
            })?;
            let manifest = Arc::new(component.manifest().clone());
            connectors.insert(id, Connector { component, manifest });
        }
        Ok(Self(connectors))
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Connector> {
        self.0.get(id)
    }

    pub(crate) fn manifests(&self) -> Vec<Arc<Manifest>> {
        self.0.values().map(|connector| Arc::clone(&connector.manifest)).collect()
    }
}
