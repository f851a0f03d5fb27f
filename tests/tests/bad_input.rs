//! Whatever is sent: a clear error of the right form, and the server goes on.
#![allow(clippy::unwrap_used)]

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::{call, with};
use system_tests::{Answer, Caller, Server, list};

const COMPLETIONS: &str = "/meter/v2/ai/completions";

/// An error of our own form.
fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    let body = answer.expect(status);
    let error = &body["error"];
    assert_eq!(error["code"], code, "{body}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.len() > 8, "a sentence: {body}");
    error.clone()
}

/// An error in the form that the SDKs know.
fn refused_for_sdk(answer: &Answer, status: u16, code: &str) -> Value {
    let body = answer.expect(status);
    assert_eq!(
        (&body["status"], &body["code"], &body["errors"][0]["code"]),
        (&json!(status), &json!(code), &json!(code)),
        "{body}"
    );
    for field in ["timestamp", "error", "message", "path"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {body}");
    }
    body["errors"][0].clone()
}

/// The server still takes an event and shows it, and nothing in it panicked.
async fn goes_on(server: &Server, sender: &Caller, taken_before: usize) {
    assert_eq!(sender.post("/v1/events", &call("still-here")).await.expect(200)["accepted"], 1);
    server.rows(taken_before + 1, "SELECT seq FROM events").await;
    server.stranger().get("/readyz").await.expect(200);
    assert_eq!(server.panics(), Vec::<String>::new());
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    const JSON: &str = "application/json";

    for broken in ["{\"model\": ", "", "[1, 2]", "null", "\u{feff}{}", "{\"a\": 1} {\"b\": 2}"] {
        let answer = sender.post_bytes(COMPLETIONS, JSON, broken).await;
        refused_for_sdk(&answer, 400, "invalid_body");
    }
    let deep = "[".repeat(200_000);
    for broken in ["{\"model\": ", "", "7", deep.as_str()] {
        refused(&sender.post_bytes("/v1/events", JSON, broken.to_owned()).await, 400, "invalid_body");
    }
    let not_utf8 = sender.post_bytes("/v1/events", JSON, b"{\"model\": \"\xff\xfe\"}".to_vec()).await;
    refused(&not_utf8, 400, "invalid_body");

    let big = format!("{{\"model\": \"gpt-5\", \"agent\": \"{}\"}}", "x".repeat(40_000_000));
    refused_for_sdk(&sender.post_bytes(COMPLETIONS, JSON, big.clone()).await, 413, "body_too_large");
    refused(&sender.post_bytes("/v1/events", JSON, big.clone()).await, 413, "body_too_large");
    let admin = server.admin().await;
    refused(&admin.post_bytes("/api/v1/sql", JSON, big.clone()).await, 413, "body_too_large");
    let error = admin.post_bytes("/api/v1/components", "application/wasm", big).await;
    assert!((400..500).contains(&error.status), "{}", error.text);
    let many: Vec<Value> = (0..10_001).map(|_| json!({"kind": "custom"})).collect();
    refused(&sender.post("/v1/events", &json!(many)).await, 413, "too_many_events");

    goes_on(&server, &sender, 0).await;
}

#[tokio::test]
async fn fields_that_cannot_be_taken_are_named() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    for (field, value) in [
        ("inputTokenCount", json!("many")),
        ("outputTokenCount", json!(-3)),
        ("cacheReadTokenCount", json!([1])),
        ("isStreamed", json!("yes")),
        ("responseTime", json!("yesterday")),
        ("requestDuration", json!({})),
        ("totalCost", json!("dear")),
        ("totalCost", json!(1e30)),
        ("subscriber", json!("ada")),
        ("agent", json!({"name": "x"})),
        ("model", json!(null)),
    ] {
        let record = with(call("bad"), json!({field: value}));
        let error = refused_for_sdk(&sender.post(COMPLETIONS, &record).await, 400, "invalid_field");
        assert_eq!(error["field"], field, "{error}");
    }
    for (path, field) in [
        ("/meter/v2/tool/events", "toolId"),
        ("/meter/v2/events", "payload"),
        ("/meter/v2/ai/images", "model"),
        ("/meter/v2/ai/audio", "model"),
        ("/meter/v2/ai/video", "model"),
    ] {
        let error = refused_for_sdk(&sender.post(path, &json!({"transactionId": "t"})).await, 400, "invalid_field");
        assert_eq!(error["field"], field, "{path}: {error}");
    }
    let native = sender.post("/v1/events", &json!({"kind": "spaceship"})).await.expect(422);
    assert_eq!(native["results"][0]["error"]["field"], "kind");

    // Longer than anything that is kept: cut or refused, never harmful.
    let long = with(call("long"), json!({"agent": "ü".repeat(100_000), "model": "m".repeat(100_000)}));
    assert_eq!(sender.post("/v1/events", &long).await.expect(200)["accepted"], 1);
    let hoard = with(call("hoard"), json!({"attributes": {"diary": "x".repeat(1_000_000)}}));
    let hoard = sender.post("/v1/events", &hoard).await.expect(422);
    assert_eq!(hoard["results"][0]["error"]["field"], "attributes");
    goes_on(&server, &sender, 1).await;
}

#[tokio::test]
async fn keys_open_only_what_they_are_for() {
    let server = Server::start().await;
    let stranger = server.stranger();
    refused(&stranger.post("/v1/events", &call("a")).await, 401, "not_signed_in");
    refused_for_sdk(&stranger.post(COMPLETIONS, &call("a")).await, 401, "not_signed_in");
    let wrong = stranger.with_key(Some("rev_mk_default_0123456789abcdefghijABCDEFGHIJ"));
    refused(&wrong.post("/v1/events", &call("a")).await, 401, "key_unknown");
    refused_for_sdk(&wrong.post(COMPLETIONS, &call("a")).await, 401, "key_unknown");
    refused(&wrong.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).await, 401, "key_unknown");

    let metering = server.caller("metering").await;
    for path in
        ["/api/v1/events", "/api/v1/keys", "/api/v1/alerts", "/api/v1/connections", "/api/v1/rules", "/api/v1/channels"]
    {
        refused(&metering.get(path).await, 403, "scope_insufficient");
    }
    refused(&metering.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).await, 403, "scope_insufficient");
    let reading = server.caller("read").await;
    assert_eq!(reading.sql("SELECT 1 AS one").await, [json!({"one": 1})]);
    refused(&reading.post("/v1/events", &call("a")).await, 403, "scope_insufficient");
    let new_key = json!({"name": "mine", "scope": "full"});
    refused(&reading.post("/api/v1/keys", &new_key).await, 403, "scope_insufficient");
    let wasm = reading.post_bytes("/api/v1/components", "application/wasm", "\0asm").await;
    refused(&wasm, 403, "scope_insufficient");

    // Copying a key is for people.
    let admin = server.admin().await;
    let made = admin.post("/api/v1/keys", &json!({"name": "short-lived", "scope": "metering"})).await.expect(201);
    let id = made["id"].as_str().unwrap();
    refused(&admin.post(&format!("/api/v1/keys/{id}/reveal"), &json!({})).await, 403, "people_only");
    let listed = admin.get("/api/v1/keys").await;
    assert!(!listed.text.contains(made["key"].as_str().unwrap()), "a list shows no key");

    // Both ways to send it; the old one stops at once.
    let old = made["key"].as_str().unwrap();
    let bearer = stranger.request(Method::POST, "/v1/events").bearer_auth(old).json(&call("b"));
    assert_eq!(Answer::to(bearer).await.expect(200)["accepted"], 1);
    let fresh = admin.post(&format!("/api/v1/keys/{id}/regenerate"), &json!({})).await.expect(200);
    refused(&stranger.with_key(Some(old)).post("/v1/events", &call("c")).await, 401, "key_unknown");
    let fresh = stranger.with_key(fresh["key"].as_str());
    assert_eq!(fresh.post("/v1/events", &call("c")).await.expect(200)["accepted"], 1);
    assert_eq!(admin.delete(&format!("/api/v1/keys/{id}")).await.status, 204);
    refused(&fresh.post("/v1/events", &call("d")).await, 401, "key_unknown");
    refused(&admin.delete(&format!("/api/v1/keys/{id}")).await, 404, "not_found");

    goes_on(&server, &metering, 2).await;
}

#[tokio::test]
async fn what_is_not_there() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for path in ["/api/v1/nonsense", "/v1/nonsense", "/meter/v2/nonsense", "/api/v2/analytics"] {
        let got = admin.get(path).await;
        let posted = admin.post(path, &json!({})).await;
        for answer in [got, posted] {
            assert_eq!(answer.status, 404, "{path}: {}", answer.text);
            assert!(answer.json().is_object(), "{path}: {}", answer.text);
        }
    }
    refused(&admin.get("/v1/events").await, 405, "method_not_allowed");
    refused(&admin.delete("/api/v1/sql").await, 405, "method_not_allowed");
    for path in ["events/evt_00000000000000000000000000000000", "alerts/none", "rules/none", "connections/none"] {
        refused(&admin.get(&format!("/api/v1/{path}")).await, 404, "not_found");
    }
    assert_eq!(admin.get("/api/v1/events/nonsense").await.status, 422);
    for query in ["limit=0", "limit=many", "from=yesterday", "minCost=dear", "cursor=7%3B%20DROP", "unpriced=perhaps"] {
        let answer = admin.get(&format!("/api/v1/events?{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text);
        assert!(answer.json()["error"]["message"].is_string(), "{query}");
    }
    // Out of the assets' folder leads no way.
    for path in ["/..%2f..%2fmaster.key", "/assets/..%2f..%2fCargo.toml", "/first-sign-in.txt"] {
        let answer = server.stranger().get(path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
    goes_on(&server, &server.caller("metering").await, 0).await;
}

#[tokio::test]
async fn files_that_are_no_rules_and_settings_that_do_not_fit() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (file, bytes) in [
        ("a text", b"if cost > 1.25 then alert".to_vec()),
        ("nothing", Vec::new()),
        ("a core module", b"\0asm\x01\0\0\0".to_vec()),
        ("an empty component", b"\0asm\x0d\0\x01\0".to_vec()),
        ("half a module", b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\x0f".to_vec()),
    ] {
        let answer = admin.post_bytes("/api/v1/components", "application/wasm", bytes).await;
        assert!(matches!(answer.status, 400 | 422), "{file}: {} {}", answer.status, answer.text);
        let error = answer.json()["error"].clone();
        let sentence = format!("{} {}", error["message"].as_str().unwrap(), error["hint"].as_str().unwrap_or_default());
        let names_it = ["component", "WebAssembly", "rule"].iter().any(|word| sentence.contains(word));
        assert!(names_it && sentence.len() < 1_000, "{file}: {sentence}");
    }
    let text = server.folder().join("rule.txt");
    std::fs::write(&text, "if cost > 1.25 then alert").unwrap();
    let ran = server.cli(&["rule", "upload", text.to_str().unwrap(), "--name", "Text", "--settings", "{}"]).await;
    assert!(ran.expect_failure().contains("not WebAssembly"), "{ran:?}");
    let rule = |settings: Value| json!({"name": "r", "builtin": "threshold", "settings": settings, "channels": [], "enabled": true});
    for (wrong, named) in [
        (rule(json!({"metric": "cost_per_transaction"})), "limit"),
        (rule(json!({"metric": "moon_phase", "limit": 1})), "metric"),
        (rule(json!({"metric": "cost_per_transaction", "limit": "many"})), "limit"),
        (json!({"name": "r", "builtin": "crystal-ball", "settings": {}}), "crystal-ball"),
        (json!({"name": "r", "component": "none", "settings": {}}), "component"),
        (json!({"name": "r", "settings": {}}), "builtin"),
    ] {
        let answer = admin.post("/api/v1/rules", &wrong).await;
        assert!(matches!(answer.status, 400 | 404 | 422), "{wrong}: {} {}", answer.status, answer.text);
        assert!(answer.json()["error"].to_string().contains(named), "{wrong}: {}", answer.text);
    }
    let listed = admin.get("/api/v1/rules").await.expect(200);
    assert_eq!(list(&listed["items"]).len(), 0, "{listed}");
    goes_on(&server, &server.caller("metering").await, 0).await;
}

#[tokio::test]
async fn sql_only_reads_the_warehouse() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    sender.post("/v1/events", &call("a")).await.expect(200);
    server.rows(1, "SELECT seq FROM events").await;
    let admin = server.admin().await;
    let ask = async |sql: &str| admin.post("/api/v1/sql", &json!({"sql": sql})).await;

    let secret = server.data().join("master.key");
    assert!(secret.is_file(), "there is something to steal");
    let target = server.folder().join("stolen");
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    for sql in [
        "DELETE FROM events".to_owned(),
        "UPDATE events SET effective_cost = 0".to_owned(),
        "INSERT INTO events (seq) VALUES (1)".to_owned(),
        "DROP TABLE events".to_owned(),
        "CREATE TABLE mine (x INT)".to_owned(),
        "WITH x AS (SELECT 1) DELETE FROM events".to_owned(),
        "SET memory_limit = '1TB'".to_owned(),
        "SET enable_external_access = true".to_owned(),
        "PRAGMA database_list".to_owned(),
        "INSTALL httpfs".to_owned(),
        "LOAD httpfs".to_owned(),
        "CALL force_checkpoint()".to_owned(),
        "SELECT * FROM force_checkpoint()".to_owned(),
        "SELECT * FROM query('DELETE FROM events')".to_owned(),
        "EXPORT DATABASE 'x'".to_owned(),
        format!("ATTACH '{}'", path(&server.data().join("control.sqlite"))),
        format!("COPY events TO '{}'", path(&target)),
        format!("SELECT * FROM read_text('{}')", path(&secret)),
        format!("SELECT * FROM read_csv('{}')", path(&secret)),
        format!("SELECT * FROM read_blob('{}')", path(&secret)),
        format!("SELECT * FROM '{}'", path(&secret)),
        format!("SELECT * FROM glob('{}/*')", path(&server.data())),
        "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
        "SELECT 1; DELETE FROM events".to_owned(),
        String::new(),
        "-- nothing".to_owned(),
        "SELEC 1".to_owned(),
        "SELECT nonsense FROM events".to_owned(),
        format!("SELECT '{}'", "x".repeat(200_000)),
    ] {
        let answer = ask(&sql).await;
        let shown: String = sql.chars().take(80).collect();
        assert_eq!(answer.status, 422, "{shown}: {}", answer.text);
        let error = answer.json()["error"].clone();
        assert!(error["code"].is_string() && error["message"].is_string(), "{shown}: {error}");
    }
    refused(&ask("DELETE FROM events").await, 422, "not_read_only");
    refused(&ask("SELECT 1; SELECT 2").await, 422, "one_statement");
    let error = refused(&ask("SELECT nonsense FROM events").await, 422, "sql_error");
    assert_eq!(error["position"], 7, "{error}");
    refused(&admin.post("/api/v1/sql", &json!({"sql": "SELECT ?", "params": [[1]]})).await, 422, "invalid_parameter");
    refused(&admin.post("/api/v1/sql", &json!({"query": "SELECT 1"})).await, 422, "invalid_body");
    assert!(!target.exists(), "nothing was written");

    let short = admin.post("/api/v1/sql", &json!({"sql": "SELECT * FROM range(100)", "maxRows": 3})).await.expect(200);
    assert_eq!((list(&short["rows"]).len(), &short["truncated"]), (3, &json!(true)));
    goes_on(&server, &sender, 1).await;
}

#[tokio::test]
async fn a_query_that_never_ends_is_stopped_and_disturbs_nobody() {
    let server = Server::start().await;
    let sender = server.caller("metering").await;
    let admin = server.admin().await;
    let endless = tokio::spawn({
        let admin = admin.clone();
        let sql = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range = 7";
        async move { admin.post("/api/v1/sql", &json!({"sql": sql})).await }
    });
    let mut taken = 0;
    while !endless.is_finished() {
        let answer = sender.post("/v1/events", &call(&format!("e{taken}"))).await;
        assert_eq!(answer.expect(200)["accepted"], 1);
        taken += 1;
        let seen = admin.sql("SELECT count(*) AS events FROM events").await;
        assert!(seen[0]["events"].is_number(), "other queries are answered meanwhile");
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    refused(&endless.await.unwrap(), 408, "sql_timeout");
    assert!(taken > 1);
    goes_on(&server, &sender, taken).await;
}

#[tokio::test]
async fn other_sites_and_other_names_are_kept_out() {
    let server = Server::start_with(&["--public-name", "outlay.example.com"]).await;
    let stranger = server.stranger();
    let with_header =
        |method: Method, path: &str, name: &str, value: &str| stranger.request(method, path).header(name, value);
    for host in ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1"] {
        for path in ["/", "/api/v1/session"] {
            let answer = Answer::to(with_header(Method::GET, path, "host", host)).await;
            refused(&answer, 403, "host_refused");
        }
    }
    Answer::to(with_header(Method::GET, "/api/v1/session", "host", "outlay.example.com")).await.expect(200);

    let token = std::fs::read_to_string(server.data().join("first-sign-in")).unwrap();
    let owner = json!({"token": token.trim(), "name": "ada", "password": "a ledger, not a cockpit"});
    const FIRST: &str = "/api/v1/session/first";
    let foreign = with_header(Method::POST, FIRST, "origin", "http://evil.example").json(&owner);
    refused(&Answer::to(foreign).await, 403, "origin_refused");
    let null = with_header(Method::POST, FIRST, "origin", "null").json(&owner);
    refused(&Answer::to(null).await, 403, "origin_refused");
    let far = with_header(Method::POST, FIRST, "x-forwarded-for", "203.0.113.7").json(&owner);
    refused(&Answer::to(far).await, 403, "loopback_only");
    refused(&stranger.post(FIRST, &with(owner.clone(), json!({"token": "guess"}))).await, 403, "first_sign_in_refused");
    refused(&stranger.post(FIRST, &with(owner.clone(), json!({"password": "short"}))).await, 422, "invalid_password");

    let own = with_header(Method::POST, FIRST, "origin", server.base()).json(&owner);
    let signed_in = Answer::to(own).await;
    signed_in.expect(200);
    let cookie = signed_in.header("set-cookie").to_owned();
    for word in ["HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    refused(&stranger.post(FIRST, &owner).await, 403, "first_sign_in_refused");
    assert!(!server.data().join("first-sign-in").exists(), "the link works once");

    // A session counts only for requests of this very site.
    let session = cookie.split(';').next().unwrap();
    let make_key = |origin: Option<&str>| {
        let request = stranger.request(Method::POST, "/api/v1/keys").header("cookie", session);
        let request = request.json(&json!({"name": "from the console", "scope": "metering"}));
        match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        }
    };
    refused(&Answer::to(make_key(Some("http://evil.example"))).await, 403, "origin_refused");
    refused(&Answer::to(make_key(None)).await, 403, "origin_refused");
    Answer::to(make_key(Some(server.base()))).await.expect(201);
    let wrong = stranger.post("/api/v1/session", &json!({"name": "ada", "password": "not the password"})).await;
    refused(&wrong, 401, "sign_in_failed");

    let page = Answer::to(with_header(Method::GET, "/", "host", "outlay.example.com")).await;
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    goes_on(&server, &server.caller("metering").await, 0).await;
}
