//! Rules judge every event before its sender gets the answer; a bad one harms nobody.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;

use serde_json::{Value, json};
use system_tests::events::{call, costing, decimal, with};
use system_tests::{Caller, Receiver, Server, environment, list, wait_until};

const SECRET: &str = "whsec-of-the-tests";

/// Posts one event; the titles of the rules that fired, by rule.
async fn post(sender: &Caller, event: &Value) -> (Value, Vec<(String, String)>) {
    let answer = sender.post("/v1/events", event).await.expect(200);
    assert_eq!(answer["accepted"], 1, "{answer}");
    let text = |alert: &Value, field: &str| alert[field].as_str().unwrap().to_owned();
    let fired = list(&answer["alerts"]).iter().map(|alert| (text(alert, "ruleName"), text(alert, "title"))).collect();
    (answer, fired)
}

async fn channel(admin: &Caller, receiver: &Receiver) -> String {
    let new =
        json!({"name": "on call", "kind": "webhook", "url": receiver.url, "secret": SECRET, "allowPrivate": true});
    let channel = admin.post("/api/v1/channels", &new).await.expect(201);
    assert_eq!((&channel["hasSecret"], channel.get("secret")), (&json!(true), None));
    channel["id"].as_str().unwrap().to_owned()
}

/// Makes a rule and waits until it judges.
async fn rule(admin: &Caller, rule: &Value) -> String {
    let made = admin.post("/api/v1/rules", rule).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    in_state(admin, &id, "live").await;
    id
}

async fn in_state(admin: &Caller, rule: &str, state: &str) -> Value {
    wait_until(&format!("a rule that is {state}"), async || {
        let rule = admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200);
        if rule["state"] == state { Ok(rule) } else { Err(rule) }
    })
    .await
}

/// All alerts, the newest first, once there are so many.
async fn alerts(admin: &Caller, count: usize) -> Vec<Value> {
    wait_until(&format!("{count} alerts"), async || {
        let alerts = list(&admin.get("/api/v1/alerts?status=all").await.expect(200)["items"]).to_vec();
        if alerts.len() == count { Ok(alerts) } else { Err(format!("{alerts:?}")) }
    })
    .await
}

#[tokio::test]
async fn the_first_event_over_the_limit_alerts_sender_list_and_webhook() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let sender = server.caller("metering").await;
    let receiver = Receiver::start(SECRET).await;
    let channel = channel(&admin, &receiver).await;
    let settings = json!({"metric": "cost_per_transaction", "limit": "1.25", "severity": "critical"});
    let new = json!({
        "name": "Dear calls", "builtin": "threshold", "settings": settings, "channels": [channel], "enabled": true,
    });
    let rule = rule(&admin, &new).await;

    // A million uncached input tokens of gpt-5 cost 1.25 dollars, which is not over the limit.
    let tokens = |id: &str, count: u64| json!({"transactionId": id, "provider": "openai", "model": "gpt-5", "inputTokenCount": count, "outputTokenCount": 0});
    assert_eq!(post(&sender, &call("cheap")).await.1, []);
    assert_eq!(post(&sender, &with(call("unpriced"), json!({"model": "gpt-17-omni-max"}))).await.1, []);
    assert_eq!(post(&sender, &tokens("at the limit", 1_000_000)).await.1, []);
    let dear = with(tokens("dear", 1_000_001), json!({"agent": "route-planner"}));
    let (answer, fired) = post(&sender, &dear).await;
    let [(name, title)] = fired.as_slice() else { panic!("one rule fires: {answer}") };
    assert_eq!(name, "Dear calls");
    assert!(title.contains("$1.25") && title.contains("route-planner"), "{title}");
    let named = &answer["alerts"][0];
    assert_eq!((&named["ruleId"], &named["severity"]), (&json!(rule), &json!("critical")));

    let event_id = answer["results"][0]["eventId"].clone();
    let alert = alerts(&admin, 1).await.remove(0);
    assert_eq!(
        (&alert["ruleId"], &alert["status"], &alert["severity"]),
        (&json!(rule), &json!("open"), &json!("critical"))
    );
    assert_eq!((&alert["title"], &alert["firstEventId"]), (&json!(title), &event_id));
    assert_eq!((decimal(&alert["value"]), decimal(&alert["limit"])), ("1.25000125".into(), "1.25".into()));

    let delivery = receiver.wait_for(1).await.remove(0);
    assert_eq!((delivery.problem, delivery.answered), (None, 204));
    assert_eq!((&delivery.body["type"], &delivery.body["alertId"]), (&json!("alert.opened"), &alert["id"]));
    assert_eq!((&delivery.body["title"], &delivery.body["firstEventId"]), (&json!(title), &event_id));
    assert_eq!(delivery.body["deliveryId"], json!(delivery.id));

    // An SDK is told, too; it is the same alert, of which nobody is told twice.
    let sdk = sender.post("/meter/v2/ai/completions", &costing("dear-2", "7")).await.expect(201);
    assert_eq!(sdk["alerts"][0]["ruleName"], "Dear calls");
    let gathered = wait_until("the second finding", async || {
        let alert = alerts(&admin, 1).await.remove(0);
        if alert["findings"] == "2" { Ok(alert) } else { Err(alert) }
    })
    .await;
    let delivered = &gathered["deliveries"];
    assert_eq!((list(delivered).len(), &delivered[0]["status"]), (1, &json!("delivered")), "{gathered}");

    // Once a person has closed it, the next firing opens another.
    let id = gathered["id"].as_str().unwrap();
    let resolved = admin.post(&format!("/api/v1/alerts/{id}/resolve"), &json!({})).await.expect(200);
    assert_eq!(resolved["status"], "resolved");
    post(&sender, &costing("dear-3", "1.250000000001")).await;
    alerts(&admin, 2).await;
    let deliveries = receiver.wait_for(2).await;
    assert_ne!(deliveries[0].id, deliveries[1].id);
    assert!(deliveries.iter().all(|delivery| delivery.problem.is_none()), "{deliveries:?}");

    let rows = server.rows(3, "SELECT findings FROM events WHERE findings > 0").await;
    assert!(rows.iter().all(|row| row["findings"] == 1), "{rows:?}");
    let rows = server.rows(2, "SELECT alert_id, status FROM alerts ORDER BY opened_at").await;
    assert_eq!(rows[0]["alert_id"], id);
    let log = admin.get(&format!("/api/v1/events/{}", event_id.as_str().unwrap())).await.expect(200);
    assert_eq!(log["alerts"][0]["ruleId"], json!(rule));
}

#[tokio::test]
async fn a_refused_delivery_is_tried_again_under_the_same_id() {
    let mut server = Server::start().await;
    let admin = server.admin().await;
    let sender = server.caller("metering").await;
    let receiver = Receiver::start(SECRET).await;
    let channel = channel(&admin, &receiver).await;
    receiver.refuse_with(&[500, 503]);

    let tested = admin.post(&format!("/api/v1/channels/{channel}/test"), &json!({})).await.expect(200);
    assert_eq!((&tested["ok"], &tested["status"]), (&json!(false), &json!(500)), "{tested}");
    assert_eq!(receiver.wait_for(1).await[0].body["type"], "test");

    let settings = json!({"metric": "cost_per_transaction", "limit": 1.25, "filters": {"organization": ["Acme"]}});
    let new =
        json!({"name": "Acme", "builtin": "threshold", "settings": settings, "channels": [channel], "enabled": true});
    rule(&admin, &new).await;
    assert_eq!(post(&sender, &costing("other", "9")).await.1, [], "the filter keeps it out");
    post(&sender, &with(costing("dear", "9"), json!({"organizationName": "Acme"}))).await;
    receiver.wait_for(2).await;
    let pending = wait_until("the refusal in the list", async || {
        let delivery = alerts(&admin, 1).await[0]["deliveries"][0].clone();
        if delivery["attempts"] == 1 { Ok(delivery) } else { Err(delivery) }
    })
    .await;
    assert_eq!(pending["status"], "pending");
    assert!(pending["lastError"].as_str().unwrap().contains("503"), "{pending}");

    // A restart forgets nothing, and a change of the channel tries at once.
    server.stop().await;
    server.start_again().await;
    let admin = server.admin().await;
    admin.patch(&format!("/api/v1/channels/{channel}"), &json!({"name": "on call, really"})).await.expect(200);
    let deliveries = receiver.wait_for(3).await;
    assert_eq!(deliveries[1].id, deliveries[2].id);
    assert_eq!(deliveries[1].body, deliveries[2].body);
    assert!(deliveries.iter().all(|delivery| delivery.problem.is_none()), "{deliveries:?}");
    wait_until("a delivery that is done", async || {
        let delivery = alerts(&admin, 1).await[0]["deliveries"][0].clone();
        if delivery["status"] == "delivered" { Ok(()) } else { Err(delivery) }
    })
    .await;
}

/// Builds a rule of this repository with the command that its authors use.
async fn build(server: &Server, folder: &str) -> String {
    let out = server.folder().join("rule.wasm");
    let folder = environment::workspace().join(folder);
    let arguments = ["rule", "build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let ran = system_tests::cli::run(system_tests::cli::outlay(server.folder(), arguments)).await;
    assert!(ran.expect_ok().starts_with("Built "), "{ran:?}");
    out.to_str().unwrap().to_owned()
}

/// The word behind another one in what a command printed: `Rule <id>: ...`
fn id_after(printed: &str, word: &str) -> String {
    let line =
        printed.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_else(|| panic!("{word} in {printed}"));
    line.split_once(':').unwrap().0.trim().to_owned()
}

#[tokio::test]
async fn a_rule_of_ones_own_fires_on_the_first_matching_event_and_not_on_the_others() {
    let mut server = Server::start().await;
    let component = build(&server, "examples/rules/first-expensive-call").await;
    let wrong = ["rule", "upload", &component, "--name", "Wrong", "--settings", r#"{"limit": -1}"#];
    let refusal = server.cli(&wrong).await;
    assert!(refusal.expect_failure().contains("the limit must not be negative"), "{refusal:?}");
    let settings = r#"{"limit": "1.25", "of_each": "organization"}"#;
    let upload = ["rule", "upload", &component, "--name", "First dear call", "--settings", settings];
    let ran = server.cli(&upload).await;
    let printed = ran.expect_ok();
    assert!(!id_after(printed, "Component ").is_empty());
    let rule = id_after(printed, "Rule ");
    let admin = server.admin().await;
    in_state(&admin, &rule, "live").await;

    let sender = server.caller("metering").await;
    let event =
        |id: &str, organization: &str, cost: &str| with(costing(id, cost), json!({"organizationName": organization}));
    let fired = async |sender: &Caller, event: Value| !post(sender, &event).await.1.is_empty();
    assert!(!fired(&sender, event("1", "acme", "0.40")).await);
    assert!(!fired(&sender, event("2", "acme", "1.25")).await);
    let (answer, alerts_of) = post(&sender, &event("3", "acme", "1.43")).await;
    let title = "First call of organization acme over $1.25 cost $1.43";
    assert_eq!(alerts_of, [("First dear call".to_owned(), title.to_owned())], "{answer}");
    assert!(!fired(&sender, event("4", "acme", "9")).await);
    assert!(!fired(&sender, costing("5", "9")).await, "an event without an organization");
    let batch = json!([event("6", "globex", "2"), event("7", "globex", "3"), event("8", "acme", "4")]);
    let answer = sender.post("/v1/events", &batch).await.expect(200);
    let alerts_of: Vec<usize> = list(&answer["results"]).iter().map(|item| list(&item["alerts"]).len()).collect();
    assert_eq!(alerts_of, [1, 0, 0], "{answer}");
    alerts(&admin, 2).await;

    // It remembers, after a stop and after a kill.
    server.stop().await;
    server.start_again().await;
    let sender = server.caller("metering").await;
    in_state(&server.admin().await, &rule, "live").await;
    assert!(!fired(&sender, event("9", "acme", "5")).await);
    assert!(fired(&sender, event("10", "initech", "5")).await);
    server.kill().await;
    server.start_again().await;
    let (sender, admin) = (server.caller("metering").await, server.admin().await);
    in_state(&admin, &rule, "live").await;
    assert!(!fired(&sender, event("11", "initech", "5")).await);
    assert!(!fired(&sender, event("12", "globex", "5")).await);
    assert!(fired(&sender, event("13", "hooli", "5")).await);
    assert_eq!(alerts(&admin, 4).await.len(), 4);

    // Switched off, it says nothing; in the shadow, it counts what it finds, and nobody is told.
    let change = async |change: Value| admin.patch(&format!("/api/v1/rules/{rule}"), &change).await.expect(200);
    change(json!({"enabled": false})).await;
    in_state(&admin, &rule, "disabled").await;
    assert!(!fired(&sender, event("14", "umbrella", "5")).await);
    let before = change(json!({"enabled": true, "shadow": true})).await["findings"].clone();
    in_state(&admin, &rule, "live").await;
    assert!(!fired(&sender, event("15", "wayne", "5")).await);
    let now = admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200)["findings"].clone();
    let number = |text: &Value| text.as_str().unwrap().parse::<u64>().unwrap();
    assert_eq!(number(&now), number(&before) + 1);
    alerts(&admin, 4).await;
    assert_eq!(admin.delete(&format!("/api/v1/rules/{rule}")).await.status, 204);
    assert_eq!(admin.get(&format!("/api/v1/rules/{rule}")).await.status, 404);
}

#[tokio::test]
async fn a_hostile_rule_harms_nobody() {
    let server = Server::start().await;
    let component = build(&server, "tests/guests/hostile").await;
    let ran = server.cli(&["rule", "upload", &component]).await;
    let component = id_after(ran.expect_ok(), "Component ");
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let settings = json!({"metric": "cost_per_transaction", "limit": "1.25"});
    let honest = json!({"name": "Honest", "builtin": "threshold", "settings": settings, "enabled": true});
    rule(&admin, &honest).await;

    let number = Cell::new(0);
    let event = |agent: &str| {
        number.set(number.get() + 1);
        with(costing(&format!("event-{}", number.get()), "2"), json!({"agent": agent}))
    };
    for mode in ["panic", "loop_forever", "grow_memory", "row_beyond_end", "too_many_findings"] {
        // New rules are tried on recent events: each of these is provoked by an agent of its own.
        let provocation = format!("provokes {mode}");
        let settings = json!({"mode": mode, "only": provocation});
        let hostile = json!({"name": mode, "component": component, "settings": settings, "enabled": true});
        let id = rule(&admin, &hostile).await;
        // It works as long as it is not provoked.
        let (answer, fired) = post(&sender, &event("fire")).await;
        assert_eq!(answer["verdict"], "complete", "{mode}: {answer}");
        assert!(fired.iter().any(|(name, _)| name == mode), "{mode}: {answer}");

        // Then it fails: the event is taken, the honest rule has judged it, and the sender knows that one has not.
        let (answer, fired) = post(&sender, &event(&provocation)).await;
        assert_eq!(answer["verdict"], "partial", "{mode}: {answer}");
        let names: Vec<&str> = fired.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Honest"], "{mode}: {answer}");
        let told = admin.get(&format!("/api/v1/rules/{id}")).await.expect(200);
        assert!(told["traps"].as_str().is_some_and(|traps| traps != "0"), "{mode}: {told}");

        // It comes back by itself, with what it knew.
        in_state(&admin, &id, "live").await;
        let (answer, fired) = post(&sender, &event("fire")).await;
        assert!(fired.iter().any(|(name, _)| name == mode), "{mode}: {answer}");

        // Three failures in ten minutes, and it is stopped, with a reason that its owner can read.
        for _ in 0..2 {
            in_state(&admin, &id, "live").await;
            post(&sender, &event(&provocation)).await;
        }
        let suspended = in_state(&admin, &id, "suspended").await;
        assert!(suspended["reason"].as_str().is_some_and(|reason| reason.len() > 10), "{mode}: {suspended}");
        let log = admin.get(&format!("/api/v1/rules/{id}/log")).await.expect(200);
        assert!(!list(&log["items"]).is_empty(), "{mode}: {log}");
        let (answer, fired) = post(&sender, &event(&provocation)).await;
        assert_eq!((&answer["verdict"], fired.len()), (&json!("complete"), 1), "{mode}: {answer}");
    }
    // All that was accepted is there.
    server.rows(number.get(), "SELECT seq FROM events").await;
    assert_eq!(server.panics(), Vec::<String>::new());

    // What loops before it is even configured never becomes a rule.
    let stuck =
        json!({"name": "Stuck", "component": component, "settings": {"mode": "loop_in_configure"}, "enabled": true});
    let refusal = admin.post("/api/v1/rules", &stuck).await;
    assert!(matches!(refusal.status, 400 | 422), "{} {}", refusal.status, refusal.text);
    let nonsense =
        json!({"name": "Nonsense", "component": component, "settings": {"mode": "unknown_column"}, "enabled": true});
    let refusal = admin.post("/api/v1/rules", &nonsense).await;
    assert!(refusal.status == 422 && refusal.text.contains("shoe_size"), "{} {}", refusal.status, refusal.text);
    assert_eq!(post(&sender, &event("anybody")).await.1.len(), 1);
}
