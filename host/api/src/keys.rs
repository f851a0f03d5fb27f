//! API keys: made, listed, copied, replaced, revoked.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::{KeyView, NewKey, Permission, Scope};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::{JsonBody, MaybeJson};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const LONGEST_GRACE: u64 = 30 * 86_400;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(revoke))
        .routes(routes!(regenerate))
        .routes(routes!(reveal))
}

/// A key without its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Key {
    id: String,
    name: String,
    /// `metering` posts events, `read` reads, `full` does everything.
    scope: String,
    /// Prefix and last four characters.
    masked: String,
    last_four: String,
    created_at: String,
    created_by: String,
    last_used_at: Option<String>,
    /// Events accepted with it.
    events: String,
    /// Requests and events refused.
    refused: String,
    /// It was regenerated, and until then the key before works, too.
    old_until: Option<String>,
}

impl From<KeyView> for Key {
    fn from(view: KeyView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            scope: view.scope,
            masked: view.masked,
            last_four: view.last_four,
            created_at: view.created_at.to_string(),
            created_by: view.created_by,
            last_used_at: view.last_used_at.map(|time| time.to_string()),
            events: view.events.to_string(),
            refused: view.refused.to_string(),
            old_until: view.old_until.map(|time| time.to_string()),
        }
    }
}

/// A key with its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyWithText {
    #[serde(flatten)]
    view: Key,
    /// Send it as `x-api-key` or `Authorization: Bearer`.
    key: String,
}

impl From<NewKey> for KeyWithText {
    fn from(new: NewKey) -> Self {
        Self { view: new.view.into(), key: new.key.expose_secret().to_owned() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyList {
    items: Vec<Key>,
    /// Always null: keys come in one page.
    next: Option<String>,
}

/// List keys
#[utoipa::path(get, path = "/api/v1/keys", tag = "Keys", operation_id = "list_keys", responses((status = 200, body = KeyList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<KeyList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.access.keys().await?.into_iter().map(Key::from).collect();
    Ok(Json(KeyList { items, next: None }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateKey {
    /// 1 to 100 characters.
    name: String,
    /// `metering`, `read` or `full`
    scope: String,
}

/// Create a key
#[utoipa::path(post, path = "/api/v1/keys", tag = "Keys", operation_id = "create_key", request_body = CreateKey,
    responses((status = 201, body = KeyWithText), (status = 422, body = ErrorBody)))]
async fn create(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(body): JsonBody<CreateKey>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let scope: Scope =
        body.scope.parse().map_err(|error| ApiError::invalid("invalid_scope", format!("{error}")).field("scope"))?;
    let key = host.access.create_key(&body.name, scope, &asking.0).await?;
    Ok((StatusCode::CREATED, Json(KeyWithText::from(key))).into_response())
}

/// May be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Regenerate {
    /// So long the old key works on, at most 30 days; 0 unless told.
    #[serde(default)]
    grace_seconds: u64,
}

/// Put a fresh key in the place of one
///
/// The old one stops at once, or after the time that is given. One that was replaced before stops now in any case.
#[utoipa::path(post, path = "/api/v1/keys/{id}/regenerate", tag = "Keys", operation_id = "regenerate_key",
    request_body = Option<Regenerate>,
    responses((status = 200, body = KeyWithText), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn regenerate(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<Regenerate>,
) -> Result<Json<KeyWithText>, ApiError> {
    asking.require(Permission::Manage)?;
    if body.grace_seconds > LONGEST_GRACE {
        let message = format!("`graceSeconds` is at most {LONGEST_GRACE}: 30 days");
        return Err(ApiError::invalid("invalid_field", message).field("graceSeconds"));
    }
    let grace = Duration::from_secs(body.grace_seconds);
    Ok(Json(host.access.regenerate_key(&id, grace, &asking.0).await?.into()))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Revealed {
    key: String,
}

/// Copy a key again
///
/// For people who are signed in, never for an API key. Audited.
#[utoipa::path(post, path = "/api/v1/keys/{id}/reveal", tag = "Keys", operation_id = "reveal_key",
    responses((status = 200, body = Revealed), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn reveal(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<Revealed>, ApiError> {
    asking.require(Permission::RevealKeys)?;
    let key = host.access.reveal_key(&id, &asking.0).await?;
    Ok(Json(Revealed { key: key.expose_secret().to_owned() }))
}

/// Revoke a key for good
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "Keys", operation_id = "revoke_key",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn revoke(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.access.revoke_key(&id, &asking.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
