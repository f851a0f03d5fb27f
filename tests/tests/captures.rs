//! Requests that real SDKs made, at every endpoint: accepted, and stored field by field.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::environment::workspace;
use system_tests::events::{decimal, fields};
use system_tests::{Answer, Server};

/// Where a field of a request is found again.
enum Place {
    Text(&'static str),
    /// A text that is kept in lower case.
    Lower(&'static str),
    Integer(&'static str),
    /// A decimal with a column of its own.
    Units(&'static str),
    Flag(&'static str),
    Time(&'static str),
    /// Below `attributes`.
    Attribute,
    AttributeTime,
    /// Numbers below `meters`.
    Meters,
    /// `{id, email, credential: {name, value}}`
    Subscriber,
    /// A number below `meters`, by another name.
    Meter(&'static str),
    /// A word of the transaction's name.
    Request(usize),
    /// An attribute; a failure is told by the stop reason, too.
    Success,
}

/// Every field of the captures. A field that is not named here fails the test: somebody must decide where it is kept.
const PLACES: &[(&str, Place)] = &[
    ("transactionId", Place::Text("transaction_id")),
    ("model", Place::Text("model")),
    ("provider", Place::Lower("provider")),
    ("modelSource", Place::Text("model_source")),
    ("organizationName", Place::Text("organization")),
    ("productName", Place::Text("product")),
    ("subscriptionId", Place::Text("subscription_id")),
    ("subscriberCredential", Place::Text("credential")),
    ("subscriber", Place::Subscriber),
    ("agent", Place::Text("agent")),
    ("agentVersion", Place::Text("agent_version")),
    ("taskType", Place::Text("task_type")),
    ("environment", Place::Text("environment")),
    ("region", Place::Text("region")),
    ("traceId", Place::Text("trace_id")),
    ("traceType", Place::Text("trace_type")),
    ("traceName", Place::Text("trace_name")),
    ("transactionName", Place::Text("transaction_name")),
    ("parentTransactionId", Place::Text("parent_transaction_id")),
    ("agenticJobId", Place::Text("job_id")),
    ("agenticJobType", Place::Text("job_type")),
    ("agenticJobVersion", Place::Text("job_version")),
    ("operationType", Place::Text("operation")),
    ("operationSubtype", Place::Text("operation_subtype")),
    // A tool's operation is its subtype: all of them are tool calls.
    ("operation", Place::Text("operation_subtype")),
    ("toolId", Place::Text("tool")),
    ("stopReason", Place::Text("stop_reason")),
    ("errorReason", Place::Text("error_reason")),
    ("errorMessage", Place::Text("error_reason")),
    ("middlewareSource", Place::Text("middleware")),
    ("outputTokenCount", Place::Integer("output_tokens")),
    ("cacheReadTokenCount", Place::Integer("cache_read_tokens")),
    ("cacheCreationTokenCount", Place::Integer("cache_write_tokens")),
    ("cacheCreation5mTokenCount", Place::Integer("cache_write_5m_tokens")),
    ("cacheCreation1hTokenCount", Place::Integer("cache_write_1h_tokens")),
    ("reasoningTokenCount", Place::Integer("reasoning_tokens")),
    ("requestDuration", Place::Integer("duration_ms")),
    ("durationMs", Place::Integer("duration_ms")),
    ("timeToFirstToken", Place::Integer("time_to_first_token_ms")),
    ("retryNumber", Place::Integer("retry_number")),
    ("errorCode", Place::Integer("error_code")),
    ("actualImageCount", Place::Units("images")),
    ("durationSeconds", Place::Units("seconds")),
    ("characterCount", Place::Units("characters")),
    ("isStreamed", Place::Flag("is_streamed")),
    ("responseTime", Place::Time("event_time")),
    ("timestamp", Place::Time("event_time")),
    ("usageMetadata", Place::Meters),
    ("payload", Place::Meters),
    ("requestTime", Place::AttributeTime),
    ("completionStartTime", Place::AttributeTime),
    ("costType", Place::Attribute),
    ("totalTokenCount", Place::Attribute),
    ("systemFingerprint", Place::Attribute),
    ("responseQualityScore", Place::Attribute),
    ("ticketId", Place::Attribute),
    ("promptsTruncated", Place::Flag("truncated")),
    ("requestedImageCount", Place::Attribute),
    ("resolution", Place::Attribute),
    ("quality", Place::Attribute),
    ("style", Place::Attribute),
    ("billingUnit", Place::Attribute),
    ("voice", Place::Attribute),
    ("responseFormat", Place::Attribute),
    ("success", Place::Success),
    ("workflowId", Place::Attribute),
    ("sourceType", Place::Attribute),
    ("sourceId", Place::Attribute),
    // No sender of the captures knows its costs; null stands for nothing.
    ("inputTokenCost", Place::Attribute),
    ("outputTokenCost", Place::Attribute),
    ("totalCost", Place::Attribute),
    // Captured only where the sender's user switched it on.
    ("systemPrompt", Place::Text("system_prompt")),
    ("inputMessages", Place::Text("input_messages")),
    ("outputResponse", Place::Text("output_response")),
    // Together the name of the transaction.
    ("method", Place::Request(0)),
    ("resource", Place::Request(1)),
    ("requestMessageSize", Place::Meter("request_bytes")),
    ("responseMessageSize", Place::Meter("response_bytes")),
    ("totalDuration", Place::Integer("duration_ms")),
    ("responseCode", Place::Attribute),
    ("contentType", Place::Attribute),
    ("remoteHost", Place::Attribute),
    ("userAgent", Place::Attribute),
    ("backendLatency", Place::Attribute),
    ("gatewayLatency", Place::Attribute),
];

/// By the price list, in US dollars: by provider, model and what was counted.
const COSTS: &[(&str, &str)] = &[
    // 17 × 0.15, 4 cached × 0.075, 9 × 0.60, a million tokens each.
    ("python-openai-basic", "0.00000825"),
    ("python-openai-stream", "0.00000825"),
    ("python-litellm-basic", "0.00000825"),
    ("node-openai-chat", "0.00000825"),
    ("jobs-post-ai-completions", "0.00000825"),
    // 12 × 0.15 + 3 × 0.60
    ("python-openai-responses", "0.0000036"),
    // 50 × 2.50 + 150 × 10
    ("direct-post-ai-completions", "0.001625"),
    // 8 × 0.02
    ("python-openai-embed", "0.00000016"),
    ("node-openai-embed", "0.00000016"),
    // 25 × 3, 50 cached × 0.30 beside them, 60 written × 3.75, 40 written for an hour × 6, 7 × 15
    ("python-anthropic-basic", "0.00066"),
    // 11 characters × 15
    ("python-openai-speech", "0.000165"),
    // 12.5 and 3 seconds × 0.36 an hour
    ("direct-post-ai-audio", "0.00125"),
    ("python-openai-transcribe", "0.0003"),
];

/// Those that no price list covers, with the reason.
const UNPRICED: &[(&str, &str)] = &[
    ("python-ollama", "unknown_provider"),
    ("python-openai-fail", "unknown_model"),
    ("tool-event-success", "unknown_tool"),
    ("direct-post-events", "no_provider"),
    ("direct-post-apis-requests", "no_provider"),
];

/// A request as an SDK made it.
struct Capture {
    name: String,
    path: String,
    headers: Map<String, Value>,
    body: Value,
}

/// All captures. Those of different calls that were given one id by a fake provider get ids of their own.
fn captures() -> Vec<Capture> {
    let folder = workspace().join("tests/captures");
    let mut captures: Vec<Capture> =
        std::fs::read_dir(folder).unwrap().map(|file| capture(&file.unwrap().path())).collect();
    captures.sort_by(|a, b| a.name.cmp(&b.name));
    captures
}

fn capture(file: &Path) -> Capture {
    let mut capture: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let id = format!("{}-{name}", capture["body"]["transactionId"].as_str().unwrap());
    capture["body"]["transactionId"] = id.into();
    let path = capture["path"].as_str().unwrap().to_owned();
    Capture { name, path, headers: fields(&capture["headers"]), body: capture["body"].take() }
}

async fn post(server: &Server, key: &str, capture: &Capture) -> Answer {
    let mut request = server.stranger().with_key(Some(key)).request(Method::POST, &capture.path);
    for (name, value) in capture.headers.iter().filter(|(name, _)| *name != "x-api-key") {
        request = request.header(name, value.as_str().unwrap());
    }
    Answer::to(request.body(capture.body.to_string())).await
}

#[tokio::test]
async fn every_captured_request_is_accepted_and_stored_field_by_field() {
    let server = Server::start().await;
    let key = server.key("metering").await;
    server.admin().await.patch("/api/v1/settings", &json!({"capturePrompts": true})).await.expect(200);
    let captures = captures();
    assert!(captures.len() > 30, "the captures are there");
    for capture in &captures {
        let answer = post(&server, &key, capture).await;
        let resource = answer.expect(201);
        assert!(answer.header("content-type").starts_with("application/json"), "{}", capture.name);
        assert_eq!(resource["resourceType"], "metering", "{}", capture.name);
        for field in ["id", "label", "signature"] {
            assert!(resource[field].as_str().is_some_and(|text| text.starts_with("evt_")), "{field} in {resource}");
        }
        assert_eq!((&resource["duplicate"], &resource["alerts"]), (&json!(false), &json!([])), "{}", capture.name);
    }

    let rows =
        "SELECT events.*, prompts.* EXCLUDE (seq, event_id, event_time) FROM events LEFT JOIN prompts USING (seq)";
    let rows = server.rows(captures.len(), rows).await;
    for Capture { name, path, body, .. } in &captures {
        let row = rows.iter().find(|row| row["transaction_id"] == body["transactionId"]).unwrap();
        for (field, value) in fields(body) {
            check(name, &field, &value, row, body);
        }
        let word = path
            .trim_start_matches("/meter/v2/")
            .trim_start_matches("ai/")
            .replace("tool/events", "tool")
            .replace('/', ".");
        assert_eq!(row["source"], format!("meter.{word}"), "{name}");
        assert_eq!((&row["team"], &row["status"]), (&json!("default"), &json!("live")), "{name}");
        assert!(!row.to_string().contains("k-123"), "{name}: a credential of the sender's users was kept");
    }
    let row = |name: &str| {
        let capture = captures.iter().find(|capture| capture.name == name).unwrap();
        rows.iter().find(|row| row["transaction_id"] == capture.body["transactionId"]).unwrap()
    };
    for (name, cost) in COSTS {
        assert_eq!(decimal(&row(name)["computed_cost"]), *cost, "{name}");
        assert_eq!(decimal(&row(name)["effective_cost"]), *cost, "{name}");
        assert_eq!(row(name)["unpriced_reason"], Value::Null, "{name}");
    }
    for (name, reason) in UNPRICED {
        assert_eq!(row(name)["unpriced_reason"], *reason, "{name}");
        assert_eq!((&row(name)["computed_cost"], &row(name)["effective_cost"]), (&Value::Null, &Value::Null), "{name}");
    }
    for (name, kind) in [
        ("python-openai-basic", "completion"),
        ("python-openai-embed", "embedding"),
        ("direct-post-ai-images", "image"),
        ("python-openai-speech", "audio"),
        ("direct-post-ai-video", "video"),
        ("tool-event-failure", "tool"),
        ("direct-post-events", "custom"),
        ("direct-post-apis-responses", "api"),
    ] {
        assert_eq!(row(name)["kind"], kind, "{name}");
    }
    assert_eq!(row("tool-event-failure")["stop_reason"], "ERROR");
}

/// Whether a row holds what a field said.
fn check(name: &str, field: &str, value: &Value, row: &Value, body: &Value) {
    let at = format!("{name}: {field} = {value}");
    if field == "inputTokenCount" {
        return check_input(&at, row, body);
    }
    let (_, place) = PLACES.iter().find(|(known, _)| *known == field).unwrap_or_else(|| panic!("{at} is kept nowhere"));
    let attributes: Value = row["attributes"].as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
    let attribute = &attributes[field];
    match place {
        Place::Text(column) | Place::Integer(column) | Place::Flag(column) => assert_eq!(&row[*column], value, "{at}"),
        Place::Lower(column) => assert_eq!(row[*column], value.as_str().unwrap().to_lowercase(), "{at}"),
        Place::Units(column) => assert_eq!(decimal(&row[*column]), decimal(value), "{at}"),
        Place::Time(column) => assert_eq!(instant(&row[*column]), instant(value), "{at}"),
        Place::Attribute => assert_eq!(attribute, value, "{at}"),
        Place::AttributeTime => assert_eq!(instant(attribute), instant(value), "{at}"),
        Place::Meters => {
            for (meter, count) in fields(value) {
                assert_eq!(decimal(&row["meters"][&meter]), decimal(&count), "{at}: {meter}");
            }
        }
        Place::Meter(meter) => assert_eq!(decimal(&row["meters"][*meter]), decimal(value), "{at}"),
        Place::Request(word) => {
            assert_eq!(row["transaction_name"].as_str().unwrap().split(' ').nth(*word), value.as_str(), "{at}");
        }
        Place::Subscriber => {
            assert_eq!(row["subscriber_id"], value["id"], "{at}");
            assert_eq!(row["subscriber_email"], value["email"], "{at}");
            assert_eq!(row["credential"], value["credential"]["name"], "{at}");
        }
        Place::Success => {
            assert_eq!(row["stop_reason"] == "ERROR", value == false, "{at}");
            assert_eq!(attribute, value, "{at}");
        }
    }
}

/// The sender counts cached input inside its input, unless the model is a Claude; the column holds the uncached part.
fn check_input(at: &str, row: &Value, body: &Value) {
    let count = |field: &str| body[field].as_i64().unwrap_or(0);
    let cached = if row["provider"] == "anthropic" { 0 } else { count("cacheReadTokenCount") };
    assert_eq!(row["input_tokens"], json!(count("inputTokenCount") - cached), "{at}");
}

/// A time with as many digits as there are, so that texts can be compared.
fn instant(value: &Value) -> String {
    let text = value.as_str().unwrap_or("none").trim_end_matches('Z');
    match text.split_once('.') {
        Some((seconds, fraction)) => format!("{seconds}.{fraction:0<6}"),
        None => format!("{text}.000000"),
    }
}
