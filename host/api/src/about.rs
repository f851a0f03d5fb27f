//! What this server is: its version, what it keeps and how much room that takes, how its secrets are sealed.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use outlay_access::Permission;
use outlay_domain::Timestamp;
use outlay_ledger::{Ledger, LedgerError};
use outlay_warehouse::{Limits, Query};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;
use crate::vault::ConcernView;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    version: &'static str,
    started_at: String,
    ledger: LedgerAbout,
    warehouse: WarehouseAbout,
    master_key: MasterKeyAbout,
}

/// The log of everything accepted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerAbout {
    /// On disk.
    bytes: String,
    entries: String,
    /// When its oldest entry was received; null if there is none.
    since: Option<String>,
    /// What is older, and in the warehouse, is dropped.
    keeps_days: u32,
}

/// What SQL and the pages read. Nothing is dropped from it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarehouseAbout {
    /// On disk.
    bytes: String,
    /// Null while it has failed.
    events: Option<String>,
    /// The time of its oldest event; null if there is none, or while it has failed.
    since: Option<String>,
}

/// What seals credentials and keys; where it is kept is told on the machine itself only.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MasterKeyAbout {
    /// Names the key; tells nothing of it.
    key_id: String,
    /// As in the vault's own view.
    kind: &'static str,
    since: Option<String>,
    /// So many secrets are sealed.
    sealed: String,
    /// What is not as it should be, to people who are signed in.
    concerns: Vec<ConcernView>,
}

/// What this server is
///
/// Its version, what it keeps and how much room that takes, and how it stands with the master key.
#[utoipa::path(get, path = "/api/v1/about", tag = "Operation", operation_id = "get_about", responses((status = 200, body = About)))]
async fn show(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<About>, ApiError> {
    asking.require(Permission::Read)?;
    let key = host.custody.inspect().await?;
    let may_know = asking.0.may(Permission::RevealKeys);
    let concerns = key.concerns.into_iter().filter(|_| may_know);
    let (events, since) = if host.warehouse.is_open() { events(&host).await? } else { (None, None) };
    let warehouse_bytes = host.warehouse.bytes().map_err(|error| ApiError::internal(&error))?;
    Ok(Json(About {
        version: env!("CARGO_PKG_VERSION"),
        started_at: host.started_at.to_string(),
        ledger: LedgerAbout {
            bytes: host.ledger.bytes().to_string(),
            entries: (host.ledger.end() - host.ledger.begin()).to_string(),
            since: ledger_since(&host).await?.map(|at| at.to_string()),
            keeps_days: host.ledger_days,
        },
        warehouse: WarehouseAbout { bytes: warehouse_bytes.to_string(), events, since },
        master_key: MasterKeyAbout {
            key_id: key.key_id,
            kind: key.kind,
            since: key.since.map(|at| Timestamp(at).to_string()),
            sealed: key.sealed.to_string(),
            concerns: concerns.map(ConcernView::from).collect(),
        },
    }))
}

async fn ledger_since(host: &Host) -> Result<Option<Timestamp>, ApiError> {
    let ledger = Arc::clone(&host.ledger);
    let first = tokio::task::spawn_blocking(move || oldest(&ledger)).await;
    first.map_err(|error| ApiError::internal(&error))?.map_err(|error| ApiError::internal(&error))
}

fn oldest(ledger: &Ledger) -> Result<Option<Timestamp>, LedgerError> {
    let mut first = None;
    ledger.judged(ledger.begin() - 1, |frame| {
        first = Some(frame.received_at);
        ControlFlow::Break(())
    })?;
    Ok(first)
}

/// How many events there are, and the time of the oldest.
async fn events(host: &Host) -> Result<(Option<String>, Option<String>), ApiError> {
    let sql = "SELECT count(*)::VARCHAR, min(event_time) FROM events".to_owned();
    let limits = Limits { rows: 1, time: Duration::from_secs(5) };
    let rows = crate::sql::run(host, Query { sql, params: Vec::new(), limits }, |answer| answer.rows()).await?;
    let text = |index: usize| Some(rows.first()?.get(index)?.as_str()?.to_owned());
    Ok((text(0), text(1)))
}
