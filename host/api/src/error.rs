//! Errors as callers see them: `{"error": {"code", "message", "field"?, "hint"?}}`.
//!
//! Rooms below have errors of their own; here each gets a status, a code for programs and a sentence for people. What
//! is internal goes to the log and never to the caller.

use std::any::Any;
use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) field: Option<String>,
    pub(crate) hint: Option<String>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) position: Option<usize>,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    pub(crate) error: ErrorDetail,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// Stable, for programs.
    pub(crate) code: Cow<'static, str>,
    /// One sentence for people.
    pub(crate) message: String,
    /// The field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) field: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) hint: Option<String>,
    /// Where in the statement, in bytes from its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) position: Option<usize>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            field: None,
            hint: None,
            retry_after: None,
            position: None,
        }
    }

    pub(crate) fn invalid(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// Logs what happened; tells the caller nothing of it.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed; its log says why")
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { status, code, message, field, hint, retry_after, position } = self;
        let body = ErrorBody { error: ErrorDetail { code, message, field, hint, position } };
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<outlay_pipeline::Refused> for ApiError {
    fn from(refused: outlay_pipeline::Refused) -> Self {
        use outlay_pipeline::Refused;
        let message = refused.to_string();
        match refused {
            Refused::Busy => Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message).retry_after(1),
            Refused::Stopping => Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", message).retry_after(2),
            Refused::Behind(_) => Self::new(StatusCode::TOO_MANY_REQUESTS, "warehouse_behind", message).retry_after(10),
            Refused::NearlyFull(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "disk_nearly_full", message)
                .hint("free some space on the disk of the data folder; nothing of this request was taken")
                .retry_after(30),
            Refused::Failed(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "ledger_failed",
                "the ledger cannot be written; nothing was taken",
            )
            .hint("the server's log says why; it tries again by itself")
            .retry_after(5),
        }
    }
}

pub(crate) async fn method_not_allowed() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path does not take that method")
        .hint("GET /api/openapi.json lists every path and method")
}

/// The last resort: a handler that panicked costs its own request only.
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    ApiError::internal(&text.unwrap_or("a handler panicked")).into_response()
}
