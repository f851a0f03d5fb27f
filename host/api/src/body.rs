//! Reading request bodies, with errors of our own form.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// How much of a refused body is still read, so that its sender gets to read the answer.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;
const WITHIN: Duration = Duration::from_secs(60);

/// The bytes of a body of at most [`LARGEST_BODY`](outlay_ingest::LARGEST_BODY).
#[derive(Debug)]
pub(crate) struct RawBody(pub(crate) Bytes);

impl<S: Sync> FromRequest<S> for RawBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let mut body = Limited::new(request.into_body(), DRAINED_BYTES);
        let mut bytes = Vec::new();
        let mut is_too_large = false;
        let reading = async {
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame?.into_data() else { continue };
                is_too_large |= bytes.len() + data.len() > outlay_ingest::LARGEST_BODY;
                if !is_too_large {
                    bytes.extend_from_slice(&data);
                }
            }
            Ok::<(), axum::BoxError>(())
        };
        match tokio::time::timeout(WITHIN, reading).await {
            Ok(Ok(())) if !is_too_large => Ok(Self(bytes.into())),
            Ok(Ok(())) => Err(too_large()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
            Ok(Err(_)) => Err(ApiError::new(StatusCode::BAD_REQUEST, "body_incomplete", "the body ended early")),
            Err(_) if is_too_large => Err(too_large()),
            Err(_) => {
                Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", "the body did not arrive in time"))
            }
        }
    }
}

fn too_large() -> ApiError {
    let megabytes = outlay_ingest::LARGEST_BODY / 1024 / 1024;
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("a body may have {megabytes} MiB at most"))
        .hint("split it into several requests")
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let RawBody(bytes) = RawBody::from_request(request, state).await?;
        match Json::<T>::from_bytes(&bytes) {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => {
                let is_syntax = matches!(rejection, axum::extract::rejection::JsonRejection::JsonSyntaxError(_));
                let (status, code) = if is_syntax {
                    (StatusCode::BAD_REQUEST, "invalid_json")
                } else {
                    (StatusCode::UNPROCESSABLE_ENTITY, "invalid_body")
                };
                let text =
                    std::error::Error::source(&rejection).map_or_else(|| rejection.body_text(), ToString::to_string);
                Err(ApiError::new(status, code, format!("the body cannot be read: {text}")))
            }
        }
    }
}
