//! What senders post, is what SQL shows: answers, repeats, costs.
#![allow(clippy::unwrap_used)]

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::{call, costing, decimal, number, with};
use system_tests::{Answer, Server, list};
use tokio::task::JoinSet;

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
    let told = &native["results"][0];
    assert_eq!((&told["eventId"], &told["status"], &told["revision"]), (&first["id"], &json!("accepted"), &json!(1)));
    // What disagrees is said, and can be seen.
    assert_eq!(told["conflicts"], json!(["provider"]));
    let seen = "SELECT revision, conflicts FROM events WHERE conflicts IS NOT NULL";
    let conflicts = server.rows(1, seen).await[0]["conflicts"].to_string();
    assert!(conflicts.contains("azure") && conflicts.contains("openai"), "{conflicts}");
    // Said once more, it says nothing new.
    let again = sender.post("/v1/events", &with(call("chatcmpl-77"), json!({"provider": "azure"}))).await.expect(200);
    assert_eq!(again["results"][0]["status"], "duplicate");
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
