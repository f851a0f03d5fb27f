//! Real requests of existing clients: all are taken, and nothing of them is lost.
#![allow(clippy::unwrap_used)]

mod view;

use outlay_domain::Quantity;
use outlay_ingest::{Context, Decoded, Format};
use serde_json::Value;

use view::{parts, view};

/// Where a field of a body stands in an event. The others are attributes of the same name.
const PLACES: &[(&str, &str)] = &[
    ("transactionId", "/transaction_id"),
    ("model", "/dimensions/model"),
    ("modelSource", "/dimensions/model_source"),
    ("organizationName", "/dimensions/organization"),
    ("productName", "/dimensions/product"),
    ("subscriptionId", "/dimensions/subscription_id"),
    ("subscriber.id", "/dimensions/subscriber_id"),
    ("subscriber.email", "/dimensions/subscriber_email"),
    ("subscriber.credential.name", "/dimensions/credential"),
    ("subscriberCredential", "/dimensions/credential"),
    ("agent", "/dimensions/agent"),
    ("agentVersion", "/dimensions/agent_version"),
    ("taskType", "/dimensions/task_type"),
    ("environment", "/dimensions/environment"),
    ("region", "/dimensions/region"),
    ("traceId", "/dimensions/trace_id"),
    ("traceType", "/dimensions/trace_type"),
    ("traceName", "/dimensions/trace_name"),
    ("transactionName", "/dimensions/transaction_name"),
    ("parentTransactionId", "/dimensions/parent_transaction_id"),
    ("agenticJobId", "/dimensions/job_id"),
    ("agenticJobType", "/dimensions/job_type"),
    ("agenticJobVersion", "/dimensions/job_version"),
    ("operationType", "/dimensions/operation"),
    ("operationSubtype", "/dimensions/operation_subtype"),
    ("operation", "/dimensions/operation_subtype"),
    ("toolId", "/dimensions/tool"),
    ("stopReason", "/dimensions/stop_reason"),
    ("errorReason", "/dimensions/error_reason"),
    ("errorMessage", "/dimensions/error_reason"),
    ("middlewareSource", "/dimensions/middleware"),
    ("outputTokenCount", "/meters/output_tokens"),
    ("cacheReadTokenCount", "/meters/cache_read_tokens"),
    ("cacheCreationTokenCount", "/meters/cache_write_tokens"),
    ("cacheCreation5mTokenCount", "/meters/cache_write_5m_tokens"),
    ("cacheCreation1hTokenCount", "/meters/cache_write_1h_tokens"),
    ("reasoningTokenCount", "/meters/reasoning_tokens"),
    ("actualImageCount", "/meters/images"),
    ("durationSeconds", "/meters/seconds"),
    ("characterCount", "/meters/characters"),
    ("payload.requestTokens", "/meters/requestTokens"),
    ("payload.responseTokens", "/meters/responseTokens"),
    ("usageMetadata.pages", "/meters/pages"),
    ("requestDuration", "/duration_ms"),
    ("durationMs", "/duration_ms"),
    ("timeToFirstToken", "/time_to_first_token_ms"),
    ("retryNumber", "/retry_number"),
    ("errorCode", "/error_code"),
    ("isStreamed", "/is_streamed"),
    ("requestMessageSize", "/meters/request_bytes"),
    ("responseMessageSize", "/meters/response_bytes"),
    ("totalDuration", "/duration_ms"),
    ("systemPrompt", "/prompts/system"),
    ("inputMessages", "/prompts/input"),
    ("outputResponse", "/prompts/output"),
    ("promptsTruncated", "/prompts/truncated"),
];

/// Checked by name below, or not kept on purpose.
const OTHERWISE: &[&str] = &[
    "provider",
    "inputTokenCount",
    "responseTime",
    "timestamp",
    // Together the name of the transaction.
    "method",
    "resource",
    // The sender's own secret.
    "subscriber.credential.value",
];

fn format(path: &str) -> Format {
    match path {
        "/meter/v2/ai/completions" => Format::Completions,
        "/meter/v2/ai/images" => Format::Images,
        "/meter/v2/ai/audio" => Format::Audio,
        "/meter/v2/ai/video" => Format::Video,
        "/meter/v2/tool/events" => Format::Tool,
        "/meter/v2/events" => Format::Generic,
        "/meter/v2/apis/requests" => Format::ApiRequest,
        "/meter/v2/apis/responses" => Format::ApiResponse,
        other => panic!("{other}"),
    }
}

/// Every capture: its name, its body, what became of it.
fn captures() -> Vec<(String, Value, Decoded)> {
    let mut files: Vec<_> = std::fs::read_dir("tests/captures").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let context =
        Context { key_id: "key", team: "default", now: "2026-11-25T00:00:00Z".parse().unwrap(), keeps_prompts: true };
    let read = |file: &std::path::PathBuf| {
        let capture: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let body = capture["body"].clone();
        let text = body.to_string();
        let record = outlay_ingest::one(text.as_bytes()).unwrap();
        let decoded = format(capture["path"].as_str().unwrap()).decode(record, &context);
        (
            file.file_stem().unwrap().to_str().unwrap().to_owned(),
            body,
            decoded.unwrap_or_else(|error| panic!("{file:?}: {error}")),
        )
    };
    files.iter().map(read).collect()
}

#[test]
fn events_are_as_they_were_reviewed() {
    let captures = captures();
    assert_eq!(captures.len(), 33);
    for (name, _, decoded) in captures {
        insta::assert_snapshot!(name, view::text(&decoded));
    }
}

/// Leaves of a body by their paths, without nulls.
fn leaves(prefix: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            let dot = if prefix.is_empty() { "" } else { "." };
            map.iter().for_each(|(name, value)| leaves(&format!("{prefix}{dot}{name}"), value, found));
        }
        leaf => found.push((prefix.to_owned(), leaf.clone())),
    }
}

/// Quantities are texts in events: `12.50` and `"12.5"` are alike.
fn is_same(sent: &Value, kept: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let number = |value: &Value| text(value).parse::<Quantity>().ok();
    sent == kept || text(sent) == text(kept) || number(sent).is_some_and(|sent| number(kept) == Some(sent))
}

#[test]
fn no_field_is_lost() {
    let mut checked = 0;
    for (name, body, decoded) in captures() {
        let view = view(&decoded);
        let mut fields = Vec::new();
        leaves("", &body, &mut fields);
        for (field, sent) in fields.iter().filter(|(field, _)| !OTHERWISE.contains(&field.as_str())) {
            let place = PLACES.iter().find(|(named, _)| named == field).map(|(_, place)| (*place).to_owned());
            let place = place.unwrap_or_else(|| format!("/attributes/{}", field.replace('.', "/")));
            let kept = view.pointer(&place);
            assert!(
                kept.is_some_and(|kept| is_same(sent, kept)),
                "{name}: {field} = {sent} should be {place}: {kept:?}"
            );
            checked += 1;
        }
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        let answered =
            text("responseTime").or(text("timestamp")).map_or(Ok("2026-11-25T00:00:00Z".parse().unwrap()), str::parse);
        assert_eq!(parts(&decoded).0.event_time, answered.unwrap(), "{name}");
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn providers_have_one_spelling_and_input_is_uncached() {
    for (name, body, decoded) in captures() {
        let view = view(&decoded);
        let expected = match body.get("provider").and_then(Value::as_str) {
            Some("OPENAI" | "OpenAI") => Some("openai"),
            Some("ANTHROPIC") => Some("anthropic"),
            Some("LITELLM") => Some("litellm"),
            Some("OLLAMA") => Some("ollama"),
            Some("Google") => Some("google"),
            None => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(view.pointer("/dimensions/provider").and_then(Value::as_str), expected, "{name}");
        let count = |field: &str| body.get(field).and_then(Value::as_i64).unwrap_or(0);
        let inside = if expected == Some("anthropic") { 0 } else { count("cacheReadTokenCount") };
        let uncached = (count("inputTokenCount") - inside).to_string();
        if body.get("inputTokenCount").is_some() {
            assert_eq!(view.pointer("/meters/input_tokens"), Some(&Value::from(uncached)), "{name}");
        }
    }
}

#[test]
fn the_same_answer_is_the_same_call_whoever_reports_it() {
    let captures = captures();
    let id = |name: &str| parts(&captures.iter().find(|(other, ..)| other == name).unwrap().2).0.call_id;
    assert_eq!(id("python-openai-basic"), id("node-openai-chat"));
    assert_eq!(id("python-openai-basic"), id("python-litellm-basic"));
    assert_ne!(id("python-openai-basic"), id("python-anthropic-basic"));
    assert_ne!(id("python-openai-speech"), id("python-openai-transcribe"));
}
