//! OTLP over HTTP: traces, logs and metrics, in protobuf and JSON, under every prefix that exporters are given.
//!
//! An answer has the encoding of its request. Only 429 and 503 make an exporter try again: everything else it drops.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use outlay_ingest::{Signal, Wire, decode_otlp, otlp_failure, otlp_reply};
use outlay_pipeline::{Incoming, Receipt, Status};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AlertView;
use super::intake::{Intake, Item, settle, verdict};
use crate::body::OtlpBody;
use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;

/// Coding assistants and SDKs append `/v1/<signal>` to these; the first is that of the protocol itself.
const PREFIXES: &[&str] = &["/meter/v2/otlp", "/v2/otlp"];
/// Decoding a larger body would hold up others on the same thread.
const LARGE: usize = 256 * 1024;
/// How many reasons a sender is told.
const TOLD: usize = 5;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    let documented = OpenApiRouter::new().routes(routes!(traces)).routes(routes!(logs)).routes(routes!(metrics));
    PREFIXES.iter().fold(documented, |router, prefix| {
        router
            .route(&format!("{prefix}/v1/traces"), axum::routing::post(traces))
            .route(&format!("{prefix}/v1/logs"), axum::routing::post(logs))
            .route(&format!("{prefix}/v1/metrics"), axum::routing::post(metrics))
            .route(prefix, axum::routing::post(any_signal))
    })
}

macro_rules! otlp_endpoint {
    ($name:ident, $path:literal, $signal:expr, $id:literal, $summary:literal) => {
        #[utoipa::path(post, path = $path, tag = "OpenTelemetry", operation_id = $id, summary = $summary,
            description = "OTLP/HTTP, protobuf or JSON, plain or gzip, up to 64 MiB. Records that are calls of models become events, the others are accepted and not kept. Also under `/meter/v2/otlp` and `/v2/otlp`.",
            request_body = Object,
            responses((status = 200, body = Object, description = "Taken; `partialSuccess` says what was not"),
                (status = 400, body = Object), (status = 413, body = Object), (status = 415, body = Object),
                (status = 429, body = Object), (status = 503, body = Object)))]
        async fn $name(
            State(host): State<Arc<Host>>,
            asking: Result<Asking, ApiError>,
            uri: Uri,
            headers: HeaderMap,
            body: Result<OtlpBody, ApiError>,
        ) -> Response {
            export(host, Some($signal), asking, uri, headers, body).await
        }
    };
}

otlp_endpoint!(traces, "/v1/traces", Signal::Traces, "export_traces", "Export spans");
otlp_endpoint!(logs, "/v1/logs", Signal::Logs, "export_logs", "Export log records");
otlp_endpoint!(metrics, "/v1/metrics", Signal::Metrics, "export_metrics", "Export metrics");

/// A JSON body of any signal, for senders that know one address only.
async fn any_signal(
    State(host): State<Arc<Host>>,
    asking: Result<Asking, ApiError>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<OtlpBody, ApiError>,
) -> Response {
    export(host, None, asking, uri, headers, body).await
}

async fn export(
    host: Arc<Host>,
    signal: Option<Signal>,
    asking: Result<Asking, ApiError>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<OtlpBody, ApiError>,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(wire) = Wire::of(content_type) else {
        let message = "OTLP is application/x-protobuf or application/json";
        let error = ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message);
        return failed(Wire::Json, &error);
    };
    match take(&host, signal, wire, asking, &uri, body).await {
        Ok(reply) => encoded(StatusCode::OK, wire, reply),
        Err(error) => failed(wire, &error),
    }
}

async fn take(
    host: &Arc<Host>,
    signal: Option<Signal>,
    wire: Wire,
    asking: Result<Asking, ApiError>,
    uri: &Uri,
    body: Result<OtlpBody, ApiError>,
) -> Result<Vec<u8>, ApiError> {
    let asking = asking?;
    let intake = Intake::of(host, &asking, uri.path())?;
    let body = body.map_err(|error| intake.refused(error, b""))?;
    let signal = signal.map_or_else(|| signal_of(wire, &body.bytes), Ok).map_err(|error| intake.refused(error, b""))?;
    let (whats, mut items) = if body.bytes.len() < LARGE {
        items(&intake, signal, wire, &body.bytes)?
    } else {
        let (host, asking, uri, bytes) = (Arc::clone(host), asking.clone(), uri.clone(), body.bytes.clone());
        let decoded =
            tokio::task::spawn_blocking(move || items(&Intake::of(&host, &asking, uri.path())?, signal, wire, &bytes));
        decoded.await.map_err(|error| ApiError::internal(&error))??
    };
    let events: Vec<Incoming> = items.iter_mut().filter_map(|item| item.incoming.take()).collect();
    let receipt = intake.take(events, None).await?;
    settle(&mut items, &receipt.outcomes);
    let refused: Vec<String> = whats
        .iter()
        .zip(&items)
        .filter_map(|(what, item)| Some(format!("{what}: {}", item.error.as_ref()?.message)))
        .collect();
    if !refused.is_empty() {
        intake.note_items(&items, |index| whats.get(index).map(String::as_str));
    }
    let message = refused.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("; ");
    let reply = otlp_reply(signal, wire, refused.len() as u64, &message);
    Ok(if wire == Wire::Json { with_receipt(&reply, &receipt) } else { reply })
}

/// What each record is, and what became of it.
type Decoded = (Vec<String>, Vec<Item>);

fn items(intake: &Intake<'_>, signal: Signal, wire: Wire, body: &[u8]) -> Result<Decoded, ApiError> {
    let export = decode_otlp(signal, wire, body, &intake.context());
    let export = export.map_err(|error| intake.refused_body(error, body))?;
    Ok(export.calls.into_iter().map(|(what, call)| (what, intake.item(None, call))).unzip())
}

/// By what the body holds.
fn signal_of(wire: Wire, body: &[u8]) -> Result<Signal, ApiError> {
    let signals =
        [("resourceLogs", Signal::Logs), ("resourceSpans", Signal::Traces), ("resourceMetrics", Signal::Metrics)];
    let names: Vec<String> = match wire {
        Wire::Json => outlay_ingest::names(body).map_err(ApiError::from)?,
        Wire::Protobuf => Vec::new(),
    };
    let found = signals.into_iter().find(|(name, _)| names.iter().any(|other| other == name));
    found.map(|(_, signal)| signal).ok_or_else(|| {
        let message = "the body holds none of resourceLogs, resourceSpans, resourceMetrics";
        ApiError::new(StatusCode::BAD_REQUEST, "invalid_body", message)
            .hint("post protobuf to /v1/logs, /v1/traces or /v1/metrics under this path")
    })
}

/// What existing command lines print of the answer, and what rules said. Exporters pass over names that they do not
/// know.
fn with_receipt(reply: &[u8], receipt: &Receipt) -> Vec<u8> {
    let Ok(Value::Object(mut reply)) = serde_json::from_slice::<Value>(reply) else { return reply.to_vec() };
    let processed = receipt.outcomes.iter().filter(|outcome| !matches!(outcome.status, Status::Rejected(_))).count();
    let alerts: Vec<AlertView> =
        receipt.outcomes.iter().flat_map(|outcome| &outcome.alerts).map(AlertView::from).collect();
    let first = receipt.outcomes.first().map(|outcome| outcome.call_id.to_string());
    reply.extend([
        ("id".to_owned(), first.unwrap_or_default().into()),
        ("resourceType".to_owned(), "metering".into()),
        ("processedEvents".to_owned(), processed.into()),
        ("created".to_owned(), receipt.received_at.to_string().into()),
        ("verdict".to_owned(), verdict(receipt).into()),
        ("alerts".to_owned(), json!(alerts)),
    ]);
    Value::Object(reply).to_string().into_bytes()
}

fn failed(wire: Wire, error: &ApiError) -> Response {
    let hint = error.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let message = format!("{}: {}{hint}", error.code, error.message);
    let mut response = encoded(error.status, wire, otlp_failure(wire, &message));
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn encoded(status: StatusCode, wire: Wire, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, wire.content_type())], body).into_response()
}
