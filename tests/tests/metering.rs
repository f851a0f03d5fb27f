//! What senders post, is what SQL shows: every endpoint, with requests that real SDKs made.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::events::{call, costing, decimal, fields, number, with};
use system_tests::{Answer, Server, list};
use tokio::task::JoinSet;

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
    /// A failure is told by the stop reason.
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
    ("promptsTruncated", Place::Attribute),
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
    ("systemPrompt", Place::Attribute),
    ("inputMessages", Place::Attribute),
    ("outputResponse", Place::Attribute),
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
    ("tool-event-success", "no_provider"),
    ("direct-post-events", "no_provider"),
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
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

    let rows = server.rows(captures.len(), "SELECT * FROM events").await;
    for Capture { name, path, body, .. } in &captures {
        let row = rows.iter().find(|row| row["transaction_id"] == body["transactionId"]).unwrap();
        for (field, value) in fields(body) {
            check(name, &field, &value, row, body);
        }
        let word = path.trim_start_matches("/meter/v2/").trim_start_matches("ai/").replace("tool/events", "tool");
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
        Place::Subscriber => {
            assert_eq!(row["subscriber_id"], value["id"], "{at}");
            assert_eq!(row["subscriber_email"], value["email"], "{at}");
            assert_eq!(row["credential"], value["credential"]["name"], "{at}");
        }
        Place::Success => assert_eq!(row["stop_reason"] == "ERROR", value == false, "{at}"),
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

#[tokio::test]
async fn native_events_get_an_answer_each() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let one = sender.post("/v1/events", &call("one")).await.expect(200);
    assert_eq!((&one["accepted"], &one["rejected"], &one["verdict"]), (&json!(1), &json!(0), &json!("complete")));
    assert_eq!(one["results"][0]["id"], "one");

    let several = json!([
        with(call("two"), json!({"attributes": {"shelf": 7}, "subscriber": {"email": "ada@example.com"}})),
        {"provider": "openai", "model": "gpt-4o-mini", "inputTokenCount": "many"},
        call("one"),
        {"kind": "custom", "id": "pages-1", "meters": {"pages": 2.5}, "time": "2026-11-20T12:00:00+01:00"},
    ]);
    let answer = sender.post("/v1/events", &several).await.expect(200);
    assert_eq!((&answer["accepted"], &answer["duplicates"], &answer["rejected"]), (&json!(2), &json!(1), &json!(1)));
    let statuses: Vec<_> = list(&answer["results"]).iter().map(|result| result["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["accepted", "rejected", "duplicate", "accepted"]);
    let error = &answer["results"][1]["error"];
    assert_eq!((&error["code"], &error["field"]), (&json!("invalid_field"), &json!("inputTokenCount")));
    assert_eq!(answer["results"][2]["eventId"], one["results"][0]["eventId"]);

    let all_bad = sender.post("/v1/events", &json!([{"provider": "openai"}, 7])).await.expect(422);
    assert_eq!(all_bad["rejected"], 2);

    let rows = server.rows(3, "SELECT * FROM events ORDER BY seq").await;
    assert_eq!(rows[1]["subscriber_email"], "ada@example.com");
    assert_eq!(rows[1]["attributes"], r#"{"shelf":7}"#);
    assert_eq!(decimal(&rows[2]["meters"]["pages"]), "2.5");
    assert_eq!(rows[2]["event_time"], "2026-11-20T11:00:00.000000Z");
    assert_eq!(rows[2]["unpriced_reason"], "no_provider");
}

#[tokio::test]
async fn an_idempotency_key_makes_repeats_safe() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let post = async |key: &str, path: &str, body: Value| {
        let request = sender.request(Method::POST, path).header("idempotency-key", key).json(&body);
        Answer::to(request).await
    };
    const COMPLETIONS: &str = "/meter/v2/ai/completions";
    // Without an id of its own, only the key tells a repeat.
    let body = json!({"provider": "OPENAI", "model": "gpt-5", "inputTokenCount": 10, "outputTokenCount": 5});
    let first = post("k:1", COMPLETIONS, body.clone()).await;
    let again = post("k:1", COMPLETIONS, body.clone()).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    let other = post("k:1", COMPLETIONS, with(body.clone(), json!({"inputTokenCount": 11}))).await;
    assert_eq!(other.expect(409)["errors"][0]["code"], "idempotency_key_mismatch");
    for malformed in ["two words", &"x".repeat(256), ""] {
        let refused = post(malformed, COMPLETIONS, body.clone()).await.expect(400);
        assert_eq!(refused["code"], "invalid_idempotency_key", "{malformed}");
    }

    let batch = json!([call("a"), call("b")]);
    let first = post("batch", "/v1/events", batch.clone()).await;
    let again = post("batch", "/v1/events", batch).await;
    assert_eq!((first.expect(200)["accepted"].clone(), first.text), (json!(2), again.text));
    // Another account has keys of its own.
    let elsewhere = server.caller("metering").await;
    let request = elsewhere.request(Method::POST, "/v1/events").header("idempotency-key", "batch").json(&call("c"));
    assert_eq!(Answer::to(request).await.expect(200)["accepted"], 1);
    server.rows(4, "SELECT * FROM events").await;
}

#[tokio::test]
async fn one_call_is_one_row_whoever_reports_it() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let sdk = with(call("chatcmpl-77"), json!({"provider": "OPENAI"}));
    let first = sender.post("/meter/v2/ai/completions", &sdk).await.expect(201);
    let again = sender.post("/meter/v2/ai/completions", &sdk).await.expect(201);
    assert_eq!((&first["duplicate"], &again["duplicate"]), (&json!(false), &json!(true)));
    assert_eq!(first["id"], again["id"]);
    // The provider's id alone names the call.
    let native = sender.post("/v1/events", &with(call("chatcmpl-77"), json!({"provider": "azure"}))).await.expect(200);
    assert_eq!(native["results"][0]["status"], "duplicate");
    assert_eq!(native["results"][0]["eventId"], first["id"]);
    // Twice in one request.
    let twice = sender.post("/v1/events", &json!([call("x"), call("x")])).await.expect(200);
    assert_eq!((&twice["accepted"], &twice["duplicates"]), (&json!(1), &json!(1)));
    // Many at once.
    let mut rivals = JoinSet::new();
    for _ in 0..8 {
        let sender = sender.clone();
        rivals.spawn(async move { sender.post("/v1/events", &call("race")).await.expect(200) });
    }
    let answers = rivals.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer["accepted"] == 1).count(), 1, "{answers:?}");
    server.rows(3, "SELECT * FROM events").await;
}

#[tokio::test]
async fn costs_are_exact_and_unknown_is_not_zero() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let events = json!([
        costing("a", "0.1"),
        costing("b", "0.2"),
        costing("c", "0.123456789012"),
        // The parts that the sender gives, the rest by the price list: 1,200 × 0.15.
        with(call("d"), json!({"outputTokenCost": number("0.000000000001")})),
        with(call("e"), json!({"billingSkipped": true})),
        with(call("f"), json!({"costMultiplier": 1.5})),
        with(call("g"), json!({"model": "gpt-17-omni-max"})),
        with(call("h"), json!({"provider": "nobody"})),
        with(call("i"), json!({"model": "gpt-17-omni-max", "totalCost": 3})),
        with(call("j"), json!({"inputTokenCount": null, "outputTokenCount": null})),
        with(call("k"), json!({"totalCost": number("9300000")})),
    ]);
    let answer = sender.post("/v1/events", &events).await.expect(200);
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(10), &json!(1)));
    assert!(answer["results"][10]["error"]["message"].as_str().unwrap().contains("cost_out_of_range"), "{answer}");
    let rows = server.rows(10, "SELECT * FROM events ORDER BY transaction_id").await;
    let costs = |column: &str| rows.iter().map(|row| decimal(&row[column])).collect::<Vec<_>>();
    let list_price = "0.000384";
    assert_eq!(
        costs("effective_cost"),
        ["0.1", "0.2", "0.123456789012", "0.000180000001", "0", "0.000576", "null", "null", "3", "null"]
    );
    assert_eq!(
        costs("computed_cost"),
        [list_price, list_price, list_price, list_price, list_price, "0.000576", "null", "null", "null", "null"]
    );
    assert_eq!(
        costs("reported_cost"),
        ["0.1", "0.2", "0.123456789012", "0.000000000001", "null", "null", "null", "null", "3", "null"]
    );
    let reasons: Vec<_> = rows.iter().map(|row| row["unpriced_reason"].as_str().unwrap_or("")).collect();
    assert_eq!(
        reasons,
        ["", "", "", "", "", "", "unknown_model", "unknown_provider", "unknown_model", "nothing_metered"]
    );
    let sum = "SELECT sum(effective_cost) AS cost FROM events WHERE transaction_id IN ('a', 'b')";
    assert_eq!(decimal(&server.sql(sum).await[0]["cost"]), "0.3");

    // The log sums the same and says how many have no cost.
    let log = server.admin().await.get("/api/v1/events?limit=3").await.expect(200);
    let total = &log["total"];
    assert_eq!(
        (decimal(&total["cost"]).as_str(), &total["events"], &total["unpriced"]),
        ("3.424212789013", &json!("10"), &json!("3"))
    );
    assert_eq!(list(&log["items"]).len(), 3);
    assert!(log["next"].is_string());
}
