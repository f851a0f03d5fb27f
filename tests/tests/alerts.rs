//! People decide about alerts, and channels reach them: over the API of the running server.
#![allow(clippy::unwrap_used)]

use fake_smtp::{Like, Postbox, Tls};
use serde_json::{Value, json};
use system_tests::events::{costing, with};
use system_tests::{Caller, Receiver, Server, list, wait_until};

const SECRET: &str = "whsec-of-the-tests";

async fn hook(admin: &Caller, receiver: &Receiver) -> String {
    let new = json!({"name": "hook", "url": receiver.url, "secret": SECRET, "allowPrivate": true});
    admin.post("/api/v1/channels", &new).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// An alert for each agent whose call is dear.
async fn rule(admin: &Caller, channels: Value) {
    let settings = json!({"metric": "cost_per_transaction", "limit": "1.25", "group_by": "agent"});
    let new = json!({"name": "Dear calls", "builtin": "threshold", "settings": settings, "channels": channels, "enabled": true});
    let id = admin.post("/api/v1/rules", &new).await.expect(201)["id"].as_str().unwrap().to_owned();
    wait_until("a live rule", async || {
        let rule = admin.get(&format!("/api/v1/rules/{id}")).await.expect(200);
        if rule["state"] == "live" { Ok(()) } else { Err(rule) }
    })
    .await;
}

async fn dear(sender: &Caller, agents: &[String]) {
    let event = |agent: &String| with(costing(&format!("call of {agent}"), "2"), json!({"agent": agent}));
    let events: Vec<Value> = agents.iter().map(event).collect();
    sender.post("/v1/events", &json!(events)).await.expect(200);
}

async fn alerts(admin: &Caller, status: &str, count: usize) -> Vec<Value> {
    wait_until(&format!("{count} alerts that are {status}"), async || {
        let path = format!("/api/v1/alerts?status={status}&limit=500");
        let alerts = list(&admin.get(&path).await.expect(200)["items"]).to_vec();
        if alerts.len() == count { Ok(alerts) } else { Err(format!("{alerts:?}")) }
    })
    .await
}

#[tokio::test]
async fn people_decide_and_the_history_says_so() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    rule(&admin, json!([])).await;
    dear(&sender, &["a".into(), "b".into(), "c".into()]).await;
    let open = alerts(&admin, "open", 3).await;
    let id = |agent: &str| {
        let key = format!("agent={agent}");
        open.iter().find(|alert| alert["key"] == key).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let decide = async |agent: &str, verb: &str, body: Value| {
        admin.post(&format!("/api/v1/alerts/{}/{verb}", id(agent)), &body).await
    };
    decide("a", "acknowledge", json!({"note": "on it"})).await.expect(200);
    let until = "2099-01-01T00:00:00Z";
    for (body, status, field) in [
        (json!({}), 422, None),
        (json!({"until": "soon"}), 422, Some("until")),
        (json!({"until": "2001-01-01T00:00:00Z"}), 422, Some("until")),
        (json!({"until": until}), 422, Some("until")),
    ] {
        let refused = decide("b", "snooze", body).await.expect(status);
        if let Some(field) = field {
            assert_eq!(refused["error"]["field"], field, "{refused}");
            assert!(refused["error"]["message"].is_string(), "{refused}");
        }
    }
    let soon = server.sql("SELECT strftime(now()::TIMESTAMP + INTERVAL 1 HOUR, '%Y-%m-%dT%H:%M:%SZ') AS soon").await;
    decide("b", "snooze", json!({"until": soon[0]["soon"]})).await.expect(200);
    // A body may be left out.
    let path = format!("/api/v1/alerts/{}/mute", id("c"));
    let muted = admin.post_bytes(&path, "application/json", "").await.expect(200);
    assert!(muted["mute"]["until"].is_null() && muted["mute"]["id"].is_string(), "{muted}");
    for (status, agent) in [("acknowledged", "a"), ("snoozed", "b"), ("muted", "c")] {
        assert_eq!(alerts(&admin, status, 1).await[0]["id"], id(agent));
    }
    alerts(&admin, "open", 0).await;
    assert_eq!(admin.get("/api/v1/alerts?status=closed").await.expect(422)["error"]["field"], "status");

    let mutes = admin.get("/api/v1/mutes").await.expect(200);
    let mute = mutes["items"][0]["id"].as_str().unwrap();
    let reader = server.caller("read").await;
    assert_eq!(reader.delete(&format!("/api/v1/mutes/{mute}")).await.status, 403);
    assert_eq!(reader.post(&format!("/api/v1/alerts/{}/resolve", id("a")), &json!({})).await.status, 403);
    assert_eq!(admin.delete(&format!("/api/v1/mutes/{mute}")).await.status, 204);
    assert_eq!(admin.delete(&format!("/api/v1/mutes/{mute}")).await.status, 404);

    decide("b", "unsnooze", json!({})).await.expect(200);
    decide("a", "unacknowledge", json!({"note": null})).await.expect(200);
    let resolved = decide("a", "resolve", json!({"note": "a test"})).await.expect(200);
    let happened: Vec<_> = list(&resolved["history"]).iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(happened, ["opened", "acknowledged", "unacknowledged", "resolved"]);
    assert_eq!((&resolved["history"][1]["note"], &resolved["history"][3]["note"]), (&json!("on it"), &json!("a test")));
    assert_eq!(decide("a", "acknowledge", json!({})).await.expect(409)["error"]["code"], "not_open");

    let all = json!({"ids": [id("a"), id("b"), id("c"), "nobody"]});
    let done = admin.post("/api/v1/alerts/acknowledge", &all).await.expect(200);
    assert_eq!((list(&done["items"]).len(), &done["skipped"]), (2, &json!([id("a"), "nobody"])));
    let several = json!({"ids": [id("a"), id("b")], "until": soon[0]["soon"]});
    let done = admin.post("/api/v1/alerts/snooze", &several).await.expect(200);
    assert!(done["items"][0]["snoozed"]["until"].is_string() && done["skipped"] == json!([id("a")]), "{done}");
    let past = json!({"ids": [id("b")], "until": "2001-01-01T00:00:00Z"});
    assert_eq!(admin.post("/api/v1/alerts/snooze", &past).await.expect(422)["error"]["field"], "until");
    let done = admin.post("/api/v1/alerts/resolve", &json!({"ids": [id("b"), id("c")]})).await.expect(200);
    assert!(list(&done["items"]).iter().all(|alert| alert["status"] == "resolved"), "{done}");
    assert_eq!(admin.post("/api/v1/alerts/resolve", &json!({"ids": []})).await.expect(422)["error"]["field"], "ids");
}

#[tokio::test]
async fn a_secret_rotates_and_the_log_shows_every_attempt() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let receiver = Receiver::start(SECRET).await;
    let channel = hook(&admin, &receiver).await;
    let path = format!("/api/v1/channels/{channel}");
    let rotated = admin.post_bytes(&format!("{path}/rotate-secret"), "application/json", "").await.expect(200);
    let made = rotated["secret"].as_str().unwrap();
    assert!(made.starts_with("whsec_") && rotated["channel"]["rotatedUntil"].is_string(), "{rotated}");
    assert!(!admin.get("/api/v1/channels").await.text.contains(made), "it is shown once");
    rule(&admin, json!([channel])).await;
    receiver.refuse_with(&[503]);
    dear(&sender, &["a".into()]).await;
    // The receiver knows the secret of before only, which still signs.
    let deliveries = receiver.wait_for(2).await;
    assert!(deliveries.iter().all(|delivery| delivery.problem.is_none()), "{deliveries:?}");
    let delivery = wait_until("a delivery that is done", async || {
        let log = admin.get(&format!("{path}/deliveries")).await.expect(200);
        if log["items"][0]["status"] == "delivered" { Ok(log["items"][0].clone()) } else { Err(log) }
    })
    .await;
    assert_eq!((&delivery["id"], &delivery["type"]), (&json!(deliveries[0].id), &json!("alert.opened")));
    let statuses: Vec<_> = list(&delivery["tries"]).iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [503, 204]);
    assert_eq!(delivery["payload"], deliveries[0].body);
    let retry = format!("{path}/deliveries/{}/retry", deliveries[0].id);
    assert_eq!(admin.post(&retry, &json!({})).await.expect(409)["error"]["code"], "not_failed");
    let nothing = format!("{path}/deliveries/nothing/retry");
    assert_eq!(admin.post(&nothing, &json!({})).await.status, 404);
    assert_eq!(admin.get(&format!("{path}/deliveries?limit=0")).await.expect(422)["error"]["field"], "limit");
    for secret in [SECRET, made] {
        assert!(!server.log().contains(secret));
    }
}

#[tokio::test]
async fn alerts_come_by_mail_with_a_link() {
    let login = Some(("outlay".to_owned(), "secret of the mail".to_owned()));
    let postbox = Postbox::start(Like { tls: Tls::None, login }).await;
    let server = Server::start_with(&["--public-name", "outlay.example.com"]).await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let new = json!({
        "name": "mail", "kind": "email", "host": "127.0.0.1", "port": postbox.address.port(), "tls": "none", "user": "outlay",
        "password": "secret of the mail", "from": "outlay@example.com", "to": ["ada@example.org"],
    });
    let private = admin.post("/api/v1/channels", &new).await.expect(422);
    assert_eq!(private["error"]["field"], "host");
    assert!(private["error"]["hint"].as_str().unwrap().contains("allowPrivate"), "{private}");
    let channel = admin.post("/api/v1/channels", &with(new, json!({"allowPrivate": true}))).await.expect(201);
    assert_eq!((&channel["hasPassword"], &channel["to"]), (&json!(true), &json!(["ada@example.org"])));
    assert!(channel.get("password").is_none(), "{channel}");
    let id = channel["id"].as_str().unwrap();
    let tested = admin.post(&format!("/api/v1/channels/{id}/test"), &json!({})).await.expect(200);
    assert_eq!((&tested["ok"], &tested["status"]), (&json!(true), &json!(250)), "{tested}");
    rule(&admin, json!([id])).await;
    dear(&sender, &["a".into()]).await;
    let mail = postbox.wait(2).await.remove(1);
    let alert = alerts(&admin, "open", 1).await.remove(0);
    let link = format!("https://outlay.example.com/alerts?id={}", alert["id"].as_str().unwrap());
    assert!(mail.text().contains(&link), "{}", mail.text());
    let elsewhere = admin.patch(&format!("/api/v1/channels/{id}"), &json!({"host": "evil.example"})).await.expect(422);
    assert_eq!(elsewhere["error"]["field"], "host");
    assert!(!server.log().contains("secret of the mail"));
}

#[tokio::test]
async fn a_storm_is_told_together() {
    let mut server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let receiver = Receiver::start(SECRET).await;
    let channel = hook(&admin, &receiver).await;
    rule(&admin, json!([channel])).await;
    let agents: Vec<String> = (0..60).map(|number| format!("agent-{number}")).collect();
    dear(&sender, &agents).await;
    alerts(&admin, "all", 60).await;
    let told = receiver.wait_for(21).await;
    let storms: Vec<_> = told.iter().filter(|delivery| delivery.body["type"] == "storm.opened").collect();
    assert_eq!(storms.len(), 1, "{told:?}");
    // After a restart it is the same storm: more alerts are told with it.
    server.stop().await;
    server.start_again().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    dear(&sender, &["later".into()]).await;
    let later = alerts(&admin, "all", 61).await.remove(0);
    assert_eq!((&later["stormId"], list(&later["deliveries"]).len()), (&storms[0].body["storm"]["id"], 0), "{later}");
    assert_eq!(receiver.deliveries().len(), 21);
}
