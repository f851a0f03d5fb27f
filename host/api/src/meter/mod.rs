//! What senders post: the SDKs' metering paths and the native one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use outlay_access::{Caller, Permission};
use outlay_domain::{Finding, Severity, Timestamp};
use outlay_ingest::{Context, Decoded, Format};
use outlay_pipeline::{AnswerKey, Begun, InProgress, Incoming, Outcome, Receipt, Status, VerdictAlert};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::RawBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody, ErrorDetail};
use crate::host::Host;
use crate::sdk_error::{SdkError, SdkErrorBody};

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(completions))
        .routes(routes!(images))
        .routes(routes!(audio))
        .routes(routes!(video))
        .routes(routes!(tool_events))
        .routes(routes!(generic_events))
        .routes(routes!(native_events))
}

/// A rule that fired on an event.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AlertView {
    rule_id: String,
    rule_name: String,
    #[schema(value_type = String, example = "warning")]
    severity: Severity,
    title: String,
    key: String,
}

impl From<&VerdictAlert> for AlertView {
    fn from(alert: &VerdictAlert) -> Self {
        Self {
            rule_id: alert.rule_id.clone(),
            rule_name: alert.rule_name.clone(),
            severity: alert.severity,
            title: alert.title.clone(),
            key: alert.key.clone(),
        }
    }
}

/// The answer that the SDKs expect.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeteringResource {
    /// The event's id.
    id: String,
    label: String,
    resource_type: &'static str,
    signature: String,
    created: String,
    updated: String,
    /// True if the same call was accepted before.
    duplicate: bool,
    /// `complete`, or `partial` while a rule lags.
    verdict: &'static str,
    /// The rules that fired on this event.
    alerts: Vec<AlertView>,
}

impl From<&Finding> for AlertView {
    fn from(finding: &Finding) -> Self {
        Self {
            rule_id: finding.rule_id.clone(),
            rule_name: finding.rule_name.clone(),
            severity: finding.severity,
            title: finding.title.clone(),
            key: finding.key.clone(),
        }
    }
}

macro_rules! metering_endpoint {
    ($name:ident, $path:literal, $format:expr, $summary:literal) => {
        #[utoipa::path(post, path = $path, tag = "Metering", summary = $summary,
            description = "An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent.",
            request_body = Object,
            responses((status = 201, body = MeteringResource),
                (status = 400, body = SdkErrorBody, description = "The record cannot be taken; `errors` names the field"),
                (status = 401, body = SdkErrorBody), (status = 403, body = SdkErrorBody),
                (status = 409, body = SdkErrorBody), (status = 413, body = SdkErrorBody),
                (status = 429, body = SdkErrorBody), (status = 503, body = SdkErrorBody)))]
        async fn $name(
            State(host): State<Arc<Host>>,
            asking: Result<Asking, ApiError>,
            uri: Uri,
            headers: HeaderMap,
            body: Result<RawBody, ApiError>,
        ) -> Result<Response, SdkError> {
            let recorded = record(&host, $format, asking, uri.path(), &headers, body).await;
            recorded.map_err(|error| SdkError::new(error, uri.path()))
        }
    };
}

metering_endpoint!(
    completions,
    "/meter/v2/ai/completions",
    Format::Completions,
    "Meter a chat, completion or embedding"
);
metering_endpoint!(images, "/meter/v2/ai/images", Format::Images, "Meter images");
metering_endpoint!(audio, "/meter/v2/ai/audio", Format::Audio, "Meter speech, transcription or translation");
metering_endpoint!(video, "/meter/v2/ai/video", Format::Video, "Meter video");
metering_endpoint!(tool_events, "/meter/v2/tool/events", Format::Tool, "Meter a tool call");
metering_endpoint!(generic_events, "/meter/v2/events", Format::Generic, "Meter anything that is counted");

/// Takes one record. Errors of the sender count as refused at its key.
async fn record(
    host: &Host,
    format: Format,
    asking: Result<Asking, ApiError>,
    path: &str,
    headers: &HeaderMap,
    body: Result<RawBody, ApiError>,
) -> Result<Response, ApiError> {
    let asking = asking?;
    asking.require(Permission::PostEvents)?;
    let refused = |error: ApiError| {
        host.access.count_refused(&asking.0);
        error
    };
    let RawBody(body) = body.map_err(refused)?;
    let in_progress = match begin(host, &asking, headers, path, &body)? {
        Start::Fresh(in_progress) => in_progress,
        Start::Replay(receipt) => return Ok(resource(&receipt)),
    };
    let (key_id, team) = sender(&asking.0);
    let context = Context { key_id, team, now: host.clock.now() };
    let decoded = outlay_ingest::one(&body)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "invalid_body", error.to_string()))
        .and_then(|record| {
            format.decode(record, &context).map_err(|error| {
                ApiError::new(StatusCode::BAD_REQUEST, "invalid_field", error.to_string()).field(error.field)
            })
        })
        .map_err(refused)?;
    let receipt = host.pipeline.take(vec![priced(host, decoded)], in_progress).await?;
    host.access.count_events(&asking.0, accepted(&receipt));
    Ok(resource(&receipt))
}

fn priced(host: &Host, mut decoded: Decoded) -> Incoming {
    decoded.event.cost = host.prices.price(&decoded.event);
    Incoming { event: decoded.event, aliases: decoded.aliases }
}

fn accepted(receipt: &Receipt) -> u64 {
    receipt.outcomes.iter().filter(|outcome| outcome.status == Status::Accepted).count() as u64
}

fn sender(caller: &Caller) -> (&str, &str) {
    match caller {
        Caller::Key(key) => (&key.id, &key.team),
        _ => ("", "default"),
    }
}

enum Start {
    Fresh(Option<InProgress>),
    Replay(Receipt),
}

/// What the `Idempotency-Key` says.
fn begin(host: &Host, asking: &Asking, headers: &HeaderMap, path: &str, body: &[u8]) -> Result<Start, ApiError> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(Start::Fresh(None)) };
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    let Some(key) = key else {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "invalid_idempotency_key",
            "`Idempotency-Key` must be 1 to 255 printable ASCII characters without spaces",
        ));
    };
    let (account, _) = sender(&asking.0);
    let begun =
        host.pipeline.begin(AnswerKey::new(account, key, path, body)).map_err(|error| ApiError::internal(&error))?;
    match begun {
        Begun::Fresh(in_progress) => Ok(Start::Fresh(Some(in_progress))),
        Begun::Replay(receipt) => Ok(Start::Replay(receipt)),
        Begun::Mismatch => Err(ApiError::new(
            StatusCode::CONFLICT,
            "idempotency_key_mismatch",
            "this `Idempotency-Key` was used with another body",
        )),
        Begun::InProgress => Err(ApiError::new(
            StatusCode::CONFLICT,
            "idempotency_key_in_progress",
            "a request with this `Idempotency-Key` is being carried out",
        )
        .retry_after(1)),
    }
}

fn verdict(receipt: &Receipt) -> &'static str {
    if receipt.partial { "partial" } else { "complete" }
}

fn resource(receipt: &Receipt) -> Response {
    let Some(outcome) = receipt.outcomes.first() else {
        return ApiError::internal(&"a receipt without outcome").into_response();
    };
    let id = outcome.call_id.to_string();
    let created = receipt.received_at.to_string();
    let body = MeteringResource {
        label: id.clone(),
        signature: id.clone(),
        id,
        resource_type: "metering",
        updated: created.clone(),
        created,
        duplicate: outcome.status == Status::Duplicate,
        verdict: verdict(receipt),
        alerts: outcome.alerts.iter().map(AlertView::from).collect(),
    };
    (StatusCode::CREATED, Json(body)).into_response()
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
    #[serde(skip_serializing_if = "Option::is_none")]
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

/// Post events
///
/// One JSON object or an array of up to 10,000. Each item gets its own answer: one bad item never sinks the others.
#[utoipa::path(post, path = "/v1/events", tag = "Metering", operation_id = "post_events", request_body = Object,
    responses((status = 200, body = EventResults), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
        (status = 413, body = ErrorBody), (status = 422, body = EventResults, description = "Every event was rejected"),
        (status = 429, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn native_events(
    State(host): State<Arc<Host>>,
    asking: Asking,
    uri: Uri,
    headers: HeaderMap,
    RawBody(body): RawBody,
) -> Result<Response, ApiError> {
    asking.require(Permission::PostEvents)?;
    let bad_body = |error: outlay_ingest::BodyError| {
        host.access.count_refused(&asking.0);
        let status = match error {
            outlay_ingest::BodyError::TooMany(_) => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        ApiError::new(status, "invalid_body", error.to_string())
    };
    let (records, _) = outlay_ingest::many(&body).map_err(bad_body)?;
    let in_progress = match begin(&host, &asking, &headers, uri.path(), &body)? {
        Start::Fresh(in_progress) => in_progress,
        Start::Replay(receipt) => {
            let items: Vec<Item> = decode_all(&host, &asking, records);
            return Ok(results(&receipt, items));
        }
    };
    let mut items = decode_all(&host, &asking, records);
    let events: Vec<Incoming> = items.iter_mut().filter_map(|item| item.incoming.take()).collect();
    for _ in 0..items.len() - events.len() {
        host.access.count_refused(&asking.0);
    }
    let receipt = if events.is_empty() {
        Receipt { received_at: Timestamp::default(), outcomes: Vec::new(), partial: false }
    } else {
        host.pipeline.take(events, in_progress).await?
    };
    host.access.count_events(&asking.0, accepted(&receipt));
    Ok(results(&receipt, items))
}

/// One event of a request: taken so far, or refused.
struct Item {
    id: Option<String>,
    incoming: Option<Incoming>,
    error: Option<ErrorDetail>,
}

fn decode_all(host: &Host, asking: &Asking, records: Vec<Value>) -> Vec<Item> {
    let (key_id, team) = sender(&asking.0);
    let context = Context { key_id, team, now: host.clock.now() };
    let decode = |record: Value| {
        let id = record.get("id").or_else(|| record.get("transactionId")).and_then(Value::as_str).map(str::to_owned);
        match Format::Native.decode(record, &context) {
            Ok(decoded) => Item { id, incoming: Some(priced(host, decoded)), error: None },
            Err(error) => {
                let message = error.to_string();
                let detail = ErrorDetail {
                    code: "invalid_field",
                    message,
                    field: Some(error.field),
                    hint: None,
                    position: None,
                };
                Item { id, incoming: None, error: Some(detail) }
            }
        }
    };
    records.into_iter().map(decode).collect()
}

fn results(receipt: &Receipt, items: Vec<Item>) -> Response {
    let mut outcomes = receipt.outcomes.iter();
    let mut body = EventResults {
        accepted: 0,
        duplicates: 0,
        rejected: 0,
        verdict: verdict(receipt),
        results: vec![],
        alerts: vec![],
    };
    for (index, Item { id, error, .. }) in items.into_iter().enumerate() {
        let outcome: Option<&Outcome> = if error.is_none() { outcomes.next() } else { None };
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
            None => {
                body.rejected += 1;
                "rejected"
            }
        };
        body.alerts.extend(alerts.iter().cloned());
        let event_id = outcome.map(|outcome| outcome.call_id.to_string());
        body.results.push(EventResult { index, id, status, event_id, error, alerts });
    }
    let all_rejected = body.rejected > 0 && body.rejected == body.results.len();
    let status = if all_rejected { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Json(body)).into_response()
}
