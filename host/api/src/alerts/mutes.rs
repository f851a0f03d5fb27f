//! Mutes: alerts that are recorded, and of which nobody is told.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use outlay_access::Permission;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::alerts::shapes::Mute;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(delete))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MuteList {
    items: Vec<Mute>,
    /// Always null: mutes come in one page.
    next: Option<String>,
}

/// List mutes, the newest first
#[utoipa::path(get, path = "/api/v1/mutes", tag = "Alerts", operation_id = "list_mutes",
    responses((status = 200, body = MuteList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<MuteList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.alerts.mutes().await?.into_iter().map(Mute::from).collect();
    Ok(Json(MuteList { items, next: None }))
}

/// Remove a mute
///
/// People are told again of what opens from now on.
#[utoipa::path(delete, path = "/api/v1/mutes/{id}", tag = "Alerts", operation_id = "delete_mute",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.alerts.unmute(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}
