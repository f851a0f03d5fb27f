//! Slack takes what is sent, reads it as it was meant, and its URL stays a secret.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::post;
use serde_json::{Value, json};

use super::world::{CONSOLE, World, firing, settings, until};
use crate::{AlertsError, ChangeChannel, Channel, NewChannel};
use outlay_domain::Finding;

const TOKEN: &str = "services/T0000/B0000/very-secret-token";

/// An incoming webhook, as strict as the real one.
#[derive(Debug, Clone)]
struct Workspace {
    url: String,
    posted: Arc<Mutex<Vec<Value>>>,
}

impl Workspace {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/{TOKEN}", listener.local_addr().unwrap());
        let workspace = Self { url, posted: Arc::default() };
        let router = Router::new().fallback(post(take)).with_state(workspace.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        workspace
    }

    fn posted(&self) -> Vec<Value> {
        self.posted.lock().unwrap().clone()
    }
}

async fn take(State(workspace): State<Workspace>, uri: Uri, body: Bytes) -> (StatusCode, String) {
    if uri.path() != format!("/{TOKEN}") {
        // Some servers repeat what they were asked for.
        return (StatusCode::NOT_FOUND, format!("Cannot POST {uri}"));
    }
    let payload: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Err(problem) = check(&payload) {
        return (StatusCode::BAD_REQUEST, format!("invalid_payload: {problem}"));
    }
    workspace.posted.lock().unwrap().push(payload);
    (StatusCode::OK, "ok".to_owned())
}

/// What Slack would refuse or read as something else.
pub(super) fn check(payload: &Value) -> Result<(), String> {
    check_text(payload["text"].as_str().ok_or("no text")?, 40_000)?;
    let blocks = payload["blocks"].as_array().filter(|blocks| (1..=50).contains(&blocks.len())).ok_or("blocks")?;
    for block in blocks {
        let (texts, most) = match block["type"].as_str() {
            Some("section") => (vec![&block["text"]], 3_000),
            Some("context") => {
                let elements = block["elements"].as_array().filter(|all| (1..=10).contains(&all.len()));
                (elements.ok_or("elements")?.iter().collect(), 3_000)
            }
            other => return Err(format!("a block {other:?}")),
        };
        for text in texts {
            if (&text["type"], &text["verbatim"]) != (&json!("mrkdwn"), &json!(true)) {
                return Err(format!("a text {text}"));
            }
            check_text(text["text"].as_str().ok_or("no text")?, most)?;
        }
    }
    Ok(())
}

/// `&`, `<` and `>` are escaped, but for links of our own.
fn check_text(text: &str, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if !(1..=most).contains(&length) {
        return Err(format!("a text of {length} characters"));
    }
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&']) {
        rest = rest.split_at(at).1;
        let escape = ["&lt;", "&gt;", "&amp;"].iter().find(|escape| rest.starts_with(**escape));
        let end = match escape {
            Some(escape) => escape.len(),
            None if rest.starts_with(&format!("<{CONSOLE}/")) => rest.find('>').ok_or("an open link")? + 1,
            None => return Err(format!("not escaped: {rest}")),
        };
        rest = rest.split_at(end).1;
    }
    Ok(())
}

async fn channel(world: &World, url: &str) -> Channel {
    let settings = settings(json!({"url": url}));
    let new = NewChannel { name: "slack".into(), kind: Some("slack".into()), settings, allow_private: true };
    world.alerts.create_channel(new, "Ada").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_arrive_escaped_with_a_link() {
    let workspace = Workspace::start().await;
    let world = World::new().await;
    let channel = channel(&world, &workspace.url).await;
    world.rule(&[&channel]).await;
    let (_running, _cancel) = world.run();
    let hostile = Finding {
        title: "<!channel> <https://evil.example|Sign in> & *bold*\nsecond line".into(),
        detail: "x & <y>".repeat(1_000),
        key: "<@U123>".into(),
        rule_name: "R&D".into(),
        ..firing("k", "2")
    };
    world.say(vec![hostile]);
    until(async || workspace.posted().len() == 1).await;
    let text = workspace.posted()[0].to_string();
    assert!(!text.contains("<!channel>") && !text.contains("<@U123>") && text.contains("&lt;!channel&gt;"), "{text}");
    let id = world.all().await[0].id.clone();
    assert!(text.contains(&format!("<{CONSOLE}/alerts?id={id}|")), "{text}");
    let test = world.alerts.test_channel(&channel.id).await.unwrap();
    assert_eq!((test.ok, test.status), (true, Some(200)), "{test:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_url_is_never_shown() {
    let workspace = Workspace::start().await;
    let world = World::new().await;
    let made = channel(&world, &workspace.url).await;
    let shown = made.settings["url"].as_str().unwrap().to_owned();
    assert!(shown.ends_with("…oken") && shown.contains("127.0.0.1") && !shown.contains("services"), "{shown}");
    // What is sent elsewhere and echoed, is not, either.
    let elsewhere = workspace.url.replace("T0000", "T1111");
    let change = ChangeChannel { settings: settings(json!({"url": elsewhere})), ..ChangeChannel::default() };
    world.alerts.change_channel(&made.id, change, "Ada").await.unwrap();
    let test = world.alerts.test_channel(&made.id).await.unwrap();
    assert_eq!((test.ok, test.status), (false, Some(404)));
    assert!(test.message.contains("Cannot POST") && !test.message.contains("secret"), "{test:?}");
    // A change of something else keeps it.
    let change = ChangeChannel { name: Some("renamed".into()), ..ChangeChannel::default() };
    let renamed = world.alerts.change_channel(&made.id, change, "Ada").await.unwrap();
    assert!(renamed.settings["url"].as_str().unwrap().ends_with("…oken"));
    let change = ChangeChannel { settings: settings(json!({"url": null})), ..ChangeChannel::default() };
    let removed = world.alerts.change_channel(&made.id, change, "Ada").await;
    assert!(matches!(removed, Err(AlertsError::InvalidField(invalid)) if invalid.field == "url"));
    let unsigned = world.alerts.rotate_secret(&made.id, None, "Ada").await;
    assert!(matches!(unsigned, Err(AlertsError::NotSigned(_))), "{unsigned:?}");
    for file in std::fs::read_dir(world.folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = if file.is_file() { std::fs::read(&file).unwrap() } else { vec![] };
        assert!(!bytes.windows(10).any(|window| window == b"ery-secret"), "{}", file.display());
    }
}
