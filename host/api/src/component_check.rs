//! What was checked of an uploaded component, and why it is not taken in.

use axum::http::StatusCode;
use outlay_sandbox::Rejected;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// One thing that was checked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Check {
    check: String,
    ok: bool,
    detail: Option<String>,
}

impl Check {
    pub(crate) fn passed(check: String, detail: Option<String>) -> Self {
        Self { check, ok: true, detail }
    }
}

impl From<Rejected> for ApiError {
    fn from(Rejected { code, message }: Rejected) -> Self {
        let status = if code == "too_large" { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
        Self::new(status, code, message)
    }
}
