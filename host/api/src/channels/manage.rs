//! Channels: where alerts are delivered.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change, delete)).routes(routes!(test))
}

/// Where alerts are delivered. The secret is never shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Channel {
    id: String,
    name: String,
    /// `webhook`
    kind: String,
    url: String,
    /// Whether deliveries are signed.
    has_secret: bool,
    allow_private: bool,
    created_at: String,
    last_delivery: Option<LastDelivery>,
}

/// What became of the last attempt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastDelivery {
    /// `delivered`, `pending` (it is tried again) or `failed`.
    status: &'static str,
    at: String,
    error: Option<String>,
}

impl From<outlay_alerts::Channel> for Channel {
    fn from(channel: outlay_alerts::Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name,
            kind: channel.kind,
            url: channel.url,
            has_secret: channel.has_secret,
            allow_private: channel.allow_private,
            created_at: channel.created_at.to_string(),
            last_delivery: channel.last_delivery.map(|last| LastDelivery {
                status: last.status.as_str(),
                at: last.at.to_string(),
                error: last.error,
            }),
        }
    }
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

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewChannel {
    /// 1 to 100 characters.
    name: String,
    /// `webhook`
    kind: Option<String>,
    /// `https://`; `http://` only with `allowPrivate`.
    url: String,
    /// Signs each delivery (`X-Revenium-Signature-256`). Sealed on this server, never shown again.
    #[schema(value_type = Option<String>)]
    secret: Option<SecretString>,
    /// Whether the receiver may be in a private network or on this machine.
    allow_private: Option<bool>,
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
    let new = outlay_alerts::NewChannel {
        name: new.name,
        kind: new.kind,
        url: new.url,
        secret: new.secret,
        allow_private: new.allow_private.unwrap_or(false),
    };
    let channel = host.alerts.create_channel(new, asking.0.name()).await?;
    Ok((StatusCode::CREATED, Json(Channel::from(channel))).into_response())
}

/// What is left out stays; `secret: null` removes the secret.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeChannel {
    name: Option<String>,
    url: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    secret: Option<Option<SecretString>>,
    allow_private: Option<bool>,
}

/// Tells null from left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<SecretString>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Change a channel
///
/// What waits for it is tried again at once.
#[utoipa::path(patch, path = "/api/v1/channels/{id}", tag = "Channels", operation_id = "change_channel", request_body = ChangeChannel,
    responses((status = 200, body = Channel), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(change): JsonBody<ChangeChannel>,
) -> Result<Json<Channel>, ApiError> {
    asking.require(Permission::Manage)?;
    let ChangeChannel { name, url, secret, allow_private } = change;
    let change = outlay_alerts::ChangeChannel { name, url, secret, allow_private };
    Ok(Json(host.alerts.change_channel(&id, change, asking.0.name()).await?.into()))
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

/// What became of a test message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelTest {
    ok: bool,
    /// The HTTP status that the receiver answered, if it did.
    status: Option<u16>,
    /// A sentence for a person.
    message: String,
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
