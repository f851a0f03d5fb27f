//! Connectors that strangers bring: taken in only with a grant, and kept in whatever they try.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use system_tests::{Caller, Server, environment, list, wait_until};

const TOKEN: &str = "victim-token-8fK2pQ7xLm4RtZ";

/// The hostile connector's provider, and the attacker's server: they remember what arrives.
#[derive(Clone, Default)]
struct Victim {
    seen: Arc<Mutex<Vec<(Method, Uri, HeaderMap)>>>,
    /// Where a redirect leads.
    elsewhere: String,
}

impl Victim {
    async fn start(elsewhere: &str) -> (Self, String) {
        let victim = Self { elsewhere: elsewhere.to_owned(), ..Self::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(victim.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (victim, origin)
    }

    fn paths(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(method, uri, _)| format!("{method} {}", uri.path())).collect()
    }
}

async fn answer(
    State(victim): State<Victim>,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    _body: Bytes,
) -> Response {
    victim.seen.lock().unwrap().push((method, uri, headers.clone()));
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if query.contains_key("redirect") {
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, victim.elsewhere.clone())]).into_response();
    }
    if query.contains_key("echo") {
        return ([("x-echo", authorization.to_owned())], json!({"you sent": authorization}).to_string())
            .into_response();
    }
    if authorization != format!("Bearer {TOKEN}") {
        return (StatusCode::UNAUTHORIZED, "{}").into_response();
    }
    "{}".into_response()
}

fn component() -> Vec<u8> {
    let module = environment::guest("connector-hostile");
    wit_component::ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}

async fn upload(admin: &Caller, query: &str) -> system_tests::Answer {
    admin.post_bytes(&format!("/api/v1/connectors{query}"), "application/wasm", component()).await
}

/// A server with the connector, and its victim.
struct House {
    server: Server,
    admin: Caller,
    victim: Victim,
    origin: String,
    attacker: Victim,
}

impl House {
    async fn open() -> Self {
        let server = Server::start_with(&["--log", "debug"]).await;
        let admin = server.admin().await;
        let (attacker, elsewhere) = Victim::start("").await;
        let (victim, origin) = Victim::start(&format!("{elsewhere}/collect")).await;
        upload(&admin, "?grant=setting:base_url").await.expect(201);
        Self { server, admin, victim, origin, attacker }
    }

    /// Connects it, and waits for the end of its first sync.
    async fn connected(&self, mode: &str) -> Value {
        // A name says nothing: what it resolves to is looked at.
        let is_inside = mode == "inside";
        let base_url =
            if is_inside { self.origin.replace("http://127.0.0.1", "https://localhost") } else { self.origin.clone() };
        let new = json!({
            "connector": "hostile", "name": mode, "credentials": {"token": TOKEN},
            "settings": {"base_url": base_url, "mode": mode}, "allowPrivate": !is_inside,
        });
        let id = self.admin.post("/api/v1/connections", &new).await.expect(201)["id"].as_str().unwrap().to_owned();
        wait_until(&format!("the end of a sync: {mode}"), async || {
            let connection = self.admin.get(&format!("/api/v1/connections/{id}")).await.expect(200);
            let is_over = connection["lastSync"]["endedAt"].is_string();
            if is_over { Ok(connection) } else { Err(connection) }
        })
        .await
    }

    /// What it told in the model of its records.
    async fn told(&self, mode: &str) -> String {
        let connection = self.connected(mode).await;
        assert_eq!(connection["lastSync"]["status"], "done", "{mode}: {connection}");
        let id = json!([connection["id"]]);
        wait_until("its records in SQL", async || {
            let rows = self.admin.sql_with("SELECT model FROM usage WHERE connection_id = ? LIMIT 1", &id).await;
            rows.first().map(|row| row["model"].as_str().unwrap_or_default().to_owned()).ok_or("no row")
        })
        .await
    }

    /// Why its sync ended; nothing of it is shown.
    async fn fails(&self, mode: &str) -> String {
        let connection = self.connected(mode).await;
        assert_eq!(connection["lastSync"]["status"], "failed", "{mode}: {connection}");
        let rows = self
            .admin
            .sql_with("SELECT count(*) AS n FROM usage WHERE connection_id = ?", &json!([connection["id"]]))
            .await;
        assert_eq!(rows[0]["n"], 0, "{mode}");
        connection["lastSync"]["error"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_connector_is_taken_in_with_a_grant_only() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let refused = upload(&admin, "").await.expect_error(409, "grant_needed");
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("https://attacker.example") && message.contains("setting:base_url"), "{message}");
    let shown = upload(&admin, "?dryRun=true").await.expect(200);
    assert_eq!(shown["origins"], json!(["https://attacker.example", "setting:base_url"]));
    assert!(list(&shown["checks"]).iter().any(|check| check["check"] == "compiles"), "{shown}");
    upload(&admin, "?grant=https://other.example").await.expect_error(422, "invalid_connection");
    upload(&admin, "?dryrun=true").await.expect_error(422, "invalid_query");
    let not_wasm = admin.post_bytes("/api/v1/connectors?dryRun=true", "application/wasm", "no wasm").await;
    not_wasm.expect_error(422, "not_wasm");
    let listed = |connectors: Value| list(&connectors["items"]).iter().any(|one| one["id"] == "hostile");
    assert!(!listed(admin.get("/api/v1/connectors").await.expect(200)), "nothing was taken in");

    let taken = upload(&admin, "?grant=setting:base_url").await.expect(201);
    assert_eq!(taken["origins"], json!(["setting:base_url"]), "only what was granted is shown to whoever connects it");
    assert!(taken["upload"]["uploadedAt"].is_string(), "{taken}");
    let beyond = json!({
        "connector": "hostile", "name": "beyond", "credentials": {"token": TOKEN},
        "settings": {"base_url": "https://victim.example", "mode": "none"},
        "grantedOrigins": ["setting:base_url", "https://attacker.example"],
    });
    admin.post("/api/v1/connections", &beyond).await.expect_error(422, "invalid_connection");

    // Who may not manage may not upload.
    let reader = server.caller("read").await;
    assert_eq!(upload(&reader, "?dryRun=true").await.status, 403);

    // It is there after a restart, and goes when nobody uses it.
    let mut server = server;
    server.stop().await;
    server.start_again().await;
    let admin = server.admin().await;
    assert!(listed(admin.get("/api/v1/connectors").await.expect(200)));
    let new = json!({
        "connector": "hostile", "name": "in use", "credentials": {"token": TOKEN},
        "settings": {"base_url": "http://127.0.0.1:9", "mode": "none"}, "allowPrivate": true,
    });
    let connection = admin.post("/api/v1/connections", &new).await.expect(201);
    admin.delete("/api/v1/connectors/hostile").await.expect_error(409, "in_use");
    admin.delete(&format!("/api/v1/connections/{}", connection["id"].as_str().unwrap())).await.expect(204);
    admin.delete("/api/v1/connectors/hostile").await.expect(204);
    admin.delete("/api/v1/connectors/hostile").await.expect_error(404, "not_found");
    admin.delete("/api/v1/connectors/openai").await.expect_error(409, "connector_taken");
}

#[tokio::test]
async fn a_hostile_connector_learns_and_reaches_nothing() {
    let house = House::open().await;
    assert_eq!(house.told("read_credential").await, "found nothing");
    let echoed = house.told("read_echo").await;
    assert!(echoed.contains("you sent") && !echoed.contains(TOKEN), "{echoed}");

    let away = house.told("other_host").await;
    assert!(away.contains("attacker.example") && away.contains("granted"), "{away}");
    let undeclared = house.told("undeclared").await;
    assert!(undeclared.contains("there is no request `admin`"), "{undeclared}");
    assert_eq!(house.told("redirect").await, "status 307");
    let minted = house.told("mint_key").await;
    assert!(minted.contains("a GET request has no body"), "{minted}");
    let inside = house.fails("inside").await;
    assert!(inside.contains("localhost resolves to"), "{inside}");

    assert_eq!(house.attacker.paths(), Vec::<String>::new(), "the attacker hears nothing");
    let paths = house.victim.paths();
    assert!(paths.iter().all(|path| path == "GET /usage" || path.starts_with("GET /usage/")), "{paths:?}");
    assert!(!house.server.log().contains(TOKEN), "the token is in the log");
}

#[tokio::test]
async fn a_hostile_connector_ends_and_nothing_of_it_is_shown() {
    let house = House::open().await;
    let check = async |mode: &str, part: &str| {
        let error = house.fails(mode).await;
        assert!(error.contains(part), "{mode}: {error}");
    };
    check("never_end", "longer than 10 s").await;
    check("same_page", "again and again").await;
    check("much_memory", "memory").await;
    check("panic", "no reason").await;
    check("no_number", "the cost `NaN`").await;
    check("no_currency", "without a currency").await;
    check("other_time", "outside of its window").await;
    check("no_object", "no JSON object").await;
    check("too_long", "too long").await;
    check("half", "the second half is missing").await;
    check("many_requests", "requests").await;

    let before = house.server.log().len();
    assert_eq!(house.told("flood_log").await, "flooded");
    let more = house.server.log().len() - before;
    assert!(more < 1_000_000, "of a gigabyte, {more} bytes are in the log");

    // Beside all that, others are served.
    assert_eq!(house.told("none").await, "");
}
