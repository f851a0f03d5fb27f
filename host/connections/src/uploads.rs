//! Connectors that people bring. An administrator sees where one wants to go, and grants that, before it is taken in.

use std::collections::BTreeSet;

use outlay_control::connections::Coverage;
use outlay_control::connectors::ConnectorRow;
use outlay_domain::Timestamp;
use outlay_egress::origins;
use outlay_sandbox::connector::Manifest;
use outlay_sandbox::{Engines, Rejected, Shelf};

use crate::catalogue::{Connector, Upload};
use crate::connections::Connections;
use crate::draft;
use crate::error::ConnectionsError;
use crate::status::disconnect;
use crate::views::{Checked, ConnectorView, texts};

const MOST: usize = 100;
const MISLED: &str = "A new make of the connector sends requests elsewhere. Look at where it may ask, and enter the \
                      credentials again.";

/// What an administrator wants done with a connector.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of the origins of its manifest. All must be granted or left out knowingly: with none, the upload is refused and
    /// says what there is to grant.
    pub granted: BTreeSet<String>,
    /// Only tell what it is.
    pub dry_run: bool,
}

impl Connections {
    /// All connectors, by id.
    pub fn connectors(&self) -> Vec<ConnectorView> {
        self.catalogue.all().iter().map(ConnectorView::from).collect()
    }

    /// Takes a connector in, in place of an earlier make of it. Its connections keep what they were granted: a new make
    /// that wants to go elsewhere has to be granted that again, for each.
    pub async fn upload(&self, wasm: Vec<u8>, wanted: Wanted, by: &str) -> Result<ConnectorView, ConnectionsError> {
        let shelf = self.shelf.clone();
        let (draft, wasm) = in_background(move || Ok((shelf.draft(&wasm)?, wasm))).await?;
        self.inspect(draft.file()).await?;
        let engines = self.engines.clone();
        let component = in_background(move || Ok(engines.load_connector(&wasm)?)).await?;
        let checks: Vec<Checked> = component.checks().iter().map(Checked::from).collect();
        let sha256 = component.sha256().to_owned();
        let upload = Upload {
            sha256: sha256.clone(),
            granted: wanted.granted,
            uploaded_at: self.now(),
            uploaded_by: by.to_owned(),
        };
        let connector = Connector::new(component, Some(upload));

        let _changing = self.changes.lock().await;
        let replaced = self.catalogue.find(&connector.manifest.id);
        if replaced.as_ref().is_some_and(|known| known.upload.is_none()) {
            return Err(ConnectionsError::ConnectorTaken(connector.manifest.id.clone()));
        }
        let view = ConnectorView { checks, ..ConnectorView::from(&connector) };
        if wanted.dry_run {
            // It shows all that there is to grant.
            return Ok(ConnectorView { origins: origins(&connector.manifest), upload: None, ..view });
        }
        let row = granted_row(&connector)?;
        if replaced.is_none() && self.control.connectors().await?.len() >= MOST {
            return Err(ConnectionsError::TooManyConnectors(MOST));
        }
        in_background(move || Ok(draft.keep(&sha256)?)).await?;
        self.control.put_connector(&row).await?;
        self.control.audit(row.uploaded_at, by, "upload connector", &row.id).await?;
        if let Some(old) = &replaced {
            self.disconnect_the_misled(&old.manifest, &connector.manifest).await?;
        }
        self.catalogue.put(connector);
        if let Some(old) = replaced.and_then(|connector| connector.upload).filter(|old| old.sha256 != row.sha256) {
            self.forget(old.sha256).await;
        }
        // Its connections may have waited for it.
        self.wake.notify_one();
        Ok(view)
    }

    /// A new make whose defaults send a connection's requests elsewhere does not get the credentials that were entered for
    /// the old one.
    async fn disconnect_the_misled(&self, old: &Manifest, new: &Manifest) -> Result<(), ConnectionsError> {
        for mut row in self.control.connections().await?.into_iter().filter(|row| row.connector == new.id) {
            let settings = texts(&row.settings);
            if draft::lead_elsewhere((old, &settings), (new, &settings)) {
                self.stop(&row.id).await;
                let stored = self.control.credentials(Some(&row.id)).await?;
                let removed: Vec<String> = stored.into_iter().map(|one| one.credential).collect();
                disconnect(&mut row, MISLED.to_owned());
                self.control.update_connection(&row, &[], &removed, Coverage::Keep).await?;
            }
        }
        Ok(())
    }

    /// Removes a connector that somebody uploaded and nobody uses.
    pub async fn delete_connector(&self, id: &str, by: &str) -> Result<(), ConnectionsError> {
        let _changing = self.changes.lock().await;
        let known = self.catalogue.find(id);
        if known.as_ref().is_some_and(|connector| connector.upload.is_none()) {
            return Err(ConnectionsError::ConnectorTaken(id.to_owned()));
        }
        let users = self.control.connections().await?.into_iter().filter(|row| row.connector == id);
        let users: Vec<String> = users.map(|row| row.name).collect();
        if !users.is_empty() {
            return Err(ConnectionsError::InUse(users.join(", ")));
        }
        let row = self.control.connectors().await?.into_iter().find(|row| row.id == id);
        let row = row.ok_or(ConnectionsError::NoSuchConnector)?;
        self.control.delete_connector(id).await?;
        self.control.audit(self.now().0, by, "delete connector", id).await?;
        self.catalogue.remove(id);
        self.forget(row.sha256).await;
        Ok(())
    }

    /// At the start: those that were uploaded. One that cannot be loaded is left out, and its connections say so.
    pub(crate) async fn load_uploads(&self) -> Result<(), ConnectionsError> {
        for row in self.control.connectors().await? {
            let id = row.id.clone();
            match self.load_upload(row).await {
                Ok(connector) => self.catalogue.put(connector),
                Err(error) => tracing::error!(connector = id, %error, "an uploaded connector cannot be loaded"),
            }
        }
        Ok(())
    }

    async fn load_upload(&self, row: ConnectorRow) -> Result<Connector, ConnectionsError> {
        if !self.engines.has_compiled_connector(&row.sha256) {
            self.inspect(&self.shelf.file(&row.sha256)).await?;
        }
        let (engines, shelf) = (self.engines.clone(), self.shelf.clone());
        in_background(move || load(&engines, &shelf, row)).await
    }

    /// Whether the wasm lies there or not changes nothing any more.
    async fn forget(&self, sha256: String) {
        let shelf = self.shelf.clone();
        if let Err(error) = in_background(move || Ok(shelf.remove(&sha256)?)).await {
            tracing::warn!(%error, "the wasm of a connector that is gone stays in the data folder");
        }
    }
}

fn load(engines: &Engines, shelf: &Shelf, row: ConnectorRow) -> Result<Connector, ConnectionsError> {
    let component = engines.load_connector(&std::fs::read(shelf.file(&row.sha256))?)?;
    if component.sha256() != row.sha256 {
        let message = "its wasm in the data folder was changed; upload it again".to_owned();
        return Err(Rejected::new("damaged", message).into());
    }
    let upload = Upload {
        sha256: row.sha256,
        granted: serde_json::from_str(&row.granted).unwrap_or_default(),
        uploaded_at: Timestamp(row.uploaded_at),
        uploaded_by: row.uploaded_by,
    };
    Ok(Connector::new(component, Some(upload)))
}

/// What is stored of it, if what was granted fits what it asks for.
fn granted_row(connector: &Connector) -> Result<ConnectorRow, ConnectionsError> {
    let upload = connector.upload.as_ref().ok_or(ConnectionsError::NoSuchConnector)?;
    let declared = origins(&connector.manifest);
    if upload.granted.is_empty() && !declared.is_empty() {
        return Err(ConnectionsError::GrantNeeded { origins: declared });
    }
    if let Some(other) = upload.granted.difference(&declared).next() {
        let listed = declared.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("the connector does not ask for {other}; it asks for: {listed}");
        return Err(ConnectionsError::invalid("grant", message));
    }
    Ok(ConnectorRow {
        id: connector.manifest.id.clone(),
        sha256: upload.sha256.clone(),
        granted: serde_json::to_string(&upload.granted)
            .map_err(|error| ConnectionsError::Internal(error.to_string()))?,
        uploaded_at: upload.uploaded_at.0,
        uploaded_by: upload.uploaded_by.clone(),
    })
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ConnectionsError> + Send + 'static,
) -> Result<T, ConnectionsError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ConnectionsError::Internal(error.to_string()))?
}
