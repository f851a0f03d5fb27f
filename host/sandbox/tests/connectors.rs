//! A real connector against a provider that the test plays.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use common::{component, engines};
use outlay_sandbox::connector::{
    AuthMethod, Failure, Http, HttpError, HttpRequest, HttpResponse, Page, StreamKind, Window,
};
use outlay_sandbox::{ConnectorComponent, ConnectorFailure, ConnectorLimits, Engines};

const COMPLETIONS: &str = include_str!("../../../connectors/openai/fixtures/usage_completions.page1.json");
const COSTS: &str = include_str!("../../../connectors/openai/fixtures/costs.page1.json");
const UNAUTHORIZED: &str = include_str!("../../../connectors/openai/fixtures/error.401.json");

/// 2026-10-01 to 2026-10-04.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_791_072_000 };
const LATER: i64 = WINDOW.end + 86_400;

/// Answers every request alike and keeps what was asked.
struct Provider {
    answer: Result<(u16, String), HttpError>,
    asked: Mutex<Vec<HttpRequest>>,
}

#[async_trait]
impl Http for Provider {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // As a real one would: the guest waits meanwhile.
        tokio::time::sleep(Duration::from_millis(5)).await;
        self.asked.lock().unwrap().push(request);
        self.answer.clone().map(|(status, body)| HttpResponse { status, headers: vec![], body: body.into_bytes() })
    }
}

fn provider(status: u16, body: &str) -> Arc<Provider> {
    Arc::new(Provider { answer: Ok((status, body.into())), asked: Mutex::default() })
}

/// Never answers.
struct Silence;

#[async_trait]
impl Http for Silence {
    async fn send(&self, _request: HttpRequest) -> Result<HttpResponse, HttpError> {
        std::future::pending().await
    }
}

fn openai() -> ConnectorComponent {
    engines().load_connector(&component("connector-openai")).unwrap()
}

fn limited(limits: ConnectorLimits) -> ConnectorComponent {
    let engines = Engines::with_limits(&common::cache(), Default::default(), limits).unwrap();
    engines.load_connector(&component("connector-openai")).unwrap()
}

async fn sync(
    connector: ConnectorComponent,
    stream: &'static str,
    http: Arc<dyn Http>,
) -> Result<Page, ConnectorFailure> {
    // In a task of its own, as connections does: the future must be `Send`.
    let task = async move { connector.sync("{}", stream, WINDOW, None, None, http, LATER).await.0 };
    tokio::spawn(task).await.unwrap()
}

#[test]
fn the_manifest_comes_over_whole() {
    let connector = openai();
    let manifest = connector.manifest();
    assert_eq!(
        (manifest.id.as_str(), manifest.title.as_str(), manifest.schedule.as_str()),
        ("openai", "OpenAI", "17 * * * *")
    );
    assert_eq!(manifest.credentials[0].id, "admin_api_key");
    assert_eq!(manifest.settings[0].default.as_deref(), Some("https://api.openai.com/v1"));
    assert_eq!(manifest.auth[0].method, AuthMethod::Bearer { credential: "admin_api_key".into() });
    assert_eq!((manifest.requests.len(), manifest.streams.len()), (14, 14));
    let costs = manifest.streams.iter().find(|stream| stream.id == "costs").unwrap();
    assert_eq!((costs.kind, costs.step, costs.re_read), (StreamKind::Cost, 86_400, 604_800));
    assert_eq!(manifest.requests[0].base, "setting:base_url");
    assert!(!manifest.cannot_tell.is_empty() && manifest.documentation.contains("OpenAI"));
    let stored = serde_json::to_value(manifest).unwrap();
    assert_eq!(stored["auth"][0]["method"]["type"], "bearer");
    assert_eq!(serde_json::from_value::<outlay_sandbox::connector::Manifest>(stored).unwrap(), *manifest);
}

#[tokio::test]
async fn usage_and_costs_are_read() {
    let http = provider(200, COMPLETIONS);
    let page = sync(openai(), "usage_completions", Arc::<Provider>::clone(&http)).await.unwrap();
    assert_eq!(page.entries.len(), 5);
    let first = &page.entries[0];
    assert_eq!((first.start, first.end, first.open), (1_790_812_800, 1_790_899_200, false));
    assert_eq!(
        (first.input_tokens, first.cached_input_tokens, first.output_tokens),
        (Some(120_000), Some(380_000), Some(42_000))
    );
    assert_eq!((first.model.as_deref(), first.cost.as_ref()), (Some("gpt-5-2025-08-07"), None));
    let asked = http.asked.lock().unwrap().remove(0);
    assert_eq!((asked.request.as_str(), asked.path_values.len(), asked.body), ("usage_completions", 0, None));
    assert!(asked.query.contains(&("start_time".into(), WINDOW.start.to_string())), "{:?}", asked.query);

    let cursor = page.next.unwrap();
    let (again, log) = openai()
        .sync("{}", "usage_completions", WINDOW, Some(&cursor), None, Arc::<Provider>::clone(&http), LATER)
        .await;
    let problem = again.unwrap_err().to_string();
    assert!(problem.contains("the same page again and again"), "{problem}");
    assert!(log.is_empty(), "{log:?}");
    let asked = http.asked.lock().unwrap().remove(0);
    assert_eq!(asked.query.last().unwrap().0, "page");

    let costs = sync(openai(), "costs", provider(200, COSTS)).await.unwrap();
    assert_eq!((costs.entries[1].cost.as_deref(), costs.entries[1].currency.as_deref()), (Some("0.0475"), Some("USD")));
}

#[tokio::test]
async fn a_check_says_what_is_wrong() {
    let (account, _) = openai().check("{}", provider(200, COSTS), LATER).await;
    assert!(account.unwrap().notes[0].contains("may read"));
    let (wrong, _) = openai().check("{}", provider(401, UNAUTHORIZED), LATER).await;
    let wrong = wrong.unwrap_err();
    assert_eq!(wrong.code(), "credentials_invalid");
    assert!(wrong.to_string().contains("sk-admin-"), "{wrong}");
    let (wrong, _) = openai().check("[1]", provider(200, COSTS), LATER).await;
    assert_eq!(wrong.unwrap_err().code(), "settings_invalid");

    let unreachable = Provider { answer: Err(HttpError::Unreachable("no route".into())), asked: Mutex::default() };
    let (down, _) = openai().check("{}", Arc::new(unreachable), LATER).await;
    let down = down.unwrap_err();
    assert!(matches!(down, ConnectorFailure::Failed { failure: Failure::Unavailable, .. }), "{down:?}");
}

#[tokio::test]
async fn a_provider_that_never_answers_ends_with_the_time() {
    let time = Duration::from_millis(100);
    let connector = limited(ConnectorLimits { sync: time, ..ConnectorLimits::default() });
    let failure = sync(connector, "costs", Arc::new(Silence)).await.unwrap_err();
    assert_eq!(failure, ConnectorFailure::TimedOut { limit: time });
}

#[tokio::test]
async fn memory_computing_and_output_are_bounded() {
    let long = format!(r#"{{"object": "page", "data": [], "rest": "{}"}}"#, "x".repeat(8 << 20));
    let small = limited(ConnectorLimits { memory: 4 << 20, ..ConnectorLimits::default() });
    let failure = sync(small, "costs", provider(200, &long)).await.unwrap_err();
    assert_eq!(failure, ConnectorFailure::OutOfMemory { limit: 4 << 20 });

    let deep =
        format!(r#"{{"object": "page", "data": [{}{{}}]}}"#, r#"{"results": [{"amount": 1}]}, "#.repeat(1 << 20));
    let slow = limited(ConnectorLimits { computing: Duration::from_millis(10), ..ConnectorLimits::default() });
    let failure = sync(slow, "costs", provider(200, &deep)).await.unwrap_err();
    assert_eq!(failure, ConnectorFailure::TimedOut { limit: Duration::from_millis(10) });

    let narrow = limited(ConnectorLimits { entries: 2, ..ConnectorLimits::default() });
    let failure = sync(narrow, "costs", provider(200, COSTS)).await.unwrap_err();
    assert_eq!(failure.code(), "too_much_output", "{failure}");
}

/// A guest that computes lets other tasks of the same thread run.
#[tokio::test]
async fn computing_yields() {
    let long =
        format!(r#"{{"object": "page", "data": [{}{{}}]}}"#, r#"{"results": [{"amount": 1}]}, "#.repeat(1 << 20));
    let http = provider(200, &long);
    let running = tokio::spawn(async move { openai().sync("{}", "costs", WINDOW, None, None, http, LATER).await.0 });
    let mut turns = 0;
    while !running.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
        turns += 1;
    }
    // 5 ms of waiting for the provider are a handful of turns; the rest came while the guest computed.
    assert!(turns > 8, "{turns} turns");
}
