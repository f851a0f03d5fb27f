//! Errors in the form that existing SDKs know.

use std::borrow::Cow;

use axum::Json;
use axum::response::{IntoResponse, Response};
use outlay_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

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

/// What such a sender reads.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SdkErrorBody {
    /// RFC 3339, UTC.
    timestamp: String,
    status: u16,
    /// The status in words.
    error: Option<&'static str>,
    code: Cow<'static, str>,
    message: String,
    path: String,
    errors: [SdkErrorDetail; 1],
    retry_after_seconds: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SdkErrorDetail {
    code: Cow<'static, str>,
    message: String,
    /// The field that cannot be taken.
    field: Option<String>,
    /// What to do.
    resolution: Option<String>,
}

impl IntoResponse for SdkError {
    fn into_response(self) -> Response {
        let Self { error: ApiError { status, code, message, field, hint, retry_after, .. }, path } = self;
        let body = SdkErrorBody {
            timestamp: Timestamp::from_seconds(jiff::Timestamp::now().as_second()).to_string(),
            status: status.as_u16(),
            error: status.canonical_reason(),
            code: code.clone(),
            message: message.clone(),
            path,
            errors: [SdkErrorDetail { code, message, field, resolution: hint }],
            retry_after_seconds: retry_after,
        };
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        response
    }
}
