#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Name, NameKind, Page, Settings, StreamKind, Window};
use serde_json::{Value, json};

use crate::Anthropic;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name, ".json"))
    };
}

const MESSAGES_1: &str = fixture!("usage_messages.page1");
const MESSAGES_2: &str = fixture!("usage_messages.page2");
const COSTS_1: &str = fixture!("cost_report.page1");
const CLAUDE_CODE: &str = fixture!("usage_claude_code");

const DAY: i64 = 86_400;
/// 2026-10-01 to 2026-10-04.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_812_800 + 3 * DAY };
const FIRST_DAY: Window = Window { start: WINDOW.start, end: WINDOW.start + DAY };
const LATER: i64 = WINDOW.end + DAY;

fn sync_of(
    stream: &str,
    window: Window,
    cursor: Option<&str>,
    now: i64,
    body: &'static str,
) -> (Result<Page, Error>, HttpRequest) {
    let (page, mut host) = Host::at(now, move |_| Ok(answer(200, body)))
        .run(|| Anthropic::sync(&Settings::default(), stream, window, cursor, None));
    (page, host.requests.remove(0))
}

fn sync(stream: &str, cursor: Option<&str>, now: i64, body: &'static str) -> (Page, HttpRequest) {
    let (page, request) = sync_of(stream, WINDOW, cursor, now, body);
    (page.unwrap(), request)
}

fn entries(stream: &str, body: &'static str) -> Vec<Entry> {
    sync(stream, None, LATER, body).0.entries
}

fn values<'a>(request: &'a HttpRequest, name: &str) -> Vec<&'a str> {
    request.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

fn raw(entry: &Entry) -> Value {
    serde_json::from_str(&entry.raw).unwrap()
}

#[test]
fn messages_are_mapped_with_both_kinds_of_cache_writes() {
    let entries = entries("usage_messages", MESSAGES_1);
    assert_eq!(entries.len(), 3, "two rows, and the searches of the first");
    let first = &entries[0];
    assert_eq!((first.start, first.end, first.open), (WINDOW.start, WINDOW.start + DAY, false));
    assert_eq!((first.input_tokens, first.cached_input_tokens), (Some(150_000), Some(900_000)));
    assert_eq!((first.cache_write_5m_tokens, first.cache_write_1h_tokens), (Some(40_000), Some(10_000)));
    assert_eq!((first.cache_write_tokens, first.output_tokens), (Some(50_000), Some(62_000)));
    assert_eq!((first.requests, first.cost.as_ref(), first.units.as_ref()), (None, None, None));
    assert_eq!(first.provider, "anthropic");
    assert_eq!(first.model.as_deref(), Some("claude-sonnet-4-5-20250929"));
    assert_eq!(first.project.as_deref(), Some("wrkspc_01FixtureAlpha"));
    assert_eq!(first.key.as_deref(), Some("apikey_01FixtureKeyA"));
    assert_eq!(
        raw(first),
        json!({
            "api_key_id": "apikey_01FixtureKeyA", "workspace_id": "wrkspc_01FixtureAlpha",
            "model": "claude-sonnet-4-5-20250929", "service_tier": "standard", "context_window": "0-200k",
            "inference_geo": "not_available", "account_id": null, "service_account_id": null, "speed": null
        })
    );
    let searches = &entries[1];
    assert_eq!((searches.units.as_deref(), searches.unit.as_deref()), (Some("10"), Some("searches")));
    assert_eq!((searches.input_tokens, searches.output_tokens, &searches.model), (None, None, &first.model));
    let workbench = &entries[2];
    assert_eq!((workbench.key.as_ref(), workbench.project.as_ref()), (None, None));
    assert_eq!((workbench.input_tokens, workbench.cache_write_tokens), (Some(20_000), Some(0)));
}

#[test]
fn what_is_left_out_of_a_row_stays_unknown_and_users_are_told() {
    let body = r#"{"data": [{"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-02T00:00:00Z", "results": [
        {"uncached_input_tokens": "7", "output_tokens": 2.0, "account_id": "user_1", "new_counter": {"x": 1}},
        {"cache_creation": {"ephemeral_5m_input_tokens": 3}, "cache_read_input_tokens": null,
         "service_account_id": "svac_1", "server_tool_use": null}]}], "has_more": false}"#;
    let entries = entries("usage_messages", body);
    assert_eq!((entries[0].input_tokens, entries[0].output_tokens), (Some(7), Some(2)));
    assert_eq!((entries[0].cached_input_tokens, entries[0].cache_write_tokens), (None, None));
    assert_eq!(entries[0].user.as_deref(), Some("user_1"));
    assert_eq!((entries[1].cache_write_tokens, entries[1].cache_write_1h_tokens), (Some(3), None));
    assert_eq!((entries[1].user.as_deref(), entries.len()), (Some("svac_1"), 2));
}

#[test]
fn cents_become_dollars_to_the_last_digit() {
    let entries = entries("costs", COSTS_1);
    let costs: Vec<_> = entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(costs, ["0.45", "0.06", "0.15", "0.27", "0.93", "0.1", "0.06", "0.075", "0.0375"]);
    assert!(entries.iter().all(|entry| entry.currency.as_deref() == Some("USD") && entry.input_tokens.is_none()));
    assert_eq!(entries[0].model.as_deref(), Some("claude-sonnet-4-5-20250929"));
    assert_eq!((entries[5].model.as_ref(), raw(&entries[5])["cost_type"].as_str()), (None, Some("web_search")));
    assert_eq!(entries[6].project, None, "the default workspace");
    assert_eq!(raw(&entries[1])["token_type"], "cache_creation.ephemeral_1h_input_tokens");

    let body = r#"{"data": [{"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-02T00:00:00Z", "results": [
        {"amount": "123.456789012", "currency": "usd"}, {"amount": "-5", "currency": "USD"},
        {"amount": 0.1, "currency": "USD"}]}], "has_more": false, "next_page": null}"#;
    let odd: Vec<_> = self::entries("costs", body).into_iter().map(|entry| (entry.cost, entry.currency)).collect();
    let dollars = |text: &str| (Some(text.to_owned()), Some("USD".to_owned()));
    assert_eq!(odd, [dollars("1.23456789012"), dollars("-0.05"), dollars("0.001")]);

    for wrong in [r#"{"currency": "USD"}"#, r#"{"amount": "1"}"#, r#"{"amount": "one", "currency": "USD"}"#] {
        let body = format!(
            r#"{{"data": [{{"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-02T00:00:00Z", "results": [{wrong}]}}]}}"#
        );
        let failed = sync_of("costs", WINDOW, None, LATER, body.leak()).0.unwrap_err();
        assert_eq!(failed.failure, Failure::Unexpected, "{wrong}");
    }
}

#[test]
fn claude_code_is_told_by_user_and_by_key_apart_from_the_messages() {
    let (page, request) = sync_of("usage_claude_code", FIRST_DAY, None, LATER, CLAUDE_CODE);
    let page = page.unwrap();
    assert_eq!((values(&request, "starting_at"), values(&request, "limit")), (vec!["2026-10-01"], vec!["1000"]));
    assert_eq!((page.entries.len(), page.next.as_ref()), (3, None));
    let ada = &page.entries[0];
    assert_eq!((ada.provider.as_str(), ada.user.as_deref()), ("claude-code", Some("ada@example.com")));
    assert_eq!((ada.start, ada.end, ada.open), (FIRST_DAY.start, FIRST_DAY.end, false));
    assert_eq!((ada.input_tokens, ada.cached_input_tokens), (Some(100_000), Some(10_000)));
    assert_eq!((ada.cache_write_tokens, ada.output_tokens), (Some(5_000), Some(35_000)));
    assert_eq!((ada.cost.as_ref(), ada.key.as_ref()), (None, None));
    assert_eq!(raw(ada)["customer_type"], "api");
    let sessions = &page.entries[1];
    assert_eq!((sessions.units.as_deref(), sessions.unit.as_deref()), (Some("5"), Some("sessions")));
    let runner = &page.entries[2];
    assert_eq!((runner.key.as_deref(), runner.user.as_ref()), (Some("ci-runner"), None));
    assert_eq!((runner.units.as_deref(), runner.model.as_ref()), (Some("1"), None));

    let (page, request) = sync_of("usage_claude_code", FIRST_DAY, Some("page_2"), LATER, CLAUDE_CODE);
    assert_eq!((values(&request, "page"), page.unwrap().next), (vec!["page_2"], None));
    let two_days = Window { end: FIRST_DAY.end + DAY, ..FIRST_DAY };
    let (host, _) = Host::at(LATER, |_| Ok(answer(200, CLAUDE_CODE)))
        .run(|| Anthropic::sync(&Settings::default(), "usage_claude_code", two_days, None, None));
    assert_eq!(host.unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn pages_repeat_every_parameter_and_a_repeated_page_is_no_end() {
    let (first, request) = sync("usage_messages", None, LATER, MESSAGES_1);
    assert_eq!(values(&request, "starting_at"), ["2026-10-01T00:00:00Z"]);
    assert_eq!(values(&request, "ending_at"), ["2026-10-04T01:00:00Z"]);
    assert_eq!((values(&request, "bucket_width"), values(&request, "limit")), (vec!["1d"], vec!["3"]));
    assert_eq!(values(&request, "group_by[]").len(), 8);
    assert!(values(&request, "page").is_empty());
    let version = request.headers.iter().find(|header| header.name == "anthropic-version").unwrap();
    assert_eq!(version.value, "2023-06-01");

    let next = first.next.unwrap();
    let (second, mut again) = sync("usage_messages", Some(&next), LATER, MESSAGES_2);
    assert_eq!(again.query.pop().unwrap(), ("page".to_owned(), "page_MjAyNi0xMC0wMlQwMDowMDowMFo=".to_owned()));
    assert_eq!(again.query, request.query);
    assert_eq!((second.next, second.entries.len()), (None, 1));

    let again = sync_of("usage_messages", WINDOW, Some(&next), LATER, MESSAGES_1).0;
    assert_eq!(again.unwrap_err().failure, Failure::Unexpected, "the same page again");
    let lost = r#"{"data": [], "has_more": true, "next_page": null}"#;
    assert_eq!(sync_of("costs", WINDOW, None, LATER, lost).0.unwrap_err().failure, Failure::Unexpected);
    let (failed, _) = Host::at(LATER, |_| Ok(answer(200, MESSAGES_1)))
        .run(|| Anthropic::sync(&Settings::default(), "costs", WINDOW, Some("elsewhere"), None));
    assert_eq!(failed.unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_newest_window_leaves_its_end_out_on_all_its_pages() {
    let noon_of_the_second_day = WINDOW.start + DAY + DAY / 2;
    let (page, request) = sync("usage_messages", None, noon_of_the_second_day, MESSAGES_1);
    assert!(values(&request, "ending_at").is_empty());
    assert!(page.entries.iter().all(|entry| !entry.open));
    let (open, later) = sync("usage_messages", page.next.as_deref(), noon_of_the_second_day, MESSAGES_2);
    assert!(values(&later, "ending_at").is_empty());
    assert!(open.entries.iter().all(|entry| entry.open) && !open.entries.is_empty());
    let (_, closed) = sync("usage_messages", page.next.as_deref(), LATER, MESSAGES_2);
    assert!(values(&closed, "ending_at").is_empty(), "although the window is over by now");
}

#[test]
fn buckets_outside_the_window_are_left_out() {
    let second = Window { start: WINDOW.start + DAY, end: WINDOW.start + 2 * DAY };
    assert!(sync_of("usage_messages", second, None, LATER, MESSAGES_1).0.unwrap().entries.is_empty());
    assert!(sync_of("usage_claude_code", second, None, LATER, CLAUDE_CODE).0.unwrap().entries.is_empty());
    let backwards = r#"{"data": [{"starting_at": "2026-10-02T00:00:00Z", "ending_at": "2026-10-01T00:00:00Z",
        "results": []}], "has_more": false}"#;
    assert_eq!(
        sync_of("costs", WINDOW, None, LATER, backwards).0.unwrap_err().message,
        "a bucket of costs ends before it starts"
    );
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    Host::at(LATER, move |_| Ok(response.clone())).run(|| Anthropic::check(&Settings::default())).0.map(drop)
}

#[test]
fn check_asks_for_one_day_of_costs_and_says_what_to_do() {
    let body = |request: &HttpRequest| match request.request.as_str() {
        "costs" => COSTS_1,
        _ => fixture!("organization"),
    };
    let (account, host) =
        Host::at(LATER, move |request| Ok(answer(200, body(request)))).run(|| Anthropic::check(&Settings::default()));
    let account = account.unwrap();
    assert_eq!(account.name.as_deref(), Some("Fixture Organization"));
    assert_eq!(account.id.as_deref(), Some("00000000-0000-4000-8000-000000000001"));
    let first = &host.requests[0];
    assert_eq!((first.request.as_str(), values(first, "limit")), ("costs", vec!["1"]));
    assert_eq!(values(first, "starting_at"), ["2026-10-04T00:00:00Z"]);

    let nameless = |request: &HttpRequest| match request.request.as_str() {
        "costs" => answer(200, COSTS_1),
        _ => answer(404, fixture!("error.400")),
    };
    let (account, _) =
        Host::at(LATER, move |request| Ok(nameless(request))).run(|| Anthropic::check(&Settings::default()));
    assert_eq!(account.unwrap().name, None, "costs are what matters");

    let wrong = checked(answer(401, fixture!("error.401"))).unwrap_err();
    assert_eq!(wrong.failure, Failure::CredentialsInvalid);
    assert!(wrong.message.contains("sk-ant-admin") && wrong.message.contains("invalid x-api-key"), "{}", wrong.message);
    let insufficient = checked(answer(403, fixture!("error.403"))).unwrap_err();
    assert_eq!(insufficient.failure, Failure::CredentialsInsufficient);
    assert!(insufficient.message.contains("Admin keys"), "{}", insufficient.message);
    let busy = HttpResponse {
        headers: vec![Header { name: "Retry-After".into(), value: "17".into() }],
        ..answer(429, fixture!("error.429"))
    };
    let busy = checked(busy).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(17)));
    for (status, body) in [(500, fixture!("error.500")), (529, fixture!("error.529"))] {
        assert_eq!(checked(answer(status, body)).unwrap_err().failure, Failure::Unavailable);
    }
    let bad = checked(answer(400, fixture!("error.400"))).unwrap_err();
    assert!(bad.failure == Failure::Unexpected && bad.message.contains("Field required"), "{}", bad.message);
    assert_eq!(checked(answer(200, "<html>")).unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_manifest_declares_a_request_for_every_stream() {
    let manifest = Anthropic::manifest();
    assert_eq!((manifest.streams.len(), manifest.requests.len()), (6, 7));
    assert!(manifest.billing_source);
    for stream in &manifest.streams {
        assert!(manifest.requests.iter().any(|request| request.id == stream.id), "{}", stream.id);
        assert_eq!(stream.kind == StreamKind::Cost, stream.id == "costs");
        assert_eq!(stream.kind == StreamKind::Names, ["workspaces", "keys", "users"].contains(&stream.id.as_str()));
    }
}

#[test]
fn names_are_read_page_by_page() {
    let (workspaces, request) = sync("workspaces", None, LATER, fixture!("workspaces"));
    assert_eq!((values(&request, "limit"), values(&request, "include_archived")), (vec!["1000"], vec!["true"]));
    let named = |kind, id: &str, name: &str, project: Option<&str>| Name {
        kind,
        id: id.into(),
        name: name.into(),
        project: project.map(str::to_owned),
    };
    assert_eq!(workspaces.names, [named(NameKind::Project, "wrkspc_01FixtureAlpha", "Alpha", None)]);
    let (keys, request) = sync("keys", Some("apikey_00"), LATER, fixture!("api_keys"));
    assert_eq!(values(&request, "after_id"), ["apikey_00"]);
    let alpha = named(NameKind::Key, "apikey_01FixtureKeyA", "alpha server", Some("wrkspc_01FixtureAlpha"));
    assert_eq!(keys.names, [alpha]);
    let (users, _) = sync("users", None, LATER, fixture!("users"));
    let bob = named(NameKind::User, "user_01FixtureBob", "bob@example.com", None);
    assert_eq!(users.names, [named(NameKind::User, "user_01FixtureAda", "Ada", None), bob]);

    let more = r#"{"data": [{"id": "a", "name": "A"}], "has_more": true, "last_id": "a"}"#;
    assert_eq!(sync("keys", None, LATER, more).0.next.as_deref(), Some("a"));
    let again = sync_of("keys", WINDOW, Some("a"), LATER, more).0;
    assert_eq!(again.unwrap_err().failure, Failure::Unexpected, "the same place again");
}
