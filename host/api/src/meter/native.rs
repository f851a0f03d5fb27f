//! `POST /v1/events`: one JSON object, an array, one object a line, or CloudEvents. Each item gets its own answer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use outlay_ingest::{Format, Record};
use outlay_pipeline::{Incoming, Outcome, Receipt, Status};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AlertView;
use super::cloud_events;
use super::intake::{Intake, Item, Start, settle, verdict};
use crate::body::BatchBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody, ErrorDetail};
use crate::host::Host;

/// Decoding a larger body would hold up others on the same thread.
const LARGE: usize = 256 * 1024;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(native_events))
}

/// What became of one event of a native request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventResult {
    index: usize,
    /// The sender's id of it.
    id: Option<String>,
    /// `accepted`, `duplicate` or `rejected`.
    status: &'static str,
    event_id: Option<String>,
    /// Of the event: there if this is not the first that is heard of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revision: Option<u32>,
    /// The fields in which what was said of this call disagrees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<ErrorDetail>,
    alerts: Vec<AlertView>,
}

/// What became of a native request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventResults {
    accepted: usize,
    duplicates: usize,
    rejected: usize,
    /// `complete`, or `partial` while a rule lags.
    verdict: &'static str,
    results: Vec<EventResult>,
    /// The rules that fired, of all events.
    alerts: Vec<AlertView>,
}

/// How a body of events is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An object or an array of them; CloudEvents among them are told by their `specversion`.
    Json,
    Lines,
    CloudEvent,
    CloudEvents,
    /// One CloudEvent of which the headers are the attributes.
    Binary,
}

impl Shape {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // The batch first: its name begins as the other does.
        if essence.starts_with("application/cloudevents-batch") {
            Self::CloudEvents
        } else if essence.starts_with("application/cloudevents") {
            Self::CloudEvent
        } else if headers.contains_key("ce-specversion") || headers.contains_key("ce-id") {
            Self::Binary
        } else if ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"]
            .contains(&essence.as_str())
        {
            Self::Lines
        } else {
            Self::Json
        }
    }
}

/// Post events
///
/// One JSON object, an array of up to 10,000, one object a line (`application/x-ndjson`), or CloudEvents (structured,
/// batch, binary), up to 32 MiB, plain or compressed with gzip or zstd. Each item gets its own answer: one bad item
/// never sinks the others. Instead of counts, an event may hold what the provider answered: its JSON as `response`, or the
/// data of its events in order as `stream`; `batch` says that it was part of a batch. What the event leaves out is read
/// from it; texts that were asked and answered are not kept. `amends` corrects what it names of an event (not its `kind`; counts that may contain each
/// other only together, such as `inputTokenCount`, `cacheReadTokenCount` and the model), `voids` ends one.
#[utoipa::path(post, path = "/v1/events", tag = "Metering", operation_id = "post_events", request_body = Object,
    responses((status = 200, body = EventResults), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
        (status = 413, body = ErrorBody), (status = 415, body = ErrorBody),
        (status = 422, body = EventResults, description = "Every event was rejected"),
        (status = 429, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn native_events(
    State(host): State<Arc<Host>>,
    asking: Asking,
    uri: Uri,
    headers: HeaderMap,
    body: Result<BatchBody, ApiError>,
) -> Result<Response, ApiError> {
    let intake = Intake::of(&host, &asking, uri.path())?;
    let body = body.map_err(|error| intake.refused(error, b""))?;
    let in_progress = match intake.begin(&headers, &body.bytes)? {
        Start::Fresh(in_progress) => in_progress,
        Start::Replay(receipt) => {
            let mut items = decode(&host, &asking, &uri, &headers, &body).await?;
            let outcomes = settle(&mut items, &receipt.outcomes);
            return Ok(results(&receipt, items, outcomes));
        }
    };
    let mut items = decode(&host, &asking, &uri, &headers, &body).await?;
    let events: Vec<Incoming> = items.iter_mut().filter_map(|item| item.incoming.take()).collect();
    let receipt = intake.take(events, in_progress).await?;
    let outcomes = settle(&mut items, &receipt.outcomes);
    if items.iter().any(|item| item.error.is_some()) {
        let texts = texts(Shape::of(&headers), &body.bytes);
        intake.note_items(&items, |index| texts.get(index).copied());
    }
    Ok(results(&receipt, items, outcomes))
}

/// Large bodies are decoded beside the threads that serve requests.
async fn decode(
    host: &Arc<Host>,
    asking: &Asking,
    uri: &Uri,
    headers: &HeaderMap,
    body: &BatchBody,
) -> Result<Vec<Item>, ApiError> {
    if body.bytes.len() < LARGE {
        return items(&Intake::of(host, asking, uri.path())?, headers, &body.bytes);
    }
    let (host, asking, uri) = (Arc::clone(host), asking.clone(), uri.clone());
    let (headers, bytes) = (headers.clone(), body.bytes.clone());
    let decoded = tokio::task::spawn_blocking(move || {
        let intake = Intake::of(&host, &asking, uri.path())?;
        items(&intake, &headers, &bytes)
    });
    decoded.await.map_err(|error| ApiError::internal(&error))?
}

/// The items of a body, decoded and priced.
pub(crate) fn items(intake: &Intake<'_>, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Item>, ApiError> {
    let refused = |error| intake.refused_body(error, body);
    let context = intake.context();
    let records = match Shape::of(headers) {
        Shape::Binary => return Ok(vec![cloud_events::binary(intake, headers, body)?]),
        Shape::CloudEvent => vec![Ok(outlay_ingest::one(body).map_err(refused)?)],
        Shape::Lines => outlay_ingest::lines(body).map_err(refused)?,
        Shape::CloudEvents | Shape::Json => outlay_ingest::many(body).map_err(refused)?,
    };
    let all_are_cloud_events = matches!(Shape::of(headers), Shape::CloudEvent | Shape::CloudEvents);
    let item = |record: Result<Record<'_>, _>| match record {
        Err(error) => intake.item(None, Err(error)),
        Ok(record) => {
            let id = record.id();
            let is_cloud_event = all_are_cloud_events || record.is_cloud_event();
            let format = if is_cloud_event { Format::CloudEvent } else { Format::Native };
            intake.item(id, format.decode(record, &context))
        }
    };
    Ok(records.into_iter().map(item).collect())
}

/// The texts of the records, for those who look at what was refused.
pub(crate) fn texts(shape: Shape, body: &[u8]) -> Vec<&str> {
    match shape {
        Shape::Lines => outlay_ingest::line_texts(body),
        _ => outlay_ingest::texts(body),
    }
}

fn results(receipt: &Receipt, items: Vec<Item>, outcomes: Vec<Option<&Outcome>>) -> Response {
    let mut body = EventResults {
        accepted: 0,
        duplicates: 0,
        rejected: 0,
        verdict: verdict(receipt),
        results: Vec::with_capacity(items.len()),
        alerts: vec![],
    };
    for (index, (Item { id, error, .. }, outcome)) in items.into_iter().zip(outcomes).enumerate() {
        let alerts: Vec<AlertView> =
            outcome.map(|outcome| outcome.alerts.iter().map(AlertView::from).collect()).unwrap_or_default();
        let status = match outcome.map(|outcome| outcome.status) {
            Some(Status::Accepted) => {
                body.accepted += 1;
                "accepted"
            }
            Some(Status::Duplicate) => {
                body.duplicates += 1;
                "duplicate"
            }
            Some(Status::Rejected(_)) | None => {
                body.rejected += 1;
                "rejected"
            }
        };
        body.alerts.extend(alerts.iter().cloned());
        body.results.push(EventResult {
            index,
            id,
            status,
            event_id: outcome.map(|outcome| outcome.call_id.to_string()),
            revision: outcome.map(|outcome| outcome.revision).filter(|revision| *revision > 0),
            conflicts: outcome.map(|outcome| outcome.conflicts.clone()).unwrap_or_default(),
            error,
            alerts,
        });
    }
    let all_rejected = body.rejected > 0 && body.rejected == body.results.len();
    let status = if all_rejected { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Json(body)).into_response()
}
