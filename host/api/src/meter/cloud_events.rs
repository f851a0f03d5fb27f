//! A CloudEvent in binary mode: the headers are its attributes, the body is its data.

use axum::http::{HeaderMap, StatusCode, header};
use outlay_ingest::{Attributes, header_value};

use super::intake::{Intake, Item};
use crate::error::ApiError;

const PREFIX: &str = "ce-";

pub(crate) fn binary(intake: &Intake<'_>, headers: &HeaderMap, body: &[u8]) -> Result<Item, ApiError> {
    let refused = |error| intake.refused(error, body);
    let attributes = attributes(headers).map_err(refused)?;
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    if !outlay_ingest::is_json(content_type) {
        let message = format!("a metered event is JSON, not {}", content_type.chars().take(60).collect::<String>());
        return Err(refused(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)));
    }
    let id = attributes.id.as_deref().map(str::to_owned);
    let data = outlay_ingest::one(body).map_err(|error| refused(error.into()))?;
    Ok(intake.item(id, outlay_ingest::decode_cloud_event(attributes, data, &intake.context())))
}

fn attributes(headers: &HeaderMap) -> Result<Attributes<'static>, ApiError> {
    let mut attributes = Attributes::default();
    for (header, value) in headers {
        let Some(name) = header.as_str().strip_prefix(PREFIX) else { continue };
        let bad = |problem: &str| {
            let message = format!("the header `{header}` {problem}");
            ApiError::new(StatusCode::BAD_REQUEST, "invalid_cloud_event", message).field(header.as_str())
        };
        if name == "datacontenttype" {
            return Err(bad("must not be there: the content type is `Content-Type`"));
        }
        attributes.put(name, header_value(value.as_bytes()).map_err(bad)?);
    }
    Ok(attributes)
}
