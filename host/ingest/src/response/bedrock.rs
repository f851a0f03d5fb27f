//! Amazon Bedrock: Converse, whose input has nothing cached in it whatever the model, and the bodies of makers who speak
//! no other shape.

use outlay_domain::{Kind, Quantity, meter};

use super::answer::Answer;
use super::node::{Node, text_in};

/// A response of Converse, or an event of its stream: `messageStop`, and `metadata` at the end.
pub(super) fn converse<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [stop, tier, usage, message_stop, metadata] =
        body.pick(["stopReason", "serviceTier", "usage", "messageStop", "metadata"]);
    answer.stopped(stop.and_then(Node::text).or_else(|| text_in(message_stop, "stopReason")));
    let in_metadata = |name| metadata.and_then(|metadata| metadata.get(name));
    answer.tier(text_in(tier.or_else(|| in_metadata("serviceTier")), "type"));
    if let Some(usage) = usage.or_else(|| in_metadata("usage")) {
        count(answer, usage);
    }
}

fn count<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    answer.forget_counts();
    let [input, output, read, written] = answer
        .quantities(Some(usage), ["inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"]);
    // Amazon's own models say the same by other names when they are invoked.
    let [invoked_read, invoked_written] =
        answer.quantities(Some(usage), ["cacheReadInputTokenCount", "cacheWriteInputTokenCount"]);
    answer.count(meter::INPUT_TOKENS, input);
    answer.count(meter::OUTPUT_TOKENS, output);
    answer.count_some(meter::CACHE_READ_TOKENS, read.or(invoked_read));
    answer.count_some(meter::CACHE_WRITE_TOKENS, written.or(invoked_written));
    let (mut hour, mut five_minutes) = (Quantity::ZERO, Quantity::ZERO);
    if let Some(details) = usage.get("cacheDetails") {
        details.each(|detail| {
            let [tokens] = answer.quantities(Some(detail), ["inputTokens"]);
            let lives_an_hour = text_in(Some(detail), "ttl").is_some_and(|ttl| ttl == "1h");
            let sum = if lives_an_hour { &mut hour } else { &mut five_minutes };
            *sum = *sum + tokens.unwrap_or_default();
        });
    }
    answer.count_some(meter::CACHE_WRITE_1H_TOKENS, Some(hour));
    answer.count_some(meter::CACHE_WRITE_5M_TOKENS, Some(five_minutes));
}

/// Llama, and Titan with its vectors and texts.
pub(super) fn invoked<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [prompt, generated, titan] =
        answer.quantities(Some(body), ["prompt_token_count", "generation_token_count", "inputTextTokenCount"]);
    let [stop, embedding, results] = body.pick(["stop_reason", "embedding", "results"]);
    answer.stopped(stop.and_then(Node::text));
    answer.count(meter::INPUT_TOKENS, prompt.or(titan));
    answer.count(meter::OUTPUT_TOKENS, generated);
    if embedding.is_some() {
        answer.is(Kind::Embedding);
    }
    if let Some(results) = results {
        let mut sum = Quantity::ZERO;
        results.each(|result| {
            let [tokens] = answer.quantities(Some(result), ["tokenCount"]);
            sum = sum + tokens.unwrap_or_default();
            answer.stopped(text_in(Some(result), "completionReason"));
        });
        answer.count(meter::OUTPUT_TOKENS, Some(sum));
    }
}

/// What Bedrock adds to the last event of a stream of whatever shape: only where that counted nothing itself.
pub(super) fn metrics<'r>(answer: &mut Answer<'r>, metrics: Node<'r>) {
    if !answer.counts_nothing() {
        return;
    }
    let [input, output, read, written] = answer.quantities(
        Some(metrics),
        ["inputTokenCount", "outputTokenCount", "cacheReadInputTokenCount", "cacheWriteInputTokenCount"],
    );
    answer.count(meter::INPUT_TOKENS, input);
    answer.count(meter::OUTPUT_TOKENS, output);
    answer.count_some(meter::CACHE_READ_TOKENS, read);
    answer.count_some(meter::CACHE_WRITE_TOKENS, written);
}

/// Nova Sonic's sums of a conversation so far.
pub(super) fn sonic<'r>(answer: &mut Answer<'r>, event: Node<'r>) {
    let Some(total) = event.at(&["usageEvent", "details", "total"]) else { return };
    let [input, output] = total.pick(["input", "output"]);
    answer.forget_counts();
    let [speech, text] = answer.quantities(input, ["speechTokens", "textTokens"]);
    answer.count(meter::INPUT_TOKENS, text);
    answer.count_some(meter::INPUT_AUDIO_TOKENS, speech);
    let [speech, text] = answer.quantities(output, ["speechTokens", "textTokens"]);
    answer.count(meter::OUTPUT_TOKENS, text);
    answer.count_some(meter::OUTPUT_AUDIO_TOKENS, speech);
}
