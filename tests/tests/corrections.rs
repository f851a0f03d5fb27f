//! Events are corrected and ended by further entries: what counts follows, what was said stays, and a fold over the
//! ledger always gives the same rows.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use system_tests::events::{call, costing, decimal, fields, number, with};
use system_tests::{Answer, Caller, Server, list, wait_until};

const REQUESTS: &str = "/meter/v2/apis/requests";
const RESPONSES: &str = "/meter/v2/apis/responses";

/// Posts one event, which is taken; its id.
async fn post(sender: &Caller, event: &Value) -> String {
    let answer = sender.post("/v1/events", event).await.expect(200);
    assert_eq!(answer["accepted"], 1, "{answer}");
    answer["results"][0]["eventId"].as_str().unwrap().to_owned()
}

/// Posts one correction; what is said about it.
async fn correct(sender: &Caller, correction: &Value) -> Value {
    let answer: Answer = sender.post("/v1/events", correction).await;
    assert!(matches!(answer.status, 200 | 422), "{}", answer.text);
    let results = list(&answer.json()["results"]).to_vec();
    assert_eq!(results.len(), 1, "{}", answer.text);
    assert_eq!(answer.status == 422, results[0]["status"] == "rejected", "{}", answer.text);
    results[0].clone()
}

#[track_caller]
fn taken(result: &Value, id: &str, revision: u32) {
    assert_eq!(
        (&result["status"], &result["eventId"], &result["revision"]),
        (&json!("accepted"), &json!(id), &json!(revision)),
        "{result}"
    );
}

#[track_caller]
fn refused(result: &Value, code: &str) {
    assert_eq!((&result["status"], &result["error"]["code"]), (&json!("rejected"), &json!(code)), "{result}");
    assert!(result["error"]["message"].as_str().is_some_and(|message| message.len() > 8), "{result}");
}

/// The row of an event, once it has been revised so often.
async fn row(server: &Server, id: &str, revision: u32) -> Value {
    let admin = server.admin().await;
    wait_until(&format!("revision {revision} of {id}"), async || {
        let mut rows = admin.sql_with("SELECT * FROM events WHERE event_id = ?", &json!([id])).await;
        assert!(rows.len() < 2, "{rows:?}");
        rows.pop().filter(|row| row["revision"] == revision).ok_or("another revision")
    })
    .await
}

/// Effective, judged, reported and computed cost.
fn costs(row: &Value) -> [String; 4] {
    ["effective_cost", "judged_cost", "reported_cost", "computed_cost"].map(|column| decimal(&row[column]))
}

/// Everything that the warehouse says about events, once it has read the whole ledger.
async fn everything(server: &Server) -> Vec<Value> {
    let admin = server.admin().await;
    wait_until("a warehouse that has read all", async || {
        let status = admin.get("/api/v1/status").await.expect(200);
        if status["ledgerSeq"] == status["appliedSeq"] { Ok(()) } else { Err(status) }
    })
    .await;
    let mut rows = admin.sql("SELECT * FROM events ORDER BY seq").await;
    rows.extend(admin.sql("SELECT * FROM prompts ORDER BY seq").await);
    rows
}

/// The sum that SQL gives and the sum of the log are these.
async fn total(server: &Server, cost: &str) {
    let sum = server.sql("SELECT sum(effective_cost) AS cost FROM events").await;
    assert_eq!(decimal(&sum[0]["cost"]), cost);
    let log = server.admin().await.get("/api/v1/events").await.expect(200);
    assert_eq!(decimal(&log["total"]["cost"]), cost, "{}", log["total"]);
}

#[tokio::test]
async fn an_amendment_changes_what_counts() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let told = post(&sender, &costing("told", "0.5")).await;
    let counted = post(&sender, &with(call("counted"), json!({"agent": "planner", "traceId": "t-1"}))).await;
    row(&server, &counted, 0).await;
    total(&server, "0.500384").await;

    let amendment = json!({"amends": told, "totalCost": number("0.7")});
    taken(&correct(&sender, &amendment).await, &told, 1);
    let first = row(&server, &told, 1).await;
    assert_eq!(costs(&first), ["0.7", "0.5", "0.7", "0.000384"]);
    assert_eq!((&first["status"], &first["transaction_id"]), (&json!("live"), &json!("told")));
    total(&server, "0.700384").await;

    // Twice the output: priced anew; what it says nothing about stays.
    let amendment = json!({"amends": counted, "outputTokenCount": 680, "taskType": "answering"});
    taken(&correct(&sender, &amendment).await, &counted, 1);
    let second = row(&server, &counted, 1).await;
    assert_eq!(costs(&second), ["0.000588", "0.000384", "null", "0.000588"]);
    for (column, value) in [
        ("input_tokens", json!(1200)),
        ("output_tokens", json!(680)),
        ("agent", json!("planner")),
        ("trace_id", json!("t-1")),
        ("task_type", json!("answering")),
        ("model", json!("gpt-4o-mini")),
        ("conflicts", Value::Null),
    ] {
        assert_eq!(second[column], value, "{column}");
    }
    total(&server, "0.700588").await;

    // Once more says nothing new, nor does the call itself; another correction does, and the last one counts.
    let repeated = correct(&sender, &amendment).await;
    assert_eq!((&repeated["status"], &repeated["eventId"]), (&json!("duplicate"), &json!(counted)));
    assert_eq!(correct(&sender, &costing("told", "0.5")).await["status"], "duplicate");
    taken(&correct(&sender, &json!({"amends": told, "totalCost": number("0.6")})).await, &told, 2);
    assert_eq!(costs(&row(&server, &told, 2).await), ["0.6", "0.5", "0.6", "0.000384"]);
    total(&server, "0.600588").await;

    // The input contains what was read from the cache, as for the call itself.
    let amendment =
        json!({"amends": counted, "model": "gpt-4o-mini", "inputTokenCount": 1200, "cacheReadTokenCount": 200});
    taken(&correct(&sender, &amendment).await, &counted, 2);
    let third = row(&server, &counted, 2).await;
    assert_eq!((&third["input_tokens"], &third["cache_read_tokens"]), (&json!(1000), &json!(200)));
    taken(
        &correct(&sender, &json!({"amends": counted, "meters": {"input_tokens": 1200, "cache_read_tokens": 0}})).await,
        &counted,
        3,
    );

    // An event and its correction in one request, and through the log.
    let both = json!([costing("both", "1"), {"amends": counted, "outputTokenCount": 340}]);
    let answer = sender.post("/v1/events", &both).await.expect(200);
    assert_eq!(answer["accepted"], 2, "{answer}");
    assert_eq!(costs(&row(&server, &counted, 4).await), ["0.000384", "0.000384", "null", "0.000384"]);
    let detail = server.admin().await.get(&format!("/api/v1/events/{told}")).await.expect(200);
    assert_eq!(decimal(&detail["effectiveCost"]), "0.6", "{detail}");
    assert_eq!(server.sql("SELECT seq FROM events").await.len(), 3);
}

#[tokio::test]
async fn an_amendment_leaves_alone_what_it_does_not_name() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let time = "2026-11-20T11:00:00Z";
    let pages =
        json!({"kind": "custom", "id": "pages", "meters": {"pages": 2}, "time": time, "attributes": {"shelf": 7}});
    let pages = post(&sender, &pages).await;
    let tool = json!({"transactionId": "tool-1", "toolId": "search", "success": true});
    let tool = sender.post("/meter/v2/tool/events", &tool).await.expect(201)["id"].as_str().unwrap().to_owned();
    let before = [row(&server, &pages, 0).await, row(&server, &tool, 0).await];

    taken(&correct(&sender, &json!({"amends": pages, "meters": {"pages": 3}})).await, &pages, 1);
    taken(&correct(&sender, &json!({"amends": tool, "agent": "planner"})).await, &tool, 1);
    let after = [row(&server, &pages, 1).await, row(&server, &tool, 1).await];
    let changed = |index: usize| {
        let (before, after) = (fields(&before[index]), fields(&after[index]));
        let changed = after.iter().filter(|(column, value)| before[*column] != **value);
        changed.map(|(column, value)| (column.clone(), value.clone())).collect::<Vec<_>>()
    };
    let names = |index: usize| changed(index).into_iter().map(|(column, _)| column).collect::<Vec<_>>();
    assert_eq!(names(0), ["meters", "newest_seq", "revision"], "{:?}", changed(0));
    assert_eq!(decimal(&after[0]["meters"]["pages"]), "3");
    assert_eq!(names(1), ["agent", "newest_seq", "revision"], "{:?}", changed(1));
}

#[tokio::test]
async fn a_voided_event_costs_nothing_and_keeps_what_was_said() {
    let mut server = Server::start().await;
    let sender = server.caller("metering").await;
    let id = post(&sender, &costing("wrong", "0.5")).await;
    let other = post(&sender, &costing("right", "0.25")).await;
    let amended = post(&sender, &costing("amended", "2")).await;
    taken(&correct(&sender, &json!({"amends": amended, "totalCost": 3})).await, &amended, 1);

    let void = json!({"voids": id, "reason": "posted by a test of ours"});
    taken(&correct(&sender, &void).await, &id, 1);
    taken(&correct(&sender, &json!({"voids": amended})).await, &amended, 2);
    let row_of = row(&server, &id, 1).await;
    assert_eq!(row_of["status"], "voided");
    assert_eq!(costs(&row_of), ["0", "0.5", "0.5", "0.000384"]);
    assert_eq!((&row_of["input_tokens"], &row_of["transaction_id"]), (&json!(1200), &json!("wrong")));
    assert_eq!(costs(&row(&server, &amended, 2).await), ["0", "2", "3", "0.000384"]);
    total(&server, "0.25").await;

    // An end is an end: also after a restart.
    for round in 0..2 {
        let sender = server.caller("metering").await;
        let again = correct(&sender, &void).await;
        assert_eq!((&again["status"], &again["eventId"]), (&json!("duplicate"), &json!(id)), "{round}");
        refused(&correct(&sender, &json!({"amends": id, "totalCost": 9})).await, "event_voided");
        assert_eq!(correct(&sender, &costing("wrong", "0.5")).await["status"], "duplicate", "{round}");
        assert_eq!(correct(&sender, &costing("wrong", "0.75")).await["status"], "duplicate", "{round}");
        let one_of_two = json!([{"amends": id, "totalCost": 9}, {"amends": other, "agent": format!("{round}")}]);
        let answer = sender.post("/v1/events", &one_of_two).await.expect(200);
        assert_eq!((&answer["rejected"], &answer["accepted"]), (&json!(1), &json!(1)), "{answer}");
        total(&server, "0.25").await;
        if round == 0 {
            server.kill().await;
            server.start_again().await;
        }
    }
    assert_eq!(row(&server, &id, 1).await["status"], "voided");
}

#[tokio::test]
async fn corrections_of_nothing_are_refused_one_by_one() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    const NOBODY: &str = "evt_00000000000000000000000000000000";
    refused(&correct(&sender, &json!({"amends": NOBODY, "totalCost": 1})).await, "unknown_event");
    refused(&correct(&sender, &json!({"voids": NOBODY})).await, "unknown_event");
    for (body, field) in [
        (json!({"amends": "wrong", "totalCost": 1}), "amends"),
        (json!({"voids": 7}), "voids"),
        (json!({"voids": "evt_12"}), "voids"),
        (json!({"amends": NOBODY, "inputTokenCount": "many"}), "inputTokenCount"),
        // What is in the input depends on what was called: no guess about money.
        (json!({"amends": NOBODY, "inputTokenCount": 100}), "inputTokenCount"),
        (json!({"amends": NOBODY, "inputTokenCount": 100, "cacheReadTokenCount": 40}), "inputTokenCount"),
        (json!({"amends": NOBODY, "model": "gpt-4o", "inputTokenCount": 100}), "inputTokenCount"),
        (json!({"amends": NOBODY, "model": "gpt-4o", "cacheReadTokenCount": 40}), "cacheReadTokenCount"),
        (json!({"amends": NOBODY, "inputAudioTokenCount": 9}), "inputAudioTokenCount"),
        (json!({"amends": NOBODY, "outputAudioTokenCount": 9}), "outputAudioTokenCount"),
        (json!({"amends": NOBODY, "kind": "tool"}), "kind"),
    ] {
        let result = correct(&sender, &body).await;
        refused(&result, "invalid_field");
        assert_eq!(result["error"]["field"], field, "{result}");
    }
    // In a request with others, and under a key that makes repeats safe: it may be right later.
    let mixed = json!([{"voids": NOBODY}, call("good"), {"amends": NOBODY, "agent": "x"}, {"kind": "spaceship"}]);
    let answer = sender.post("/v1/events", &mixed).await.expect(200);
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(1), &json!(3)), "{answer}");
    let results = list(&answer["results"]);
    refused(&results[0], "unknown_event");
    assert_eq!(results[1]["status"], "accepted");
    refused(&results[2], "unknown_event");
    refused(&results[3], "invalid_field");
    server.rows(1, "SELECT seq FROM events").await;

    // What somebody read in the list of what was refused says the same.
    let errors = server.rows(16, "SELECT code, item FROM ingest_errors ORDER BY received_at, item").await;
    let codes: Vec<&str> = errors.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "unknown_event").count(), 4, "{codes:?}");
}

#[tokio::test]
async fn the_halves_of_an_api_call_are_one_row_in_either_order() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let half = |id: &str, fields: Value| with(json!({"transactionId": id, "contentType": "application/json"}), fields);
    let request = |id: &str| {
        let fields = json!({
            "method": "GET", "resource": "/v1/orders", "requestMessageSize": 10, "remoteHost": "203.0.113.9",
            "userAgent": "curl", "credential": "partner", "requestTime": "2026-11-20T11:00:00Z",
        });
        half(id, fields)
    };
    let response = |id: &str| {
        let fields = json!({
            "responseCode": 503, "responseMessageSize": 99, "totalDuration": 12, "backendLatency": 5,
            "gatewayLatency": 2, "responseTime": "2026-11-20T11:00:00.012Z",
        });
        half(id, fields)
    };
    let mut ids = Vec::new();
    for (name, halves) in [
        ("forwards", [(REQUESTS, request("forwards")), (RESPONSES, response("forwards"))]),
        ("backwards", [(RESPONSES, response("backwards")), (REQUESTS, request("backwards"))]),
    ] {
        let mut told = Vec::new();
        for (path, half) in &halves {
            let resource = sender.post(path, half).await.expect(201);
            assert_eq!(resource["duplicate"], false, "{name} {path}: {resource}");
            let again = sender.post(path, half).await.expect(201);
            assert_eq!(again["duplicate"], true, "{name} {path}: {again}");
            told.push(resource["id"].clone());
        }
        assert_eq!(told[0], told[1], "{name}");
        ids.push(told[0].as_str().unwrap().to_owned());
    }
    let rows = [row(&server, &ids[0], 1).await, row(&server, &ids[1], 1).await];
    let [forwards, backwards] = rows.clone().map(|row| {
        let mut row = fields(&row);
        for column in ["seq", "newest_seq", "received_at", "revision", "event_id", "transaction_id"] {
            assert!(row.remove(column).is_some(), "{column}");
        }
        row
    });
    assert_eq!(forwards, backwards);
    let row = &rows[0];
    for (column, value) in [
        ("kind", json!("api")),
        ("transaction_name", json!("GET /v1/orders")),
        ("credential", json!("partner")),
        ("error_code", json!(503)),
        ("stop_reason", json!("ERROR")),
        ("duration_ms", json!(12)),
        ("event_time", json!("2026-11-20T11:00:00.012000Z")),
        ("conflicts", Value::Null),
    ] {
        assert_eq!(row[column], value, "{column} of {row}");
    }
    for (meter, count) in [("calls", "1"), ("request_bytes", "10"), ("response_bytes", "99")] {
        assert_eq!(decimal(&row["meters"][meter]), count, "{meter} of {row}");
    }
    assert_eq!(server.sql("SELECT seq FROM events").await.len(), 2);
}

/// Events of every fate: plain, amended, ended, merged, both.
async fn history(server: &Server) {
    let sender = server.caller("metering").await;
    let mut ids = Vec::new();
    for number in 0..12 {
        let event = with(costing(&format!("event-{number}"), "0.5"), json!({"inputMessages": format!("say {number}")}));
        ids.push(post(&sender, &event).await);
    }
    let mut corrections = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        if number % 2 == 1 {
            corrections.push(json!({"amends": id, "totalCost": number + 1, "agent": format!("agent {number}")}));
        }
        if number % 3 == 2 {
            corrections.push(json!({"voids": id, "reason": "no need"}));
        }
    }
    for correction in corrections.iter().take(3) {
        assert_eq!(correct(&sender, correction).await["status"], "accepted");
    }
    let rest = sender.post("/v1/events", &json!(corrections.get(3..).unwrap())).await.expect(200);
    assert_eq!(rest["accepted"], corrections.len() - 3, "{rest}");
    // One call under two names, which a third record joins.
    post(&sender, &with(call("chatcmpl-1"), json!({"agent": "by the SDK"}))).await;
    post(&sender, &json!({"id": "mine", "provider": "openai", "model": "gpt-4o-mini", "outputTokenCount": 340})).await;
    let joined = with(call("chatcmpl-1"), json!({"id": "mine", "product": "shop"}));
    let answer = sender.post("/v1/events", &joined).await.expect(200);
    assert_eq!(answer["accepted"], 1, "{answer}");
    let half = json!({"transactionId": "api-1", "method": "GET", "resource": "/"});
    sender.post(REQUESTS, &half).await.expect(201);
    sender.post(RESPONSES, &json!({"transactionId": "api-1", "responseCode": 200})).await.expect(201);
}

#[tokio::test]
async fn a_restart_and_a_lost_warehouse_change_nothing() {
    let mut server = Server::start().await;
    let admin = server.admin().await;
    admin.patch("/api/v1/settings", &json!({"capturePrompts": true})).await.expect(200);
    let settings = json!({"metric": "cost_per_transaction", "limit": "0.25"});
    let rule = json!({"name": "Dear", "builtin": "threshold", "settings": settings, "enabled": true});
    let rule = admin.post("/api/v1/rules", &rule).await.expect(201)["id"].as_str().unwrap().to_owned();
    wait_until("a rule that judges", async || {
        let rule = admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200);
        if rule["state"] == "live" { Ok(()) } else { Err(rule) }
    })
    .await;
    history(&server).await;
    let before = everything(&server).await;
    let of = |status: &str| before.iter().filter(|row| row["status"] == status).count();
    assert_eq!((of("live"), of("voided")), (8 + 2, 4), "{before:?}");
    assert_eq!(before.iter().filter(|row| row["input_messages"].is_string()).count(), 12);
    assert!(before.iter().filter(|row| row["status"].is_string()).any(|row| row["findings"] == 1), "{before:?}");

    server.stop().await;
    server.start_again().await;
    assert_eq!(everything(&server).await, before, "after a restart");

    server.kill().await;
    let file = server.data().join("warehouse.duckdb");
    std::fs::remove_file(&file).unwrap();
    server.start_again().await;
    assert_eq!(everything(&server).await, before, "rebuilt from the ledger");

    // And it goes on from there.
    let sender = server.caller("metering").await;
    let id = before[1]["event_id"].as_str().unwrap();
    taken(&correct(&sender, &json!({"amends": id, "totalCost": 9})).await, id, 2);
    assert_eq!(costs(&row(&server, id, 2).await)[0], "9");
}
