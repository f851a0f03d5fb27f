//! Connections to providers: connectors to choose from, saved connections, checks, syncs.

mod connectors;
mod shapes;
mod typed;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_connections::ConnectionsError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use shapes::{CheckResult, Connection, Sync};
use typed::{BackFill, ChangeConnection, CheckConnection, CreateConnection};

const MOST_SYNCS: u32 = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .merge(connectors::routes())
        .routes(routes!(list, create))
        .routes(routes!(check_draft))
        .routes(routes!(get, change, delete))
        .routes(routes!(check))
        .routes(routes!(sync))
        .routes(routes!(cancel))
        .routes(routes!(back_fill))
        .routes(routes!(syncs))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionList {
    items: Vec<Connection>,
    /// Always null: connections come in one page.
    next: Option<String>,
}

/// List connections
#[utoipa::path(get, path = "/api/v1/connections", tag = "Connections", operation_id = "list_connections", responses((status = 200, body = ConnectionList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ConnectionList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.connections.list().await?.into_iter().map(Connection::from).collect();
    Ok(Json(ConnectionList { items, next: None }))
}

/// Connect a provider
///
/// Credentials are sealed and never shown again. The first sync starts at once.
#[utoipa::path(post, path = "/api/v1/connections", tag = "Connections", operation_id = "create_connection", request_body = CreateConnection,
    responses((status = 201, body = Connection), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(body): JsonBody<CreateConnection>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let connection = host.connections.create(body.into(), asking.0.name()).await?;
    Ok((StatusCode::CREATED, Json(Connection::from(connection))).into_response())
}

/// Get a connection
#[utoipa::path(get, path = "/api/v1/connections/{id}", tag = "Connections", operation_id = "get_connection",
    responses((status = 200, body = Connection), (status = 404, body = ErrorBody)))]
async fn get(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<Connection>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.connections.get(&id).await?.into()))
}

/// Change a connection
///
/// What is left out stays. Changing where requests go, or allowing private addresses, takes the credentials again. A
/// change of where it goes, or one with `settings` or `credentials` in it, starts a sync.
#[utoipa::path(patch, path = "/api/v1/connections/{id}", tag = "Connections", operation_id = "change_connection", request_body = ChangeConnection,
    responses((status = 200, body = Connection), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody),
        (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<ChangeConnection>,
) -> Result<Json<Connection>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.connections.update(&id, body.into(), asking.0.name()).await?.into()))
}

/// Delete a connection
///
/// Its credentials are erased. Records that were read stay.
#[utoipa::path(delete, path = "/api/v1/connections/{id}", tag = "Connections", operation_id = "delete_connection",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.connections.delete(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try credentials before they are saved
///
/// Nothing is stored. That they do not work is an answer, not an error.
#[utoipa::path(post, path = "/api/v1/connections/check", tag = "Connections", operation_id = "check_credentials", request_body = CheckConnection,
    responses((status = 200, body = CheckResult), (status = 422, body = ErrorBody)))]
async fn check_draft(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(body): JsonBody<CheckConnection>,
) -> Result<Json<CheckResult>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.connections.check_draft(&body.into()).await?.into()))
}

/// Try the stored credentials
///
/// The connection's status follows.
#[utoipa::path(post, path = "/api/v1/connections/{id}/check", tag = "Connections", operation_id = "check_connection",
    responses((status = 200, body = CheckResult), (status = 404, body = ErrorBody)))]
async fn check(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<CheckResult>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.connections.check_saved(&id).await?.into()))
}

/// Sync now
///
/// If a sync runs already, it is the answer.
#[utoipa::path(post, path = "/api/v1/connections/{id}/sync", tag = "Connections", operation_id = "sync_connection",
    responses((status = 202, body = Sync), (status = 404, body = ErrorBody)))]
async fn sync(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let sync = host.connections.sync_now(&id, asking.0.name()).await?;
    Ok((StatusCode::ACCEPTED, Json(Sync::from(sync))).into_response())
}

/// Cancel the sync that runs
///
/// What was read stays; a back-fill is given up. The next sync comes when the schedule says.
#[utoipa::path(post, path = "/api/v1/connections/{id}/cancel", tag = "Connections", operation_id = "cancel_sync",
    responses((status = 200, body = Sync), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn cancel(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<Sync>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.connections.cancel(&id, asking.0.name()).await?.into()))
}

/// Read further back
///
/// The sync first reads what is new, then goes back, newest first; its `daysDone` and `daysTotal` tell how far it is. It
/// survives a restart, and ends early where the provider keeps nothing older.
#[utoipa::path(post, path = "/api/v1/connections/{id}/backfill", tag = "Connections", operation_id = "backfill_connection", request_body = BackFill,
    responses((status = 202, body = Sync), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn back_fill(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<BackFill>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let sync = host.connections.back_fill(&id, body.start()?, asking.0.name()).await?;
    Ok((StatusCode::ACCEPTED, Json(Sync::from(sync))).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SyncQuery {
    /// 1 to 500; 50 unless told.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncList {
    items: Vec<Sync>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// List syncs of a connection, the newest first
#[utoipa::path(get, path = "/api/v1/connections/{id}/syncs", tag = "Connections", operation_id = "list_syncs", params(SyncQuery),
    responses((status = 200, body = SyncList), (status = 404, body = ErrorBody)))]
async fn syncs(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    query: Result<Query<SyncQuery>, QueryRejection>,
) -> Result<Json<SyncList>, ApiError> {
    asking.require(Permission::Read)?;
    let Query(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST_SYNCS).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("a page has 1 to {MOST_SYNCS} syncs")).field("limit"));
    }
    let before = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    // One more than asked for tells whether there is another page.
    let mut found = host.connections.syncs(&id, before, limit + 1).await?;
    let next = if found.len() > limit as usize {
        found.truncate(limit as usize);
        found.last().map(|sync| sync.id.clone())
    } else {
        None
    };
    Ok(Json(SyncList { items: found.into_iter().map(Sync::from).collect(), next }))
}

impl From<ConnectionsError> for ApiError {
    fn from(error: ConnectionsError) -> Self {
        let message = error.to_string();
        match error {
            ConnectionsError::Invalid { field, .. } => Self::invalid("invalid_connection", message).field(field),
            ConnectionsError::CredentialsNeeded { field } => Self::invalid("credentials_needed", message)
                .field(field)
                .hint("stored credentials are sent to no other place than the one they were entered for"),
            ConnectionsError::NameTaken => Self::new(StatusCode::CONFLICT, "name_taken", message).field("name"),
            ConnectionsError::NoSuchConnection => Self::not_found("connection"),
            ConnectionsError::NothingRuns => Self::new(StatusCode::CONFLICT, "nothing_runs", message),
            ConnectionsError::TooMany(_) => Self::invalid("too_many_connections", message),
            ConnectionsError::Stopping => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", message).retry_after(2)
            }
            ConnectionsError::NoSuchConnector => Self::not_found("connector"),
            ConnectionsError::ConnectorTaken(_) => Self::new(StatusCode::CONFLICT, "connector_taken", message),
            ConnectionsError::TooManyConnectors(_) => Self::invalid("too_many_connectors", message),
            ConnectionsError::GrantNeeded { .. } => {
                Self::new(StatusCode::CONFLICT, "grant_needed", message).field("grant").hint(
                    "say `?grant=ORIGIN` for each place that it may ask; credentials of its connections go there and nowhere else",
                )
            }
            ConnectionsError::InUse(_) => {
                Self::new(StatusCode::CONFLICT, "in_use", message).hint("delete those connections first")
            }
            ConnectionsError::Rejected(rejected) => Self::from(rejected),
            ConnectionsError::Busy(_) => Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message).retry_after(10),
            ConnectionsError::Builtin { .. }
            | ConnectionsError::Folder(_)
            | ConnectionsError::Control(_)
            | ConnectionsError::Vault(_)
            | ConnectionsError::Internal(_) => Self::internal(&message),
        }
    }
}
