//! Which alerts there are.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use outlay_access::Permission;
use outlay_alerts::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::alerts::shapes::{Alert, AlertWithHistory};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST: u32 = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertList {
    items: Vec<Alert>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AlertQuery {
    /// `open` (unless told): open, and neither acknowledged, snoozed nor muted; `acknowledged`, `snoozed`, `muted`: open,
    /// and that; or `all`.
    status: Option<String>,
    /// 1 to 500; 50 unless told.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List alerts, the newest first
#[utoipa::path(get, path = "/api/v1/alerts", tag = "Alerts", operation_id = "list_alerts", params(AlertQuery),
    responses((status = 200, body = AlertList), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<Query<AlertQuery>, QueryRejection>,
) -> Result<Json<AlertList>, ApiError> {
    asking.require(Permission::Read)?;
    let Query(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let filter = match query.status.as_deref() {
        None | Some("" | "open") => Filter::Open,
        Some("acknowledged") => Filter::Acknowledged,
        Some("snoozed") => Filter::Snoozed,
        Some("muted") => Filter::Muted,
        Some("all") => Filter::All,
        Some(_) => {
            let message = "`status` is open, acknowledged, snoozed, muted or all";
            return Err(ApiError::invalid("invalid_status", message).field("status"));
        }
    };
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"));
    }
    let page = host.alerts.list(filter, limit, query.cursor.as_deref().filter(|cursor| !cursor.is_empty())).await?;
    Ok(Json(AlertList { items: page.items.into_iter().map(Alert::from).collect(), next: page.next }))
}

/// One alert with its deliveries and its history
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "Alerts", operation_id = "get_alert",
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody)))]
async fn get(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.alerts.get(&id).await?.into()))
}
