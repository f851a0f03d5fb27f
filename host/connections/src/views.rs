//! What others see of connections: everything but secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use outlay_control::connections::{ConnectionRow, CoverageRow, CredentialRow};
use outlay_control::syncs::SyncRow;
use outlay_domain::Timestamp;
use outlay_domain::record::RecordKind;
use outlay_sandbox::Check;
use outlay_sandbox::connector::{Account, Manifest, StreamKind};

use crate::catalogue::{Connector, Upload};
use crate::directions::Directions;
use crate::schedule::Schedule;
use crate::status::{self, Status};
use crate::warnings;

/// A connector that can be connected.
#[derive(Debug, Clone)]
pub struct ConnectorView {
    pub manifest: Arc<Manifest>,
    /// Where its connections may be allowed to ask.
    pub origins: BTreeSet<String>,
    /// None of one that is built in.
    pub upload: Option<Upload>,
    /// What was checked; only in the answer to an upload.
    pub checks: Vec<Checked>,
}

/// A check that a component passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub check: String,
    /// What was found.
    pub detail: String,
}

impl From<&Connector> for ConnectorView {
    fn from(connector: &Connector) -> Self {
        Self {
            manifest: Arc::clone(&connector.manifest),
            origins: connector.origins(),
            upload: connector.upload.clone(),
            checks: vec![],
        }
    }
}

impl From<&Check> for Checked {
    fn from(check: &Check) -> Self {
        Self { check: check.check.to_owned(), detail: check.detail.clone() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionView {
    pub id: String,
    pub connector: String,
    pub name: String,
    pub status: Status,
    /// Why it is disconnected, and what to do.
    pub reason: Option<String>,
    /// What is odd although it works, a sentence each.
    pub warnings: Vec<String>,
    pub settings: BTreeMap<String, String>,
    pub credentials: BTreeMap<String, CredentialView>,
    /// Five cron fields.
    pub schedule: String,
    /// Where its hours are.
    pub zone: String,
    /// The most seconds that a sync comes later.
    pub jitter_seconds: u64,
    pub allow_private: bool,
    pub endpoints: BTreeMap<String, String>,
    pub granted: BTreeSet<String>,
    /// Whether what it bills is spend.
    pub counts_towards_total: bool,
    pub account: Option<Account>,
    pub created_at: Timestamp,
    pub last_sync: Option<SyncView>,
    pub next_sync_at: Option<Timestamp>,
    /// How far back a back-fill reaches that is not done.
    pub back_fill_from: Option<Timestamp>,
    pub coverage: Vec<CoverageView>,
}

/// All that is told about a stored credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialView {
    /// In characters.
    pub length: u64,
    pub set_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncView {
    pub id: String,
    pub connection_id: String,
    /// `running`, `done`, `partial` (some stream could not be read), `failed` or `cancelled`.
    pub status: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub records: u64,
    pub windows_done: u64,
    pub windows_total: u64,
    /// Asked of the provider, tries included.
    pub requests: u64,
    /// Of the time that is to be read.
    pub days_done: u64,
    pub days_total: u64,
    pub error: Option<String>,
}

/// What was read of a stream, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageView {
    pub stream: String,
    pub kind: RecordKind,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckView {
    pub account: Option<Account>,
    /// `credentials_invalid`, `credentials_insufficient`, `settings_invalid`, `rate_limited`, `unavailable` or
    /// `unexpected`, and a sentence that helps. None if the credentials work.
    pub failure: Option<(&'static str, String)>,
}

impl From<SyncRow> for SyncView {
    fn from(row: SyncRow) -> Self {
        Self {
            id: row.id,
            connection_id: row.connection_id,
            status: row.status,
            started_at: Timestamp(row.started_at),
            ended_at: row.ended_at.map(Timestamp),
            records: count(row.records),
            windows_done: count(row.windows_done),
            windows_total: count(row.windows_total),
            requests: count(row.requests),
            days_done: count(row.days_done),
            days_total: count(row.days_total),
            error: row.error,
        }
    }
}

/// What is known about one connection.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) row: ConnectionRow,
    pub(crate) credentials: Vec<CredentialRow>,
    pub(crate) coverage: Vec<CoverageRow>,
    pub(crate) last_sync: Option<SyncRow>,
}

impl Known {
    /// `manifest` is none if the connector is gone; `all` are all connections.
    pub(crate) fn into_view(
        self,
        manifest: Option<&Manifest>,
        all: &[ConnectionRow],
        now: Timestamp,
    ) -> ConnectionView {
        let Self { row, credentials, coverage, last_sync } = self;
        let streams = manifest.map(|manifest| &manifest.streams[..]).unwrap_or_default();
        let lateness = streams.iter().map(|stream| stream.lateness).max().unwrap_or_default();
        let (status, reason) = status::at(&row, lateness, now);
        let credential = |row: CredentialRow| {
            (row.credential, CredentialView { length: count(row.length), set_at: Timestamp(row.set_at) })
        };
        let Directions { endpoints, granted, allow_private } = Directions::stored(&row);
        let is_running = last_sync.as_ref().is_some_and(|sync| sync.status == "running");
        let scheduled = || Schedule::of(&row).and_then(|schedule| schedule.next(now));
        let next_sync_at = if is_running { scheduled() } else { row.next_sync_at.map(Timestamp) };
        let warnings = warnings::of(&row, manifest, all);
        let counts_towards_total = counts(&row, manifest);
        ConnectionView {
            status,
            reason,
            warnings,
            settings: texts(&row.settings),
            credentials: credentials.into_iter().map(credential).collect(),
            schedule: row.schedule,
            zone: row.zone,
            jitter_seconds: count(row.jitter),
            allow_private,
            endpoints,
            granted,
            counts_towards_total,
            account: row.account.as_deref().and_then(account),
            created_at: Timestamp(row.created_at),
            last_sync: last_sync.map(SyncView::from),
            next_sync_at,
            back_fill_from: row.back_to.map(Timestamp),
            coverage: coverage.into_iter().filter_map(|row| covered(row, manifest)).collect(),
            id: row.id,
            connector: row.connector,
            name: row.name,
        }
    }
}

/// Whether what a connection bills is spend: its costs are what is charged, unless a person said otherwise.
pub(crate) fn counts(row: &ConnectionRow, manifest: Option<&Manifest>) -> bool {
    row.counts_towards_total.unwrap_or_else(|| manifest.is_some_and(|manifest| manifest.billing_source))
}

/// None if it is to be read again, or has no records.
fn covered(row: CoverageRow, manifest: Option<&Manifest>) -> Option<CoverageView> {
    let stream = manifest?.streams.iter().find(|stream| stream.id == row.stream)?;
    let (from, to) = (Timestamp(row.start_at), Timestamp(row.end_at));
    if from >= to {
        return None;
    }
    Some(CoverageView { kind: record_kind(stream.kind)?, stream: row.stream, from, to })
}

/// None for a stream without records.
pub(crate) fn record_kind(kind: StreamKind) -> Option<RecordKind> {
    match kind {
        StreamKind::Usage => Some(RecordKind::Usage),
        StreamKind::Cost => Some(RecordKind::Cost),
        StreamKind::Names => None,
    }
}

/// Settings as they are stored.
pub(crate) fn texts(json: &str) -> BTreeMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// An account as it is stored.
pub(crate) fn account(json: &str) -> Option<Account> {
    serde_json::from_str(json).ok()
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
