//! Providers' own responses, read by their shape: each body is recognised by its own marks, for resellers speak each
//! other's shapes. What the counts contain follows from the shape, too, never from the model's name.
//!
//! Texts that were asked and answered are passed over and kept nowhere.
//!
//! | module | what it reads |
//! |---|---|
//! | `node` | JSON, without copying it |
//! | `answer` | what was found |
//! | `openai` | OpenAI's usage and those like it: chats, vectors, pictures, sound |
//! | `responses` | OpenAI's Responses and Realtime |
//! | `anthropic`, `bedrock`, `gemini`, `others` | what they are called |
//! | `apply` | what the answer adds to a call |

mod answer;
mod anthropic;
mod apply;
mod bedrock;
mod gemini;
mod node;
mod openai;
mod others;
mod responses;

use serde_json::value::RawValue;

pub(crate) use answer::Answer;

use crate::error::FieldError;
use crate::json::{Record, f};
use node::{Node, text_in};

/// Takes the response of a record, or its stream; none if it has neither.
pub(crate) fn take<'r>(record: &mut Record<'r>) -> Result<Option<Answer<'r>>, FieldError> {
    if let Some(body) = record.take(f!("response")) {
        if !body.get().starts_with('{') {
            return Err(FieldError::new("response", "must be the JSON object that the provider answered"));
        }
        return finished(Answer::new("response"), |answer| read(answer, Node::of(body)));
    }
    // Some say `"stream": true`, which is an attribute.
    let Some(events) = record.peek(f!("stream")).filter(|raw: &&RawValue| raw.get().starts_with('[')) else {
        return Ok(None);
    };
    record.take(f!("stream"));
    finished(Answer::new("stream"), |answer| Node::of(events).each(|event| read(answer, event)))
}

fn finished<'r>(mut answer: Answer<'r>, read: impl FnOnce(&mut Answer<'r>)) -> Result<Option<Answer<'r>>, FieldError> {
    read(&mut answer);
    answer.settle_grounding();
    match answer.problem.take() {
        Some(problem) => Err(problem),
        None => Ok(Some(answer)),
    }
}

/// A body, or an event of a stream.
fn read<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [object, kind, response, message, error] = body.pick(["object", "type", "response", "message", "error"]);
    let (object, kind) = (object.and_then(Node::text), kind.and_then(Node::text));
    if let Some(error) = error {
        others::error(answer, error);
    }
    match (object.as_deref().unwrap_or_default(), kind.as_deref().unwrap_or_default()) {
        (_, "message") => anthropic::message(answer, body),
        (_, "message_start") => message.into_iter().for_each(|message| anthropic::message(answer, message)),
        (_, "message_delta") => anthropic::delta(answer, body),
        (_, "message-end") => others::cohere_end(answer, body),
        ("response" | "realtime.response", _) => responses::read(answer, body),
        (_, "speech.audio.done") => openai::speech(answer, body),
        (_, "transcript.text.done") => openai::transcription(answer, body),
        (_, event) if event.starts_with("response.") => {
            response.into_iter().for_each(|response| responses::read(answer, response));
        }
        ("chat.completion" | "chat.completion.chunk" | "text_completion", _) => openai::chat(answer, body),
        ("video", _) => openai::video(answer, body),
        ("list", _) => openai::embedding(answer, body),
        _ => unmarked(answer, body),
    }
    if let Some(metrics) = body.get("amazon-bedrock-invocationMetrics") {
        bedrock::metrics(answer, metrics);
    }
}

/// Bodies that do not say what they are.
fn unmarked<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [gemini, candidates, predictions, expires, usage, metadata, stop, choices] = body.pick([
        "usageMetadata",
        "candidates",
        "predictions",
        "expireTime",
        "usage",
        "metadata",
        "messageStop",
        "choices",
    ]);
    let [meta, llama, titan, ollama, pages, results, text, data, sonic, amazon_error] = body.pick([
        "meta",
        "generation_token_count",
        "inputTextTokenCount",
        "done",
        "usage_info",
        "results",
        "text",
        "data",
        "event",
        "__type",
    ]);
    let in_usage = |name: &str| usage.and_then(|usage| usage.get(name));
    let billed = in_usage("billed_units").or_else(|| meta?.get("billed_units"));
    let converse = in_usage("inputTokens").or(in_usage("outputTokens"));
    if gemini.is_some() && expires.is_some() {
        gemini::cached_content(answer, body);
    } else if gemini.is_some() || candidates.is_some() {
        gemini::read(answer, body);
    } else if let Some(predictions) = predictions {
        gemini::predictions(answer, predictions);
    } else if let Some(billed) = billed {
        others::cohere(answer, body, billed);
    } else if choices.is_some() {
        openai::chat(answer, body);
    } else if converse.is_some() || stop.is_some() || text_in_usage(metadata) {
        bedrock::converse(answer, body);
    } else if llama.is_some() || titan.is_some() {
        bedrock::invoked(answer, body);
    } else if let Some(event) = sonic {
        bedrock::sonic(answer, event);
    } else if ollama.is_some() {
        others::ollama(answer, body);
    } else if pages.is_some() {
        openai::pages(answer, body);
    } else if results.is_some() && text_in(Some(body), "id").is_some_and(|id| id.starts_with("modr-")) {
        openai::moderation(answer, body);
    } else if text.is_some() {
        openai::transcription(answer, body);
    } else if data.is_some_and(Node::is_list) {
        openai::images(answer, body);
    } else if amazon_error.is_some() {
        others::amazon_error(answer, body);
    } else if let Some(usage) = usage {
        plain(answer, body, usage);
    }
}

/// The last event of a stream of Converse.
fn text_in_usage(metadata: Option<Node<'_>>) -> bool {
    metadata.is_some_and(|metadata| metadata.get("usage").is_some())
}

/// Whatever has a usage: names of Anthropic's beside its `input_tokens` say that it counts as Anthropic does.
fn plain<'r>(answer: &mut Answer<'r>, body: Node<'r>, usage: Node<'r>) {
    let [prompt, read, written] =
        usage.pick(["prompt_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"]);
    if prompt.is_none() && (read.is_some() || written.is_some()) {
        anthropic::message(answer, body);
    } else {
        openai::chat(answer, body);
    }
}
