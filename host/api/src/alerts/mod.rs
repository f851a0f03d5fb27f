//! Alerts: what people should see, and what they decide about it.

mod decide;
mod list;
mod mutes;
mod shapes;

use std::sync::Arc;

use axum::http::StatusCode;
use outlay_alerts::AlertsError;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().merge(list::routes()).merge(decide::routes()).merge(mutes::routes())
}

impl From<AlertsError> for ApiError {
    fn from(error: AlertsError) -> Self {
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, error.to_string());
        match error {
            AlertsError::NoSuchAlert => Self::not_found("alert"),
            AlertsError::NoSuchChannel => Self::not_found("channel"),
            AlertsError::NoSuchDelivery => Self::not_found("delivery"),
            AlertsError::NoSuchMute => Self::not_found("mute"),
            AlertsError::NotOpen(_) => conflict("not_open").hint("the next firing of its rule opens another alert"),
            AlertsError::NotFailed(_) => conflict("not_failed"),
            AlertsError::NotSigned(_) => Self::invalid("not_signed", error.to_string())
                .hint("only webhooks have a secret that signs; change the other secrets with PATCH"),
            AlertsError::TooManyMutes(_) => conflict("too_many_mutes"),
            AlertsError::InvalidCursor => Self::invalid("invalid_cursor", error.to_string()).field("cursor"),
            AlertsError::InvalidField(invalid) => Self {
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
