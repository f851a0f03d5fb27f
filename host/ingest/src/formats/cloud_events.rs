//! CloudEvents 1.0 in three modes: structured, batch, binary. Their data is a native event; the attributes name it, say
//! when it was and whom it was for.
//!
//! De-duplication is by (source, id); a `sampledrate` beyond 1 is refused, since a meter must not guess.

use std::borrow::Cow;

use outlay_domain::{CallId, Dimension, Kind};

use crate::Format;
use crate::call::{Context, Decoded};
use crate::common::Draft;
use crate::error::FieldError;
use crate::formats::native;
use crate::json::{Field, Record, f, string, time};

/// The attributes of an event, as the envelope or the headers give them.
#[derive(Debug, Default)]
pub struct Attributes<'a> {
    pub id: Option<Cow<'a, str>>,
    pub source: Option<Cow<'a, str>>,
    pub specversion: Option<Cow<'a, str>>,
    pub r#type: Option<Cow<'a, str>>,
    pub subject: Option<Cow<'a, str>>,
    pub time: Option<Cow<'a, str>>,
    pub sampledrate: Option<Cow<'a, str>>,
    /// Extensions by name.
    pub other: Vec<(String, String)>,
}

impl Attributes<'_> {
    /// Sets the attribute of that name; a name that CloudEvents do not define is an extension's.
    pub fn put(&mut self, name: &str, value: String) {
        let known = match name {
            "id" => &mut self.id,
            "source" => &mut self.source,
            "specversion" => &mut self.specversion,
            "type" => &mut self.r#type,
            "subject" => &mut self.subject,
            "time" => &mut self.time,
            "sampledrate" => &mut self.sampledrate,
            _ => return self.other.push((name.to_owned(), value)),
        };
        *known = Some(Cow::Owned(value));
    }
}

/// An event in the structured form.
pub(crate) fn decode(mut envelope: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    envelope.check()?;
    let mut text = |field: Field| envelope.text(field);
    let attributes = Attributes {
        id: text(f!("id"))?,
        source: text(f!("source"))?,
        specversion: text(f!("specversion"))?,
        r#type: text(f!("type"))?,
        subject: text(f!("subject"))?,
        time: text(f!("time"))?,
        sampledrate: text(f!("sampledrate"))?,
        other: Vec::new(),
    };
    let content_type = text(f!("datacontenttype"))?;
    envelope.take(f!("dataschema"));
    if envelope.has(f!("data_base64")) {
        let both = if envelope.has(f!("data")) { " and must not stand beside `data`" } else { "" };
        return Err(FieldError::new("data_base64", format!("is not understood{both}: a metered event is JSON")));
    }
    if content_type.as_ref().is_some_and(|content_type| !is_json(content_type)) {
        return Err(FieldError::new("datacontenttype", "must be a JSON type"));
    }
    let Some(data) = envelope.take(f!("data")) else {
        return Err(FieldError::new("data", "is required: it holds the metered event"));
    };
    let mut other = Vec::new();
    for (name, raw) in envelope.fields() {
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err(FieldError::new(name, "is no name of an attribute: lower-case letters and digits only"));
        }
        if raw.get().starts_with(['{', '[']) {
            return Err(FieldError::new(name, "must be a text, a number or a boolean"));
        }
        if raw.get() != "null" {
            let text = string(raw).unwrap_or(Ok(Cow::Borrowed(raw.get())));
            let text = text.map_err(|problem| FieldError::new(name, problem))?;
            other.push((name.to_owned(), text.into_owned()));
        }
    }
    let data = Record::parse(data).map_err(|error| FieldError::new("data", format!("cannot be read: {error}")))?;
    decode_data(Attributes { other, ..attributes }, data, context)
}

/// The data with its attributes.
pub(crate) fn decode_data(
    attributes: Attributes<'_>,
    data: Record<'_>,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    let id = required("id", attributes.id)?;
    let source = required("source", attributes.source)?;
    let kind = required("type", attributes.r#type)?;
    if required("specversion", attributes.specversion)? != "1.0" {
        return Err(FieldError::new("specversion", "must be 1.0"));
    }
    if given(attributes.sampledrate).is_some_and(|rate| rate.trim() != "1") {
        return Err(FieldError::new("sampledrate", "must be 1: an event that stands for several cannot be metered"));
    }
    if data.check().is_err() {
        return Err(FieldError::new("data", "must be a JSON object"));
    }
    let has_kind = data.has(f!("kind")) || data.has(f!("model"));
    let mut draft = Draft::begin(Format::CloudEvent, Kind::Custom, data, context)?;
    draft.name = Some(CallId::of(&["cloudevent", context.team, &source, &id]));
    if draft.record.has(f!("model")) || draft.call.get(Dimension::Model).is_some() {
        draft.call.kind = Kind::Completion;
    }
    if let Some(text) = given(attributes.time) {
        let parsed = time(&text).ok_or_else(|| FieldError::new("time", "is not a time in RFC 3339"))?;
        draft.call.time = Some(parsed);
    }
    if let Some(subject) = given(attributes.subject) {
        draft.call.set_if_free(Dimension::SubscriberId, &subject)?;
    }
    for (name, value) in [("cloudEventId", id), ("cloudEventSource", source), ("cloudEventType", kind)] {
        draft.call.extras.put(name, value.as_ref())?;
    }
    for (name, value) in attributes.other {
        if name == "traceparent" {
            // version - trace id - parent id - flags
            let mut parts = value.split('-').skip(1);
            if let (Some(trace), Some(_span)) = (parts.next(), parts.next()) {
                draft.call.set_if_free(Dimension::TraceId, trace)?;
            }
        }
        draft.call.extras.put(&format!("ce-{name}"), value)?;
    }
    let mut draft = native::fill(draft, native::Role::Data)?;
    if !has_kind {
        // Of events that only count something, every number is a meter.
        crate::formats::generic::numeric_rest(&mut draft)?;
    }
    draft.finish(context)
}

/// Blank texts are absent, also those of headers.
fn given(value: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    value.filter(|text| !text.trim().is_empty())
}

fn required<'a>(name: &str, value: Option<Cow<'a, str>>) -> Result<Cow<'a, str>, FieldError> {
    given(value).ok_or_else(|| FieldError::new(name, "is required"))
}

/// Whether a media type is one of JSON.
pub fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// The value of a `ce-` header: quoted, then percent-encoded.
pub fn header_value(value: &[u8]) -> Result<String, &'static str> {
    let text = std::str::from_utf8(value).map_err(|_| "is not UTF-8")?.trim();
    let unquoted = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    };
    let mut bytes = Vec::with_capacity(unquoted.len());
    let mut rest = unquoted.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%');
        let decoded = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 once it is decoded")
}
