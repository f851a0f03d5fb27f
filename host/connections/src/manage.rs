//! Making, changing and deleting connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use outlay_control::connections::{ConnectionRow, Coverage, CredentialRow};
use outlay_control::new_id;
use outlay_custody::places;
use outlay_domain::Timestamp;
use outlay_vault::Sealing;
use secrecy::{ExposeSecret, SecretString};

use crate::catalogue::Connector;
use crate::connections::Connections;
use crate::directions::Directions;
use crate::draft::{self, Change, Draft};
use crate::error::ConnectionsError;
use crate::schedule::{self, Schedule};
use crate::scheduler::Asked;
use crate::status::Status;
use crate::views::{ConnectionView, texts};

const MOST: usize = 500;
/// Seconds; unless told.
const JITTER: i64 = 120;

impl Connections {
    /// Saves a connection and starts its first sync.
    pub async fn create(self: &Arc<Self>, draft: Draft, by: &str) -> Result<ConnectionView, ConnectionsError> {
        let connector = self.connector_of(&draft.connector)?;
        let manifest = Arc::clone(&connector.manifest);
        let id = new_id();
        let now = self.now();
        let name = draft::name(&draft.name)?;
        let settings = draft::settings(&manifest, &draft.settings, draft.allow_private)?;
        let directions =
            Directions::checked(&connector.origins(), &draft.endpoints, draft.granted.as_ref(), draft.allow_private)?;
        let schedule = draft.schedule.unwrap_or_else(|| manifest.schedule.clone());
        let zone = draft.zone.unwrap_or_else(|| "UTC".to_owned());
        let jitter = draft.jitter_seconds.unwrap_or(JITTER);
        check_schedule(&schedule, &zone, jitter, now)?;
        draft::require_credentials(&manifest, |id| draft.credentials.contains_key(id))?;
        let sealing = self.vault.sealing().await;
        let mut credentials = Vec::new();
        for (credential, secret) in &draft.credentials {
            let secret = draft::credential(&manifest, credential, secret)?;
            credentials.push(self.sealed(&sealing, &id, credential, &secret)?);
        }
        if self.control.connections().await?.len() >= MOST {
            return Err(ConnectionsError::TooMany(MOST));
        }
        let mut row = ConnectionRow {
            team: "default".to_owned(),
            connector: draft.connector,
            name,
            settings: json(&settings)?,
            schedule,
            zone,
            jitter,
            allow_private: false,
            endpoints: String::new(),
            granted: String::new(),
            created_at: now.0,
            created_by: by.to_owned(),
            status: Status::Pending.as_str().to_owned(),
            reason: None,
            warning: None,
            account: None,
            last_success_at: None,
            failures: 0,
            // Should the server end before the sync has started, it starts then.
            next_sync_at: Some(now.0),
            back_to: None,
            counts_towards_total: draft.counts_towards_total,
            id,
        };
        directions.store(&mut row)?;
        self.control.insert_connection(&row, &credentials).await?;
        drop(sealing);
        self.control.audit(now.0, by, "create connection", &row.id).await?;
        self.start(&row, Asked::ByAPerson).await?;
        self.get(&row.id).await
    }

    /// Changes a connection. If that touches what is read, it is pending again and a sync starts.
    pub async fn update(
        self: &Arc<Self>,
        id: &str,
        change: Change,
        by: &str,
    ) -> Result<ConnectionView, ConnectionsError> {
        let changing = self.changes.lock().await;
        let old = self.row(id).await?;
        let connector = self.connector_of(&old.connector)?;
        let manifest = Arc::clone(&connector.manifest);
        let now = self.now();
        let stored = self.control.credentials(Some(id)).await?;
        let mut row = old.clone();
        if let Some(name) = &change.name {
            row.name = draft::name(name)?;
        }
        if let Some(schedule) = &change.schedule {
            row.schedule = schedule.clone().unwrap_or_else(|| manifest.schedule.clone());
        }
        if let Some(counts) = change.counts_towards_total {
            row.counts_towards_total = counts;
        }
        row.zone = change.zone.clone().unwrap_or(row.zone);
        row.jitter = change.jitter_seconds.unwrap_or(row.jitter);
        check_schedule(&row.schedule, &row.zone, row.jitter, now)?;
        let old_directions = Directions::stored(&old);
        // A newer make of the connector may ask for less than it did.
        let origins = connector.origins();
        let kept = || old_directions.endpoints.clone().into_iter().filter(|(origin, _)| origins.contains(origin));
        let directions = Directions::checked(
            &origins,
            &change.endpoints.clone().unwrap_or_else(|| kept().collect()),
            Some(&change.granted.clone().unwrap_or_else(|| &old_directions.granted & &origins)),
            change.allow_private.unwrap_or(old.allow_private),
        )?;
        directions.store(&mut row)?;
        let old_settings = texts(&old.settings);
        let settings =
            draft::settings(&manifest, change.settings.as_ref().unwrap_or(&old_settings), row.allow_private)?;
        row.settings = json(&settings)?;

        let (before, after) =
            (draft::with_defaults(&manifest, &old_settings), draft::with_defaults(&manifest, &settings));
        let is_steered = draft::lead_elsewhere((&manifest, &old_settings), (&manifest, &settings));
        if is_steered || directions.lead_beyond(&old_directions) {
            let kept = stored.iter().find(|one| !change.credentials.contains_key(&one.credential));
            if let Some(kept) = kept {
                return Err(ConnectionsError::CredentialsNeeded { field: kept.credential.clone() });
            }
        }
        let mut secrets = Vec::new();
        let mut removed = Vec::new();
        for (credential, secret) in &change.credentials {
            match secret {
                Some(secret) => secrets.push((credential, draft::credential(&manifest, credential, secret)?)),
                None => removed.push(credential.clone()),
            }
        }
        draft::require_credentials(&manifest, |id| match change.credentials.get(id) {
            Some(secret) => secret.is_some(),
            None => stored.iter().any(|one| one.credential == id),
        })?;

        let reads_other = before != after;
        let is_touched = reads_other || !change.credentials.is_empty() || directions != old_directions;
        let wants_sync = is_touched || change.settings.is_some();
        if is_touched {
            row.status = Status::Pending.as_str().to_owned();
            row.reason = None;
            row.warning = None;
            row.failures = 0;
        }
        if wants_sync {
            row.next_sync_at = Some(now.0);
            self.stop(id).await;
        } else if (&row.schedule, &row.zone, row.jitter) != (&old.schedule, &old.zone, old.jitter) {
            row.next_sync_at = Schedule::of(&row).and_then(|schedule| schedule.next(now)).map(|time| time.0);
        }
        let coverage = if reads_other { Coverage::ReadAgain } else { Coverage::Keep };
        let sealing = self.vault.sealing().await;
        let credentials: Vec<CredentialRow> = secrets
            .iter()
            .map(|(credential, secret)| self.sealed(&sealing, id, credential, secret))
            .collect::<Result<_, _>>()?;
        if !self.control.update_connection(&row, &credentials, &removed, coverage).await? {
            return Err(ConnectionsError::NoSuchConnection);
        }
        drop(sealing);
        self.control.audit(now.0, by, "change connection", id).await?;
        drop(changing);
        self.wake.notify_one();
        if wants_sync {
            self.start(&row, Asked::ByAPerson).await?;
        }
        self.get(id).await
    }

    /// Stops a connection's sync and erases it with its credentials. Records that were read stay.
    pub async fn delete(&self, id: &str, by: &str) -> Result<(), ConnectionsError> {
        let _changing = self.changes.lock().await;
        self.row(id).await?;
        self.stop(id).await;
        if !self.control.delete_connection(id).await? {
            return Err(ConnectionsError::NoSuchConnection);
        }
        Ok(self.control.audit(self.now().0, by, "delete connection", id).await?)
    }

    pub(crate) fn connector_of(&self, id: &str) -> Result<Connector, ConnectionsError> {
        self.catalogue.find(id).ok_or_else(|| {
            let known: Vec<String> = self.catalogue.all().iter().map(|known| known.manifest.id.clone()).collect();
            ConnectionsError::invalid(
                "connector",
                format!("there is no such connector; there are: {}", known.join(", ")),
            )
        })
    }

    fn sealed(
        &self,
        sealing: &Sealing<'_>,
        id: &str,
        credential: &str,
        secret: &SecretString,
    ) -> Result<CredentialRow, ConnectionsError> {
        Ok(CredentialRow {
            connection_id: id.to_owned(),
            credential: credential.to_owned(),
            sealed: sealing.seal(places::credential(id, credential), secret)?,
            length: i64::try_from(secret.expose_secret().chars().count()).unwrap_or(i64::MAX),
            set_at: self.now().0,
        })
    }
}

fn check_schedule(cron: &str, zone: &str, jitter: i64, now: Timestamp) -> Result<(), ConnectionsError> {
    schedule::check_zone(zone).map_err(|problem| ConnectionsError::invalid("zone", problem))?;
    schedule::check(cron, zone, now).map_err(|problem| ConnectionsError::invalid("schedule", problem))?;
    schedule::check_jitter(jitter).map_err(|problem| ConnectionsError::invalid("jitterSeconds", problem))
}

fn json(settings: &BTreeMap<String, String>) -> Result<String, ConnectionsError> {
    serde_json::to_string(settings).map_err(|error| ConnectionsError::Internal(error.to_string()))
}
