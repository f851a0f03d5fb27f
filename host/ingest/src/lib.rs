//! Decoders: one file a wire format, one line in [`Format`].
//!
//! Bytes in, [`Event`]s out, or an error that names the field. This room does not know HTTP, keys' secrets, prices or
//! the ledger; it never panics on input.

mod common;
mod completions;
mod fields;
mod generic;
mod identity;
mod media;
mod native;
mod prompts;
mod tool;

pub use common::{Context, Decoded};
pub use fields::FieldError;

use serde_json::Value;

/// Largest body in bytes, after inflating.
pub const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// The JSON library keeps names with this beginning for itself.
const RESERVED_NAMES: &str = "$serde_json::private::";
/// Most events in one request.
pub const MOST_EVENTS: usize = 10_000;

/// The wire formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Completions,
    Images,
    Audio,
    Video,
    Tool,
    Generic,
    Native,
}

impl Format {
    /// The word in the column `source`.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Completions => "meter.completions",
            Self::Images => "meter.images",
            Self::Audio => "meter.audio",
            Self::Video => "meter.video",
            Self::Tool => "meter.tool",
            Self::Generic => "meter.events",
            Self::Native => "events",
        }
    }

    /// Whether a record's `id` names its call.
    const fn has_ids(self) -> bool {
        matches!(self, Self::Native)
    }

    /// Decodes one record.
    pub fn decode(self, record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
        if imitates_numbers(&record) {
            return Err(FieldError::new("event", format!("holds a name that begins with `{RESERVED_NAMES}`")));
        }
        match self {
            Self::Completions => completions::decode(record, context),
            Self::Images | Self::Audio | Self::Video => media::decode(self, record, context),
            Self::Tool => tool::decode(record, context),
            Self::Generic => generic::decode(record, context),
            Self::Native => native::decode(record, context),
        }
    }
}

/// Why a whole body cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    #[error("the body must be a JSON object")]
    NotAnObject,
    #[error("the body must be a JSON object or an array of them")]
    NeitherObjectNorArray,
    #[error("a request may hold {MOST_EVENTS} events at most; this one holds {0}")]
    TooMany(usize),
}

/// The one record of an SDK's request.
pub fn one(body: &[u8]) -> Result<Value, BodyError> {
    match parse(body)? {
        record @ Value::Object(_) => Ok(record),
        _ => Err(BodyError::NotAnObject),
    }
}

/// The records of a native request: an object, or an array of them. True if it was an array.
pub fn many(body: &[u8]) -> Result<(Vec<Value>, bool), BodyError> {
    match parse(body)? {
        record @ Value::Object(_) => Ok((vec![record], false)),
        Value::Array(records) if records.len() > MOST_EVENTS => Err(BodyError::TooMany(records.len())),
        Value::Array(records) => Ok((records, true)),
        _ => Err(BodyError::NeitherObjectNorArray),
    }
}

fn parse(body: &[u8]) -> Result<Value, BodyError> {
    serde_json::from_slice(body).map_err(|error| BodyError::NotJson(error.to_string()))
}

/// Whether a name is the JSON library's own notation of numbers: what is stored of such an object might not be read
/// again.
fn imitates_numbers(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            map.iter().any(|(name, value)| name.starts_with(RESERVED_NAMES) || imitates_numbers(value))
        }
        Value::Array(items) => items.iter().any(imitates_numbers),
        _ => false,
    }
}
