//! What operators and machines look at.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use system_tests::events::call;
use system_tests::{Server, wait_until};

#[tokio::test]
async fn health_readiness_and_status() {
    let server = Server::start().await;
    let stranger = server.stranger();
    assert_eq!(stranger.get("/healthz").await.text, "ok");
    let ready = stranger.get("/readyz").await.expect(200);
    assert_eq!((&ready["ready"], &ready["parts"]), (&json!(true), &json!({"ingest": "ready", "warehouse": "ready"})));
    assert_eq!(stranger.get("/api/v1/status").await.status, 401);
    let admin = server.admin().await;
    server.caller("metering").await.post("/v1/events", &call("a")).await.expect(200);
    wait_until("the event in the status", async || {
        let status = admin.get("/api/v1/status").await.expect(200);
        if status["events"] == "1" && status["behindSeconds"].as_f64() == Some(0.0) { Ok(()) } else { Err(status) }
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_and_who_can_sign_in_is_told() {
    let server = Server::start().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    let empty = admin.get("/api/v1/about").await.expect(200);
    assert_eq!((&empty["ledger"]["since"], &empty["warehouse"]["since"]), (&Value::Null, &Value::Null));
    sender.post("/v1/events", &call("a")).await.expect(200);
    server.rows(1, "SELECT seq FROM events").await;
    let about = admin.get("/api/v1/about").await.expect(200);
    let number = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
    assert_eq!((&about["warehouse"]["events"], &about["ledger"]["keepsDays"]), (&json!("1"), &json!(35)));
    assert!(number(&about["ledger"]["bytes"]) > number(&empty["ledger"]["bytes"]), "{about}");
    assert!(number(&about["ledger"]["entries"]) >= 1 && number(&about["warehouse"]["bytes"]) > 0, "{about}");
    assert!(about["ledger"]["since"].as_str() >= about["startedAt"].as_str(), "{about}");
    assert!(about["warehouse"]["since"].is_string() && number(&about["masterKey"]["sealed"]) >= 1, "{about}");
    // Where the master key lies is nothing for whoever has a key.
    let reader = server.caller("read").await;
    assert_eq!(reader.get("/api/v1/about").await.expect(200)["masterKey"]["concerns"], json!([]));
    assert_eq!(sender.get("/api/v1/about").await.status, 403);

    // Nobody has used the first sign-in link yet.
    assert_eq!(admin.get("/api/v1/people").await.expect(200), json!({"items": []}));
}

#[tokio::test]
async fn the_documents_describe_what_is_there() {
    let server = Server::start().await;
    let stranger = server.stranger();
    let openapi = stranger.get("/api/openapi.json").await.expect(200);
    assert!(openapi["openapi"].as_str().unwrap().starts_with('3'));
    let paths = openapi["paths"].as_object().unwrap();
    for path in [
        "/v1/events",
        "/meter/v2/ai/completions",
        "/meter/v2/ai/images",
        "/meter/v2/ai/audio",
        "/meter/v2/ai/video",
        "/meter/v2/tool/events",
        "/meter/v2/events",
        "/api/v1/keys",
        "/api/v1/components",
        "/api/v1/connectors",
        "/api/v1/connections",
        "/api/v1/rules",
        "/api/v1/alerts",
        "/api/v1/channels",
        "/api/v1/events",
        "/api/v1/sql",
        "/healthz",
        "/readyz",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    // Every path that it says can be got without saying anything, can.
    let admin = server.admin().await;
    for (path, methods) in paths.iter().filter(|(path, _)| !path.contains('{')) {
        let asks =
            |get: &Value| get["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["required"] == true));
        if methods.get("get").is_some_and(|get| !asks(get)) {
            let answer = admin.get(path).await;
            // The master key is looked after on the server's own machine only.
            let expected = if path == "/api/v1/vault" { 403 } else { 200 };
            assert_eq!(answer.status, expected, "{path}: {}", answer.text);
        }
    }
    let llms = stranger.get("/llms.txt").await;
    assert!(llms.status == 200 && llms.text.contains("/api/openapi.json"), "{}", llms.text);
}

#[tokio::test]
async fn what_sdks_ask_of_the_management_api() {
    let server = Server::start().await;
    let sdk = server.caller("metering").await;
    for prefix in ["/v2/api", "/profitstream/v2/api"] {
        assert_eq!(sdk.get(&format!("{prefix}/ai/enforcement-rules/default")).await.status, 204, "{prefix}");
        let teams = sdk.get(&format!("{prefix}/teams?tenantId=default")).await.expect(200);
        assert_eq!(teams["_embedded"]["teamResourceList"][0]["id"], "default", "{prefix}");
        assert_eq!(server.stranger().get(&format!("{prefix}/teams")).await.status, 401, "{prefix}");
    }
}

#[tokio::test]
async fn the_console_is_served_with_its_parts() {
    let server = Server::start().await;
    let stranger = server.stranger();
    let page = stranger.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    for address in ["/transactions", "/connections", "/alerts", "/sql", "/sign-in"] {
        assert_eq!(stranger.get(address).await.text, page.text, "{address}");
    }
    let parts: Vec<&str> = page.text.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(!parts.is_empty(), "{}", page.text);
    for part in parts {
        let asset = stranger.get(part).await;
        assert_eq!(asset.status, 200, "{part}");
        assert!(asset.header("cache-control").contains("immutable"), "{part}");
    }
}
