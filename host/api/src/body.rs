//! Reading request bodies, with errors of our own form.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use outlay_ingest::{BodyError, Encoding};
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::ApiError;

/// How much of a refused body is still read, so that its sender gets to read the answer.
const DRAINED_BYTES: usize = 80 * 1024 * 1024;
const WITHIN: Duration = Duration::from_secs(60);

/// Memory for bodies that are being read or worked on, in units of 64 KiB: 256 MiB.
static ROOM: Semaphore = Semaphore::const_new(4096);
const UNIT: usize = 64 * 1024;

/// The bytes of a body of at most `MOST` bytes, sent or inflated.
#[derive(Debug)]
pub(crate) struct Body<const MOST: usize> {
    pub(crate) bytes: Bytes,
    _room: Option<SemaphorePermit<'static>>,
}

/// A body of management calls, and of SDKs.
pub(crate) type RawBody = Body<{ outlay_ingest::LARGEST_BODY }>;
/// An uploaded component.
pub(crate) type ComponentBody = Body<{ outlay_sandbox::LARGEST_COMPONENT }>;
/// A body of many events.
pub(crate) type BatchBody = Body<{ outlay_ingest::LARGEST_BATCH }>;
/// A body of an OTLP exporter.
pub(crate) type OtlpBody = Body<{ outlay_ingest::LARGEST_OTLP }>;

impl<S: Sync, const MOST: usize> FromRequest<S> for Body<MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let encoding = encoding(request.headers())?;
        let declared =
            request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        // Of a body that does not say how long it is, the first part is small.
        let mut room = reserve(declared.unwrap_or(UNIT).min(MOST))?;
        let mut body = Limited::new(request.into_body(), DRAINED_BYTES);
        let mut bytes = Vec::with_capacity(declared.unwrap_or(0).min(MOST));
        let (mut is_too_large, mut is_busy) = (false, false);
        let reading = async {
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame?.into_data() else { continue };
                is_too_large |= bytes.len() + data.len() > MOST;
                let held = room.as_ref().map_or(0, |room| room.num_permits() * UNIT);
                if !is_too_large && !is_busy && bytes.len() + data.len() > held.max(UNIT) {
                    match (reserve(data.len()), &mut room) {
                        (Ok(Some(more)), Some(room)) => room.merge(more),
                        (Ok(more), room) => *room = more,
                        (Err(_), _) => is_busy = true,
                    }
                }
                if !is_too_large && !is_busy {
                    bytes.extend_from_slice(&data);
                }
            }
            Ok::<(), axum::BoxError>(())
        };
        match tokio::time::timeout(WITHIN, reading).await {
            Ok(Ok(())) if is_too_large => return Err(too_large(MOST)),
            Ok(Ok(())) if is_busy => return Err(busy()),
            Ok(Ok(())) => {}
            Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large(MOST)),
            Ok(Err(_)) => {
                return Err(ApiError::new(StatusCode::BAD_REQUEST, "body_incomplete", "the body ended early"));
            }
            Err(_) if is_too_large => return Err(too_large(MOST)),
            Err(_) => {
                let message = "the body did not arrive in time";
                return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", message));
            }
        }
        if encoding != Encoding::Identity {
            let inflated = tokio::task::spawn_blocking(move || encoding.inflate(&bytes, MOST)).await;
            bytes = inflated.map_err(|error| ApiError::internal(&error))?.map_err(ApiError::from)?;
            room = reserve(bytes.len())?;
        }
        Ok(Self { bytes: bytes.into(), _room: room })
    }
}

fn encoding(headers: &HeaderMap) -> Result<Encoding, ApiError> {
    match headers.get(header::CONTENT_ENCODING) {
        None => Ok(Encoding::Identity),
        Some(name) => Encoding::named(&String::from_utf8_lossy(name.as_bytes())).map_err(ApiError::from),
    }
}

/// Small bodies need no room: their number is bounded by that of connections.
fn reserve(bytes: usize) -> Result<Option<SemaphorePermit<'static>>, ApiError> {
    if bytes <= UNIT {
        return Ok(None);
    }
    let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
    ROOM.try_acquire_many(units).map(Some).map_err(|_| busy())
}

fn busy() -> ApiError {
    let message = "more large bodies arrive than there is memory for; try again shortly";
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, "busy", message).retry_after(1)
}

fn too_large(most: usize) -> ApiError {
    let megabytes = most / 1024 / 1024;
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("a body may have {megabytes} MiB at most"))
        .hint("split it into several requests")
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let message = error.to_string();
        match error {
            BodyError::TooLarge(most) => too_large(most),
            BodyError::TooMany(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_events", message)
                .hint("split it into several requests"),
            BodyError::UnknownEncoding(_) => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_encoding", message),
            _ => Self::new(StatusCode::BAD_REQUEST, "invalid_body", message),
        }
    }
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let RawBody { bytes, .. } = RawBody::from_request(request, state).await?;
        parsed(&bytes).map(Self)
    }
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    Json::<T>::from_bytes(bytes).map(|Json(body)| body).map_err(|rejection| {
        let is_syntax = matches!(rejection, axum::extract::rejection::JsonRejection::JsonSyntaxError(_));
        let (status, code) = if is_syntax {
            (StatusCode::BAD_REQUEST, "invalid_json")
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid_body")
        };
        let text = std::error::Error::source(&rejection).map_or_else(|| rejection.body_text(), ToString::to_string);
        ApiError::new(status, code, format!("the body cannot be read: {text}"))
    })
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let RawBody { bytes, .. } = RawBody::from_request(request, state).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(T::default()));
        }
        parsed(&bytes).map(|body: Option<T>| Self(body.unwrap_or_default()))
    }
}
