//! What authors of connectors do on the command line: from an empty folder to figures in the warehouse.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use system_tests::{Server, cli, list, wait_until};
use tokio::process::Command;

const TOKEN: &str = "gateway-token-5cTn2wVq8ZkD";

/// A gateway as the new connector's README describes it: the same rows every day, two pages.
async fn gateway() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/v1/account", get(account)).route("/v1/usage", get(usage)).with_state(());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}

fn is_welcome(headers: &HeaderMap) -> bool {
    headers.get(header::AUTHORIZATION).is_some_and(|value| *value == format!("Bearer {TOKEN}"))
}

async fn account(State(()): State<()>, headers: HeaderMap) -> Response {
    if !is_welcome(&headers) {
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": "who are you?"}))).into_response();
    }
    // It also says with which token it was asked.
    Json(json!({"name": "Acme", "token": TOKEN})).into_response()
}

async fn usage(
    State(()): State<()>,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if !is_welcome(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let row = |model: &str, cost: &str| {
        json!({"day": query["from"], "model": model, "team": "search", "requests": 2, "input_tokens": 1000,
               "cached_tokens": 400, "output_tokens": 50, "cost_usd": cost})
    };
    let answer = match query.get("page").map(String::as_str) {
        None => json!({"rows": [row("gpt-5", "0.1")], "next_page": 2}),
        Some(_) => json!({"rows": [row("gpt-5-mini", "0.02")], "next_page": null}),
    };
    Json(answer).into_response()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = cli::outlay(folder, arguments);
    // Everything that a new project needs was fetched when this workspace was built.
    command.env("CARGO_NET_OFFLINE", "true").env("BILL_TOKEN", TOKEN).env("WRONG_TOKEN", "mistyped");
    command
}

#[tokio::test]
async fn from_an_empty_folder_to_figures() {
    let (server, origin) = (Server::start().await, gateway().await);
    let home = server.folder();
    let run = async |arguments: &[&str]| cli::run(command(home, arguments)).await;
    run(&["connector", "new", "house-bill"]).await.expect_ok();
    assert!(run(&["connector", "new", "house-bill"]).await.expect_failure().contains("not empty"));
    assert!(run(&["connector", "new", "House"]).await.expect_failure().contains("lower-case"));

    // Its own tests play the tape.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--quiet"]).current_dir(home.join("house-bill")).env("CARGO_NET_OFFLINE", "true");
    cargo.env("CARGO_TARGET_DIR", system_tests::environment::target_dir().join("authoring"));
    cli::run(cargo).await.expect_ok();

    let tape = "house-bill/tapes/two-days.ndjson";
    let replayed = run(&["connector", "check", "house-bill", "--replay", tape]).await;
    let said = replayed.expect_ok();
    assert!(said.contains("The credentials work: Acme") && said.contains("costs: 5 records"), "{said}");
    assert!(said.contains("3.6500304 USD"), "exact: {said}");

    run(&["connector", "build", "house-bill"]).await.expect_ok();
    let told = run(&["connector", "check", "house-bill.wasm"]).await;
    assert!(told.expect_ok().contains("Asks setting:base_url"), "{told:?}");

    // Asking the real thing, and recording it.
    let setting = format!("base_url={origin}");
    let ask = ["connector", "check", "house-bill.wasm", "--setting", &setting, "--allow-private", "--json"];
    let wrong = run(&[&ask[..], &["--credential", "token=env:WRONG_TOKEN"]].concat()).await;
    wrong.expect_failure();
    let report: Value = serde_json::from_str(&wrong.stdout).unwrap();
    assert_eq!(report["failure"]["code"], "credentials_invalid", "{report}");
    let recording =
        ["--credential", "token=env:BILL_TOKEN", "--stream", "usage", "--days", "1", "--record", "new.ndjson"];
    let asked = run(&[&ask[..], &recording].concat()).await;
    let report: Value = serde_json::from_str(asked.expect_ok()).unwrap();
    assert_eq!((report["account"]["name"].as_str(), list(&report["streams"]).len()), (Some("Acme"), 1), "{report}");
    assert_eq!(report["streams"][0]["sums"]["cached input tokens"], "800", "{report}");
    let recorded = std::fs::read_to_string(home.join("new.ndjson")).unwrap();
    assert!(recorded.lines().count() == 4 && !recorded.contains(TOKEN), "{recorded}");
    let again = run(&[
        "connector",
        "check",
        "house-bill.wasm",
        "--replay",
        "new.ndjson",
        "--stream",
        "usage",
        "--days",
        "1",
        "--json",
    ])
    .await;
    let replayed: Value = serde_json::from_str(again.expect_ok()).unwrap();
    assert_eq!(replayed, report, "a tape says what the provider said");
    let public_only = run(&[&ask[..5], &["--credential", "token=env:BILL_TOKEN"]].concat()).await;
    assert!(public_only.expect_failure().contains("private addresses"), "{public_only:?}");
    let unheard = run(&["connector", "check", "house-bill.wasm", "--replay", "new.ndjson", "--days", "300"]).await;
    assert!(unheard.expect_failure().contains("usage"), "{unheard:?}");

    // Without a grant it says what it wants.
    let ask_server = async |arguments: &[&str]| {
        let mut command = server.command(arguments);
        command.env("BILL_TOKEN", TOKEN);
        cli::run(command).await
    };
    let shown = ask_server(&["connector", "upload", "house-bill.wasm"]).await;
    assert!(shown.expect_ok().contains("--grant 'setting:base_url'"), "{shown:?}");
    let listed = ask_server(&["connector", "list"]).await;
    assert!(!listed.expect_ok().contains("house-bill"), "{listed:?}");
    ask_server(&["connector", "upload", "house-bill.wasm", "--grant", "setting:base_url"]).await.expect_ok();
    let listed = ask_server(&["connector", "list"]).await;
    assert!(listed.expect_ok().contains("house-bill"), "{listed:?}");
    let add = ["connection", "add", "house-bill", "--credential", "token=env:BILL_TOKEN", "--setting", &setting];
    ask_server(&[&add[..], &["--allow-private"]].concat()).await.expect_ok();
    let sums = "SELECT count(*) AS n, sum(cost)::VARCHAR AS cost FROM costs";
    wait_until("its costs in SQL", async || {
        let rows = server.sql(sums).await;
        let connections = server.admin().await.get("/api/v1/connections").await.expect(200);
        if rows[0]["n"] == 0 { Err(connections) } else { Ok(()) }
    })
    .await;
    assert!(ask_server(&["connector", "delete", "house-bill"]).await.expect_failure().contains("use it"));
}
