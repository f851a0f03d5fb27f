//! What was sent through a channel.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use outlay_access::Permission;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST: u32 = 200;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(retry))
}

/// One message to the channel, with its attempts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoggedDelivery {
    /// The `X-Outlay-Delivery` or `Message-ID` of each attempt.
    id: String,
    /// Null if it is about a storm.
    alert_id: Option<String>,
    /// `alert.opened`, `alert.escalated`, `alert.cleared`, `alert.woke`, `storm.opened`, `storm.updated` or `storm.ended`.
    #[serde(rename = "type")]
    occasion: String,
    title: String,
    /// `pending` until it is delivered or, after a day, failed.
    status: &'static str,
    attempts: u64,
    created_at: String,
    /// When it is sent, or sent again.
    due_at: Option<String>,
    delivered_at: Option<String>,
    last_error: Option<String>,
    /// The last twenty, in order.
    tries: Vec<Try>,
    /// What is sent at each attempt; of an e-mail its subject, text and HTML. It holds no secret.
    payload: Value,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Try {
    /// From 1.
    number: u64,
    at: String,
    /// What the receiver answered, if it did: a status of HTTP or SMTP.
    status: Option<u16>,
    /// Null if it was taken.
    error: Option<String>,
}

impl From<outlay_alerts::LoggedDelivery> for LoggedDelivery {
    fn from(delivery: outlay_alerts::LoggedDelivery) -> Self {
        let tries = delivery.tries.into_iter().map(|one| Try {
            number: one.number,
            at: one.at.to_string(),
            status: one.status,
            error: one.error,
        });
        Self {
            id: delivery.id,
            alert_id: delivery.alert_id,
            occasion: delivery.occasion,
            title: delivery.title,
            status: delivery.status.as_str(),
            attempts: delivery.attempts,
            created_at: delivery.created_at.to_string(),
            due_at: delivery.due_at.map(|at| at.to_string()),
            delivered_at: delivery.delivered_at.map(|at| at.to_string()),
            last_error: delivery.last_error,
            tries: tries.collect(),
            payload: delivery.payload,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryLog {
    items: Vec<LoggedDelivery>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LogQuery {
    /// 1 to 200; 50 unless told.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// List a channel's deliveries, the newest first
#[utoipa::path(get, path = "/api/v1/channels/{id}/deliveries", tag = "Channels", operation_id = "list_deliveries", params(LogQuery),
    responses((status = 200, body = DeliveryLog), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    query: Result<Query<LogQuery>, QueryRejection>,
) -> Result<Json<DeliveryLog>, ApiError> {
    asking.require(Permission::Read)?;
    let Query(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"));
    }
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let page = host.alerts.deliveries(&id, limit, cursor).await?;
    Ok(Json(DeliveryLog { items: page.items.into_iter().map(LoggedDelivery::from).collect(), next: page.next }))
}

/// Try a delivery again that failed
///
/// At once, and as often as a new one. It keeps its id.
#[utoipa::path(post, path = "/api/v1/channels/{id}/deliveries/{delivery}/retry", tag = "Channels", operation_id = "retry_delivery",
    responses((status = 200, body = LoggedDelivery), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn retry(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Json<LoggedDelivery>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.alerts.retry_delivery(&id, &delivery, asking.0.name()).await?.into()))
}
