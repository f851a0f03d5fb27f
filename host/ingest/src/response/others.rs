//! Shapes of a single provider.

use std::borrow::Cow;

use outlay_domain::{Kind, meter};

use super::answer::Answer;
use super::node::{Node, text_in};

/// Cohere charges `billed_units`; `tokens` beside them are more than that.
pub(super) fn cohere<'r>(answer: &mut Answer<'r>, body: Node<'r>, billed: Node<'r>) {
    let [model, id, finish, embeddings] = body.pick(["model", "id", "finish_reason", "embeddings"]);
    answer.named(model, id);
    answer.stopped(finish.and_then(Node::text));
    let [input, output, searches] = answer.quantities(Some(billed), ["input_tokens", "output_tokens", "search_units"]);
    answer.count(meter::INPUT_TOKENS, input);
    answer.count(meter::OUTPUT_TOKENS, output);
    // A rerank is charged by the search.
    answer.count_some("requests", searches);
    if embeddings.is_some() {
        answer.is(Kind::Embedding);
    }
}

/// The end of a stream of Cohere.
pub(super) fn cohere_end<'r>(answer: &mut Answer<'r>, event: Node<'r>) {
    answer.named(None, event.get("id"));
    let Some(delta) = event.get("delta") else { return };
    if let Some(billed) = delta.at(&["usage", "billed_units"]) {
        cohere(answer, delta, billed);
    }
}

/// Ollama's own shape.
pub(super) fn ollama<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, stop] = body.pick(["model", "done_reason"]);
    answer.named(model, None);
    answer.stopped(stop.and_then(Node::text));
    let [input, output] = answer.quantities(Some(body), ["prompt_eval_count", "eval_count"]);
    answer.count(meter::INPUT_TOKENS, input);
    answer.count(meter::OUTPUT_TOKENS, output);
}

/// A refusal, as OpenAI, Anthropic and Google write it. Its message may quote what was asked, so it is left out.
pub(super) fn error<'r>(answer: &mut Answer<'r>, error: Node<'r>) {
    let [code, kind, status] = error.pick(["code", "type", "status"]);
    let number = |node: Option<Node<'r>>| node.and_then(Node::number);
    let word = |node: Option<Node<'r>>| node.and_then(Node::text);
    let http = number(status).or_else(|| number(code)).and_then(|number| number.parse().ok());
    answer.error_code = http.or(answer.error_code);
    let unnamed = || number(code).map(Cow::Borrowed);
    answer.error = word(code).or_else(|| word(status)).or_else(|| word(kind)).or_else(unnamed);
    if answer.error.is_none() {
        answer.error = error.text().map(|_| Cow::Borrowed("error"));
    }
}

/// The same of Amazon.
pub(super) fn amazon_error<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let kind = text_in(Some(body), "__type");
    answer.error = kind.map(|kind| match kind.rsplit_once('#') {
        Some((_, name)) => Cow::Owned(name.to_owned()),
        None => kind,
    });
}
