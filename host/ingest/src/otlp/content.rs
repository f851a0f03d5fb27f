//! What was asked and answered, which goes to prompts only; and names of secrets, which go nowhere.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use outlay_domain::Prompts;
use regex::Regex;
use serde_json::{Map, Value as Json};

use super::fields::Fields;
use super::keys::{Key, k};
use super::model::{SpanEvent, Value};
use crate::prompts;

/// Names that begin so hold contents. The ones that are known whole say it themselves.
const CONTENTS: &[&str] = &[
    "ai.embedding",
    "ai.prompt",
    "ai.result.",
    "ai.toolCall.",
    "ai.value",
    "document.",
    "embedding.embeddings.",
    "gen_ai.content.",
    "gen_ai.input.",
    "gen_ai.output.messages",
    "input.value",
    "langfuse.observation.input",
    "langfuse.observation.output",
    "langfuse.trace.input",
    "langfuse.trace.output",
    "llm.completions.",
    "llm.function_call",
    "llm.input_messages",
    "llm.output_messages",
    "llm.prompt_template.",
    "llm.prompts",
    "llm.request.functions.",
    "llm.tools.",
    "output.value",
    "reranker.",
    "retrieval.documents.",
    // These hold secrets that were given on a command line.
    "process.command",
];
/// As above, if a number follows.
const NUMBERED: &[&str] = &["gen_ai.prompt.", "gen_ai.completion."];

pub(crate) fn is_content(name: &str) -> bool {
    CONTENTS.iter().any(|begin| name.starts_with(begin))
        || NUMBERED.iter().any(|begin| name.strip_prefix(begin).is_some_and(|rest| rest.starts_with(is_digit)))
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit()
}

/// Whether a name says that its value is a secret. Counts of tokens are none.
pub(crate) fn is_credential(name: &str) -> bool {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        let names = "authorization|api[_.-]?key|passw(?:or)?d|passphrase|secret|credential[s_.-]*value|private[_.-]?key\
                     |(?:access|auth|bearer|refresh|session|id|security)[_.-]?token(?:$|[_.-](?:value|id)$)|cookie";
        Regex::new(&format!("(?i){names}")).expect("checked by a test")
    });
    NAMES.is_match(name)
}

/// Where the texts stand, the best first.
const SYSTEM: &[Key] = &[k!("gen_ai.system_instructions")];
const INPUT: &[Key] = &[
    k!("gen_ai.input.messages"),
    k!("gen_ai.tool.call.arguments"),
    k!("ai.prompt.messages"),
    k!("ai.prompt"),
    k!("langfuse.observation.input"),
    k!("gen_ai.prompt"),
    k!("input.value"),
    k!("traceloop.entity.input"),
    k!("request_text"),
    k!("prompt"),
];
const OUTPUT: &[Key] = &[
    k!("gen_ai.output.messages"),
    k!("gen_ai.tool.call.result"),
    k!("ai.response.text"),
    k!("ai.response.object"),
    k!("ai.response.toolCalls"),
    k!("langfuse.observation.output"),
    k!("gen_ai.completion"),
    k!("output.value"),
    k!("traceloop.entity.output"),
    k!("response_text"),
];
/// Lists whose items stand under numbered names.
const INPUT_LISTS: &[&str] = &["gen_ai.prompt.", "llm.input_messages.", "llm.prompts."];
const OUTPUT_LISTS: &[&str] = &["gen_ai.completion.", "llm.output_messages.", "llm.completions."];
/// Events of spans that hold a message.
const INPUT_EVENTS: &[&str] = &[
    "gen_ai.content.prompt",
    "gen_ai.system.message",
    "gen_ai.user.message",
    "gen_ai.assistant.message",
    "gen_ai.tool.message",
];
const OUTPUT_EVENTS: &[&str] = &["gen_ai.content.completion", "gen_ai.choice"];

pub(crate) fn prompts(fields: &Fields<'_>, events: &[SpanEvent<'_>]) -> Option<Box<Prompts>> {
    let whole = |keys: &[Key]| keys.iter().find_map(|key| written(fields.peek(*key)?));
    let input = whole(INPUT).or_else(|| listed(fields, INPUT_LISTS)).or_else(|| said(events, INPUT_EVENTS));
    let output = whole(OUTPUT).or_else(|| listed(fields, OUTPUT_LISTS)).or_else(|| said(events, OUTPUT_EVENTS));
    prompts::prompts(whole(SYSTEM), input, output, false)
}

/// A text as it is, anything else as JSON.
fn written<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::List(_) | Value::Map(_) => Some(Cow::Owned(value.to_json().to_string())),
        other => other.text(),
    }
}

/// A list put together from `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content` ...
fn listed(fields: &Fields<'_>, lists: &[&str]) -> Option<Cow<'static, str>> {
    lists.iter().find_map(|list| {
        let mut items: BTreeMap<u32, Map<String, Json>> = BTreeMap::new();
        for attribute in fields.other() {
            let place = attribute.key.strip_prefix(list).and_then(|rest| rest.split_once('.'));
            if let Some((place, name)) = place
                && let Ok(place) = place.parse()
            {
                let name = name.strip_prefix("message.").unwrap_or(name);
                items.entry(place).or_default().insert(name.to_owned(), attribute.value.to_json());
            }
        }
        let items: Vec<Json> = items.into_values().map(Json::Object).collect();
        (!items.is_empty()).then(|| Cow::Owned(Json::Array(items).to_string()))
    })
}

fn said(events: &[SpanEvent<'_>], names: &[&str]) -> Option<Cow<'static, str>> {
    let said = events.iter().filter(|event| names.contains(&event.name.as_ref()));
    let messages: Vec<Json> = said
        .map(|event| {
            let mut message = Map::new();
            let role = event.name.strip_prefix("gen_ai.").and_then(|name| name.strip_suffix(".message"));
            message.extend(role.map(|role| ("role".to_owned(), Json::from(role))));
            let attributes = event.attributes.iter().filter(|attribute| attribute.key != "gen_ai.system");
            message.extend(attributes.map(|attribute| (attribute.key.to_string(), attribute.value.to_json())));
            Json::Object(message)
        })
        .collect();
    (!messages.is_empty()).then(|| Cow::Owned(Json::Array(messages).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names_and_counts_are_none() {
        for name in [
            "http.request.header.Authorization",
            "x-api-key",
            "OPENAI_API_KEY",
            "db.password",
            "client_secret",
            "revenium.subscriber.credential.value",
            "access_token",
            "http.request.header.cookie",
        ] {
            assert!(is_credential(name), "{name}");
        }
        for name in
            ["gen_ai.usage.input_tokens", "max_tokens", "cursor.token_fee", "revenium.subscriber.credential.name"]
        {
            assert!(!is_credential(name), "{name}");
        }
    }

    #[test]
    fn contents_are_known_by_how_their_names_begin() {
        for name in ["gen_ai.prompt.0.content", "llm.input_messages.3.message.role", "ai.prompt.tools"] {
            assert!(is_content(name), "{name}");
        }
        for name in ["gen_ai.prompt.version", "gen_ai.output.type", "ai.response.id", "input.mime_type"] {
            assert!(!is_content(name), "{name}");
        }
    }
}
