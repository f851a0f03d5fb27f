//! What is refused can be looked up, what is nobody's business is not kept: secrets never, prompts only where wanted.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::{call, with};
use system_tests::{Answer, Caller, Server, list, wait_until};

const COMPLETIONS: &str = "/meter/v2/ai/completions";
const ERRORS: &str = "/api/v1/ingest-errors";

/// Somebody who posts with a fresh key, and the key's id.
async fn sender(server: &Server, name: &str) -> (Caller, String) {
    let made = server.admin().await.post("/api/v1/keys", &json!({"name": name, "scope": "metering"})).await.expect(201);
    (server.stranger().with_key(made["key"].as_str()), made["id"].as_str().unwrap().to_owned())
}

/// How much was refused of what came with a key.
async fn refusals(server: &Server, key: &str) -> u64 {
    let keys = server.admin().await.get("/api/v1/keys").await.expect(200);
    let key = list(&keys["items"]).iter().find(|listed| listed["id"] == key).unwrap();
    key["refused"].as_str().unwrap().parse().unwrap()
}

/// Once there are so many, what was refused, the newest first.
async fn errors(server: &Server, count: usize) -> Vec<Value> {
    let admin = server.admin().await;
    wait_until(&format!("{count} refusals"), async || {
        let items = list(&admin.get(ERRORS).await.expect(200)["items"]).to_vec();
        if items.len() == count { Ok(items) } else { Err(format!("{items:?}")) }
    })
    .await
}

/// Everything below a folder that holds one of these texts.
fn files_with(folder: &Path, texts: &[&str]) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // Sockets cannot be read.
            let bytes = std::fs::read(&path).unwrap_or_default();
            for text in texts {
                if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                    found.push(format!("{text} in {}", path.display()));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn what_is_refused_can_be_looked_up() {
    let mut server = Server::start().await;
    let (first, first_key) = sender(&server, "first").await;
    let (second, second_key) = sender(&server, "second").await;
    let bad = json!({"transactionId": "bad", "model": "gpt-4o-mini", "inputTokenCount": "many"});
    first.post("/v1/events", &json!([call("good"), bad, 7, call("fine")])).await.expect(200);
    errors(&server, 2).await;
    second.post(COMPLETIONS, &bad).await.expect(400);
    errors(&server, 3).await;
    second.post_bytes("/v1/events", "application/json", "{\"model\": ").await.expect(400);
    errors(&server, 4).await;
    let long = json!({"kind": "spaceship", "note": "ü".repeat(5_000)});
    second.post("/v1/events", &long).await.expect(422);
    let listed = errors(&server, 5).await;

    let expected = [
        (&second_key, "/v1/events", json!(0), "invalid_field", json!("kind")),
        (&second_key, "/v1/events", Value::Null, "invalid_body", Value::Null),
        (&second_key, COMPLETIONS, Value::Null, "invalid_field", json!("inputTokenCount")),
        (&first_key, "/v1/events", json!(2), "invalid_field", json!("event")),
        (&first_key, "/v1/events", json!(1), "invalid_field", json!("inputTokenCount")),
    ];
    for (error, (key, endpoint, item, code, field)) in listed.iter().zip(&expected) {
        assert_eq!((&error["keyId"], &error["endpoint"]), (&json!(key), &json!(endpoint)), "{error}");
        assert_eq!((&error["item"], &error["code"], &error["field"]), (item, &json!(code), field), "{error}");
        assert!(error["message"].as_str().unwrap().len() > 8, "{error}");
        assert!(error["receivedAt"].as_str().unwrap().ends_with('Z'), "{error}");
    }
    let text = |index: usize| listed[index]["body"].as_str().unwrap();
    assert!(text(0).starts_with(r#"{"kind":"spaceship","note":"ü"#) && (2_000..=2_048).contains(&text(0).len()));
    assert_eq!(text(1), "{\"model\": ");
    assert_eq!(serde_json::from_str::<Value>(text(2)).unwrap(), bad);
    assert_eq!(text(3), "7");
    assert_eq!(serde_json::from_str::<Value>(text(4)).unwrap(), bad);

    // The table says the same; a key's refusals can be asked for; pages follow each other.
    let rows = server.sql("SELECT * FROM ingest_errors ORDER BY received_at DESC, item DESC").await;
    for (row, error) in rows.iter().zip(&listed) {
        for (column, field) in [("key_id", "keyId"), ("endpoint", "endpoint"), ("item", "item"), ("body", "body")] {
            assert_eq!(row[column], error[field], "{column}");
        }
        assert_eq!(row["team"], "default");
    }
    let admin = server.admin().await;
    let of_first = admin.get(&format!("{ERRORS}?keyId={first_key}")).await.expect(200);
    assert_eq!(list(&of_first["items"]), &listed[3..]);
    let page = admin.get(&format!("{ERRORS}?limit=3")).await.expect(200);
    let next = page["next"].as_str().unwrap();
    let rest = admin.get(&format!("{ERRORS}?limit=3&cursor={next}")).await.expect(200);
    assert_eq!([list(&page["items"]), list(&rest["items"])].concat(), listed);
    assert_eq!(rest["next"], Value::Null);
    assert_eq!(first.get(ERRORS).await.status, 403, "senders do not read");

    assert_eq!((refusals(&server, &first_key).await, refusals(&server, &second_key).await), (2, 3));
    // Strangers leave no traces.
    server.stranger().post("/v1/events", &bad).await.expect(401);
    server.stop().await;
    server.start_again().await;
    assert_eq!(errors(&server, 5).await, listed);
    assert_eq!((refusals(&server, &first_key).await, refusals(&server, &second_key).await), (2, 3));
}

#[tokio::test]
async fn secrets_in_what_is_refused_are_masked() {
    let mut server = Server::start().await;
    let (sender, key) = sender(&server, "careless").await;
    const SECRETS: [&str; 5] = [
        "sk-proj-Zq7pL2vX9sT4wN8kB3mJ6hG1",
        "subscriber-credential-value-4711",
        "Y2FyZWxlc3MtYmVhcmVyLXRva2Vu0815",
        "AKIAQ7ZP2LXV9ST4WN8K",
        "hunter2-and-more-of-it",
    ];
    let [openai, credential, bearer, aws, password] = SECRETS;
    let careless = json!({
        "transactionId": "careless", "model": "gpt-4o-mini", "provider": "openai", "inputTokenCount": "many",
        "subscriber": {"id": "ada", "credential": {"name": "web", "value": credential}},
        "headers": {"Authorization": format!("Bearer {bearer}"), "x-api-key": openai},
        "aws": aws, "login": format!("{{\"password\": \"{password}\"}}"),
    });
    sender.post(COMPLETIONS, &careless).await.expect(400);
    sender.post("/v1/events", &json!([call("good"), careless, careless])).await.expect(200);
    let turned = json!({"kind": "none", "subscriber": {"credential": {"value": credential, "name": "web"}}});
    sender.post("/v1/events", &turned).await.expect(422);
    // As a text in a text, cut off, by line, as a wrong value, as a header.
    let text = json!({"kind": "none", "note": careless.to_string()});
    sender.post("/v1/events", &text).await.expect(422);
    let whole = careless.to_string();
    let cut = whole.split_at(whole.len() - 1).0.to_owned();
    sender.post_bytes("/v1/events", "application/json", cut.clone()).await.expect(400);
    sender.post_bytes("/v1/events", "application/x-ndjson", format!("{cut}\n{whole}")).await.expect(422);
    sender.post("/v1/events", &json!({"kind": openai})).await.expect(422);
    sender.post("/v1/events", &json!({"model": "m", "time": format!("Bearer {bearer}")})).await.expect(422);
    let encoded = sender.request(Method::POST, "/v1/events").header("content-encoding", openai).body("{}");
    assert_eq!(Answer::to(encoded).await.status, 415);

    let listed = errors(&server, 11).await;
    assert_eq!(refusals(&server, &key).await, 11);
    let shown = |texts: &str| SECRETS.into_iter().filter(|secret| texts.contains(secret)).collect::<Vec<_>>();
    for error in &listed {
        assert_eq!(shown(&error.to_string()), Vec::<&str>::new(), "{error}");
    }
    let all = json!(listed).to_string();
    // What it was stays readable.
    for rest in ["sk-proj-[masked]", "Bearer [masked]", "AKIA[masked]", "ada", "careless"] {
        assert!(all.contains(rest), "{rest} in {all}");
    }
    let rows = json!(server.sql("SELECT * FROM ingest_errors").await).to_string();
    assert_eq!(shown(&rows), Vec::<&str>::new());
    server.stop().await;
    assert_eq!(shown(&format!("{}{}", server.log(), server.printed())), Vec::<&str>::new());
    assert_eq!(files_with(&server.data(), &SECRETS), Vec::<String>::new());
}

#[tokio::test]
async fn the_newest_ten_thousand_are_kept() {
    let server = Server::start().await;
    let (sender, key) = sender(&server, "tireless").await;
    let admin = server.admin().await;
    const ROUNDS: u64 = 7;
    /// Fewer than may wait to be written.
    const REQUESTS: u64 = 15;
    for round in 0..ROUNDS {
        for request in 0..REQUESTS {
            let bad = |item| json!({"model": "m", "id": format!("r{round}-{request}-{item}"), "outputTokenCount": -1});
            let items: Vec<Value> = (0..100).map(bad).collect();
            assert_eq!(sender.post("/v1/events", &json!(items)).await.expect(422)["rejected"], 100);
        }
        let expected = ((round + 1) * REQUESTS * 100).min(10_000);
        wait_until(&format!("{expected} refusals"), async || {
            let rows = admin.sql("SELECT count(*) AS n FROM ingest_errors").await;
            if rows[0]["n"] == expected { Ok(()) } else { Err(rows[0]["n"].clone()) }
        })
        .await;
    }
    let of = async |round: u64| {
        let sql = format!("SELECT count(*) AS n FROM ingest_errors WHERE body LIKE '%r{round}-%'");
        admin.sql(&sql).await[0]["n"].as_u64().unwrap()
    };
    assert_eq!((of(0).await, of(1).await, of(ROUNDS - 1).await), (1_000, 1_500, 1_500));
    // Of one request only the first hundred are noted; all are counted.
    let many: Vec<Value> = (0..250).map(|item| json!({"id": format!("many-{item}"), "kind": "none"})).collect();
    sender.post("/v1/events", &json!(many)).await.expect(422);
    wait_until("the last ones", async || {
        let rows = admin.sql("SELECT count(*) AS n FROM ingest_errors WHERE body LIKE '%many-%'").await;
        if rows[0]["n"] == 100 { Ok(()) } else { Err(rows[0]["n"].clone()) }
    })
    .await;
    assert_eq!(admin.sql("SELECT count(*) AS n FROM ingest_errors").await[0]["n"], 10_000);
    assert_eq!(refusals(&server, &key).await, ROUNDS * REQUESTS * 100 + 250);
    server.rows(0, "SELECT seq FROM events").await;
}

const SYSTEM: &str = "You are a helpful whale.";
const ASKED: &str = "How deep is the Mariana Trench?";
const ANSWERED: &str = "About eleven kilometres, mostly water.";

fn conversation(id: &str) -> Value {
    let messages = json!([{"role": "user", "content": ASKED}]).to_string();
    with(call(id), json!({"systemPrompt": SYSTEM, "inputMessages": messages, "outputResponse": ANSWERED}))
}

async fn capture(server: &Server, capture: bool) {
    let settings = server.admin().await.patch("/api/v1/settings", &json!({"capturePrompts": capture})).await;
    assert_eq!(settings.expect(200)["capturePrompts"], capture);
}

#[tokio::test]
async fn prompts_are_not_kept_unless_somebody_wants_that() {
    let mut server = Server::start().await;
    let sender = server.caller("metering").await;
    let admin = server.admin().await;
    assert_eq!(admin.get("/api/v1/settings").await.expect(200)["capturePrompts"], false);
    sender.post("/v1/events", &conversation("native")).await.expect(200);
    sender.post(COMPLETIONS, &conversation("sdk")).await.expect(201);
    let envelope = json!({"specversion": "1.0", "id": "ce", "source": "/", "type": "t", "data": conversation("cloud")});
    sender.post("/v1/events", &envelope).await.expect(200);
    let rows = server.rows(3, "SELECT * FROM events").await;
    let texts = [SYSTEM, "Mariana", ANSWERED];
    for row in &rows {
        assert!(texts.iter().all(|text| !row.to_string().contains(text)), "{row}");
    }
    assert_eq!(server.sql("SELECT * FROM prompts").await, Vec::<Value>::new());
    server.stop().await;
    assert_eq!(files_with(&server.data(), &texts), Vec::<String>::new());
    server.start_again().await;

    // What was sent before stays away, what comes now is kept, also after a restart.
    capture(&server, true).await;
    let sender = server.caller("metering").await;
    sender.post("/v1/events", &conversation("kept")).await.expect(200);
    sender.post("/v1/events", &call("silent")).await.expect(200);
    server.rows(1, "SELECT seq FROM prompts").await;
    server.kill().await;
    server.start_again().await;
    let sender = server.caller("metering").await;
    sender.post(COMPLETIONS, &conversation("kept-too")).await.expect(201);
    let joined = "SELECT transaction_id, attributes, prompts.* FROM prompts JOIN events USING (seq) ORDER BY seq";
    let rows = server.rows(2, joined).await;
    assert_eq!((&rows[0]["transaction_id"], &rows[1]["transaction_id"]), (&json!("kept"), &json!("kept-too")));
    for row in &rows {
        assert_eq!((&row["system_prompt"], &row["output_response"]), (&json!(SYSTEM), &json!(ANSWERED)), "{row}");
        assert!(row["input_messages"].as_str().unwrap().contains(ASKED), "{row}");
        assert_eq!((&row["truncated"], &row["attributes"]), (&json!(false), &Value::Null), "{row}");
    }
    capture(&server, false).await;
    sender.post("/v1/events", &conversation("no-more")).await.expect(200);
    server.rows(7, "SELECT seq FROM events").await;
    server.rows(2, "SELECT seq FROM prompts").await;

    let reader = server.caller("read").await;
    let prompt_of = async |id: &str| {
        let found = reader.get(&format!("/api/v1/events?q={id}")).await.expect(200);
        let event = found["items"][0]["eventId"].as_str().unwrap().to_owned();
        reader.get(&format!("/api/v1/events/{event}")).await.expect(200)["prompt"].clone()
    };
    let kept = prompt_of("kept").await;
    assert_eq!((&kept["systemPrompt"], &kept["outputResponse"]), (&json!(SYSTEM), &json!(ANSWERED)));
    assert_eq!(kept["truncated"], false);
    assert_eq!((prompt_of("silent").await, prompt_of("no-more").await), (Value::Null, Value::Null));
}

#[tokio::test]
async fn prompts_are_cut_and_their_secrets_masked() {
    let mut server = Server::start().await;
    capture(&server, true).await;
    let sender = server.caller("metering").await;
    const SECRET: &str = "sk-proj-Zq7pL2vX9sT4wN8kB3mJ6hG1";
    const LONGEST: usize = 50_000;
    // Just long enough; too long; with a secret; with one in the middle of which the cut is.
    let texts = [
        "ü".repeat(LONGEST),
        "ü".repeat(LONGEST + 1),
        format!("use {SECRET} please"),
        format!("{} {SECRET}{}", "x".repeat(LONGEST - 14), "y".repeat(100)),
    ];
    for (number, text) in texts.iter().enumerate() {
        let event = with(call(&format!("event-{number}")), json!({"inputMessages": text, "outputResponse": "yes"}));
        assert_eq!(sender.post("/v1/events", &event).await.expect(200)["accepted"], 1);
    }
    let rows = server.rows(4, "SELECT input_messages, output_response, truncated FROM prompts ORDER BY seq").await;
    let kept: Vec<&str> = rows.iter().map(|row| row["input_messages"].as_str().unwrap()).collect();
    let truncated: Vec<bool> = rows.iter().map(|row| row["truncated"].as_bool().unwrap()).collect();
    assert_eq!(truncated[..3], [false, true, false]);
    assert!(kept[0] == texts[0], "whole");
    assert!(kept[1] == format!("{}...[TRUNCATED]", texts[0]), "cut to {}", kept[1].chars().count());
    assert_eq!(kept[2], "use sk-proj-[masked] please");
    let tail = kept[3].trim_start_matches('x');
    assert!(!tail.contains("Zq7p"), "{tail}");
    assert!(rows.iter().all(|row| row["output_response"] == "yes"));
    server.stop().await;
    assert_eq!(files_with(&server.data(), &["Zq7p"]), Vec::<String>::new());
}

#[tokio::test]
async fn sdks_ask_for_the_same_setting() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let ask = async |path: &str| admin.get(path).await.expect(200)["promptCaptureEnabled"].clone();
    let put = async |path: &str, body: Value| Answer::to(admin.request(Method::PUT, path).json(&body)).await;
    for prefix in ["", "/profitstream"] {
        let path = format!("{prefix}/v2/api/teams/default/settings/prompts");
        assert_eq!(ask(&path).await, false, "{path}");
        let changed = put(&path, json!({"promptCaptureEnabled": true})).await.expect(200);
        assert_eq!(changed["promptCaptureEnabled"], true);
        assert_eq!(ask(&path).await, true, "{path}");
        assert_eq!(admin.get("/api/v1/settings").await.expect(200)["capturePrompts"], true);
        capture(&server, false).await;
        assert_eq!(ask(&path).await, false, "{path}");
        // Errors have the form of the SDKs, and change nothing.
        let refused = put(&path, json!({"promptCaptureEnabled": "perhaps"})).await.expect(422);
        assert!(refused["errors"][0]["code"].is_string(), "{refused}");
        let metering = server.caller("metering").await;
        let request = metering.request(Method::PUT, &path).json(&json!({"promptCaptureEnabled": true}));
        let refused = Answer::to(request).await.expect(403);
        assert!(refused["errors"][0]["code"].is_string(), "{refused}");
        assert_eq!(ask(&path).await, false, "{path}");
    }
}
