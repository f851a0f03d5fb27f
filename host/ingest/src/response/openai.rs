//! OpenAI's usage, which most others speak, too: Chat Completions, completions, embeddings, pictures, transcriptions.
//! Cached tokens, read or written, are inside of the input; the reasoning is inside of the output, unless the sum of all
//! says otherwise.

use outlay_domain::{Kind, Money, Quantity, meter};

use super::answer::{Answer, Inclusive};
use super::node::{Node, text_in};

/// What reads bodies with `choices`.
pub(super) fn chat<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, tier, choices, usage, groq] =
        body.pick(["model", "id", "service_tier", "choices", "usage", "x_groq"]);
    answer.named(model, id);
    answer.tier(tier.and_then(Node::text));
    if let Some(choices) = choices {
        choices.each(|choice| answer.stopped(text_in(Some(choice), "finish_reason")));
    }
    // Groq ends its streams so.
    let in_groq = || groq?.get("usage");
    if let Some(usage) = usage.or_else(in_groq) {
        count(answer, usage);
    }
}

/// What reads lists of vectors.
pub(super) fn embedding<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, usage] = body.pick(["model", "id", "usage"]);
    answer.named(model, id);
    answer.is(Kind::Embedding);
    let Some(usage) = usage else { return };
    count(answer, usage);
    // Some know the sum of all only, which is the input.
    let [input, total] = answer.quantities(Some(usage), ["prompt_tokens", "total_tokens"]);
    if input.is_none() {
        answer.count(meter::INPUT_TOKENS, total);
    }
    answer.meters.remove(meter::OUTPUT_TOKENS);
}

/// Pictures: in tokens where they are counted so, else one by one.
pub(super) fn images<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [data, usage, size, quality, model] = body.pick(["data", "usage", "size", "quality", "model"]);
    answer.named(model, None);
    answer.is(Kind::Image);
    answer.fact("resolution", size.and_then(Node::text));
    answer.fact("quality", quality.and_then(Node::text));
    if let Some(usage) = usage {
        count(answer, usage);
    }
    if answer.counts_nothing() {
        answer.count(meter::IMAGES, data.map(|data| data.len().into()));
    }
}

/// A finished video is charged by its seconds.
pub(super) fn video<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, status, seconds, size] = body.pick(["model", "id", "status", "seconds", "size"]);
    answer.named(model, id);
    answer.is(Kind::Video);
    answer.fact("resolution", size.and_then(Node::text));
    let status = status.and_then(Node::text);
    if status.as_deref() == Some("completed") {
        let seconds = answer.quantity("seconds", seconds);
        answer.count(meter::SECONDS, seconds);
    }
    answer.stopped(status);
}

/// A transcription, as a whole or as the last event of its stream.
pub(super) fn transcription<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, usage, duration] = body.pick(["model", "id", "usage", "duration"]);
    answer.named(model, id);
    answer.is(Kind::Audio);
    let [seconds, audio_seconds] = answer.quantities(usage, ["seconds", "prompt_audio_seconds"]);
    match (seconds.or(audio_seconds), usage) {
        // What was heard is charged by its length alone.
        (Some(seconds), _) => answer.count(meter::SECONDS, Some(seconds)),
        (None, Some(usage)) => count(answer, usage),
        (None, None) => {
            let duration = answer.quantity("duration", duration);
            answer.count(meter::SECONDS, duration);
        }
    }
}

/// The end of a stream of speech.
pub(super) fn speech<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    answer.is(Kind::Audio);
    if let Some(usage) = body.get("usage") {
        count(answer, usage);
    }
}

/// A verdict that is metered by the call itself.
pub(super) fn moderation<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id] = body.pick(["model", "id"]);
    answer.named(model, id);
    answer.count("requests", Some(1.into()));
}

/// Pages that were read (Mistral).
pub(super) fn pages<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, usage] = body.pick(["model", "usage_info"]);
    answer.named(model, None);
    let [pages] = answer.quantities(usage, ["pages_processed"]);
    answer.count("input_document_pages", pages);
}

/// An object `usage`, by either of its sets of names. It replaces what an earlier event of the stream counted.
pub(super) fn count<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    answer.forget_counts();
    let either = |one: Option<Node<'r>>, other: Option<Node<'r>>| one.or(other);
    let [prompt, input, completion, output, total] = answer.quantities(
        Some(usage),
        ["prompt_tokens", "input_tokens", "completion_tokens", "output_tokens", "total_tokens"],
    );
    let [prompt_details, inputs_details, input_details, completion_details, outputs_details, output_details] = usage
        .pick([
            "prompt_tokens_details",
            "input_tokens_details",
            "input_token_details",
            "completion_tokens_details",
            "output_tokens_details",
            "output_token_details",
        ]);
    let inputs = either(prompt_details, either(inputs_details, input_details));
    let outputs = either(completion_details, either(outputs_details, output_details));
    let [cached, written, audio, image] =
        answer.quantities(inputs, ["cached_tokens", "cache_write_tokens", "audio_tokens", "image_tokens"]);
    let cached_details = inputs.and_then(|inputs| inputs.get("cached_tokens_details"));
    let [cached_audio, cached_image] = answer.quantities(cached_details, ["audio_tokens", "image_tokens"]);
    // Names of LiteLLM, DeepSeek, Mistral and Moonshot for the same.
    let [litellm_read, litellm_written, hit, mistral, moonshot] = answer.quantities(
        Some(usage),
        [
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "prompt_cache_hit_tokens",
            "num_cached_tokens",
            "cached_tokens",
        ],
    );
    let [reasoning, output_audio, output_image] =
        answer.quantities(outputs, ["reasoning_tokens", "audio_tokens", "image_tokens"]);
    let [reasoning_beside, citations, searches] =
        answer.quantities(Some(usage), ["reasoning_tokens", "citation_tokens", "num_search_queries"]);

    let (input, mut output) = (prompt.or(input), completion.or(output));
    if let (Some(said), Some(reasoning)) = (output, reasoning.filter(|count| !count.is_zero()))
        && (reasoning > said || total == Some(input.unwrap_or_default() + said + reasoning))
    {
        // As in chats of xAI.
        output = Some(said + reasoning);
    }
    if reasoning.is_none() && citations.or(searches).is_some() {
        // As in Perplexity's deep research.
        output = output.map(|output| output + reasoning_beside.unwrap_or_default());
    }
    Inclusive {
        input,
        cache_read: cached.or(litellm_read).or(hit).or(mistral).or(moonshot),
        cache_write: written.or(litellm_written),
        cache_audio_read: cached_audio,
        cache_image_read: cached_image,
        input_audio: audio,
        input_image: image,
        output,
        reasoning: reasoning.or(reasoning_beside),
        output_audio,
        output_image,
        ..Inclusive::default()
    }
    .count(answer);
    answer.count_some("output_citation_tokens", citations);
    answer.count_some("web_searches", searches);
    tools(answer, usage);
    cost(answer, usage);
}

/// Calls of the provider's own tools, as xAI and OpenRouter count them.
fn tools<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    let [xai, router, size] = usage.pick(["server_side_tool_usage_details", "server_tool_use", "search_context_size"]);
    answer.fact("search_context_size", size.and_then(Node::text));
    let [web, posts] = answer.quantities(xai, ["web_search_calls", "x_search_calls"]);
    let searches = [web, posts].into_iter().flatten().reduce(|one, other| one + other);
    let [routed] = answer.quantities(router, ["web_search_requests"]);
    answer.count_some("web_searches", searches.or(routed));
}

/// What it says that it cost: OpenRouter's credits are dollars, Perplexity has a sum, xAI counts ten-billionths.
fn cost<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    let [cost, ticks, is_byok, details] = usage.pick(["cost", "cost_in_usd_ticks", "is_byok", "cost_details"]);
    let money = |node: Option<Node<'r>>| node?.number()?.parse::<Money>().ok();
    let said = money(cost).or_else(|| money(cost.and_then(|cost| cost.get("total_cost"))));
    let upstream = details.and_then(|details| details.get("upstream_inference_cost"));
    let said = match (said, money(upstream)) {
        // With the sender's own key of the provider, what is charged is a fee beside what the provider takes.
        (Some(fee), Some(upstream)) if is_byok.is_some_and(Node::is_true) => Some(fee + upstream),
        (said, _) => said,
    };
    let ticks = ticks.and_then(|ticks| ticks.number()?.parse::<Quantity>().ok());
    let of_ticks = ticks.map(|ticks| Money::from_pico(ticks.nano() / 10_000_000));
    answer.reported = said.or(of_ticks).filter(|cost| cost.to_frame().is_some()).or(answer.reported);
}
