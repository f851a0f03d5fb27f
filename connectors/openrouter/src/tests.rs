#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Quality, Settings, StreamKind, Window};
use serde_json::Value;

use crate::OpenRouter;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name, ".json"))
    };
}

const DAY: i64 = 86_400;
/// 2026-10-01.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_812_800 + DAY };
const LATER: i64 = WINDOW.end + DAY;
const ALPHA: &str = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943";

fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn account(request: &HttpRequest) -> &'static str {
    match request.request.as_str() {
        "keys" if value(request, "offset") == Some("0") => fixture!("keys"),
        "keys" => r#"{"data": []}"#,
        "credits" => fixture!("credits"),
        _ if value(request, "api_key_hash").is_some() => fixture!("activity.by_key"),
        _ if value(request, "group_by").is_some() => fixture!("activity.by_workspace"),
        _ => fixture!("activity"),
    }
}

fn sync_of(
    settings: &str,
    stream: &str,
    window: Window,
    body: impl Fn(&HttpRequest) -> &'static str + 'static,
) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let settings = Settings::from_json(settings).unwrap();
    let (page, host) = Host::at(LATER, move |request| Ok(answer(200, body(request))))
        .run(|| OpenRouter::sync(&settings, stream, window, None, None));
    (page, host.requests)
}

fn entries(stream: &str) -> (Vec<Entry>, Vec<HttpRequest>) {
    let (page, requests) = sync_of("{}", stream, WINDOW, account);
    let page = page.unwrap();
    assert_eq!(page.next, None);
    (page.entries, requests)
}

#[test]
fn costs_are_credits_by_workspace() {
    let (costs, requests) = entries("costs");
    assert_eq!((costs.len(), requests.len()), (1, 1));
    assert_eq!(value(&requests[0], "group_by"), Some("workspace"));
    let cost = &costs[0];
    assert_eq!((cost.start, cost.end, cost.open), (WINDOW.start, WINDOW.end, false));
    assert_eq!((cost.cost.as_deref(), cost.currency.as_deref()), (Some("0.015"), Some("USD")));
    assert_eq!((cost.quality, cost.provider.as_str()), (Quality::Reported, "openrouter"));
    assert_eq!(cost.project.as_deref(), Some("6f1f2c58-0000-4000-8000-000000000000"));
    assert_eq!((cost.model.as_deref(), cost.input_tokens, cost.requests), (Some("openai/gpt-4.1"), None, None));
    let raw: Value = serde_json::from_str(&cost.raw).unwrap();
    assert_eq!(raw["provider_name"], "OpenAI");
    assert_eq!(raw["model_permaslug"], "openai/gpt-4.1-2025-04-14");
}

#[test]
fn usage_is_split_by_key_and_the_rest_has_none() {
    let (usage, requests) = entries("usage");
    let asked: Vec<_> =
        requests.iter().map(|request| (request.request.as_str(), value(request, "api_key_hash"))).collect();
    assert_eq!(
        asked,
        [("activity", None), ("keys", None), ("keys", None), ("activity", Some(ALPHA))],
        "a key that never cost anything is not asked for"
    );
    assert_eq!((value(&requests[1], "offset"), value(&requests[2], "offset")), (Some("0"), Some("2")));
    let figures: Vec<_> = usage
        .iter()
        .map(|entry| {
            (entry.key.as_deref(), entry.requests, entry.input_tokens, entry.output_tokens, entry.units.as_deref())
        })
        .collect();
    assert_eq!(
        figures,
        [
            (Some(ALPHA), Some(3), Some(30), Some(75), None),
            (Some(ALPHA), None, None, None, Some("0.0072")),
            (None, Some(2), Some(20), Some(50), None),
            (None, None, None, None, Some("0.0048")),
        ]
    );
    assert!(usage.iter().all(|entry| entry.cost.is_none() && entry.cached_input_tokens.is_none()));
    assert_eq!(usage[1].unit.as_deref(), Some("own_key_usd"));
    assert!(usage[0].raw.contains(ALPHA) && usage[2].raw.contains(r#""api_key_hash":null"#));
}

#[test]
fn usage_can_stay_whole() {
    let (page, requests) = sync_of(r#"{"split_by_key": "no"}"#, "usage", WINDOW, account);
    let usage = page.unwrap().entries;
    assert_eq!((requests.len(), usage[0].requests, usage[0].key.as_ref()), (1, Some(5), None));
    assert_eq!(usage[1].units.as_deref(), Some("0.012"));

    let next = Window { start: WINDOW.end, end: WINDOW.end + DAY };
    let (page, requests) = sync_of("{}", "usage", next, account);
    assert!(page.unwrap().entries.is_empty(), "another day");
    assert_eq!(requests.len(), 1, "nothing was used: no key is asked for");
}

#[test]
fn too_many_keys_are_not_asked_for() {
    let many: Vec<String> = (0..101).map(|number| format!(r#"{{"hash": "{number}", "usage": 1}}"#)).collect();
    let many: &'static str = format!(r#"{{"data": [{}]}}"#, many.join(",")).leak();
    let body = move |request: &HttpRequest| if request.request == "keys" { many } else { account(request) };
    let (page, requests) = sync_of("{}", "usage", WINDOW, body);
    let usage = page.unwrap().entries;
    assert_eq!((usage.len(), usage[0].key.as_ref(), usage[0].requests), (2, None, Some(5)));
    assert_eq!(requests.len(), 3, "the second page of keys is the first again: it is the last");
}

#[test]
fn odd_rows_are_read_as_they_are() {
    const ODD: &str = r#"{"data": [
        {"date": "2026-10-01 00:00:00", "model": "a", "usage": 1.5e-7, "requests": "2", "prompt_tokens": 7.0},
        {"date": "2026-10-01", "model": "a", "usage": "0.1", "requests": 1, "byok_usage_inference": 0, "new": {}}]}"#;
    let (page, _) = sync_of("{}", "costs", WINDOW, |_| ODD);
    let costs: Vec<_> = page.unwrap().entries.into_iter().map(|entry| entry.cost.unwrap()).collect();
    assert_eq!(costs, ["0.00000015", "0.1"]);
    let (page, _) = sync_of(r#"{"split_by_key": "no"}"#, "usage", WINDOW, |_| ODD);
    let usage = page.unwrap().entries;
    assert_eq!((usage.len(), usage[0].requests, usage[0].input_tokens), (1, Some(3), Some(7)), "the same thing, twice");
    assert_eq!(usage[0].output_tokens, None);
    for wrong in [r#"{"data": [{"date": "soon", "usage": 1}]}"#, r#"{"data": [{"date": "2026-10-01"}]}"#, "{}"] {
        let (failed, _) = sync_of("{}", "costs", WINDOW, move |_| wrong);
        assert_eq!(failed.unwrap_err().failure, Failure::Unexpected, "{wrong}");
    }
}

#[test]
fn names_of_keys_are_read_whole() {
    let (page, _) = sync_of("{}", "keys", WINDOW, account);
    let names: Vec<_> = page.unwrap().names.into_iter().map(|name| (name.id, name.name)).collect();
    assert_eq!(names[0], (ALPHA.to_owned(), "alpha server".to_owned()));
    assert_eq!(names[1].1, "sk-or-v1-9a2...77f0");
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    Host::at(LATER, move |_| Ok(response.clone())).run(|| OpenRouter::check(&Settings::default())).0.map(drop)
}

#[test]
fn check_reads_the_activity_and_says_what_to_do() {
    let (account, _) =
        Host::at(LATER, |request| Ok(answer(200, account(request)))).run(|| OpenRouter::check(&Settings::default()));
    let notes = account.unwrap().notes;
    assert_eq!(notes[1], "Credits bought so far: 100.5 USD, used so far: 25.75 USD.");
    let wrong = checked(answer(401, fixture!("error.401"))).unwrap_err();
    assert_eq!(wrong.failure, Failure::CredentialsInvalid);
    let insufficient = checked(answer(403, fixture!("error.403"))).unwrap_err();
    assert_eq!(insufficient.failure, Failure::CredentialsInsufficient);
    assert!(insufficient.message.contains("Only management keys"), "{}", insufficient.message);
    let header = Header { name: "Retry-After".into(), value: "4".into() };
    let busy = checked(HttpResponse { headers: vec![header], ..answer(429, "{}") }).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(4)));
    assert_eq!(checked(answer(503, "")).unwrap_err().failure, Failure::Unavailable);
    assert_eq!(checked(answer(404, "")).unwrap_err().failure, Failure::SettingsInvalid);
    assert_eq!(checked(answer(200, "<html>")).unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_manifest_says_what_bills() {
    let manifest = OpenRouter::manifest();
    assert!(manifest.billing_source);
    assert_eq!((manifest.streams.len(), manifest.requests.len()), (3, 3));
    for stream in &manifest.streams {
        assert_eq!(stream.kind == StreamKind::Cost, stream.id == "costs");
    }
}
