//! Coding assistants. Their logs, spans and metrics tell of the same calls: a call is counted from its log record; a
//! span of Claude Code adds to it what the log does not say; nothing else is ever billed.

use outlay_domain::{CallId, Dimension, Kind, Quantity};
use outlay_pricing::{canonical_provider, convention};

use super::draft::{Draft, RESPONSE_IDS};
use super::fields::Fields;
use super::keys::{Key, k};
use super::model::Span;
use super::origin::Origin;
use super::spans;
use super::tokens::{self, Tokens};
use crate::call::{Context, Decoded};
use crate::error::FieldError;
use crate::identity::{self, Names};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assistant {
    Claude,
    Codex,
    Gemini,
    Cursor,
}

impl Assistant {
    /// By the word that its events, spans and metrics begin with, or its service is called by.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "claude_code" | "claude-code" | "claude_cowork" | "claude-cowork" => Self::Claude,
            "codex" | "codex_cli" | "codex-cli" | "codex_cli_rs" | "codex_exec" | "codex_tui" => Self::Codex,
            "gemini_cli" | "gemini-cli" => Self::Gemini,
            "cursor_ide" | "cursor-ide" => Self::Cursor,
            _ => return None,
        })
    }

    /// By the name of an event, span or metric.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::of_word(name.split_once('.')?.0)
    }

    pub(crate) fn of_origin(service: Option<&str>, scope: Option<&str>) -> Option<Self> {
        let scope = scope.map(|scope| scope.strip_prefix("com.anthropic.").unwrap_or(scope));
        let of_scope = |scope| Self::of_word(scope).or_else(|| Self::of_name(scope));
        service.and_then(Self::of_word).or_else(|| scope.and_then(of_scope))
    }

    /// Whom it calls, unless it says otherwise.
    pub(super) const fn provider(self) -> &'static str {
        match self {
            Self::Claude => "anthropic",
            Self::Codex => "openai",
            Self::Gemini => "google",
            Self::Cursor => "cursor",
        }
    }
}

const REQUEST_COUNTS: &[Key] = &[
    k!("input_tokens"),
    k!("output_tokens"),
    k!("cache_read_tokens"),
    k!("cache_creation_tokens"),
    k!("cost_usd"),
    k!("cost_usd_micros"),
];

/// Whether an event counts a call in the words of Claude Code. Others of its name say nothing about tokens.
pub(super) fn counts_request(fields: &Fields<'_>) -> bool {
    fields.has_any(REQUEST_COUNTS)
}

/// The counts of `api_request`.
pub(super) fn count_request(draft: &mut Draft<'_, '_>, assistant: Option<Assistant>) -> Result<(), FieldError> {
    let fields = &mut draft.fields;
    let mut tokens = Tokens {
        input: fields.quantity(&[k!("input_tokens")])?,
        output: fields.quantity(&[k!("output_tokens")])?,
        cache_read: fields.quantity(&[k!("cache_read_tokens")])?,
        cache_write: fields.quantity(&[k!("cache_creation_tokens")])?,
        ..Tokens::default()
    };
    // Claude Code and Cursor count what was cached beside the input; a tool that speaks like them, as its provider does.
    if !matches!(assistant, Some(Assistant::Claude | Assistant::Cursor)) {
        let (provider, model) = (draft.call.get(Dimension::Provider), draft.call.get(Dimension::Model));
        let read = tokens.cache_read.unwrap_or_default();
        tokens.input = tokens.input.map(|input| convention::exclusive_input(provider, model, input, read));
    }
    tokens.put(&mut draft.call);
    tokens::costs(&mut draft.fields, &mut draft.call)
}

/// The counts of Codex: what was cached is in the input, the reasoning in the output. `tool_token_count` is a total.
pub(super) fn count_codex(draft: &mut Draft<'_, '_>) -> Result<(), FieldError> {
    let fields = &mut draft.fields;
    let tokens = Tokens {
        input: fields.quantity(&[k!("input_token_count")])?,
        output: fields.quantity(&[k!("output_token_count")])?,
        cache_read: fields.quantity(&[k!("cached_token_count")])?,
        reasoning: fields.quantity(&[k!("reasoning_token_count")])?,
        ..Tokens::default()
    };
    tokens.count_inside(&mut draft.call);
    Ok(())
}

/// The counts of Gemini CLI: what was cached is in the input; thoughts and tools stand beside the output and input.
pub(super) fn count_gemini(draft: &mut Draft<'_, '_>) -> Result<(), FieldError> {
    let fields = &mut draft.fields;
    let thoughts = fields.quantity(&[k!("thoughts_token_count")])?;
    let tools = fields.quantity(&[k!("tool_token_count")])?;
    let with = |sum: Option<Quantity>, part: Option<Quantity>| Some(sum? + part.unwrap_or_default()).or(part);
    let tokens = Tokens {
        input: with(fields.quantity(&[k!("input_token_count")])?, tools),
        output: with(fields.quantity(&[k!("output_token_count")])?, thoughts),
        cache_read: fields.quantity(&[k!("cached_content_token_count")])?,
        reasoning: thoughts,
        ..Tokens::default()
    };
    tokens.count_inside(&mut draft.call);
    Ok(())
}

/// A span about a call that a log record counts: it has the record's name, and the answer's id beside it.
pub(super) fn repeated(
    span: &Span<'_>,
    fields: Fields<'_>,
    origin: &Origin,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    let mut draft = spans::begin(span, fields, Kind::Completion, origin, context)?;
    draft.call.set(Dimension::Operation, "CHAT")?;
    // The log record says which run it belongs to, by its session where it knows no trace.
    if let Some(trace) = &span.trace_id {
        draft.call.extras.put("trace_id", trace.as_str())?;
        draft.call.set(Dimension::TraceId, "")?;
    }
    draft.provider(Some(Assistant::Claude.provider()))?;
    count_request(&mut draft, Some(Assistant::Claude))?;
    name_by_request(&mut draft);
    draft.name_by_response(RESPONSE_IDS);
    draft.agent()?;
    draft.prompts(&span.events);
    draft.finish()
}

/// By the provider's id of the request, which spans and logs of Claude Code share.
fn name_by_request(draft: &mut Draft<'_, '_>) -> bool {
    draft.name_by(k!("request_id"), |context, _, id| identity::of_request(context.team, id))
}

/// The first of: request id, the client's id of the request, the id that a backfill gave, place in the session.
pub(super) fn name(draft: &mut Draft<'_, '_>) -> bool {
    if name_by_request(draft) {
        return true;
    }
    let team = draft.context.team;
    if draft.name_by(k!("client_request_id"), |_, _, id| CallId::of(&["client-request", team, id])) {
        return true;
    }
    if let Some(id) = draft.fields.text_of(&[k!("transaction_id")]) {
        let names = Names { team, kind: draft.call.kind, transaction_id: Some(&id), ..Names::default() };
        names.call_ids().into_iter().for_each(|name| draft.call.name(name));
        draft.call.transaction_id = Some(id.into_owned());
        return true;
    }
    let session = draft.fields.peek_text(k!("session.id"));
    let Some((session, place)) = session.zip(draft.fields.peek_text(k!("event.sequence"))) else { return false };
    draft.call.name(CallId::of(&["session", team, &session, &place]));
    true
}

/// Codex gives no ids: the same counts at the same time of one conversation are the same call.
pub(super) fn name_codex(draft: &mut Draft<'_, '_>, counts: &str) -> bool {
    let conversation = draft.fields.peek_text(k!("conversation.id"));
    let Some((conversation, time)) = conversation.zip(draft.fields.peek_text(k!("event.timestamp"))) else {
        return false;
    };
    draft.call.name(CallId::of(&["codex", draft.context.team, &conversation, &time, counts]));
    true
}

/// The provider behind a tool that speaks like Claude Code: its name may be one of a provider's.
pub(super) fn provider_of_word(word: &str) -> Option<String> {
    Some(canonical_provider(word)).filter(|provider| !provider.eq_ignore_ascii_case(word))
}
