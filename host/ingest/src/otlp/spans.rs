//! Spans: which one is a call, and what it says.

use outlay_domain::{Dimension, Kind, Rank};
use serde_json::value::RawValue;

use super::assistants::{self, Assistant};
use super::draft::{Draft, RESPONSE_IDS};
use super::fields::Fields;
use super::keys::k;
use super::model::{self, Span};
use super::origin::Origin;
use super::{Exported, Record, protobuf, tokens};
use crate::call::{Call, Context, Decoded};
use crate::error::FieldError;

/// The word in the column `source`.
pub(super) const SOURCE: &str = "otlp.traces";

impl<'b> Record<'b> for Span<'b> {
    const WORD: &'static str = "span";
    const LISTS: [&'static str; 3] = ["resourceSpans", "scopeSpans", "spans"];

    fn from_protobuf(message: &'b [u8]) -> Result<Self, &'static str> {
        protobuf::span(message)
    }

    fn from_json(text: &'b RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text.get())
    }

    fn add(&self, origin: &Origin, context: &Context<'_>, exported: &mut Exported) {
        let fields = Fields::of(&self.attributes);
        let outcome = match what(self, &fields, origin) {
            Some(What::Call(kind, operation)) => call(self, fields, kind, operation, origin, context),
            Some(What::Tool) => tool(self, fields, origin, context),
            Some(What::Repeated) => assistants::repeated(self, fields, origin, context),
            None => return exported.ignore(1),
        };
        exported.call(Self::WORD, &self.name, outcome);
    }
}

enum What {
    /// With its operation.
    Call(Kind, &'static str),
    Tool,
    /// A coding assistant tells of this call in a log record, too.
    Repeated,
}

const CHAT: What = What::Call(Kind::Completion, "CHAT");
const GENERATE: What = What::Call(Kind::Completion, "GENERATE");
const EMBED: What = What::Call(Kind::Embedding, "EMBED");
const RERANK: What = What::Call(Kind::Completion, "RERANK");

/// None for whatever is no call: agents, workflows and chains repeat the counts of the calls inside.
fn what(span: &Span<'_>, fields: &Fields<'_>, origin: &Origin) -> Option<What> {
    if let Some(assistant) = Assistant::of_name(&span.name).or(origin.assistant) {
        let is_request = assistant == Assistant::Claude && span.name == "claude_code.llm_request";
        return (is_request && fields.peek_text(k!("request_id")).is_some()).then_some(What::Repeated);
    }
    if fields.has(k!("codex.usage.total_tokens")) {
        return None;
    }
    let is_counted = || tokens::is_counted(fields);
    let vercel = fields.peek_text(k!("ai.operationId"));
    let vercel = vercel.as_deref().unwrap_or(&span.name);
    if vercel.starts_with("ai.") && !vercel.contains(' ') {
        return match vercel.rsplit_once('.') {
            Some((_, "doGenerate" | "doStream")) => Some(CHAT),
            Some((_, "doEmbed")) => Some(EMBED),
            _ => None,
        };
    }
    if let Some(kind) = fields.peek_text(k!("openinference.span.kind")) {
        return match kind.to_ascii_uppercase().as_str() {
            "LLM" => Some(CHAT),
            "EMBEDDING" => Some(EMBED),
            "RERANKER" if is_counted() => Some(RERANK),
            _ => None,
        };
    }
    if let Some(observation) = fields.peek_text(k!("langfuse.observation.type")) {
        return match observation.to_ascii_lowercase().as_str() {
            "generation" => Some(CHAT),
            "embedding" => Some(EMBED),
            _ => None,
        };
    }
    if let Some(request) = fields.peek_text(k!("llm.request.type")) {
        return match request.as_ref() {
            "chat" => Some(CHAT),
            "completion" => Some(GENERATE),
            "embedding" => Some(EMBED),
            "rerank" if is_counted() => Some(RERANK),
            _ => None,
        };
    }
    if let Some(operation) = fields.peek_text(k!("gen_ai.operation.name")) {
        return of_operation(&operation, fields);
    }
    // The first conventions did not require the operation.
    let is_named = fields.has(k!("gen_ai.system")) || fields.has(k!("gen_ai.provider.name"));
    let has_model = fields.has(k!("gen_ai.request.model")) || fields.has(k!("gen_ai.response.model"));
    (is_named && has_model && is_counted() && !fields.has(k!("traceloop.span.kind"))).then_some(CHAT)
}

fn of_operation(operation: &str, fields: &Fields<'_>) -> Option<What> {
    Some(match operation {
        "chat" => CHAT,
        "text_completion" | "completion" | "generate_content" => GENERATE,
        "embeddings" | "embedding" => EMBED,
        "image" => What::Call(Kind::Image, "IMAGE"),
        "audio" => What::Call(Kind::Audio, "AUDIO"),
        "rerank" if tokens::is_counted(fields) => RERANK,
        "execute_tool" if fields.has(k!("gen_ai.tool.name")) => What::Tool,
        "rerank" | "execute_tool" | "create_agent" | "invoke_agent" | "invoke_workflow" | "fetch_response"
        | "retrieval" | "plan" => return None,
        memory if memory.contains("_memory") => return None,
        // A new operation is a call if a provider answered it.
        _ if fields.has(k!("gen_ai.response.id")) && tokens::is_counted(fields) => CHAT,
        _ => return None,
    })
}

pub(super) fn operation_of(fields: &Fields<'_>) -> Option<(Kind, &'static str)> {
    let Some(operation) = fields.peek_text(k!("gen_ai.operation.name")) else {
        return Some((Kind::Completion, "CHAT"));
    };
    match of_operation(&operation, fields)? {
        What::Call(kind, operation) => Some((kind, operation)),
        What::Tool | What::Repeated => None,
    }
}

/// What every span has: its ids, names and times.
pub(super) fn begin<'f, 'c>(
    span: &Span<'f>,
    fields: Fields<'f>,
    kind: Kind,
    origin: &'c Origin,
    context: &'c Context<'c>,
) -> Result<Draft<'f, 'c>, FieldError> {
    let missing = |field, digits| {
        let problem = format!("must be {} bytes ({digits} hexadecimal digits), not all of them zero", digits / 2);
        FieldError::new(field, problem)
    };
    let trace = span.trace_id.as_ref().ok_or_else(|| missing("traceId", 32))?;
    if span.span_id.is_none() {
        return Err(missing("spanId", 16));
    }
    let mut draft = Draft::begin(Call::new(SOURCE, Rank::Span, kind), fields, origin, context)?;
    draft.trace(Some(trace), span.parent_span_id.as_ref())?;
    draft.call.set_if_free(Dimension::TransactionName, &span.name)?;
    let (start, end) = (span.start_time_unix_nano, span.end_time_unix_nano);
    draft.call.time = model::time(end).or(model::time(start));
    // An end before the start is a clock that was set: the call counts, its duration is unknown.
    if start != 0 && end >= start {
        draft.call.duration_ms = Some(((end - start) / 1_000_000).cast_signed());
    }
    draft.outcome(span.status.is_error(), &span.status.message)?;
    Ok(draft)
}

fn call(
    span: &Span<'_>,
    fields: Fields<'_>,
    kind: Kind,
    operation: &str,
    origin: &Origin,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    let mut draft = begin(span, fields, kind, origin, context)?;
    draft.call.set(Dimension::Operation, operation)?;
    let is_stream = |name: &str| name.ends_with(".doStream");
    if is_stream(&span.name) || draft.fields.peek_text(k!("ai.operationId")).is_some_and(|name| is_stream(&name)) {
        draft.call.is_streamed = Some(true);
    }
    draft.provider(None)?;
    tokens::count(&mut draft.fields, &mut draft.call)?;
    tokens::costs(&mut draft.fields, &mut draft.call)?;
    draft.name_by_response(RESPONSE_IDS);
    finish(draft, span)
}

/// A tool counts as one call of it; what it cost, its sender has to say.
fn tool(span: &Span<'_>, fields: Fields<'_>, origin: &Origin, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = begin(span, fields, Kind::Tool, origin, context)?;
    if let Some(tool) = draft.fields.text_of(&[k!("gen_ai.tool.name")]) {
        draft.call.set(Dimension::Tool, &tool)?;
    }
    draft.call.set(Dimension::Operation, "TOOL_CALL")?;
    draft.call.count("calls", 1.into());
    tokens::costs(&mut draft.fields, &mut draft.call)?;
    finish(draft, span)
}

fn finish(mut draft: Draft<'_, '_>, span: &Span<'_>) -> Result<Decoded, FieldError> {
    if let (Some(trace), Some(id)) = (&span.trace_id, &span.span_id) {
        draft.name_by_span(trace, id);
    }
    draft.prompts(&span.events);
    draft.finish()
}
