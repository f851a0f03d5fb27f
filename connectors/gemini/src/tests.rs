#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::HttpRequest;
use outlay_connector::{Connector, Failure, Page, Quality, Settings, Window};
use serde_json::Value;

use crate::Gemini;

const OUTPUT: &str = include_str!("../fixtures/time_series_output_tokens.json");
const INPUT: &str = include_str!("../fixtures/time_series_input_tokens_quota.json");
const REQUESTS: &str = include_str!("../fixtures/time_series_request_count.json");
const NO_METRIC: &str = include_str!("../fixtures/error.404_metric.json");
const ROWS: &str = include_str!("../fixtures/bigquery_getQueryResults.page2.json");

const DAY: i64 = 86_400;
/// 2026-10-01 to 2026-10-03, UTC.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_985_600 };
const LATER: i64 = WINDOW.end + 30 * DAY;

fn settings(more: &str) -> Settings {
    Settings::from_json(&format!(r#"{{"project_ids": "my-project"{more}}}"#)).unwrap()
}

fn sync(stream: &str, cursor: Option<&str>, status: u16, body: &'static str) -> (Page, HttpRequest) {
    let (page, mut host) = Host::at(LATER, move |_| Ok(answer(status, body)))
        .run(|| Gemini::sync(&settings(""), stream, WINDOW, cursor, None));
    (page.unwrap(), host.requests.remove(0))
}

fn value<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

#[test]
fn output_tokens_are_mapped_by_model() {
    let (page, _) = sync("output_tokens", None, 200, OUTPUT);
    let figures: Vec<_> = page.entries.iter().map(|entry| (entry.start, entry.end, entry.output_tokens)).collect();
    let second = WINDOW.start + DAY;
    assert_eq!(
        figures,
        [(second, WINDOW.end, Some(50)), (WINDOW.start, second, Some(100)), (WINDOW.start, second, Some(25)),]
    );
    let entry = &page.entries[2];
    assert_eq!((entry.provider.as_str(), entry.model.as_deref()), ("gemini", Some("gemini-2.5-flash")));
    assert_eq!((entry.project.as_deref(), entry.input_tokens, entry.requests), (Some("my-project"), None, None));
    let raw: Value = serde_json::from_str(&entry.raw).unwrap();
    assert_eq!((&raw["thinking_enabled"], &raw["output_modality"]), (&"true".into(), &"text".into()));
    assert_eq!(entry.quality, Quality::Reported);
}

#[test]
fn input_tokens_are_an_estimate_of_every_tier() {
    let (mut page, request) = sync("input_tokens", None, 200, INPUT);
    let entry = page.entries.remove(0);
    assert_eq!((entry.input_tokens, entry.quality), (Some(1_800), Quality::Estimated));
    assert_eq!((entry.output_tokens, entry.cached_input_tokens), (None, None));
    assert_eq!(value(&request, "aggregation.crossSeriesReducer"), "REDUCE_MAX", "each limit counts the same again");
    assert!(!request.query.iter().any(|(_, value)| value.contains("limit_name")));

    // A tier that was never used is no error, and no end.
    let mut asked = vec![value(&request, "filter").to_owned()];
    while let Some(next) = page.next {
        let request;
        (page, request) = sync("input_tokens", Some(&next), 404, NO_METRIC);
        asked.push(value(&request, "filter").to_owned());
    }
    let tiers: Vec<&str> = asked.iter().map(|filter| filter.split("content_").nth(1).unwrap()).collect();
    let expected = ["paid_tier_input", "paid_tier_2_input", "paid_tier_3_input", "free_tier_input"];
    assert_eq!(tiers, expected.map(|tier| format!("{tier}_token_count/usage\"")));
}

#[test]
fn requests_are_those_of_keys_and_failures_stay_apart() {
    let (page, request) = sync("requests", None, 200, REQUESTS);
    assert!(value(&request, "filter").ends_with("resource.labels.service=\"generativelanguage.googleapis.com\""));
    let figures: Vec<_> = page.entries.iter().map(|entry| (entry.requests, entry.units.as_deref())).collect();
    assert_eq!(figures, [(Some(90), None), (None, Some("4")), (None, Some("6"))]);
    let keys: Vec<_> = page.entries.iter().map(|entry| entry.key.as_deref().unwrap()).collect();
    assert_eq!(keys[0], "apikey:aaaa1111-0000-4000-8000-000000000000");
    assert_eq!(keys[2], "apikey:bbbb2222-0000-4000-8000-000000000000");
    assert!(page.entries.iter().all(|entry| entry.model.is_none()));
}

#[test]
fn costs_are_those_of_the_service() {
    // Of the two pages of the fixture this is the second: it announces the rows of both.
    let body = ROWS.replace(r#""totalRows": "3""#, r#""totalRows": "1""#);
    let settings = settings(
        r#", "billing_table": "my-project.billing.gcp_billing_export_v1_0A", "billing_services": "Gemini API""#,
    );
    let window = Window { start: WINDOW.start + 7 * 3_600, end: WINDOW.end + 7 * 3_600 };
    let (page, host) =
        Host::at(LATER, move |_| Ok(answer(200, &body))).run(|| Gemini::sync(&settings, "costs", window, None, None));
    let page = page.unwrap();
    let entry = &page.entries[0];
    assert_eq!((entry.cost.as_deref(), entry.currency.as_deref()), (Some("0.000455"), Some("USD")));
    assert_eq!((entry.provider.as_str(), entry.model.as_deref()), ("gemini", Some("gemini-2.5-flash")));
    let body: Value = serde_json::from_slice(host.requests[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(body["queryParameters"][0]["parameterValue"]["arrayValues"][0]["value"], "Gemini API");
}

#[test]
fn check_says_what_to_do_and_the_manifest_knows_its_service() {
    let refused = include_str!("../fixtures/error.403.json");
    let (outcome, _) = Host::at(LATER, move |_| Ok(answer(403, refused))).run(|| Gemini::check(&settings("")));
    let problem = outcome.unwrap_err();
    assert_eq!(problem.failure, Failure::CredentialsInsufficient);
    assert!(problem.message.contains("roles/monitoring.viewer"), "{}", problem.message);
    let manifest = Gemini::manifest();
    let services = manifest.settings.iter().find(|field| field.id == "billing_services").unwrap();
    assert_eq!(services.default.as_deref(), Some("Gemini API"));
    assert!(manifest.cannot_tell[0].contains("API key can read nothing"));
    assert_eq!(manifest.streams.len(), 5);
}

#[test]
fn keys_have_names_where_these_may_be_read() {
    let names = |status: u16, body: &'static str| {
        let projects = Settings::from_json(r#"{"project_ids": "my-project, other"}"#).unwrap();
        let now = Window { start: LATER, end: LATER };
        let host = Host::at(LATER, move |_| Ok(answer(status, body)));
        let (page, host) = host.run(|| Gemini::sync(&projects, "keys", now, None, None));
        (page.unwrap(), host.requests)
    };
    let (page, requests) = names(200, include_str!("../fixtures/api_keys.json"));
    let found: Vec<_> = page.names.iter().map(|name| (name.id.as_str(), name.name.as_str())).collect();
    let (first, second) = ("aaaa1111-0000-4000-8000-000000000000", "bbbb2222-0000-4000-8000-000000000000");
    let ids = [first, second].map(|id| format!("apikey:{id}"));
    assert_eq!(found, [(ids[0].as_str(), "Web shop"), (ids[1].as_str(), "Night batch")], "as in the requests' keys");
    assert_eq!(page.names[0].project.as_deref(), Some("my-project"));
    assert_eq!(requests[0].path_values, ["my-project"]);
    let next = page.next.unwrap();
    let projects = Settings::from_json(r#"{"project_ids": "my-project, other"}"#).unwrap();
    let (page, host) = Host::at(LATER, |_| Ok(answer(200, "{}")))
        .run(|| Gemini::sync(&projects, "keys", Window { start: LATER, end: LATER }, Some(&next), None));
    assert_eq!((page.unwrap().next, host.requests[0].path_values[0].as_str()), (None, "other"));

    let (page, _) = names(403, r#"{"error": {"code": 403, "message": "no"}}"#);
    assert!(page.names.is_empty() && page.next.is_some(), "an optional role");
}
