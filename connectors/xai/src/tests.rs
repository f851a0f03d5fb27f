#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Settings, Window};
use serde_json::Value;

use crate::XAi;

const USAGE: &str = include_str!("../fixtures/usage.response.json");
const QUESTION: &str = include_str!("../fixtures/usage.request.json");
const BALANCE: &str = include_str!("../fixtures/prepaid_balance.json");
const KEY: &str =
    r#"{"scope": "SCOPE_TEAM", "scopeId": "team-123", "teamId": "team-123", "name": "outlay", "acls": []}"#;

const DAY: i64 = 86_400;
/// 2026-10-01 to 2026-10-03.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_985_600 };
const LATER: i64 = WINDOW.end + 30 * DAY;

fn run<T>(
    now: i64,
    respond: impl Fn(&HttpRequest) -> HttpResponse + 'static,
    connector: impl FnOnce() -> T,
) -> (T, Vec<HttpRequest>) {
    let (outcome, host) = Host::at(now, move |request| Ok(respond(request))).run(connector);
    (outcome, host.requests)
}

fn sync(
    now: i64,
    window: Window,
    cursor: Option<&str>,
    usage: &'static str,
) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let respond = move |request: &HttpRequest| match request.request.as_str() {
        "key" => answer(200, KEY),
        _ => answer(200, usage),
    };
    run(now, respond, || XAi::sync(&Settings::default(), "costs", window, cursor, None))
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

#[test]
fn costs_are_exact_and_dense() {
    let (page, requests) = sync(LATER, WINDOW, None, USAGE);
    let page = page.unwrap();
    let costs: Vec<_> = page.entries.iter().map(|entry| (entry.start, entry.cost.as_deref().unwrap())).collect();
    assert_eq!(costs, [(WINDOW.start, "1.25"), (WINDOW.start + DAY, "0.5")]);
    let entry = &page.entries[0];
    assert_eq!((entry.end, entry.open, entry.provider.as_str()), (WINDOW.start + DAY, false, "xai"));
    assert_eq!((entry.currency.as_deref(), entry.model.as_deref()), (Some("USD"), Some("grok-4")));
    assert_eq!((entry.input_tokens, entry.requests, page.next), (None, None, None));

    assert_eq!(requests[1].path_values, ["team-123"], "the key's own team");
    // The documented example asks until a second before midnight; the end is not included.
    let mut expected: Value = serde_json::from_str(QUESTION).unwrap();
    expected["analyticsRequest"]["timeRange"]["endTime"] = "2026-10-03 00:00:00".into();
    assert_eq!(body(&requests[1]), expected);
}

#[test]
fn descriptions_name_models_where_they_do() {
    const MANY: &str = r#"{"timeSeries": [
        {"group": ["Chat grok-4-0709"], "groupLabels": ["x"], "dataPoints": [
            {"timestamp": "2026-10-01T00:00:00Z", "values": [0.75973725]}, {"timestamp": "2026-10-03T00:00:00Z", "values": [9]}]},
        {"group": ["Live Search"], "dataPoints": [{"timestamp": "2026-10-02T00:00:00Z", "values": [1.037e-4]}]},
        {"group": [], "dataPoints": [{"timestamp": "2026-10-02T00:00:00Z", "values": [0]}]}], "limitReached": false}"#;
    let entries = sync(LATER, WINDOW, None, MANY).0.unwrap().entries;
    let figures: Vec<_> =
        entries.iter().map(|entry| (entry.model.as_deref(), entry.cost.as_deref().unwrap())).collect();
    assert_eq!(figures, [(Some("grok-4-0709"), "0.75973725"), (None, "0.0001037"), (None, "0")], "and no other days");
    assert_eq!(entries[1].raw, r#"{"description":"Live Search"}"#);
    assert_eq!(entries[2].raw, r#"{"description":null}"#);
}

#[test]
fn what_is_cut_off_is_asked_for_in_halves() {
    // Two days are too much, one is not.
    let respond = |request: &HttpRequest| {
        if request.request == "key" {
            return answer(200, KEY);
        }
        let range = &body(request)["analyticsRequest"]["timeRange"];
        let is_long = range["startTime"] == "2026-10-01 00:00:00" && range["endTime"] == "2026-10-03 00:00:00";
        if is_long { answer(200, r#"{"timeSeries": [], "limitReached": true}"#) } else { answer(200, USAGE) }
    };
    let mut entries: Vec<Entry> = vec![];
    let mut cursor: Option<String> = None;
    for _ in 0..3 {
        let sync = || XAi::sync(&Settings::default(), "costs", WINDOW, cursor.as_deref(), None);
        let page = run(LATER, respond, sync).0.unwrap();
        entries.extend(page.entries);
        cursor = page.next;
    }
    assert_eq!(cursor, None);
    let costs: Vec<_> = entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(costs, ["1.25", "0.5"]);

    let day = Window { end: WINDOW.start + DAY, ..WINDOW };
    let (page, _) = sync(LATER, day, None, r#"{"timeSeries": [], "limitReached": true}"#);
    assert_eq!(page.unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn today_is_open() {
    let (page, _) = sync(WINDOW.end - 1, WINDOW, None, USAGE);
    let open: Vec<bool> = page.unwrap().entries.iter().map(|entry| entry.open).collect();
    assert_eq!(open, [false, true]);
}

#[test]
fn an_organization_has_to_say_which_team() {
    const ORGANIZATION: &str = r#"{"scope": "SCOPE_ORGANIZATION", "scopeId": "org-1"}"#;
    let respond = |request: &HttpRequest| match request.request.as_str() {
        "key" => answer(200, ORGANIZATION),
        "balance" => answer(200, BALANCE),
        _ => answer(200, USAGE),
    };
    let (problem, _) = run(LATER, respond, || XAi::check(&Settings::default()));
    assert_eq!(problem.unwrap_err().failure, Failure::SettingsInvalid);
    let settings = Settings::from_json(r#"{"team_id": "team-7"}"#).unwrap();
    let (account, requests) = run(LATER, respond, || XAi::check(&settings));
    let account = account.unwrap();
    assert_eq!((account.id.as_deref(), requests[1].path_values[0].as_str()), (Some("team-7"), "team-7"));
    assert!(account.notes[0].contains("7.99 USD"), "credit is below zero in the answer: {:?}", account.notes);
}

fn refused(status: u16, knows_api_key: bool) -> Error {
    let respond = move |request: &HttpRequest| match request.request.as_str() {
        "api_key" if knows_api_key => answer(200, r#"{"redacted_api_key": "xai-...b14o"}"#),
        "api_key" => answer(400, r#"{"code": "invalid", "error": "Incorrect API key provided"}"#),
        _ => answer(status, r#"{"code": 16, "message": "no"}"#),
    };
    run(LATER, respond, || XAi::check(&Settings::default())).0.unwrap_err()
}

#[test]
fn a_key_for_programs_is_told_from_a_wrong_one() {
    assert_eq!(refused(401, false).failure, Failure::CredentialsInvalid);
    let program = refused(401, true);
    assert_eq!(program.failure, Failure::CredentialsInsufficient);
    assert!(program.message.contains("management key"), "{}", program.message);
    assert_eq!(refused(403, true).failure, Failure::CredentialsInsufficient);
    assert_eq!(refused(400, true).failure, Failure::SettingsInvalid);
    assert_eq!(refused(429, true).failure, Failure::RateLimited);
    assert_eq!(refused(500, true).failure, Failure::Unavailable);
}

#[test]
fn costs_can_do_without_the_balance() {
    let respond = |request: &HttpRequest| match request.request.as_str() {
        "key" => answer(200, KEY),
        "balance" => answer(403, ""),
        _ => answer(200, USAGE),
    };
    let account = run(LATER, respond, || XAi::check(&Settings::default())).0.unwrap();
    assert_eq!((account.id.as_deref(), account.notes.len()), (Some("team-123"), 0));
}
