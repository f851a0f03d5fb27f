#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Name, NameKind, Page, Quality, Settings, StreamKind, Window};
use serde_json::{Value, json};

use crate::LiteLlm;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name, ".json"))
    };
}

const DAY: i64 = 86_400;
/// 2026-10-01.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_812_800 + DAY };
const LATER: i64 = WINDOW.end + DAY;
const KEY: &str = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";

/// Pages by their number.
fn read(stream: &str, now: i64, pages: &'static [&'static str]) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let (page, host) = Host::at(now, move |request| {
        let number: usize = value(request, "page").unwrap().parse().unwrap();
        Ok(answer(200, pages[number - 1]))
    })
    .run(|| LiteLlm::sync(&Settings::default(), stream, WINDOW, None, None));
    (page, host.requests)
}

fn entries(stream: &str, pages: &'static [&'static str]) -> Vec<Entry> {
    read(stream, LATER, pages).0.unwrap().entries
}

fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[test]
fn all_pages_of_a_day_are_read_and_other_days_left_out() {
    let pages = &[fixture!("user_daily_activity.page1"), fixture!("user_daily_activity.page2")];
    let (page, requests) = read("usage", LATER, pages);
    let page = page.unwrap();
    assert_eq!((page.entries.len(), page.next.as_ref(), requests.len()), (1, None, 2));
    for (number, request) in requests.iter().enumerate() {
        assert_eq!(value(request, "start_date"), Some("2026-10-01"));
        assert_eq!(value(request, "end_date"), Some("2026-10-01"));
        assert_eq!(value(request, "page"), Some((number + 1).to_string().as_str()));
        assert_eq!((value(request, "page_size"), value(request, "timezone")), (Some("500"), None));
    }
    let entry = &page.entries[0];
    assert_eq!((entry.start, entry.end, entry.open), (WINDOW.start, WINDOW.end, false));
    assert_eq!((entry.input_tokens, entry.cached_input_tokens), (Some(8_000), Some(2_000)));
    assert_eq!((entry.cache_write_tokens, entry.output_tokens, entry.requests), (Some(0), Some(500), Some(12)));
    assert_eq!((entry.provider.as_str(), entry.model.as_deref()), ("litellm", Some("gpt-4o")));
    assert_eq!((entry.key.as_deref(), entry.project.as_deref()), (Some(KEY), Some("team-alpha")));
    assert_eq!((entry.user.as_deref(), entry.cost.as_ref()), (Some("ada"), None));
    let raw: Value = serde_json::from_str(&entry.raw).unwrap();
    assert_eq!(raw, json!({"model": "gpt-4o", "api_key": KEY, "team_id": "team-alpha", "user_id": "ada"}));

    let (open, _) = read("usage", WINDOW.start + 60, pages);
    assert!(open.unwrap().entries[0].open);
}

#[test]
fn spend_is_an_estimate_to_the_last_digit() {
    let costs = entries("costs", &[fixture!("user_daily_activity.page2")]);
    assert_eq!(costs[0].cost.as_deref(), Some("0.0175"));
    assert_eq!((costs[0].currency.as_deref(), costs[0].quality), (Some("USD"), Quality::Estimated));
    assert_eq!((costs[0].input_tokens, costs[0].requests, costs[0].user.as_deref()), (None, None, Some("ada")));
}

#[test]
fn what_stands_on_several_pages_is_added_up() {
    const FIRST: &str = r#"{"results": [{"date": "2026-10-01", "breakdown": {"models": {
        "gpt-4o": {"metrics": {"spend": 9}, "api_key_breakdown": {
            "k1": {"metrics": {"spend": 0.1, "prompt_tokens": 100, "completion_tokens": 5, "api_requests": 1,
                   "cache_read_input_tokens": 30, "cache_creation_input_tokens": 20}, "metadata": {"user_id": "u1"}},
            "k2": {"metrics": {"spend": 1.25e-06, "prompt_tokens": 7}, "metadata": null}}}}}}],
        "metadata": {"page": 1, "total_pages": 2}}"#;
    const SECOND: &str = r#"{"results": [{"date": "2026-10-01T00:00:00", "breakdown": {"models": {
        "gpt-4o": {"metrics": {}, "api_key_breakdown": {
            "k1": {"metrics": {"spend": 0.20000000000000001, "prompt_tokens": 100, "completion_tokens": 5,
                   "api_requests": 2}, "metadata": {"team_id": "t1", "new": [1]}}}},
        "old": {"metrics": {"spend": "3", "prompt_tokens": 5, "cache_read_input_tokens": 9}}}}}],
        "metadata": {"page": 2, "total_pages": 2}}"#;
    let usage = entries("usage", &[FIRST, SECOND]);
    let cells: Vec<_> = usage.iter().map(|entry| (entry.model.as_deref().unwrap(), entry.key.as_deref())).collect();
    assert_eq!(cells, [("gpt-4o", Some("k1")), ("gpt-4o", Some("k2")), ("old", None)]);
    assert_eq!((usage[0].input_tokens, usage[0].output_tokens, usage[0].requests), (Some(150), Some(10), Some(3)));
    assert_eq!((usage[0].cached_input_tokens, usage[0].cache_write_tokens), (Some(30), Some(20)));
    assert_eq!((usage[0].user.as_deref(), usage[0].project.as_deref()), (Some("u1"), Some("t1")));
    assert_eq!((usage[1].input_tokens, usage[1].output_tokens, usage[1].requests), (Some(7), None, None));
    assert_eq!((usage[2].input_tokens, usage[2].cached_input_tokens), (Some(0), Some(9)), "never below zero");
    let costs: Vec<_> = entries("costs", &[FIRST, SECOND]).into_iter().map(|entry| entry.cost.unwrap()).collect();
    assert_eq!(costs, ["0.30000000000000001", "0.00000125", "3"]);
}

#[test]
fn reading_ends_on_an_empty_page_and_on_far_too_many() {
    const EMPTY: &str = r#"{"results": [], "metadata": {"has_more": true}}"#;
    assert!(entries("usage", &[EMPTY]).is_empty());
    const OLD: &str = r#"{"results": []}"#;
    assert!(entries("costs", &[OLD]).is_empty());
    const ENDLESS: &str = r#"{"results": [{"date": "2026-10-01"}], "metadata": {"has_more": true}}"#;
    let (failed, host) = Host::at(LATER, |_| Ok(answer(200, ENDLESS)))
        .run(|| LiteLlm::sync(&Settings::default(), "usage", WINDOW, None, None));
    assert_eq!(failed.unwrap_err().failure, Failure::Unexpected);
    assert_eq!(host.requests.len(), 400);
    let two_days = Window { end: WINDOW.end + DAY, ..WINDOW };
    let (failed, _) = Host::at(LATER, |_| Ok(answer(200, OLD)))
        .run(|| LiteLlm::sync(&Settings::default(), "usage", two_days, None, None));
    assert_eq!(failed.unwrap_err().failure, Failure::Unexpected);
}

fn checked(activity: HttpResponse, users: HttpResponse) -> Result<(), Error> {
    let answers = move |request: &HttpRequest| match request.request.as_str() {
        "activity" => activity.clone(),
        _ => users.clone(),
    };
    Host::at(LATER, move |request| Ok(answers(request))).run(|| LiteLlm::check(&Settings::default())).0.map(drop)
}

#[test]
fn check_tells_a_users_key_from_an_admins_and_says_what_to_do() {
    let activity = || answer(200, fixture!("user_daily_activity.page1"));
    let users = || answer(200, fixture!("users"));
    assert!(checked(activity(), users()).is_ok());
    assert!(checked(activity(), answer(404, "{}")).is_ok(), "an older proxy");
    for status in [401, 403] {
        let insufficient = checked(activity(), answer(status, fixture!("error.403"))).unwrap_err();
        assert_eq!(insufficient.failure, Failure::CredentialsInsufficient);
        assert!(insufficient.message.contains("proxy_admin_viewer"), "{}", insufficient.message);
    }
    assert_eq!(checked(activity(), answer(503, "")).unwrap_err().failure, Failure::Unavailable);

    let refused = |status, body| checked(answer(status, body), users()).unwrap_err();
    for status in [400, 401] {
        let wrong = refused(status, fixture!("error.401"));
        assert_eq!(wrong.failure, Failure::CredentialsInvalid);
        assert!(wrong.message.contains("Paste the whole key"), "{}", wrong.message);
    }
    let bad = refused(400, fixture!("error.400_dates"));
    assert!(bad.failure == Failure::Unexpected && bad.message.contains("required"), "{}", bad.message);
    let elsewhere = refused(404, r#"{"detail": "Not Found"}"#);
    assert!(
        elsewhere.failure == Failure::SettingsInvalid && elsewhere.message.contains("/v1"),
        "{}",
        elsewhere.message
    );
    let without = refused(500, fixture!("error.500_database"));
    assert!(without.failure == Failure::Unavailable && without.message.contains("DATABASE_URL"), "{}", without.message);
    let down = refused(500, "<html>");
    assert!(down.failure == Failure::Unavailable && !down.message.contains("DATABASE_URL"), "{}", down.message);
    assert_eq!(refused(200, "<html>").failure, Failure::Unexpected);
    let header = Header { name: "retry-after".into(), value: "9".into() };
    let busy = HttpResponse { headers: vec![header], ..answer(429, "{}") };
    let busy = checked(busy, users()).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(9)));
}

fn names(stream: &str, cursor: Option<&str>, status: u16, body: &'static str) -> (Page, HttpRequest) {
    let (page, mut host) = Host::at(LATER, move |_| Ok(answer(status, body)))
        .run(|| LiteLlm::sync(&Settings::default(), stream, WINDOW, cursor, None));
    (page.unwrap(), host.requests.remove(0))
}

#[test]
fn names_are_aliases_page_by_page() {
    let texts = |page: &Page| -> Vec<(NameKind, String, String, Option<String>)> {
        let text = |name: &Name| (name.kind, name.id.clone(), name.name.clone(), name.project.clone());
        page.names.iter().map(text).collect()
    };
    let named = |kind, id: &str, name: &str, project: Option<&str>| {
        (kind, id.to_owned(), name.to_owned(), project.map(str::to_owned))
    };
    let (teams, request) = names("teams", None, 200, fixture!("teams"));
    assert_eq!(texts(&teams), [named(NameKind::Project, "team-alpha", "Alpha", None)]);
    assert_eq!((value(&request, "page"), value(&request, "page_size")), (Some("1"), Some("100")));
    let (users, _) = names("users", None, 200, fixture!("users"));
    let expected = [
        named(NameKind::User, "ada", "ada@example.com", None),
        named(NameKind::User, "default_user_id", "Admin", None),
    ];
    assert_eq!(texts(&users), expected);
    let (keys, request) = names("keys", Some("2"), 200, fixture!("keys"));
    assert_eq!(texts(&keys)[0], named(NameKind::Key, KEY, "prod-key", Some("team-alpha")));
    assert_eq!(texts(&keys)[1].2, "sk-...9kQz", "an alias is not needed");
    assert_eq!((value(&request, "page"), value(&request, "return_full_object")), (Some("2"), Some("true")));
    assert_eq!(keys.next, None);

    let more = r#"{"keys": [{"token": "a"}], "total_pages": 3}"#;
    assert_eq!(names("keys", Some("2"), 200, more).0.next.as_deref(), Some("3"));
    assert_eq!(names("keys", Some("3"), 200, more).0.next, None);
    assert_eq!(names("keys", Some("2"), 200, r#"{"keys": [], "total_pages": 3}"#).0.next, None);
    let (old, _) = names("teams", None, 404, "{}");
    assert!(old.names.is_empty() && old.next.is_none());
}

#[test]
fn the_manifest_is_of_a_gateway() {
    let manifest = LiteLlm::manifest();
    assert!(!manifest.billing_source);
    assert_eq!((manifest.streams.len(), manifest.requests.len()), (5, 4));
    for stream in &manifest.streams {
        assert_eq!(stream.kind == StreamKind::Cost, stream.id == "costs");
    }
}
