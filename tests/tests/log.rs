//! The transaction log: order, pages, filters, sums, one event whole.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use system_tests::events::{call, decimal, with};
use system_tests::{Server, list};

fn ids(page: &Value) -> Vec<String> {
    list(&page["items"]).iter().map(|event| event["transactionId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest_and_show_each_event_once() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    // More than ten, so that an order by text would show.
    for number in 1..=23 {
        let event =
            with(call(&format!("call-{number}")), json!({"agent": if number % 2 == 0 { "even" } else { "odd" }}));
        sender.post("/v1/events", &event).await.expect(200);
    }
    sender.post("/v1/events", &with(call("call-24"), json!({"model": "no-such-model"}))).await.expect(200);
    server.rows(24, "SELECT seq FROM events").await;

    let reader = server.caller("read").await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/events?limit=7".to_owned();
    loop {
        let page = reader.get(&path).await.expect(200);
        assert_eq!((&page["total"]["events"], &page["total"]["unpriced"]), (&json!("24"), &json!("1")));
        assert_eq!(decimal(&page["total"]["cost"]), "0.008832", "23 × 0.000384");
        seen.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/events?limit=7&cursor={next}");
    }
    let expected: Vec<String> = (1..=24).rev().map(|number| format!("call-{number}")).collect();
    assert_eq!(seen, expected);

    let even = reader.get("/api/v1/events?agent=even&limit=3").await.expect(200);
    assert_eq!(
        (ids(&even), &even["total"]["events"]),
        (vec!["call-22".into(), "call-20".into(), "call-18".into()], &json!("11"))
    );
    let unpriced = reader.get("/api/v1/events?unpriced=true").await.expect(200);
    assert_eq!((ids(&unpriced), &unpriced["total"]["cost"]), (vec!["call-24".to_owned()], &Value::Null));
    let found = reader.get("/api/v1/events?q=call-7").await.expect(200);
    assert_eq!(ids(&found), ["call-7"]);
    let none = reader.get("/api/v1/events?to=2020-01-01T00:00:00Z").await.expect(200);
    assert_eq!((list(&none["items"]).len(), &none["total"]["cost"]), (0, &Value::Null));
    for (query, field) in
        [("limit=0", "limit"), ("cursor=x", "cursor"), ("from=soon", "from"), ("minCost=dear", "minCost")]
    {
        let refused = reader.get(&format!("/api/v1/events?{query}")).await.expect(422);
        assert_eq!(refused["error"]["field"], field);
    }
}

#[tokio::test]
async fn a_text_is_an_id_of_a_call_or_a_part_of_a_value_or_the_id_of_a_trace() {
    let server = Server::start().await;
    let (sender, reader) = (server.caller("metering").await, server.caller("read").await);
    for (id, agent, task, trace) in [
        ("one", "Planner", "draft", "run-a"),
        ("two", "writer", "plan", "run-a"),
        ("three", "writer", "draft", "run-b"),
    ] {
        let event = json!({"agent": agent, "taskType": task, "traceId": trace});
        sender.post("/v1/events", &with(call(id), event)).await.expect(200);
    }
    // Named by a trace and a task, too: the call that goes by the name comes first.
    let event = json!({"agent": "other", "taskType": "one", "traceId": "one"});
    sender.post("/v1/events", &with(call("four"), event)).await.expect(200);
    server.rows(4, "SELECT seq FROM events").await;
    let found = async |text: &str| {
        let page = reader.get(&format!("/api/v1/events?q={text}")).await.expect(200);
        let ids = ids(&page);
        assert_eq!(page["total"]["events"], ids.len().to_string(), "{text}: {page}");
        let buckets = reader.get(&format!("/api/v1/events/histogram?q={text}")).await.expect(200);
        let count = |bucket: &Value| bucket["events"].as_str().unwrap().parse::<usize>().unwrap();
        assert_eq!(list(&buckets["buckets"]).iter().map(count).sum::<usize>(), ids.len(), "{text}: {buckets}");
        ids
    };
    assert_eq!(found("two").await, ["two"]);
    assert_eq!(found("one").await, ["one"]);
    assert_eq!(found("plan").await, ["two", "one"], "of agent and task");
    assert_eq!(found("WRITER").await, ["three", "two"]);
    assert_eq!(found("run-a").await, ["two", "one"]);
    assert_eq!(found("run").await, Vec::<String>::new(), "an id is whole");
    let event = reader.get("/api/v1/events?q=three").await.expect(200)["items"][0]["eventId"].clone();
    assert_eq!(found(event.as_str().unwrap()).await, ["three"]);
    // What was corrected is still the call that it was.
    sender.post("/v1/events", &with(call("three"), json!({"agent": "writer", "taskType": "final"}))).await.expect(200);
    server.rows(1, "SELECT seq FROM events WHERE task_type = 'final' OR conflicts IS NOT NULL").await;
    assert_eq!(found("three").await, ["three"]);
}

#[tokio::test]
async fn an_event_that_was_just_accepted_can_be_opened_at_once() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let reader = server.caller("read").await;
    let event =
        with(call("call-1"), json!({"organizationName": "Acme", "attributes": {"shelf": 7}, "totalCost": 0.0003}));
    let answer = sender.post("/v1/events", &event).await.expect(200);
    let id = answer["results"][0]["eventId"].as_str().unwrap();
    let detail = reader.get(&format!("/api/v1/events/{id}")).await.expect(200);
    assert_eq!((&detail["dimensions"]["organization"], &detail["attributes"]), (&json!("Acme"), &json!({"shelf": 7})));
    assert_eq!(detail["meters"], json!({"input_tokens": "1200", "output_tokens": "340"}));
    let lines: Vec<_> = list(&detail["cost"]["lines"]).iter().map(|line| line["amount"].as_str().unwrap()).collect();
    assert_eq!((lines, &detail["cost"]["computed"]), (vec!["0.00018", "0.000204"], &json!("0.000384")));
    assert_eq!((&detail["cost"]["reported"], &detail["cost"]["difference"]), (&json!("0.0003"), &json!("-0.000084")));
    reader.get("/api/v1/events/evt_00000000000000000000000000000000").await.expect(404);
    assert_eq!(reader.get("/api/v1/events/seven").await.expect(422)["error"]["field"], "id");
}
