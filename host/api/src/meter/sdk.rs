//! `/meter/v2`: the paths that existing SDKs post to, one record a request.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use outlay_ingest::Format;
use outlay_pipeline::{Receipt, Status};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AlertView;
use super::intake::{Intake, Start, verdict};
use crate::body::RawBody;
use crate::caller::Asking;
use crate::error::ApiError;
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
        .routes(routes!(api_requests))
        .routes(routes!(api_responses))
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
    /// True if the same call was accepted before, and this says nothing new about it.
    duplicate: bool,
    /// `complete`, or `partial` while a rule lags.
    verdict: &'static str,
    /// The rules that fired on this event.
    alerts: Vec<AlertView>,
}

macro_rules! metering_endpoint {
    ($name:ident, $path:literal, $format:expr, $summary:literal) => {
        #[utoipa::path(post, path = $path, tag = "Metering", summary = $summary,
            description = "An `Idempotency-Key` header makes repeats safe for 24 hours. Unknown fields are kept as attributes; `null` equals absent. Bodies may be compressed with gzip or zstd.",
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
metering_endpoint!(
    api_requests,
    "/meter/v2/apis/requests",
    Format::ApiRequest,
    "Meter the request half of an API call"
);
metering_endpoint!(
    api_responses,
    "/meter/v2/apis/responses",
    Format::ApiResponse,
    "Meter the response half of an API call"
);

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
    let intake = Intake::of(host, &asking, path)?;
    let body = body.map_err(|error| intake.refused(error, b""))?;
    let in_progress = match intake.begin(headers, &body.bytes)? {
        Start::Fresh(in_progress) => in_progress,
        Start::Replay(receipt) => return Ok(resource(&receipt)),
    };
    let decoded = outlay_ingest::one(&body.bytes).map_err(ApiError::from).and_then(|record| {
        format.decode(record, &intake.context()).map_err(|error| {
            ApiError::new(StatusCode::BAD_REQUEST, "invalid_field", error.to_string()).field(error.field)
        })
    });
    let decoded = decoded.map_err(|error| intake.refused(error, &body.bytes))?;
    let receipt = intake.take(vec![intake.priced(decoded)], in_progress).await?;
    Ok(resource(&receipt))
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
