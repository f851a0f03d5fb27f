//! `POST /meter/v2/apis/requests` and `responses`: the two halves of one API call, joined by their `transactionId`. Each
//! may come first; the later one amends the event.

use outlay_domain::{Dimension, Kind};

use crate::Format;
use crate::call::{Context, Decoded};
use crate::common::Draft;
use crate::error::FieldError;
use crate::json::{Record, f};

pub(crate) fn decode_request(record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = begin(Format::ApiRequest, record, context)?;
    if let Some(size) = draft.record.quantity(f!("requestMessageSize"))? {
        draft.call.count("request_bytes", size);
    }
    if let Some(credential) = draft.record.text(f!("credential"))? {
        draft.call.set_if_free(Dimension::Credential, &credential)?;
    }
    let method = draft.record.text(f!("method"))?;
    let resource = draft.record.text(f!("resource"))?;
    let named = [method, resource].into_iter().flatten().collect::<Vec<_>>().join(" ");
    draft.call.set_if_free(Dimension::TransactionName, &named)?;
    draft.finish(context)
}

pub(crate) fn decode_response(record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = begin(Format::ApiResponse, record, context)?;
    let Some(code) = draft.record.integer(f!("responseCode"))? else {
        return Err(FieldError::new("responseCode", "is required"));
    };
    draft.call.extras.put("responseCode", code)?;
    if code >= 400 {
        draft.call.error_code = Some(code);
        draft.call.set_if_free(Dimension::StopReason, "ERROR")?;
    }
    if let Some(size) = draft.record.quantity(f!("responseMessageSize"))? {
        draft.call.count("response_bytes", size);
    }
    draft.call.duration_ms = draft.record.integer_of(&[f!("totalDuration"), f!("backendLatency")])?;
    draft.finish(context)
}

fn begin<'r>(format: Format, record: Record<'r>, context: &Context<'_>) -> Result<Draft<'r>, FieldError> {
    if record.peek_text(f!("transactionId")).is_none() {
        return Err(FieldError::new("transactionId", "is required: it joins request and response"));
    }
    let mut draft = Draft::begin(format, Kind::Api, record, context)?;
    draft.call.set_if_free(Dimension::Operation, "API_CALL")?;
    draft.call.count("calls", 1.into());
    Ok(draft)
}
