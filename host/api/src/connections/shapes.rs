//! What is answered about connections and syncs.

use std::collections::{BTreeMap, BTreeSet};

use outlay_connections::{CheckView, ConnectionView, CoverageView, CredentialView, SyncView};
use outlay_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A configured connector.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    id: String,
    /// The id of its connector.
    connector: String,
    name: String,
    /// `pending` until something was read, `connected`, or `disconnected`.
    status: &'static str,
    /// Why it is disconnected, and what to do.
    reason: Option<String>,
    /// What is odd although it works, a sentence each.
    warnings: Vec<String>,
    settings: BTreeMap<String, String>,
    /// By the id of their field; never the credentials themselves.
    credentials: BTreeMap<String, StoredCredential>,
    /// Five cron fields.
    schedule: String,
    /// Where its hours are: an IANA name.
    zone: String,
    /// The most seconds that a sync comes later than the schedule says.
    jitter_seconds: u64,
    allow_private: bool,
    /// Where requests go instead, by an origin of the connector.
    endpoints: BTreeMap<String, String>,
    /// The origins that the connector may ask.
    granted_origins: BTreeSet<String>,
    /// Whether what it bills is spend. Of a gateway and the providers behind it, only one should.
    counts_towards_total: bool,
    account: Option<Account>,
    created_at: String,
    last_sync: Option<Sync>,
    next_sync_at: Option<String>,
    /// How far back a back-fill reaches that is not done.
    back_fill_from: Option<String>,
    coverage: Vec<Coverage>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredCredential {
    /// In characters.
    length: u64,
    set_at: String,
}

/// Whose account it is, as far as the provider says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    id: Option<String>,
    name: Option<String>,
    notes: Vec<String>,
}

/// One run of a connection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sync {
    id: String,
    connection_id: String,
    /// `running`, `done`, `partial` (some stream could not be read), `failed` or `cancelled`.
    status: String,
    started_at: String,
    ended_at: Option<String>,
    /// Those of finished windows.
    records: String,
    windows_done: u64,
    windows_total: u64,
    /// Asked of the provider, tries included.
    requests: u64,
    /// Days of the time that is to be read.
    days_done: u64,
    days_total: u64,
    error: Option<String>,
}

/// What was read of a stream, without gaps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Coverage {
    stream: String,
    /// `usage` or `cost`.
    kind: &'static str,
    from: String,
    to: String,
}

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckResult {
    ok: bool,
    account: Option<Account>,
    /// `credentials_invalid`, `credentials_insufficient`, `settings_invalid`, `rate_limited`, `unavailable` or
    /// `unexpected`.
    failure: Option<&'static str>,
    /// What happened and what to do.
    message: Option<String>,
}

impl From<ConnectionView> for Connection {
    fn from(view: ConnectionView) -> Self {
        Self {
            id: view.id,
            connector: view.connector,
            name: view.name,
            status: view.status.as_str(),
            reason: view.reason,
            warnings: view.warnings,
            settings: view.settings,
            credentials: view.credentials.into_iter().map(|(id, one)| (id, one.into())).collect(),
            schedule: view.schedule,
            zone: view.zone,
            jitter_seconds: view.jitter_seconds,
            allow_private: view.allow_private,
            endpoints: view.endpoints,
            granted_origins: view.granted,
            counts_towards_total: view.counts_towards_total,
            account: view.account.map(Account::from),
            created_at: view.created_at.to_string(),
            last_sync: view.last_sync.map(Sync::from),
            next_sync_at: text(view.next_sync_at),
            back_fill_from: text(view.back_fill_from),
            coverage: view.coverage.into_iter().map(Coverage::from).collect(),
        }
    }
}

impl From<CredentialView> for StoredCredential {
    fn from(view: CredentialView) -> Self {
        Self { length: view.length, set_at: view.set_at.to_string() }
    }
}

impl From<outlay_sandbox::connector::Account> for Account {
    fn from(account: outlay_sandbox::connector::Account) -> Self {
        Self { id: account.id, name: account.name, notes: account.notes }
    }
}

impl From<SyncView> for Sync {
    fn from(view: SyncView) -> Self {
        Self {
            id: view.id,
            connection_id: view.connection_id,
            status: view.status,
            started_at: view.started_at.to_string(),
            ended_at: text(view.ended_at),
            records: view.records.to_string(),
            windows_done: view.windows_done,
            windows_total: view.windows_total,
            requests: view.requests,
            days_done: view.days_done,
            days_total: view.days_total,
            error: view.error,
        }
    }
}

impl From<CoverageView> for Coverage {
    fn from(view: CoverageView) -> Self {
        let (from, to) = (view.from.to_string(), view.to.to_string());
        Self { stream: view.stream, kind: view.kind.as_str(), from, to }
    }
}

impl From<CheckView> for CheckResult {
    fn from(view: CheckView) -> Self {
        let (failure, message) = view.failure.unzip();
        Self { ok: failure.is_none(), account: view.account.map(Account::from), failure, message }
    }
}

fn text(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}
