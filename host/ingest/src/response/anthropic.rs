//! Anthropic's messages: cached tokens stand beside the input, whoever sells the model. In a stream the counts are those so
//! far, and a later event counts some of them again.

use outlay_domain::meter;

use super::answer::Answer;
use super::node::{Node, text_in};

/// A message, or the one that a stream begins with.
pub(super) fn message<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, stop, usage] = body.pick(["model", "id", "stop_reason", "usage"]);
    answer.named(model, id);
    answer.stopped(stop.and_then(Node::text));
    if let Some(usage) = usage {
        count(answer, usage);
    }
}

/// The event before the end of a stream.
pub(super) fn delta<'r>(answer: &mut Answer<'r>, event: Node<'r>) {
    let [delta, usage] = event.pick(["delta", "usage"]);
    answer.stopped(text_in(delta, "stop_reason"));
    if let Some(usage) = usage {
        count(answer, usage);
    }
}

pub(super) fn count<'r>(answer: &mut Answer<'r>, usage: Node<'r>) {
    let [input, output, read, written] = answer.quantities(
        Some(usage),
        ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"],
    );
    let [lifetimes, tools, tier, speed, geo] =
        usage.pick(["cache_creation", "server_tool_use", "service_tier", "speed", "inference_geo"]);
    let [five_minutes, hour] = answer.quantities(lifetimes, ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"]);
    let [searches] = answer.quantities(tools, ["web_search_requests"]);
    answer.count(meter::INPUT_TOKENS, input);
    answer.count(meter::OUTPUT_TOKENS, output);
    answer.count_some(meter::CACHE_READ_TOKENS, read);
    answer.count_some(meter::CACHE_WRITE_TOKENS, written);
    answer.count_some(meter::CACHE_WRITE_5M_TOKENS, five_minutes);
    answer.count_some(meter::CACHE_WRITE_1H_TOKENS, hour);
    answer.count_some("web_searches", searches);
    answer.tier(tier.and_then(Node::text));
    answer.fact("speed", speed.and_then(Node::text));
    answer.fact("inference_geo", geo.and_then(Node::text));
}
