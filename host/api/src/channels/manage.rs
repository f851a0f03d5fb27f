//! Channels: listed, made, changed, deleted, tried.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::channels::shapes::{ChangeChannel, Channel, ChannelTest, NewChannel};
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change, delete)).routes(routes!(test))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelList {
    items: Vec<Channel>,
    /// Always null: channels come in one page.
    next: Option<String>,
}

/// List channels
#[utoipa::path(get, path = "/api/v1/channels", tag = "Channels", operation_id = "list_channels", responses((status = 200, body = ChannelList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ChannelList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.alerts.channels().await?.into_iter().map(Channel::from).collect();
    Ok(Json(ChannelList { items, next: None }))
}

/// Create a channel
#[utoipa::path(post, path = "/api/v1/channels", tag = "Channels", operation_id = "create_channel", request_body = NewChannel,
    responses((status = 201, body = Channel), (status = 422, body = ErrorBody)))]
async fn create(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(new): JsonBody<NewChannel>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let channel = host.alerts.create_channel(new.into(), asking.0.name()).await?;
    Ok((StatusCode::CREATED, Json(Channel::from(channel))).into_response())
}

/// Change a channel
///
/// What is left out stays, null removes. What waits for it is tried again at once. Where a password is sent (`host`, `port`,
/// `tls`, `user`) changes only together with the password.
#[utoipa::path(patch, path = "/api/v1/channels/{id}", tag = "Channels", operation_id = "change_channel", request_body = ChangeChannel,
    responses((status = 200, body = Channel), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(change): JsonBody<ChangeChannel>,
) -> Result<Json<Channel>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.alerts.change_channel(&id, change.into(), asking.0.name()).await?.into()))
}

/// Delete a channel
///
/// Rules that name it deliver to their other channels only.
#[utoipa::path(delete, path = "/api/v1/channels/{id}", tag = "Channels", operation_id = "delete_channel",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.alerts.delete_channel(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test message now
#[utoipa::path(post, path = "/api/v1/channels/{id}/test", tag = "Channels", operation_id = "test_channel",
    responses((status = 200, body = ChannelTest), (status = 404, body = ErrorBody)))]
async fn test(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<ChannelTest>, ApiError> {
    asking.require(Permission::Manage)?;
    let outlay_alerts::ChannelTest { ok, status, message } = host.alerts.test_channel(&id).await?;
    Ok(Json(ChannelTest { ok, status, message }))
}
