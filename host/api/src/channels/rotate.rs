//! Another secret for a channel that signs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use outlay_access::Permission;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::MaybeJson;
use crate::caller::Asking;
use crate::channels::shapes::Channel;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(rotate))
}

/// May be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct NewSecret {
    /// 8 to 1,024 bytes. If it is left out, one is made.
    #[schema(value_type = Option<String>)]
    secret: Option<SecretString>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RotatedSecret {
    channel: Channel,
    /// The secret that was made; it is shown this once. Null if it was given.
    secret: Option<String>,
}

/// Rotate the secret that signs
///
/// For 24 hours deliveries carry two signatures, separated by a comma: that of the new secret, then that of the one before.
#[utoipa::path(post, path = "/api/v1/channels/{id}/rotate-secret", tag = "Channels", operation_id = "rotate_channel_secret",
    request_body = Option<NewSecret>,
    responses((status = 200, body = RotatedSecret), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn rotate(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(new): MaybeJson<NewSecret>,
) -> Result<Json<RotatedSecret>, ApiError> {
    asking.require(Permission::Manage)?;
    let rotated = host.alerts.rotate_secret(&id, new.secret, asking.0.name()).await?;
    let secret = rotated.made.map(|secret| secret.expose_secret().to_owned());
    Ok(Json(RotatedSecret { channel: rotated.channel.into(), secret }))
}
