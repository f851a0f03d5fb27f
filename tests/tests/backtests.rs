//! Back-tests over HTTP: begun, watched, of rules that are made and of some that are not.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use system_tests::events::costing;
use system_tests::{Server, list, wait_until};

#[tokio::test]
async fn a_back_test_is_a_task_that_can_be_watched() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let events: Vec<Value> = (0..20).map(|number| costing(&format!("event-{number}"), &number.to_string())).collect();
    sender.post("/v1/events", &json!(events)).await.expect(200);
    server.rows(20, "SELECT seq FROM events").await;
    let settings = json!({"metric": "cost_per_transaction", "limit": 16});
    let rule = json!({"name": "Dear", "builtin": "threshold", "settings": settings, "enabled": false});
    let rule = admin.post("/api/v1/rules", &rule).await.expect(201)["id"].as_str().unwrap().to_owned();

    let of_rule = format!("/api/v1/rules/{rule}/backtest");
    for input in ["asJudged", "asKnownNow"] {
        let task = admin.post(&of_rule, &json!({"input": input})).await.expect(200);
        let result = &task["result"];
        assert_eq!((&task["status"], &result["events"], &result["findings"]), (&json!("done"), &json!(20), &json!(3)));
        let alert = &result["alerts"][0];
        assert_eq!((&alert["findings"], &alert["value"], &alert["clearedAt"]), (&json!(3), &json!("17"), &Value::Null));

        // The stream ends with the finished task.
        let path = format!("/api/v1/tasks/{}/stream", task["id"].as_str().unwrap());
        let stream = admin.get(&path).await;
        assert_eq!((stream.status, stream.header("content-type")), (200, "text/event-stream"));
        let last = stream.text.lines().filter_map(|line| line.strip_prefix("data: ")).next_back().unwrap();
        assert_eq!(serde_json::from_str::<Value>(last).unwrap(), task);
    }

    // With other settings, and of a rule that nobody made.
    let other = json!({"settings": {"metric": "cost_per_transaction", "limit": 18}});
    assert_eq!(admin.post(&of_rule, &other).await.expect(200)["result"]["findings"], 1);
    let draft = json!({"builtin": "threshold", "settings": settings, "from": "2020-01-01T00:00:00Z", "to": "2020-02-01T00:00:00Z"});
    assert_eq!(admin.post("/api/v1/backtest", &draft).await.expect(200)["result"]["events"], 0);
    let wrong = json!({"builtin": "threshold", "settings": {"metric": "moods", "limit": 1}});
    let refused = admin.post("/api/v1/backtest", &wrong).await.expect(422);
    assert_eq!(
        (&refused["error"]["code"], &refused["error"]["field"]),
        (&json!("invalid_settings"), &json!("settings/metric"))
    );

    // Nobody was alerted, and nothing was made.
    wait_until("no alerts", async || {
        let alerts = admin.get("/api/v1/alerts?status=all").await.expect(200);
        if list(&alerts["items"]).is_empty() { Ok(()) } else { Err(alerts) }
    })
    .await;
    assert_eq!(list(&admin.get("/api/v1/rules").await.expect(200)["items"]).len(), 1);
}
