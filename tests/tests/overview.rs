//! What the overview asks: spend now, where the month ends, what changed; and what Transactions and Traces ask beside the log.
#![allow(clippy::unwrap_used)]

use jiff::{Span, Timestamp};
use serde_json::{Value, json};
use system_tests::events::{call, decimal, with};
use system_tests::{Server, list};

/// So long ago, in RFC 3339.
fn ago(span: Span) -> String {
    Timestamp::now().checked_sub(span).unwrap().to_string()
}

fn minutes(minutes: i64) -> String {
    ago(Span::new().minutes(minutes))
}

fn column(items: &Value, names: &[&str]) -> Vec<Vec<Value>> {
    list(items).iter().map(|item| names.iter().map(|name| item[*name].clone()).collect()).collect()
}

#[tokio::test]
async fn what_is_spent_now_stands_beside_a_budget() {
    let server = Server::start().await;
    let (sender, reader, manager) =
        (server.caller("metering").await, server.caller("read").await, server.caller("full").await);
    let empty = reader.get("/api/v1/spend/now").await.expect(200);
    assert_eq!(empty["items"], json!([]));
    sender.post("/v1/events", &with(call("a"), json!({"time": minutes(2)}))).await.expect(200);
    sender
        .post("/v1/events", &with(call("b"), json!({"time": minutes(1), "model": "no-such-model"})))
        .await
        .expect(200);
    server.rows(2, "SELECT seq FROM events").await;

    let now = reader.get("/api/v1/spend/now").await.expect(200);
    let of = &now["items"][0];
    assert_eq!((&of["currency"], decimal(&of["lastHour"]["amount"]).as_str()), (&json!("USD"), "0.000384"));
    assert_eq!((&of["lastHour"]["events"], &of["lastHour"]["unpricedEvents"]), (&json!("2"), &json!("1")));
    assert_eq!((&of["today"]["usual"], &of["today"]["usualOf"]), (&Value::Null, &json!(0)));

    let forecast = reader.get("/api/v1/spend/forecast").await.expect(200);
    assert_eq!(
        (&forecast["low"], &forecast["reason"], &forecast["budget"]),
        (&Value::Null, &json!("too_little_history"), &Value::Null)
    );
    reader.get("/api/v1/spend/forecast?month=soon").await.expect(422);

    let set = manager.patch("/api/v1/settings", &json!({"monthlyBudget": "50000"})).await.expect(200);
    assert_eq!(set["monthlyBudget"], "50000");
    assert_eq!(reader.get("/api/v1/spend/forecast").await.expect(200)["budget"], "50000");
    for wrong in ["0", "-5", "much"] {
        let refused = manager.patch("/api/v1/settings", &json!({"monthlyBudget": wrong})).await.expect(422);
        assert_eq!(refused["error"]["field"], "monthlyBudget");
    }
    // Absent keeps it, null removes it.
    assert_eq!(manager.patch("/api/v1/settings", &json!({})).await.expect(200)["monthlyBudget"], "50000");
    let removed = manager.patch("/api/v1/settings", &json!({"monthlyBudget": null})).await.expect(200);
    assert_eq!(removed["monthlyBudget"], Value::Null);
}

#[tokio::test]
async fn the_largest_change_is_named_with_its_cause() {
    let server = Server::start().await;
    let (sender, reader) = (server.caller("metering").await, server.caller("read").await);
    let at = |day: u32, hour: u32| format!("2026-10-{day:02}T{hour:02}:00:00Z");
    for day in 1..=7 {
        let few = with(call(&format!("then-{day}")), json!({"time": at(day, 9), "agent": "planner"}));
        sender.post("/v1/events", &few).await.expect(200);
        for hour in 0..3 {
            let id = format!("now-{day}-{hour}");
            let more = with(call(&id), json!({"time": at(day + 7, hour), "agent": "planner"}));
            sender.post("/v1/events", &more).await.expect(200);
        }
    }
    server.rows(28, "SELECT seq FROM events").await;
    let path = "/api/v1/spend/changes?from=2026-10-08&to=2026-10-15&againstFrom=2026-10-01&againstTo=2026-10-08";
    let changes = reader.get(path).await.expect(200);
    let planner = list(&changes["items"]).iter().find(|item| item["dimension"] == "agent").unwrap();
    assert_eq!((&planner["value"], decimal(&planner["change"]).as_str()), (&json!("planner"), "0.005376"));
    assert_eq!((&planner["thenEvents"], &planner["nowEvents"]), (&json!("7"), &json!("21")));
    assert_eq!(planner["cause"], json!({"kind": "calls", "percent": "200.0"}));
    assert_eq!(list(&planner["perDay"]).len(), 14);
    let refused = reader.get(&path.replace("to=2026-10-15", "to=2026-10-08")).await.expect(422);
    assert_eq!(refused["error"]["field"], "from");
}

#[tokio::test]
async fn the_log_tells_values_times_and_what_is_left_out() {
    let server = Server::start().await;
    let (sender, reader) = (server.caller("metering").await, server.caller("read").await);
    for (number, (agent, task)) in [("a", "plan"), ("a", "plan"), ("b", "write"), ("b", "plan")].into_iter().enumerate()
    {
        let event = json!({"time": format!("2026-10-01T0{number}:30:00Z"), "agent": agent, "taskType": task});
        sender.post("/v1/events", &with(call(&format!("call-{number}")), event)).await.expect(200);
    }
    server.rows(4, "SELECT seq FROM events").await;
    let values = |path: &str| {
        let path = format!("/api/v1/events/values?{path}");
        let reader = &reader;
        async move { column(&reader.get(&path).await.expect(200)["items"], &["value", "events"]) }
    };
    assert_eq!(values("dimension=agent").await, [[json!("a"), json!("2")], [json!("b"), json!("2")]]);
    assert_eq!(values("dimension=taskType&q=PL").await, [[json!("plan"), json!("3")]]);
    let partly = "dimension=agent&from=2026-10-01T01:00:00Z&to=2026-10-01T02:45:00Z";
    assert_eq!(values(partly).await, [[json!("a"), json!("1")], [json!("b"), json!("1")]]);
    assert_eq!(reader.get("/api/v1/events/values?dimension=password").await.expect(422)["error"]["field"], "dimension");

    let all = reader.get("/api/v1/events/histogram").await.expect(200);
    let counted: u64 =
        list(&all["buckets"]).iter().map(|one| one["events"].as_str().unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!((counted, &all["currency"]), (4, &json!("USD")));
    let hours = reader
        .get("/api/v1/events/histogram?buckets=6&not.agent=a&from=2026-10-01T00:00:00Z&to=2026-10-01T06:00:00Z")
        .await
        .expect(200);
    let events: Vec<&str> = list(&hours["buckets"]).iter().map(|one| one["events"].as_str().unwrap()).collect();
    assert_eq!((&hours["bucketSeconds"], events), (&json!(3600), vec!["0", "0", "1", "1", "0", "0"]));

    let left = reader.get("/api/v1/events?not.agent=a&taskType=plan").await.expect(200);
    assert_eq!((&left["total"]["events"], &left["items"][0]["transactionId"]), (&json!("1"), &json!("call-3")));
    reader.get("/api/v1/events?not.password=x").await.expect(422);
}

#[tokio::test]
async fn a_trace_is_listed_opened_and_compared_with_its_kind() {
    let server = Server::start().await;
    let (sender, reader) = (server.caller("metering").await, server.caller("read").await);
    for run in 1..=20 {
        for step in 0..run {
            let parent = if step == 0 { Value::Null } else { json!(format!("step-{run}-0")) };
            let event = json!({
                "traceId": format!("run-{run}"), "traceType": "replan", "agent": "planner", "requestDuration": 1000,
                "time": format!("2026-10-01T00:{run:02}:{step:02}Z"), "parentTransactionId": parent,
            });
            sender.post("/v1/events", &with(call(&format!("step-{run}-{step}")), event)).await.expect(200);
        }
    }
    server.rows(210, "SELECT seq FROM events").await;
    let page = reader.get("/api/v1/traces?order=dearest&limit=2&agent=planner").await.expect(200);
    assert_eq!(
        column(&page["items"], &["traceId", "spans", "unpriced", "traceType"]),
        [
            [json!("run-20"), json!("20"), json!("0"), json!("replan")],
            [json!("run-19"), json!("19"), json!("0"), json!("replan")]
        ]
    );
    let next = format!("/api/v1/traces?order=dearest&limit=2&cursor={}", page["next"].as_str().unwrap());
    assert_eq!(reader.get(&next).await.expect(200)["items"][0]["traceId"], "run-18");
    assert_eq!(reader.get("/api/v1/traces?q=run-7").await.expect(200)["items"][0]["spans"], "7");

    let trace = reader.get("/api/v1/traces/run-3").await.expect(200);
    assert_eq!(
        column(&trace["spans"], &["transactionId", "parentId", "beganAt", "durationMs"]),
        [
            [json!("step-3-0"), Value::Null, json!("2026-10-01T00:02:59.000000Z"), json!("1000")],
            [json!("step-3-1"), json!("step-3-0"), json!("2026-10-01T00:03:00.000000Z"), json!("1000")],
            [json!("step-3-2"), json!("step-3-0"), json!("2026-10-01T00:03:01.000000Z"), json!("1000")],
        ]
    );
    assert_eq!(trace["truncated"], false);
    reader.get("/api/v1/traces/none").await.expect(404);

    // Runs of 1 to 20 calls, each for 0.000384.
    let of_type = reader.get("/api/v1/traces/distribution?traceType=replan").await.expect(200);
    let told: Vec<String> = ["least", "p50", "p95", "p99", "most"].map(|name| decimal(&of_type[name])).to_vec();
    assert_eq!(told, ["0.000384", "0.00384", "0.007296", "0.00768", "0.00768"]);
    let counted: u64 =
        list(&of_type["buckets"]).iter().map(|one| one["traces"].as_str().unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!((&of_type["traces"], counted), (&json!("20"), 20));
}
