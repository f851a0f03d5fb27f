//! Errors in the form that existing SDKs know.

use axum::Json;
use axum::response::{IntoResponse, Response};
use outlay_domain::Timestamp;
use serde_json::json;

use crate::error::ApiError;

/// An error for a sender that speaks the SDKs' protocol.
pub(crate) struct SdkError {
    error: ApiError,
    path: String,
}

impl SdkError {
    pub(crate) fn new(error: ApiError, path: &str) -> Self {
        Self { error, path: path.to_owned() }
    }
}

impl IntoResponse for SdkError {
    fn into_response(self) -> Response {
        let Self { error: ApiError { status, code, message, field, hint, retry_after, .. }, path } = self;
        let body = json!({
            "timestamp": Timestamp::from_seconds(jiff::Timestamp::now().as_second()).to_string(),
            "status": status.as_u16(),
            "error": status.canonical_reason(),
            "code": code,
            "message": message,
            "path": path,
            "errors": [{"code": code, "message": message, "field": field, "resolution": hint}],
            "retryAfterSeconds": retry_after,
        });
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        response
    }
}
