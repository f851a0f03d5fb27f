#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::HttpResponse;
use outlay_connector::{Account, Connector, Error, Failure, Page, Quality, Settings, Window};
use serde_json::{Value, json};

use crate::PiApi;

const INFO: &str = include_str!("../fixtures/account_info.json");
const UNWRAPPED: &str = include_str!("../fixtures/account_info.unwrapped.json");

const HOUR: i64 = 3_600;
const T: i64 = 1_790_812_800;

/// The fixture with other figures.
fn info(used: u64, available: u64, usd: &str) -> String {
    let mut body: Value = serde_json::from_str(INFO).unwrap();
    body["data"]["credit_pack_info"]["used_credits"] = json!(used);
    body["data"]["credit_pack_info"]["available_credits"] = json!(available);
    body["data"]["equivalent_in_usd"] = serde_json::from_str(usd).unwrap();
    body.to_string()
}

fn settings() -> Settings {
    Settings::from_json(r#"{"environment": "staging"}"#).unwrap()
}

/// At a time, over the hours from one to another.
fn poll(now: i64, hours: (i64, i64), state: Option<Vec<u8>>, body: String) -> Page {
    let window = Window { start: T + hours.0 * HOUR, end: T + hours.1 * HOUR };
    let host = Host::at(now, move |_| Ok(answer(200, &body)));
    host.run(|| PiApi::sync(&settings(), "balance", window, None, state.as_deref())).0.unwrap()
}

fn told(page: &Page) -> Vec<(i64, i64, &str)> {
    page.entries.iter().map(|entry| (entry.start - T, entry.end - T, entry.cost.as_deref().unwrap())).collect()
}

#[test]
fn what_the_balance_lost_between_two_syncs_was_spent() {
    let first = poll(T + 600, (-1, 1), None, INFO.to_owned());
    assert!(first.entries.is_empty() && first.state.is_some());
    let second = poll(T + 1_200, (0, 1), first.state, info(7_810_000, 12_190_000, "12.19"));
    assert_eq!(told(&second), [(600, 1_200, "0.15")]);
    let spent = &second.entries[0];
    assert_eq!((spent.units.as_deref(), spent.unit.as_deref()), (Some("150000"), Some("credits")));
    assert_eq!((spent.currency.as_deref(), spent.quality, spent.open), (Some("USD"), Quality::Derived, false));
    assert_eq!((spent.project.as_deref(), spent.model.as_ref()), (Some("staging"), None));

    // The hour is part of the next window again; nothing new was spent.
    let third = poll(T + 4_200, (0, 2), second.state, info(7_810_000, 22_190_000, "22.19"));
    assert_eq!(told(&third), [(600, 1_200, "0.15")], "a top-up is no spending");
    let fourth = poll(T + 7_800, (1, 3), third.state, info(7_820_000, 22_180_000, "22.18"));
    assert_eq!(told(&fourth), [(4_200, 7_800, "0.01")], "what began before the window stays as it was");
    // After long a pause the window begins later than the last sync.
    let fifth = poll(T + 900 * HOUR + 5, (744, 901), fourth.state, info(7_920_000, 22_080_000, "22.08"));
    let parts = told(&fifth);
    let days: Vec<_> = parts.iter().map(|(start, end, _)| (start / HOUR, *end)).collect();
    let ends = [768, 792, 816, 840, 864, 888].map(|hour| hour * HOUR);
    assert_eq!(days[..6], [744, 768, 792, 816, 840, 864].into_iter().zip(ends).collect::<Vec<_>>()[..]);
    assert_eq!((days.len(), days[6]), (7, (888, 900 * HOUR + 5)));
    assert_eq!((parts[0].2, parts[6].2), ("0.015384478414", "0.007693129513"), "by the second");
}

#[test]
fn what_is_spent_around_midnight_is_shared_by_the_days() {
    let midnight = 24 * HOUR;
    let first = poll(T + midnight - 2_940, (22, 24), None, INFO.to_owned());
    let second = poll(T + midnight + 660, (23, 25), first.state, info(7_810_000, 12_190_000, "12.19"));
    let (before, after) = ((midnight - 2_940, midnight, "0.1225"), (midnight, midnight + 660, "0.0275"));
    assert_eq!(told(&second), [before, after]);
    let credits: Vec<_> = second.entries.iter().map(|entry| entry.units.as_deref().unwrap()).collect();
    assert_eq!(credits, ["122500", "27500"]);
    let third = poll(T + midnight + 4_260, (24, 26), second.state, info(7_810_000, 12_190_000, "12.19"));
    assert_eq!(told(&third), [after], "the hour before midnight is not read again");
}

#[test]
fn after_a_pause_what_the_window_takes_the_place_of_is_told_again() {
    let first = poll(T + 600, (-1, 1), None, INFO.to_owned());
    let second = poll(T + 1_200, (0, 1), first.state, info(7_810_000, 12_190_000, "12.19"));
    let later = poll(T + 5 * 24 * HOUR + 60, (0, 121), second.state, info(7_810_000, 12_190_000, "12.19"));
    assert_eq!(told(&later), [(600, 1_200, "0.15")]);
}

#[test]
fn without_used_credits_the_decrease_of_the_balance_counts() {
    let first = poll(T + 600, (-1, 1), None, UNWRAPPED.to_owned());
    let second = poll(T + 1_200, (0, 1), first.state, UNWRAPPED.replace("12.34", "12.3"));
    assert_eq!(told(&second), [(600, 1_200, "0.04")]);
    assert_eq!((second.entries[0].units.as_ref(), second.entries[0].unit.as_ref()), (None, None));
}

#[test]
fn past_windows_are_not_asked_about_and_keep_what_is_known() {
    let first = poll(T + 600, (-1, 1), None, INFO.to_owned());
    let second = poll(T + 1_200, (0, 1), first.state, info(7_810_000, 12_190_000, "12.19"));
    let window = Window { start: T, end: T + HOUR };
    let host = Host::at(T + 5 * HOUR, |_| panic!("nothing is to be asked"));
    let state = second.state.clone();
    let (page, _) = host.run(|| PiApi::sync(&settings(), "balance", window, None, state.as_deref()));
    let page = page.unwrap();
    assert_eq!((told(&page), &page.state), (vec![(600, 1_200, "0.15")], &second.state));
}

#[test]
fn another_account_begins_anew_and_one_second_tells_nothing() {
    let first = poll(T + 600, (-1, 1), None, INFO.to_owned());
    let other = info(9_000_000, 1_000_000, "1").replace("4242", "4243");
    assert!(poll(T + 700, (0, 1), first.state.clone(), other).entries.is_empty());
    let again = poll(T + 600, (0, 1), first.state.clone(), info(7_810_000, 12_190_000, "12.19"));
    assert_eq!((again.entries.len(), &again.state), (0, &first.state));
    let later = poll(T + 601, (0, 1), again.state, info(7_810_000, 12_190_000, "12.19"));
    assert_eq!(told(&later), [(600, 601, "0.15")]);
    assert!(poll(T + 600, (0, 1), Some(b"not ours".to_vec()), INFO.to_owned()).entries.is_empty());
}

fn checked(response: HttpResponse) -> Result<Account, Error> {
    Host::at(T, move |_| Ok(response.clone())).run(|| PiApi::check(&settings())).0
}

#[test]
fn check_names_the_account_and_finds_errors_wherever_they_stand() {
    let account = checked(answer(200, INFO)).unwrap();
    assert_eq!((account.id.as_deref(), account.name.as_deref()), (Some("4242"), Some("Ada")));
    assert_eq!(account.notes.len(), 1);
    assert_eq!(checked(answer(200, UNWRAPPED)).unwrap().notes.len(), 2);

    let fails = |response: HttpResponse, failure: Failure, expected: &str| {
        let problem = checked(response).unwrap_err();
        assert_eq!(problem.failure, failure, "{}", problem.message);
        assert!(problem.message.contains(expected), "{}", problem.message);
    };
    let wrong = include_str!("../fixtures/error.401.json");
    fails(answer(401, wrong), Failure::CredentialsInvalid, "does not know this key");
    fails(answer(200, wrong), Failure::CredentialsInvalid, "Invalid API key");
    fails(answer(403, "{}"), Failure::CredentialsInsufficient, "blocked");
    let disabled = INFO.replace(r#""is_enable": true"#, r#""is_enable": false"#);
    fails(answer(200, &disabled), Failure::CredentialsInsufficient, "disabled");
    fails(answer(200, r#"{"code": 500, "message": "busy", "data": null}"#), Failure::Unavailable, "busy");
    fails(answer(502, "Under maintenance"), Failure::Unavailable, "maintenance");
    fails(answer(429, "{}"), Failure::RateLimited, "wait");
    fails(answer(200, r#"{"code": 200, "data": {"name": "Ada"}}"#), Failure::Unexpected, "equivalent_in_usd");
    fails(answer(200, "<html>"), Failure::Unexpected, "documented form");
}

#[test]
fn the_key_that_is_repeated_goes_nowhere() {
    let page = poll(T + 600, (-1, 1), None, INFO.to_owned());
    assert!(!String::from_utf8(page.state.unwrap()).unwrap().contains("echoed key"));
}
