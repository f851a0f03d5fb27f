//! Gemini's `generateContent`, here and at Vertex: what was cached is inside of the prompt, thoughts stand beside the
//! answer, and each modality is counted apart. A stream counts all of it again in each event.

use std::borrow::Cow;

use outlay_domain::{Kind, Quantity, meter};

use super::answer::{Answer, Inclusive};
use super::node::{Node, text_in};
use crate::json::time;

pub(super) fn read<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, candidates, usage, blocked] =
        body.pick(["modelVersion", "responseId", "candidates", "usageMetadata", "promptFeedback"]);
    answer.named(model, id);
    let vectors = body.pick(["embedding", "embeddings"]);
    if vectors.iter().any(Option::is_some) {
        answer.is(Kind::Embedding);
    }
    answer.stopped(text_in(blocked, "blockReason"));
    if let Some(candidates) = candidates {
        candidates.each(|candidate| {
            let [finish, grounding] = candidate.pick(["finishReason", "groundingMetadata"]);
            answer.stopped(finish.and_then(Node::text));
            if let Some(grounding) = grounding {
                answer.grounding = answer.grounding.max(queries(grounding));
            }
        });
    }
    if let Some(usage) = usage {
        count(answer, usage);
    }
}

/// Searches that an answer stands on; a query without words is none.
fn queries(grounding: Node<'_>) -> u32 {
    let mut queries = 0;
    if let Some(list) = grounding.get("webSearchQueries") {
        list.each(|query| queries += u32::from(query.text().is_some()));
    }
    queries
}

/// How many tokens of each modality.
#[derive(Default)]
struct Modalities {
    audio: Quantity,
    image: Quantity,
    video: Quantity,
}

impl Modalities {
    fn of<'r>(answer: &mut Answer<'r>, lists: [Option<Node<'r>>; 2]) -> Self {
        let mut all = Self::default();
        for list in lists.into_iter().flatten() {
            list.each(|entry| {
                let [tokens] = answer.quantities(Some(entry), ["tokenCount"]);
                let sum = match text_in(Some(entry), "modality").as_deref() {
                    Some("AUDIO") => &mut all.audio,
                    Some("IMAGE") => &mut all.image,
                    Some("VIDEO") => &mut all.video,
                    _ => return,
                };
                *sum = *sum + tokens.unwrap_or_default();
            });
        }
        all
    }
}

fn count<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    let [prompt, tools, cached, candidates, responses, thoughts] = answer.quantities(
        Some(usage),
        [
            "promptTokenCount",
            "toolUsePromptTokenCount",
            "cachedContentTokenCount",
            "candidatesTokenCount",
            "responseTokenCount",
            "thoughtsTokenCount",
        ],
    );
    let [prompts, of_tools, of_cache, of_candidates, of_responses, traffic, tier] = usage.pick([
        "promptTokensDetails",
        "toolUsePromptTokensDetails",
        "cacheTokensDetails",
        "candidatesTokensDetails",
        "responseTokensDetails",
        "trafficType",
        "serviceTier",
    ]);
    answer.tier(traffic.or(tier).and_then(Node::text).map(tier_of));
    answer.forget_counts();
    let input = Modalities::of(answer, [prompts, of_tools]);
    let cache = Modalities::of(answer, [of_cache, None]);
    let output = Modalities::of(answer, [of_candidates, of_responses]);
    let sum = |one: Option<Quantity>, other: Option<Quantity>| match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    };
    Inclusive {
        input: sum(prompt, tools),
        cache_read: cached,
        cache_write: None,
        cache_audio_read: Some(cache.audio),
        cache_image_read: Some(cache.image),
        input_audio: Some(input.audio),
        input_image: Some(input.image),
        input_video: Some(input.video.saturating_sub(cache.video)),
        output: sum(candidates.or(responses), thoughts),
        reasoning: thoughts,
        output_audio: Some(output.audio),
        output_image: Some(output.image),
    }
    .count(answer);
}

/// Vertex says how the traffic was bought.
fn tier_of(traffic: Cow<'_, str>) -> Cow<'_, str> {
    match traffic.as_ref() {
        "ON_DEMAND" => Cow::Borrowed("standard"),
        "ON_DEMAND_PRIORITY" => Cow::Borrowed("priority"),
        "ON_DEMAND_FLEX" => Cow::Borrowed("flex"),
        _ => Cow::Owned(traffic.to_lowercase()),
    }
}

/// Vertex's predictions: pictures of Imagen, or vectors with the tokens that each took.
pub(super) fn predictions<'r>(answer: &mut Answer<'r>, predictions: Node<'r>) {
    let (mut images, mut tokens) = (0_u32, None);
    predictions.each(|prediction| {
        images += u32::from(prediction.get("bytesBase64Encoded").is_some());
        let [count] = answer.quantities(prediction.at(&["embeddings", "statistics"]), ["token_count"]);
        tokens = count.map(|count| tokens.unwrap_or_default() + count).or(tokens);
    });
    if images > 0 {
        answer.is(Kind::Image);
        answer.count(meter::IMAGES, Some(images.into()));
    }
    if tokens.is_some() {
        answer.is(Kind::Embedding);
        answer.count(meter::INPUT_TOKENS, tokens);
    }
}

/// What keeping tokens for later costs, when it is kept until it expires.
pub(super) fn cached_content<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, created, expires, usage] =
        body.pick(["model", "name", "createTime", "expireTime", "usageMetadata"]);
    answer.named(model, id);
    let [tokens] = answer.quantities(usage, ["totalTokenCount"]);
    let at = |node: Option<Node<'r>>| time(&node?.text()?);
    if let (Some(tokens), Some(created), Some(expires)) = (tokens, at(created), at(expires)) {
        let microseconds = i128::from(expires.0.saturating_sub(created.0));
        let hours = tokens.nano().checked_mul(microseconds).map(|product| product / 3_600_000_000);
        answer.count("cache_storage_token_hours", hours.map(Quantity::from_nano));
    }
}
