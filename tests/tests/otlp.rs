//! OTLP as exporters send it, and one call that is told of by several signals: one row, whatever the order.
#![allow(clippy::unwrap_used)]

use std::io::Write;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::decimal;
use system_tests::{Answer, Caller, Server};

const JSON: &str = "application/json";
/// Calls of one session.
const CALLS: usize = 3;
/// Orders in which the session is told.
const ORDERS: u64 = 12;

fn attribute(key: &str, value: impl Into<Value>) -> Value {
    let value = value.into();
    match value {
        Value::String(text) => json!({"key": key, "value": {"stringValue": text}}),
        number => json!({"key": key, "value": {"intValue": number.to_string()}}),
    }
}

fn resource() -> Value {
    json!({"attributes": [attribute("service.name", "checkout"), attribute("organization.name", "Acme")]})
}

fn span_id(order: u64, call: usize) -> (String, String) {
    (format!("{:032x}", 0xabc0_0000 + order * 100 + call as u64), format!("{:016x}", 0xd00 + order * 100 + call as u64))
}

fn response_id(order: u64, call: usize) -> String {
    format!("chatcmpl-{order}-{call}")
}

fn usage(order: u64, call: usize) -> Vec<Value> {
    vec![
        attribute("gen_ai.operation.name", "chat"),
        attribute("gen_ai.provider.name", "openai"),
        attribute("gen_ai.request.model", "gpt-4o-mini"),
        attribute("gen_ai.response.model", "gpt-4o-mini"),
        attribute("gen_ai.response.id", response_id(order, call)),
        attribute("gen_ai.usage.input_tokens", 1000 + call),
        attribute("gen_ai.usage.cache_read.input_tokens", 600),
        attribute("gen_ai.usage.output_tokens", 200),
    ]
}

/// Everything that is sent about one call: path and body.
fn reports(order: u64, call: usize) -> Vec<(&'static str, Value)> {
    let (trace, span) = span_id(order, call);
    let mut attributes = usage(order, call);
    attributes.push(attribute("gen_ai.agent.name", "planner"));
    let spans = json!({"resourceSpans": [{"resource": resource(), "scopeSpans": [{"scope": {"name": "gen"}, "spans": [{
        "traceId": trace, "spanId": span, "name": "chat gpt-4o-mini", "kind": 3,
        "startTimeUnixNano": "1795400000000000000", "endTimeUnixNano": "1795400001250000000", "attributes": attributes,
    }]}]}]});
    let mut attributes = usage(order, call);
    attributes.push(attribute("event.name", "gen_ai.client.inference.operation.details"));
    let logs = json!({"resourceLogs": [{"resource": resource(), "scopeLogs": [{"scope": {"name": "gen"}, "logRecords": [{
        "timeUnixNano": "1795400001250000000", "traceId": trace, "spanId": span, "attributes": attributes,
    }]}]}]});
    let sdk = json!({
        "transactionId": response_id(order, call), "provider": "OPENAI", "model": "gpt-4o-mini", "responseTime": "2026-11-23T02:53:21.25Z",
        "inputTokenCount": 1000 + call, "outputTokenCount": 200, "taskType": "checkout", "isStreamed": false,
    });
    let native = json!({"id": response_id(order, call), "provider": "openai", "model": "gpt-4o-mini", "traceId": trace, "spanId": span,
        "time": "2026-11-23T02:53:21.25Z", "environment": "production"});
    vec![("/v1/traces", spans), ("/v1/logs", logs), ("/meter/v2/ai/completions", sdk), ("/v1/events", native)]
}

/// The reports of a session in some order, some of them twice.
fn shuffled(order: u64) -> Vec<(&'static str, Value)> {
    let mut all: Vec<_> = (0..CALLS).flat_map(|call| reports(order, call)).collect();
    let mut state = order.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..random(6) {
        let again = all[random(all.len())].clone();
        all.push(again);
    }
    for place in (1..all.len()).rev() {
        all.swap(place, random(place + 1));
    }
    all
}

/// Waits until SQL shows everything that was taken.
async fn caught_up(server: &Server) {
    let admin = server.admin().await;
    system_tests::wait_until("the warehouse", async || {
        let status = admin.get("/api/v1/status").await.expect(200);
        if status["ledgerSeq"] == status["appliedSeq"] { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_call_is_one_row_in_whatever_order_it_is_told() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    for order in 0..ORDERS {
        for (path, body) in shuffled(order) {
            let answer = sender.post(path, &body).await;
            assert!(matches!(answer.status, 200 | 201), "{path}: {}", answer.text);
        }
    }
    let count = CALLS * usize::try_from(ORDERS).unwrap();
    let columns = "kind, source, status, event_time, provider, model, organization, agent, task_type, environment, \
        input_tokens, cache_read_tokens, output_tokens, is_streamed, duration_ms, effective_cost, computed_cost, conflicts";
    let sql = format!("SELECT transaction_id, {columns} FROM events ORDER BY transaction_id");
    server.rows(count, &sql).await;
    // What came last may still be on its way into a row that is there.
    caught_up(&server).await;
    let rows = server.rows(count, &sql).await;
    for call in 0..CALLS {
        let told = |order: u64| {
            let mut row = rows.iter().find(|row| row["transaction_id"] == response_id(order, call)).unwrap().clone();
            row["transaction_id"] = Value::Null;
            row
        };
        let first = told(0);
        assert_eq!(
            (&first["task_type"], &first["agent"]),
            (&json!("checkout"), &json!("planner")),
            "all of it is there"
        );
        assert_eq!((&first["environment"], &first["organization"]), (&json!("production"), &json!("Acme")));
        // The split of the span, the total of the SDK: cached tokens are priced once.
        assert_eq!((&first["input_tokens"], &first["cache_read_tokens"]), (&json!(400 + call), &json!(600)));
        assert_eq!(first["conflicts"], Value::Null, "{first}");
        for order in 1..ORDERS {
            assert_eq!(told(order), first, "order {order}, call {call}");
        }
    }
    let sum = server.sql("SELECT sum(effective_cost) AS cost FROM events").await;
    // (1,000 + 1,001 + 1,002 input, of which 600 each are cached) × 0.15 and 0.075, 200 × 0.60, a million tokens each
    assert_eq!(decimal(&sum[0]["cost"]), "0.0081054");
}

async fn send(sender: &Caller, path: &str, content_type: &str, body: Vec<u8>, encoding: Option<&str>) -> Answer {
    let mut request = sender.request(Method::POST, path).header("content-type", content_type).body(body);
    if let Some(encoding) = encoding {
        request = request.header("content-encoding", encoding);
    }
    Answer::to(request).await
}

#[tokio::test]
async fn exporters_are_answered_in_their_own_encoding() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    for signal in ["traces", "logs", "metrics"] {
        for prefix in ["", "/meter/v2/otlp", "/v2/otlp"] {
            let path = format!("{prefix}/v1/{signal}");
            let empty = send(&sender, &path, "application/x-protobuf", Vec::new(), None).await;
            assert_eq!((empty.status, empty.text.as_str()), (200, ""), "{path}");
            assert_eq!(empty.header("content-type"), "application/x-protobuf");
            let empty = send(&sender, &path, "application/json; charset=utf-8", b"{}".to_vec(), None).await.expect(200);
            assert_eq!(empty.get("partialSuccess"), None, "{path}");
            let broken = send(&sender, &path, "application/x-protobuf", b"\xff\xff\xff".to_vec(), None).await;
            assert_eq!((broken.status, broken.header("content-type")), (400, "application/x-protobuf"));
            let broken = send(&sender, &path, JSON, b"{".to_vec(), None).await;
            assert!(broken.expect(400)["message"].is_string());
        }
    }
    assert_eq!(send(&sender, "/v1/traces", "text/plain", Vec::new(), None).await.status, 415);
    assert_eq!(send(&sender, "/v1/traces", JSON, b"{}".to_vec(), Some("br")).await.status, 415);
    let stranger = send(&server.stranger(), "/v1/traces", JSON, b"{}".to_vec(), None).await;
    assert!(stranger.expect(401)["message"].is_string());

    let (_, good) = reports(0, 0).remove(0);
    let mut mixed = good.clone();
    let bad = json!({"traceId": "00000000000000000000000000000000", "spanId": "0000000000000000", "name": "chat x",
        "attributes": [attribute("gen_ai.operation.name", "chat"), attribute("gen_ai.request.model", "x")]});
    mixed["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array_mut().unwrap().push(bad);
    let answer = sender.post("/v1/traces", &mixed).await.expect(200);
    assert_eq!(answer["partialSuccess"]["rejectedSpans"].to_string().trim_matches('"'), "1", "{answer}");
    assert!(answer["partialSuccess"]["errorMessage"].as_str().is_some_and(|text| !text.is_empty()));

    let (_, zipped) = reports(1, 0).remove(0);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(zipped.to_string().as_bytes()).unwrap();
    send(&sender, "/v1/traces", JSON, encoder.finish().unwrap(), Some("gzip")).await.expect(200);
    server.rows(2, "SELECT * FROM events").await;
}

#[tokio::test]
async fn coding_assistants_are_answered_as_they_expect_and_billed_once() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let read = |name: &str| {
        let file = system_tests::environment::workspace().join("host/ingest/tests/otlp").join(name);
        serde_json::from_slice::<Value>(&std::fs::read(file).unwrap()).unwrap()
    };
    let test = read("otlp-claude-code-test.json");
    let body = if test["body"].is_object() { test["body"].clone() } else { test };
    let answer = sender.post("/meter/v2/otlp/v1/logs", &body).await.expect(200);
    assert_eq!((&answer["processedEvents"], &answer["resourceType"]), (&json!(1), &json!("metering")));
    assert!(answer["id"].as_str().is_some_and(|id| id.starts_with("evt_")) && answer["created"].is_string());
    // A body of any signal at the bare address.
    let again = sender.post("/meter/v2/otlp", &body).await.expect(200);
    assert_eq!(again["processedEvents"], 1);
    server.rows(1, "SELECT * FROM events").await;

    // The log and the span of Claude Code's calls, in both orders, and its metrics: each call is one cost.
    let logs = read("claude-code.json");
    let spans = read("claude-code-spans.json");
    for (path, body) in [("/v1/logs", &logs), ("/v1/traces", &spans), ("/v1/logs", &logs)] {
        sender.post(path, body).await.expect(200);
    }
    let sum = "SELECT count(*) AS calls, sum(effective_cost) AS cost FROM events WHERE kind = 'completion'";
    caught_up(&server).await;
    let told = server.sql(sum).await;
    assert_eq!(told[0]["calls"], 4);
    sender.post("/v1/traces", &spans).await.expect(200);
    let metrics = read("metrics.json");
    let kept = sender.post("/v1/metrics", &metrics).await.expect(200);
    assert!(kept["processedEvents"].as_u64().is_some_and(|count| count > 0), "{kept}");
    caught_up(&server).await;
    assert_eq!(server.sql(sum).await, told);
    let aggregates = server.sql("SELECT effective_cost FROM events WHERE source = 'otlp.metrics'").await;
    assert!(
        !aggregates.is_empty() && aggregates.iter().all(|row| decimal(&row["effective_cost"]) == "0"),
        "{aggregates:?}"
    );
}
