//! OpenAI's Responses and Realtime: the response itself, or the event that ends its stream.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::answer::Answer;
use super::node::{Node, text_in};
use super::openai;

/// Sessions of code that are told apart at most.
const MOST_SESSIONS: usize = 1000;

pub(super) fn read<'r>(answer: &mut Answer<'r>, body: Node<'r>) {
    let [model, id, tier, status, incomplete, error, output, tools, usage] =
        body.pick(["model", "id", "service_tier", "status", "incomplete_details", "error", "output", "tools", "usage"]);
    answer.named(model, id);
    answer.tier(tier.and_then(Node::text));
    let status = status.and_then(Node::text).filter(|status| status != "in_progress" && status != "queued");
    answer.stopped(text_in(incomplete, "reason").or(status));
    answer.error = text_in(error, "code").or_else(|| answer.error.take());
    let Some(usage) = usage else { return };
    openai::count(answer, usage);
    if let Some(output) = output {
        count_items(answer, output);
    }
    if let Some(tools) = tools {
        // An older tool of another price.
        tools.each(|tool| {
            if text_in(Some(tool), "type").is_some_and(|kind| kind.starts_with("web_search_preview")) {
                answer.fact("web_search", Some(Cow::Borrowed("preview")));
            }
        });
    }
}

/// Calls of OpenAI's own tools.
fn count_items<'r>(answer: &mut Answer<'r>, output: Node<'r>) {
    let (mut searches, mut file_searches) = (0_u32, 0_u32);
    let mut sessions = BTreeSet::new();
    output.each(|item| {
        let [kind, action, container] = item.pick(["type", "action", "container_id"]);
        match kind.and_then(Node::text).as_deref() {
            // Opening a page and finding on it cost nothing.
            Some("web_search_call") if text_in(action, "type").is_none_or(|action| action == "search") => searches += 1,
            Some("file_search_call") => file_searches += 1,
            Some("code_interpreter_call") if sessions.len() < MOST_SESSIONS => {
                sessions.insert(container.and_then(Node::text));
            }
            _ => {}
        }
    });
    for (meter, count) in
        [("web_searches", searches), ("storage_searches", file_searches), ("code_sessions", sessions.len() as u32)]
    {
        answer.count_some(meter, Some(count.into()));
    }
}
