//! Log records: the calls of coding assistants, and the details events of the GenAI conventions.

use std::borrow::Cow;

use outlay_domain::{CallId, Dimension, Kind, Rank};
use serde_json::value::RawValue;

use super::assistants::{self, Assistant};
use super::draft::{Draft, RESPONSE_IDS};
use super::fields::Fields;
use super::keys::{Key, k};
use super::model::{self, LogRecord};
use super::origin::{Origin, written};
use super::{Exported, Record, protobuf, spans, tokens};
use crate::call::{Call, Context, Decoded};
use crate::error::FieldError;
use crate::json;

/// The word in the column `source`.
const SOURCE: &str = "otlp.logs";
/// The event that goes with a span, or stands for it.
const DETAILS: &str = "gen_ai.client.inference.operation.details";
/// Codex names its answers in none of these yet.
const CODEX_IDS: &[Key] = &[k!("gen_ai.response.id"), k!("response.id"), k!("response_id")];

impl<'b> Record<'b> for LogRecord<'b> {
    const WORD: &'static str = "log record";
    const LISTS: [&'static str; 3] = ["resourceLogs", "scopeLogs", "logRecords"];

    fn from_protobuf(message: &'b [u8]) -> Result<Self, &'static str> {
        protobuf::log_record(message)
    }

    fn from_json(text: &'b RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text.get())
    }

    fn add(&self, origin: &Origin, context: &Context<'_>, exported: &mut Exported) {
        let fields = Fields::of(&self.attributes);
        let found = self.names(&fields).find_map(|name| Some((what(&name, &fields, origin)?, name)));
        let Some((what, name)) = found else { return exported.ignore(1) };
        let outcome = decode(self, fields, &what, origin, context);
        exported.call(Self::WORD, &name, outcome);
    }
}

impl<'b> LogRecord<'b> {
    /// Where the name of an event may stand.
    fn names<'f>(&'f self, fields: &Fields<'f>) -> impl Iterator<Item = Cow<'f, str>> {
        let names = [
            Some(Cow::Borrowed(self.event_name.trim())).filter(|name| !name.is_empty()),
            fields.peek_text(k!("event.name")),
            self.body.text(),
        ];
        names.into_iter().flatten()
    }
}

enum What {
    Details(Kind, &'static str),
    /// `api_request` of Claude Code and of those who speak like it.
    Request {
        assistant: Option<Assistant>,
        provider: Option<String>,
    },
    Failed(Assistant),
    Codex,
    Gemini,
}

fn what(name: &str, fields: &Fields<'_>, origin: &Origin) -> Option<What> {
    if name == DETAILS {
        // An assistant has a record of its own for the same call.
        let (kind, operation) = spans::operation_of(fields).filter(|_| origin.assistant.is_none())?;
        return Some(What::Details(kind, operation));
    }
    let (assistant, word, event) = match name.rsplit_once('.') {
        Some((word, event)) => (Assistant::of_word(word), word, event),
        None => (Some(origin.assistant?), "", name),
    };
    match (assistant, event) {
        (_, "api_request") | (Some(Assistant::Cursor), "api_response") if assistants::counts_request(fields) => {
            let provider = assistant.map(|assistant| assistant.provider().to_owned());
            Some(What::Request { assistant, provider: provider.or_else(|| assistants::provider_of_word(word)) })
        }
        (Some(assistant @ (Assistant::Claude | Assistant::Gemini)), "api_error") => Some(What::Failed(assistant)),
        (Some(Assistant::Gemini), "api_response") => Some(What::Gemini),
        (Some(Assistant::Codex), "sse_event" | "websocket_event") => {
            (fields.peek_text(k!("event.kind")).as_deref() == Some("response.completed")).then_some(What::Codex)
        }
        _ => None,
    }
}

fn decode(
    record: &LogRecord<'_>,
    fields: Fields<'_>,
    what: &What,
    origin: &Origin,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    let (rank, kind, operation) = match what {
        What::Details(kind, operation) => (Rank::Details, *kind, *operation),
        _ => (Rank::Log, Kind::Completion, "CHAT"),
    };
    let mut draft = Draft::begin(Call::new(SOURCE, rank, kind), fields, origin, context)?;
    draft.call.set(Dimension::Operation, operation)?;
    draft.trace(record.trace_id.as_ref(), None)?;
    let said = || draft.fields.peek_text(k!("event.timestamp"));
    let (time, observed) = (model::time(record.time_unix_nano), model::time(record.observed_time_unix_nano));
    draft.call.time = time.or_else(|| json::time(&said()?)).or(observed);
    draft.call.duration_ms = draft.fields.integer(&[k!("duration_ms")]);
    draft.outcome(matches!(what, What::Failed(_)), "")?;
    let is_named = match what {
        What::Details(..) => details(&mut draft, record)?,
        What::Request { assistant, provider } => {
            draft.provider(provider.as_deref())?;
            assistants::count_request(&mut draft, *assistant)?;
            draft.name_by_response(RESPONSE_IDS);
            assistants::name(&mut draft) || !draft.call.names.is_empty()
        }
        What::Failed(assistant) => {
            draft.provider(Some(assistant.provider()))?;
            assistants::name(&mut draft)
        }
        What::Codex => {
            draft.provider(Some(Assistant::Codex.provider()))?;
            assistants::count_codex(&mut draft)?;
            draft.name_by_response(CODEX_IDS);
            !draft.call.names.is_empty() || {
                let counts = format!("{:?}", draft.call.meters);
                assistants::name_codex(&mut draft, &counts)
            }
        }
        What::Gemini => {
            draft.provider(Some(Assistant::Gemini.provider()))?;
            assistants::count_gemini(&mut draft)?;
            assistants::name(&mut draft)
        }
    };
    if !is_named {
        draft.call.name(of_record(record, context));
    }
    if !matches!(what, What::Details(..)) {
        draft.agent()?;
    }
    draft.prompts(&[]);
    draft.finish()
}

/// As the span that it goes with.
fn details(draft: &mut Draft<'_, '_>, record: &LogRecord<'_>) -> Result<bool, FieldError> {
    draft.provider(None)?;
    tokens::count(&mut draft.fields, &mut draft.call)?;
    tokens::costs(&mut draft.fields, &mut draft.call)?;
    draft.name_by_response(RESPONSE_IDS);
    if let (Some(trace), Some(span)) = (&record.trace_id, &record.span_id) {
        draft.name_by_span(trace, span);
    }
    Ok(!draft.call.names.is_empty())
}

/// What the record says, whatever the order of its attributes and whoever passed it on.
fn of_record(record: &LogRecord<'_>, context: &Context<'_>) -> CallId {
    let time = if record.time_unix_nano == 0 { record.observed_time_unix_nano } else { record.time_unix_nano };
    let (time, body, attributes) = (time.to_string(), record.body.to_json().to_string(), written(&record.attributes));
    CallId::of(&["log", context.team, &time, &record.event_name, &body, &attributes])
}
