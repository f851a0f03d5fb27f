//! The master key: where it lies, and another in its place. Only for whoever owns the data folder, through its socket.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use outlay_access::Caller;
use outlay_custody::{Concern, CustodyError, Inspection, Keep, NextKey, Rotated};
use outlay_domain::Timestamp;
use outlay_vault::{KEY_FORM, MasterKey};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(rotate))
}

/// How it stands with the master key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VaultView {
    /// Names the key; tells nothing of it.
    key_id: String,
    /// `data`, `user` or `folder`: a file that Outlay keeps; `variable`, `file` or `command`: the operator gives it at
    /// each start; `handed-in`: the operator gave it for the last rotation.
    kind: &'static str,
    /// Where it comes from.
    from: String,
    since: Option<String>,
    /// So many secrets are sealed.
    sealed: usize,
    concerns: Vec<ConcernView>,
}

/// Something that is not as it should be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConcernView {
    message: String,
    /// What to do.
    hint: String,
}

impl From<Concern> for ConcernView {
    fn from(Concern { message, hint }: Concern) -> Self {
        Self { message, hint }
    }
}

impl From<Inspection> for VaultView {
    fn from(inspection: Inspection) -> Self {
        let Inspection { key_id, kind, from, since, sealed, concerns } = inspection;
        let concerns = concerns.into_iter().map(ConcernView::from).collect();
        Self { key_id, kind, from, since: since.map(|since| Timestamp(since).to_string()), sealed, concerns }
    }
}

/// How it stands with the master key
///
/// Only through the socket in the data folder.
#[utoipa::path(get, path = "/api/v1/vault", tag = "Operation", operation_id = "get_vault",
    responses((status = 200, body = VaultView)))]
async fn show(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<VaultView>, ApiError> {
    require_owner(&asking)?;
    Ok(Json(host.custody.inspect().await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rotation {
    /// The operator's next key, to be given at the next start; 64 hexadecimal digits. Without it, Outlay makes one.
    #[schema(value_type = Option<String>, format = Password)]
    next_key: Option<SecretString>,
    /// Where a key that Outlay makes is kept: `data` or `user`; as configured unless given.
    place: Option<String>,
}

/// What a rotation did.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotationView {
    key_id: String,
    previous_key_id: String,
    /// So many secrets were sealed anew.
    resealed: u64,
    /// So many are sealed under keys that are long lost, and stay as they are.
    unreadable: u64,
    /// Where the key comes from now.
    from: String,
    /// Whether the operator must give the key at the next start.
    is_handed_in: bool,
    /// False if Outlay could not remove the file of the key before; it tries again at the next start.
    is_old_key_removed: bool,
}

impl From<Rotated> for RotationView {
    fn from(rotated: Rotated) -> Self {
        Self {
            key_id: rotated.key_id,
            previous_key_id: rotated.previous_key_id,
            resealed: rotated.resealed,
            unreadable: rotated.unreadable,
            from: rotated.source.title(),
            is_handed_in: rotated.source == outlay_custody::Source::HandedIn,
            is_old_key_removed: rotated.is_old_key_removed,
        }
    }
}

/// Seal everything anew under another master key
///
/// All of it or nothing, while everybody goes on working. Only through the socket in the data folder.
#[utoipa::path(post, path = "/api/v1/vault/rotate", tag = "Operation", operation_id = "rotate_master_key",
    request_body = Rotation,
    responses((status = 200, body = RotationView), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn rotate(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(rotation): JsonBody<Rotation>,
) -> Result<Json<RotationView>, ApiError> {
    require_owner(&asking)?;
    let next = next_key(&rotation)?;
    // A client that goes away does not cut it off.
    let rotating = tokio::spawn(async move { host.custody.rotate(next, asking.0.name()).await });
    Ok(Json(rotating.await.map_err(|error| ApiError::internal(&error))??.into()))
}

fn next_key(rotation: &Rotation) -> Result<NextKey, ApiError> {
    let invalid = |field: &str, message: String| Err(ApiError::invalid("invalid_rotation", message).field(field));
    match (&rotation.next_key, rotation.place.as_deref()) {
        (Some(_), Some(_)) => invalid("place", "a key that is handed in is kept by the operator".to_owned()),
        (Some(text), None) => match MasterKey::parse(text.expose_secret()) {
            Some(key) => Ok(NextKey::HandedIn(key)),
            None => invalid("nextKey", format!("a master key is {KEY_FORM}")),
        },
        (None, None) => Ok(NextKey::Made),
        (None, Some("data")) => Ok(NextKey::MadeFor(Keep::Data)),
        (None, Some("user")) => Ok(NextKey::MadeFor(Keep::User)),
        (None, Some(_)) => invalid("place", "a place is data or user".to_owned()),
    }
}

/// Keys do not travel over a network, and whoever may use the socket can read them anyway.
fn require_owner(asking: &Asking) -> Result<(), ApiError> {
    if asking.0 == Caller::Local {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "socket_only",
        "the master key is looked after on the server's machine only",
    )
    .hint("run `outlay vault` there, as the user that the server runs as"))
}

impl From<CustodyError> for ApiError {
    fn from(error: CustodyError) -> Self {
        let message = error.to_string();
        let conflict = |code: &'static str| Self::new(StatusCode::CONFLICT, code, message.clone());
        match error {
            CustodyError::NoNextKey { .. } => conflict("next_key_needed").hint(
                "hand the next key in with --new-key-from file:PATH, or have Outlay keep one with --new-key-to data|user",
            ),
            CustodyError::SameKey => conflict("same_key").hint("`openssl rand -hex 32` makes one"),
            CustodyError::DoesNotOpen { .. } => {
                conflict("secret_broken").hint("enter this secret again, or delete what it belongs to; then rotate again")
            }
            CustodyError::NoPlace(_) => conflict("no_place"),
            // Told whole: only the owner of the data folder asks.
            CustodyError::KeyFile(_) => conflict("key_file"),
            _ => Self::internal(&message),
        }
    }
}
