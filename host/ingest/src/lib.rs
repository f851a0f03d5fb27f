//! Decoders: one file a wire format, one line in [`Format`].
//!
//! Bytes in, [`Event`](outlay_domain::Event)s out, or an error that names the field. This room does not know HTTP, keys'
//! secrets, prices or the ledger; it never panics on input.
//!
//! | module | what it holds |
//! |---|---|
//! | `body`, `inflate` | bodies cut into records, compressed ones unpacked within limits |
//! | `json` | a record, read without copying what nobody asks for |
//! | `places` | names of fields, each looked up once |
//! | `call` | a call while it is put together; `extras` its attributes, `identity` its names |
//! | `common`, `formats` | JSON formats: what they share, and one file each |
//! | `response` | providers' own responses, which a native event may hold instead of counts |
//! | `otlp` | OpenTelemetry: spans, log records and metrics about calls |
//! | `stop` | how a call ended |
//! | `prompts`, `mask` | what is kept of prompts; secrets in texts |

mod body;
mod call;
mod common;
mod error;
mod extras;
mod formats;
mod identity;
mod inflate;
mod json;
mod mask;
mod otlp;
mod places;
mod prompts;
mod response;
mod stop;

pub use body::{Item, line_texts, lines, many, names, one, texts};
pub use call::{Context, Decoded};
pub use error::{BodyError, FieldError};
pub use formats::cloud_events::{Attributes, header_value, is_json};
pub use identity::call_names;
pub use inflate::Encoding;
pub use json::Record;
pub use mask::masked;
pub use otlp::{Export, Signal, Wire, decode as decode_otlp, failure as otlp_failure, reply as otlp_reply};

/// Largest body of an SDK's request in bytes.
pub const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Largest body of a native request in bytes, after inflating.
pub const LARGEST_BATCH: usize = 32 * 1024 * 1024;
/// Largest body of an OTLP request in bytes, after inflating.
pub const LARGEST_OTLP: usize = 64 * 1024 * 1024;
/// Most events in one request.
pub const MOST_EVENTS: usize = 10_000;

/// The wire formats in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Completions,
    Images,
    Audio,
    Video,
    Tool,
    Generic,
    ApiRequest,
    ApiResponse,
    Native,
    CloudEvent,
}

impl Format {
    pub const ALL: &[Self] = &[
        Self::Completions,
        Self::Images,
        Self::Audio,
        Self::Video,
        Self::Tool,
        Self::Generic,
        Self::ApiRequest,
        Self::ApiResponse,
        Self::Native,
        Self::CloudEvent,
    ];

    /// The word in the column `source`.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Completions => "meter.completions",
            Self::Images => "meter.images",
            Self::Audio => "meter.audio",
            Self::Video => "meter.video",
            Self::Tool => "meter.tool",
            Self::Generic => "meter.events",
            Self::ApiRequest => "meter.apis.requests",
            Self::ApiResponse => "meter.apis.responses",
            Self::Native => "events",
            Self::CloudEvent => "cloudevents",
        }
    }

    /// Whether a record's `id` names its call.
    const fn has_ids(self) -> bool {
        matches!(self, Self::Native)
    }

    /// Decodes one record.
    pub fn decode(self, record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
        match self {
            Self::Completions => formats::completions::decode(record, context),
            Self::Images | Self::Audio | Self::Video => formats::media::decode(self, record, context),
            Self::Tool => formats::tool::decode(record, context),
            Self::Generic => formats::generic::decode(record, context),
            Self::ApiRequest => formats::api_halves::decode_request(record, context),
            Self::ApiResponse => formats::api_halves::decode_response(record, context),
            Self::Native => formats::native::decode(record, context),
            Self::CloudEvent => formats::cloud_events::decode(record, context),
        }
    }
}

/// Decodes a CloudEvent of which the attributes came apart from the data (binary mode).
pub fn decode_cloud_event(
    attributes: Attributes<'_>,
    data: Record<'_>,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    formats::cloud_events::decode_data(attributes, data, context)
}
