//! `POST /api/v1/events`: what clients of OpenMeter post. 204 when all is taken; a problem that names the bad items
//! else, and then the good ones are taken all the same: sending everything again is safe.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use outlay_ingest::Format;
use outlay_pipeline::Incoming;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::intake::{Intake, settle};
use super::native::{Shape, texts};
use crate::body::BatchBody;
use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(ingest))
}

/// Post CloudEvents as to OpenMeter
///
/// One CloudEvent or an array of them. An event counts once by its source and id.
#[utoipa::path(post, path = "/api/v1/events", tag = "Metering", operation_id = "ingest_cloud_events",
    request_body = Object,
    responses((status = 204, description = "Taken"),
        (status = 400, body = Object, description = "A problem (RFC 9457) that names the events that cannot be taken")))]
async fn ingest(
    State(host): State<Arc<Host>>,
    asking: Result<Asking, ApiError>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<BatchBody, ApiError>,
) -> Response {
    match take(&host, asking, &uri, &headers, body).await {
        Ok(invalid) if invalid.is_empty() => StatusCode::NO_CONTENT.into_response(),
        Ok(invalid) => {
            let detail = format!("{} of the events cannot be taken", invalid.len());
            problem(StatusCode::BAD_REQUEST, "invalid_events", &detail, json!({ "invalidEvents": invalid }), None)
        }
        Err(error) => problem(error.status, &error.code, &error.message, json!({}), error.retry_after),
    }
}

async fn take(
    host: &Host,
    asking: Result<Asking, ApiError>,
    uri: &Uri,
    headers: &HeaderMap,
    body: Result<BatchBody, ApiError>,
) -> Result<Vec<Value>, ApiError> {
    let asking = asking?;
    let intake = Intake::of(host, &asking, uri.path())?;
    let body = body.map_err(|error| intake.refused(error, b""))?;
    let context = intake.context();
    let records = outlay_ingest::many(&body.bytes).map_err(|error| intake.refused_body(error, &body.bytes))?;
    let mut items: Vec<_> = records
        .into_iter()
        .map(|record| match record {
            Ok(record) => intake.item(record.id(), Format::CloudEvent.decode(record, &context)),
            Err(error) => intake.item(None, Err(error)),
        })
        .collect();
    let events: Vec<Incoming> = items.iter_mut().filter_map(|item| item.incoming.take()).collect();
    let receipt = intake.take(events, None).await?;
    settle(&mut items, &receipt.outcomes);
    if items.iter().any(|item| item.error.is_some()) {
        let texts = texts(Shape::of(headers), &body.bytes);
        intake.note_items(&items, |index| texts.get(index).copied());
    }
    let invalid = items.into_iter().enumerate().filter_map(|(index, item)| {
        let error = item.error?;
        Some(json!({ "index": index, "id": item.id, "field": error.field, "reason": error.message }))
    });
    Ok(invalid.collect())
}

fn problem(status: StatusCode, code: &str, detail: &str, more: Value, retry_after: Option<u64>) -> Response {
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
