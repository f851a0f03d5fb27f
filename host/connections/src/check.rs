//! Tries credentials: do they work, and are they of the right kind?

use std::collections::BTreeMap;
use std::sync::Arc;

use outlay_control::connections::{ConnectionRow, Coverage};
use outlay_custody::places;
use outlay_egress::{ConnectorHttp, Egress, Grant, Limits, Patience};
use outlay_sandbox::connector::Account;
use secrecy::SecretString;

use crate::catalogue::Connector;
use crate::connections::Connections;
use crate::directions::Directions;
use crate::draft::{self, Draft};
use crate::error::ConnectionsError;
use crate::ready::Ready;
use crate::status::{Status, disconnect};
use crate::trouble::{Kind, Trouble};
use crate::views::{CheckView, texts};

impl Connections {
    /// Tries what a person typed, before it is saved. Nothing is stored.
    pub async fn check_draft(&self, draft: &Draft) -> Result<CheckView, ConnectionsError> {
        let connector = self.connector_of(&draft.connector)?;
        let manifest = Arc::clone(&connector.manifest);
        let settings = draft::settings(&manifest, &draft.settings, draft.allow_private)?;
        let directions =
            Directions::checked(&connector.origins(), &draft.endpoints, draft.granted.as_ref(), draft.allow_private)?;
        draft::require_credentials(&manifest, |id| draft.credentials.contains_key(id))?;
        let mut secrets = BTreeMap::new();
        for (id, secret) in &draft.credentials {
            secrets.insert(id.clone(), draft::credential(&manifest, id, secret)?);
        }
        let ready = self.ready(&draft.connector, &settings, secrets, directions, Patience::SHORT);
        let outcome = match ready {
            Ok(ready) => self.try_credentials(&ready, "draft").await,
            Err(trouble) => Err(trouble),
        };
        Ok(view(outcome))
    }

    /// Tries the stored credentials; the connection's status follows.
    pub async fn check_saved(&self, id: &str) -> Result<CheckView, ConnectionsError> {
        let row = self.row(id).await?;
        let outcome = match self.ready_saved(&row, Patience::SHORT).await {
            Ok(ready) => self.try_credentials(&ready, id).await,
            Err(trouble) => Err(trouble),
        };
        let _changing = self.changes.lock().await;
        if let Ok(account) = &outcome {
            let noted = self.note_account(&self.row(id).await?, account).await;
            noted.map_err(|trouble| ConnectionsError::Internal(trouble.message))?;
        }
        let mut row = self.row(id).await?;
        match &outcome {
            Ok(_) => {
                if Status::of(&row) == Status::Disconnected {
                    row.status = Status::Pending.as_str().to_owned();
                    row.reason = None;
                    row.next_sync_at = Some(self.now().0);
                }
            }
            Err(trouble) if matches!(trouble.kind, Kind::Configuration | Kind::Insufficient) => {
                disconnect(&mut row, trouble.message.clone());
            }
            Err(_) => {}
        }
        self.control.update_connection(&row, &[], &[], Coverage::Keep).await?;
        self.wake.notify_one();
        Ok(view(outcome))
    }

    /// Asks the connector whether the credentials work.
    pub(crate) async fn try_credentials(&self, ready: &Ready, id: &str) -> Result<Account, Trouble> {
        let component = &ready.connector.component;
        let (outcome, log) = component.check(&ready.settings, ready.http(), self.now().seconds()).await;
        ready.relay(&log, id);
        Ok(outcome?)
    }

    /// A saved connection, its credentials opened.
    pub(crate) async fn ready_saved(&self, row: &ConnectionRow, patience: Patience) -> Result<Ready, Trouble> {
        let stored = self.control.credentials(Some(&row.id)).await.map_err(|error| {
            tracing::error!(%error, connection = %row.id, "credentials cannot be read");
            Trouble::passing("The server could not read its own database; its log says why.")
        })?;
        let mut secrets = BTreeMap::new();
        for one in stored {
            let secret = self.vault.open(places::credential(&row.id, &one.credential), &one.sealed).map_err(|error| {
                tracing::error!(%error, connection = %row.id, credential = %one.credential, "a credential does not open");
                let message = "The stored credentials cannot be opened: the server's master key is another one. Enter them again.";
                Trouble { kind: Kind::Configuration, code: "credentials_invalid", message: message.to_owned(), retry_after: None }
            })?;
            secrets.insert(one.credential, secret);
        }
        self.ready(&row.connector, &texts(&row.settings), secrets, Directions::stored(row), patience)
    }

    fn ready(
        &self,
        connector: &str,
        settings: &BTreeMap<String, String>,
        secrets: BTreeMap<String, SecretString>,
        directions: Directions,
        patience: Patience,
    ) -> Result<Ready, Trouble> {
        let connector = self
            .catalogue
            .find(connector)
            .ok_or_else(|| wrong(format!("The connector `{connector}` is not installed.")))?;
        let door = Door { egress: &self.egress, connector: &connector, settings, secrets, directions, patience };
        let (settings, http) = door.open()?;
        Ok(Ready::new(connector, settings, http))
    }
}

/// All that it takes to ask a provider.
pub(crate) struct Door<'d> {
    pub(crate) egress: &'d Egress,
    pub(crate) connector: &'d Connector,
    pub(crate) settings: &'d BTreeMap<String, String>,
    pub(crate) secrets: BTreeMap<String, SecretString>,
    pub(crate) directions: Directions,
    pub(crate) patience: Patience,
}

impl Door<'_> {
    /// The settings as the connector is given them, and the door.
    pub(crate) fn open(self) -> Result<(String, ConnectorHttp), Trouble> {
        let Self { egress, connector, settings, secrets, directions, patience } = self;
        let settings = draft::with_defaults(&connector.manifest, settings);
        let json = serde_json::to_string(&settings).map_err(|error| wrong(error.to_string()))?;
        let grant = Grant {
            manifest: Arc::clone(&connector.manifest),
            settings,
            secrets,
            endpoints: directions.endpoints,
            // What the connection was granted before a newer make of the connector asked for less stays behind.
            granted: &directions.granted & &connector.origins(),
            allow_private: directions.allow_private,
            limits: Limits::default(),
            patience,
        };
        let http = ConnectorHttp::new(egress.clone(), grant).map_err(|error| wrong(error.to_string()))?;
        Ok((json, http))
    }
}

fn wrong(message: String) -> Trouble {
    Trouble { kind: Kind::Configuration, code: "settings_invalid", message, retry_after: None }
}

fn view(outcome: Result<Account, Trouble>) -> CheckView {
    match outcome {
        Ok(account) => CheckView { account: Some(account), failure: None },
        Err(trouble) => CheckView { account: None, failure: Some((trouble.code, trouble.message)) },
    }
}
