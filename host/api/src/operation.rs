//! What operators and machines look at: health, readiness, status, documents, and the console itself.
#![allow(clippy::disallowed_types, reason = "seconds and rates are no amounts")]

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_domain::Timestamp;
use outlay_ledger::LedgerError;
use outlay_warehouse::{Limits, Query};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;
use crate::sdk_error::SdkError;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(ready))
        .routes(routes!(status))
        .route("/api/openapi.json", axum::routing::get(openapi))
        .route("/llms.txt", axum::routing::get(llms))
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "Operation", operation_id = "get_health", security(()), responses((status = 200, body = String)))]
async fn health() -> &'static str {
    "ok"
}

/// Whether each part can work
#[utoipa::path(get, path = "/readyz", tag = "Operation", operation_id = "get_readiness", security(()),
    responses((status = 200, body = Object), (status = 503, body = Object)))]
async fn ready(State(host): State<Arc<Host>>) -> Response {
    let ingest = match (host.pipeline.failure(), host.pipeline.closed()) {
        (Some(_), _) => "failed",
        (None, Some(_)) => "refusing",
        (None, None) => "ready",
    };
    let is_ready = ingest == "ready";
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let parts = json!({"ingest": ingest, "warehouse": warehouse_word(&host)});
    (status, Json(json!({"ready": is_ready, "parts": parts}))).into_response()
}

fn behind(host: &Host) -> u64 {
    (host.ledger.end() - 1).saturating_sub(host.warehouse.applied())
}

fn warehouse_word(host: &Host) -> &'static str {
    match host.warehouse.is_open() {
        false => "failed",
        true if behind(host) > 100_000 => "behind",
        true => "ready",
    }
}

/// How the server is doing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServerStatus {
    version: &'static str,
    /// The last durable entry.
    ledger_seq: String,
    /// The last entry that can be read.
    applied_seq: String,
    /// How far reading is behind, in seconds; 0 if it is not, null while the warehouse has failed.
    behind_seconds: Option<f64>,
    /// Over the last minute; null while the warehouse has failed.
    events_per_second: Option<f64>,
    /// How many events there are; null while the warehouse has failed.
    events: Option<String>,
    /// `ready`, `behind` the ledger, or `failed`: it is opened again as soon as the disk lets it.
    warehouse: &'static str,
}

/// How the server is doing
#[utoipa::path(get, path = "/api/v1/status", tag = "Operation", operation_id = "get_status", responses((status = 200, body = ServerStatus)))]
async fn status(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ServerStatus>, ApiError> {
    asking.require(Permission::Read)?;
    let counted = if host.warehouse.is_open() { Some(count(&host).await?) } else { None };
    Ok(Json(ServerStatus {
        version: env!("CARGO_PKG_VERSION"),
        ledger_seq: (host.ledger.end() - 1).to_string(),
        applied_seq: host.warehouse.applied().to_string(),
        behind_seconds: counted.as_ref().map(|counted| counted.behind_seconds),
        events_per_second: counted.as_ref().map(|counted| counted.events_per_second),
        events: counted.map(|counted| counted.events.to_string()),
        warehouse: warehouse_word(&host),
    }))
}

/// When the oldest entry was received that the warehouse does not show yet.
async fn waits_since(host: &Host) -> Result<Option<Timestamp>, ApiError> {
    let (ledger, applied) = (Arc::clone(&host.ledger), host.warehouse.applied());
    let first = tokio::task::spawn_blocking(move || {
        let mut first = None;
        ledger.judged(applied, |frame| {
            first = Some(frame.received_at);
            ControlFlow::Break(())
        })?;
        Ok::<_, LedgerError>(first)
    });
    first.await.map_err(|error| ApiError::internal(&error))?.map_err(|error| ApiError::internal(&error))
}

/// What only the warehouse knows.
struct Counted {
    behind_seconds: f64,
    events_per_second: f64,
    events: i64,
}

async fn count(host: &Host) -> Result<Counted, ApiError> {
    let now = host.clock.now();
    let sql = "SELECT (SELECT count(*) FROM events), \
        (SELECT count(*) FROM events WHERE received_at > make_timestamp(?))";
    let since = now.0 - 60_000_000;
    let limits = Limits { rows: 1, time: Duration::from_secs(5) };
    let query = Query { sql: sql.to_owned(), params: vec![since.into()], limits };
    let rows = crate::sql::run(host, query, |answer| answer.rows()).await?;
    let number = |index: usize| rows.first().and_then(|row| row.get(index)).and_then(serde_json::Value::as_i64);
    let waits_since = waits_since(host).await?.unwrap_or(now);
    Ok(Counted {
        behind_seconds: ((now.0 - waits_since.0).max(0) / 1000) as f64 / 1000.0,
        events_per_second: number(1).unwrap_or(0) as f64 / 60.0,
        events: number(0).unwrap_or(0),
    })
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], crate::openapi()).into_response()
}

async fn llms() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], include_str!("llms.txt")).into_response()
}

/// The console: its files by their names, its page for every path that is no file and no part of the API.
pub(crate) async fn console(State(host): State<Arc<Host>>, method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
    let not_found = || ApiError::not_found("path").hint("GET /api/openapi.json lists every path");
    if begins(&["meter/", "v2/", "profitstream/"]) {
        return SdkError::new(not_found(), uri.path()).into_response();
    }
    if begins(&["api/", "v1/"]) || !matches!(method, Method::GET | Method::HEAD) {
        return not_found().into_response();
    }
    if let Some(asset) = (host.assets.0)(path).filter(|_| !path.is_empty() && path != "index.html") {
        // File names carry a hash of what they hold.
        let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return ([(header::CONTENT_TYPE, asset.content_type.as_str()), (header::CACHE_CONTROL, caching)], asset.bytes)
            .into_response();
    }
    match (host.assets.0)("index.html") {
        Some(page) if !path.contains('.') => {
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], page.bytes)
                .into_response()
        }
        Some(_) => ApiError::not_found("file").into_response(),
        None => ApiError::not_found("console in this build").hint("build it with `cargo xtask build`").into_response(),
    }
}
