//! Alerts: what people should see, and closing it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use outlay_access::Permission;
use outlay_alerts::{AlertsError, Filter};
use outlay_domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST: u32 = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(resolve))
}

/// Findings of one rule with one key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alert {
    id: String,
    rule_id: String,
    rule_name: String,
    key: String,
    /// `open`, `cleared` by the rule, or `resolved` by a person.
    status: &'static str,
    /// `info`, `warning` or `critical`.
    severity: &'static str,
    title: String,
    detail: String,
    /// What was measured last, a decimal.
    value: Option<String>,
    /// A decimal.
    limit: Option<String>,
    /// How many findings it gathers.
    findings: String,
    first_event_id: Option<String>,
    last_event_id: Option<String>,
    opened_at: String,
    updated_at: String,
    closed_at: Option<String>,
    deliveries: Vec<Delivery>,
}

/// One message to one channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    /// The `X-Outlay-Delivery` of each attempt.
    id: String,
    channel_id: String,
    channel_name: String,
    /// `pending` until it is delivered or, after a day, failed.
    status: &'static str,
    attempts: u64,
    last_error: Option<String>,
    delivered_at: Option<String>,
}

impl From<outlay_alerts::Alert> for Alert {
    fn from(alert: outlay_alerts::Alert) -> Self {
        Self {
            id: alert.id,
            rule_id: alert.rule_id,
            rule_name: alert.rule_name,
            key: alert.key,
            status: alert.status.as_str(),
            severity: alert.severity.as_str(),
            title: alert.title,
            detail: alert.detail,
            value: alert.value,
            limit: alert.limit,
            findings: alert.findings.to_string(),
            first_event_id: alert.first_event_id,
            last_event_id: alert.last_event_id,
            opened_at: alert.opened_at.to_string(),
            updated_at: alert.updated_at.to_string(),
            closed_at: text(alert.closed_at),
            deliveries: alert.deliveries.into_iter().map(Delivery::from).collect(),
        }
    }
}

impl From<outlay_alerts::Delivery> for Delivery {
    fn from(delivery: outlay_alerts::Delivery) -> Self {
        Self {
            id: delivery.id,
            channel_id: delivery.channel_id,
            channel_name: delivery.channel_name,
            status: delivery.status.as_str(),
            attempts: delivery.attempts,
            last_error: delivery.last_error,
            delivered_at: text(delivery.delivered_at),
        }
    }
}

fn text(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
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
    /// `open` (unless told) or `all`.
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
        Some("all") => Filter::All,
        Some(_) => return Err(ApiError::invalid("invalid_status", "`status` is open or all").field("status")),
    };
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"));
    }
    let page = host.alerts.list(filter, limit, query.cursor.as_deref().filter(|cursor| !cursor.is_empty())).await?;
    Ok(Json(AlertList { items: page.items.into_iter().map(Alert::from).collect(), next: page.next }))
}

/// One alert with its deliveries
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "Alerts", operation_id = "get_alert",
    responses((status = 200, body = Alert), (status = 404, body = ErrorBody)))]
async fn get(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<Alert>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.alerts.get(&id).await?.into()))
}

/// Close an alert
///
/// The next firing opens another one. An alert that is closed already stays as it is.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/resolve", tag = "Alerts", operation_id = "resolve_alert",
    responses((status = 200, body = Alert), (status = 404, body = ErrorBody)))]
async fn resolve(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<Alert>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.alerts.resolve(&id, asking.0.name()).await?.into()))
}

impl From<AlertsError> for ApiError {
    fn from(error: AlertsError) -> Self {
        match error {
            AlertsError::NoSuchAlert => Self::not_found("alert"),
            AlertsError::NoSuchChannel => Self::not_found("channel"),
            AlertsError::InvalidCursor => Self::invalid("invalid_cursor", error.to_string()).field("cursor"),
            AlertsError::InvalidChannel(invalid) => Self {
                hint: invalid.hint.map(str::to_owned),
                ..Self::invalid("invalid_field", invalid.problem).field(invalid.field)
            },
            AlertsError::Control(_)
            | AlertsError::Ledger(_)
            | AlertsError::Vault(_)
            | AlertsError::NotAlone
            | AlertsError::Broken(_) => Self::internal(&error),
        }
    }
}
