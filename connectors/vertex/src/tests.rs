#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{AuthMethod, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Settings, StreamKind, Window};
use serde_json::Value;

use crate::Vertex;

const TOKENS_1: &str = include_str!("../fixtures/time_series_token_count.page1.json");
const TOKENS_2: &str = include_str!("../fixtures/time_series_token_count.page2.json");
const CALLS: &str = include_str!("../fixtures/time_series_invocations.json");
const REDUCED: &str = include_str!("../fixtures/time_series_reduced.json");
const EMPTY: &str = include_str!("../fixtures/time_series_empty.json");
const NO_METRIC: &str = include_str!("../fixtures/error.404_metric.json");
const INCOMPLETE: &str = include_str!("../fixtures/bigquery_query.incomplete.json");
const ROWS_1: &str = include_str!("../fixtures/bigquery_query.page1.json");
const ROWS_2: &str = include_str!("../fixtures/bigquery_getQueryResults.page2.json");

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// 2026-10-01 to 2026-10-03, UTC.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_985_600 };
/// The same days in US Pacific time.
const PACIFIC: Window = Window { start: WINDOW.start + 7 * HOUR, end: WINDOW.end + 7 * HOUR };
const LATER: i64 = WINDOW.end + 30 * DAY;

fn settings(more: &str) -> Settings {
    Settings::from_json(&format!(r#"{{"project_ids": "my-project"{more}}}"#)).unwrap()
}

fn with_table(more: &str) -> Settings {
    settings(&format!(
        r#", "billing_table": "my-project.billing.gcp_billing_export_v1_0AAAAA_BBBBBB_CCCCCC",
        "billing_location": "EU", "billing_services": "Vertex AI, Gemini API"{more}"#
    ))
}

type Reply = (u16, &'static str);

fn sync_at(
    now: i64,
    settings: &Settings,
    stream: &str,
    window: Window,
    cursor: Option<&str>,
    replies: &'static [Reply],
) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let mut left = replies.iter();
    let host = Host::at(now, move |_| left.next().map(|(status, body)| Ok(answer(*status, body))).unwrap());
    let (page, host) = host.run(|| Vertex::sync(settings, stream, window, cursor, None));
    (page, host.requests)
}

fn usage(stream: &str, cursor: Option<&str>, replies: &'static [Reply]) -> (Page, HttpRequest) {
    let (page, mut requests) = sync_at(LATER, &settings(""), stream, WINDOW, cursor, replies);
    assert_eq!(requests.len(), 1);
    (page.unwrap(), requests.remove(0))
}

fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn raw(entry: &Entry) -> Value {
    serde_json::from_str(&entry.raw).unwrap()
}

#[test]
fn tokens_are_mapped_hour_by_hour() {
    let (first, request) = usage("tokens", None, &[(200, TOKENS_1)]);
    let figures: Vec<_> =
        first.entries.iter().map(|entry| (entry.start, entry.input_tokens, entry.output_tokens)).collect();
    let second_hour = WINDOW.start + HOUR;
    assert_eq!(
        figures,
        [
            (second_hour, Some(52_000), None),
            (WINDOW.start, Some(48_000), None),
            (second_hour, None, Some(9_100)),
            (WINDOW.start, None, Some(7_400)),
        ]
    );
    let entry = &first.entries[0];
    assert_eq!((entry.end, entry.open, entry.provider.as_str()), (second_hour + HOUR, false, "vertex"));
    assert_eq!((entry.model.as_deref(), entry.project.as_deref()), (Some("gemini-2.5-pro"), Some("my-project")));
    assert_eq!((entry.cached_input_tokens, entry.requests, entry.cost.as_ref()), (None, None, None));
    assert_eq!((&raw(entry)["publisher"], &raw(entry)["source"]), (&"google".into(), &"us-central1".into()));

    assert_eq!(request.path_values, ["my-project"]);
    assert_eq!(
        value(&request, "filter"),
        Some(
            "metric.type=\"aiplatform.googleapis.com/publisher/online_serving/token_count\" AND \
             resource.type=\"aiplatform.googleapis.com/PublisherModel\""
        )
    );
    assert_eq!(value(&request, "interval.startTime"), Some("2026-10-01T00:00:00Z"));
    assert_eq!(value(&request, "interval.endTime"), Some("2026-10-03T00:00:00Z"));
    assert_eq!(value(&request, "aggregation.alignmentPeriod"), Some("3600s"));

    let (second, mut again) = usage("tokens", first.next.as_deref(), &[(200, TOKENS_2)]);
    assert_eq!(again.query.pop(), Some(("pageToken".to_owned(), "fixture-page-2".to_owned())));
    assert_eq!(again.query, request.query, "nothing else changes between pages");
    assert_eq!(second.next, None);
    assert_eq!(second.entries[0].model.as_deref(), Some("claude-sonnet-4-5"));
    assert_eq!(second.entries[1].output_tokens, Some(9_007_199_254_740_993), "beyond what a float holds");
    assert_eq!(raw(&second.entries[1])["source"], "batch_global");
}

#[test]
fn kinds_of_tokens_that_are_new_stay_apart() {
    const CACHE: &str = r#"{"timeSeries": [{
        "metric": {"labels": {"type": "cache_read"}},
        "resource": {"labels": {"model_user_id": "publishers/google/models/gemini-2.5-pro"}},
        "points": [{"interval": {"endTime": "2026-10-01T01:00:00Z"}, "value": {"int64Value": "12"}}]}]}"#;
    let (page, _) = usage("tokens", None, &[(200, CACHE)]);
    let entry = &page.entries[0];
    assert_eq!((entry.input_tokens, entry.output_tokens), (None, None));
    assert_eq!((entry.units.as_deref(), entry.unit.as_deref()), (Some("12"), Some("cache_read tokens")));
    assert_eq!(entry.model.as_deref(), Some("gemini-2.5-pro"), "without the path before it");
}

#[test]
fn calls_that_failed_are_no_requests() {
    let (page, _) = usage("invocations", None, &[(200, CALLS)]);
    let figures: Vec<_> = page.entries.iter().map(|entry| (entry.requests, entry.units.as_deref())).collect();
    assert_eq!(figures, [(Some(40), None), (None, Some("3"))]);
    assert_eq!(page.entries[1].unit.as_deref(), Some("failed requests"));
    assert_eq!(raw(&page.entries[1])["response_code"], "429");
}

#[test]
fn fewer_labels_and_no_figures_are_no_trouble() {
    let (page, _) = usage("tokens", None, &[(200, REDUCED)]);
    assert_eq!((page.entries.len(), page.entries[0].input_tokens), (1, Some(48_000)));
    assert_eq!(raw(&page.entries[0])["publisher"], Value::Null);
    assert_eq!(usage("tokens", None, &[(200, EMPTY)]).0.entries, []);
    assert_eq!(usage("tokens", None, &[(404, NO_METRIC)]).0.entries, [], "never used in this project");
}

#[test]
fn one_project_is_read_after_the_other() {
    let settings = Settings::from_json(r#"{"project_ids": "first, second"}"#).unwrap();
    let (first, requests) = sync_at(LATER, &settings, "tokens", WINDOW, None, &[(404, NO_METRIC)]);
    assert_eq!(requests[0].path_values, ["first"]);
    let next = first.unwrap().next.unwrap();
    let (second, requests) = sync_at(LATER, &settings, "tokens", WINDOW, Some(&next), &[(200, REDUCED)]);
    assert_eq!(requests[0].path_values, ["second"]);
    let second = second.unwrap();
    assert_eq!((second.next, second.entries[0].project.as_deref()), (None, Some("second")));
}

#[test]
fn the_hour_that_is_running_is_not_asked_for() {
    let now = WINDOW.start + 2 * HOUR + 300;
    let window = Window { start: WINDOW.start, end: WINDOW.start + 3 * HOUR };
    let (page, requests) = sync_at(now, &settings(""), "tokens", window, None, &[(200, TOKENS_1)]);
    assert_eq!(value(&requests[0], "interval.endTime"), Some("2026-10-01T02:00:00Z"));
    let open: Vec<bool> = page.unwrap().entries.iter().map(|entry| entry.open).collect();
    assert_eq!(open, [true, false, true, false], "points of the last minutes may still come");
    let running = Window { start: WINDOW.start + 2 * HOUR, end: WINDOW.start + 3 * HOUR };
    let (page, requests) = sync_at(now, &settings(""), "tokens", running, None, &[]);
    assert_eq!((page.unwrap().entries.len(), requests.len()), (0, 0));
}

#[test]
fn an_answer_with_gaps_is_not_taken() {
    for body in [
        r#"{"timeSeries": [], "executionErrors": [{"code": 4, "message": "deadline"}]}"#,
        r#"{"unreachable": ["projects/my-project"]}"#,
    ] {
        let replies = Box::leak(Box::new([(200, body)]));
        let (page, _) = sync_at(LATER, &settings(""), "tokens", WINDOW, None, replies);
        assert_eq!(page.unwrap_err().failure, Failure::Unavailable, "{body}");
    }
}

#[test]
fn costs_are_exact_and_their_days_are_pacific() {
    let settings = with_table("");
    let (first, requests) = sync_at(LATER, &settings, "costs", PACIFIC, None, &[(200, INCOMPLETE), (200, ROWS_1)]);
    let first = first.unwrap();
    let costs: Vec<_> = first.entries.iter().map(|entry| entry.cost.as_deref().unwrap()).collect();
    assert_eq!(costs, ["0.125", "0.15"], "the second less its credit of 0.015");
    let entry = &first.entries[0];
    assert_eq!((entry.start, entry.end, entry.open), (PACIFIC.start, PACIFIC.start + DAY, false));
    assert_eq!((entry.model.as_deref(), entry.project.as_deref()), (Some("gemini-2.5-pro"), Some("my-project")));
    assert_eq!((entry.units.as_deref(), entry.unit.as_deref()), (Some("0.1"), Some("1000000 count")));
    assert_eq!((entry.currency.as_deref(), entry.input_tokens), (Some("USD"), None));
    assert_eq!(raw(entry)["sku"], "Gemini 2.5 Pro Text Input - Predictions");

    let ids: Vec<_> = requests.iter().map(|request| request.request.as_str()).collect();
    assert_eq!(ids, ["query", "query_results"], "asked again until it is finished");
    assert_eq!(requests[1].path_values, ["my-project", "job_fixture01"]);
    assert_eq!(value(&requests[1], "location"), Some("US"), "where the job runs");
    let body: Value = serde_json::from_slice(requests[0].body.as_deref().unwrap()).unwrap();
    assert_eq!((&body["useLegacySql"], &body["location"]), (&false.into(), &"EU".into()));
    let parameter = |name: &str| {
        let all = body["queryParameters"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).map(|one| one["parameterValue"].clone())
    };
    assert_eq!(parameter("from").unwrap()["value"], "2026-10-01T07:00:00Z");
    assert_eq!(parameter("to").unwrap()["value"], "2026-10-03T07:00:00Z");
    assert_eq!(parameter("exported").unwrap()["value"], "2026-09-30T00:00:00Z");
    assert_eq!(parameter("services").unwrap()["arrayValues"][1]["value"], "Gemini API");
    assert_eq!(parameter("projects"), None);

    let (second, requests) = sync_at(LATER, &settings, "costs", PACIFIC, first.next.as_deref(), &[(200, ROWS_2)]);
    assert_eq!(value(&requests[0], "pageToken"), Some("BFfixturePAGE2"));
    let second = second.unwrap();
    let entry = &second.entries[0];
    assert_eq!((second.next, entry.cost.as_deref()), (None, Some("0.000455")));
    assert_eq!(entry.model.as_deref(), Some("gemini-2.5-flash"));
    assert_eq!(raw(entry)["location"], Value::Null);
}

#[test]
fn costs_may_be_limited_to_the_listed_projects() {
    let settings = with_table(r#", "costs_of": "listed projects", "query_project": "finance""#);
    let (_, requests) = sync_at(LATER, &settings, "costs", PACIFIC, None, &[(200, ROWS_1)]);
    assert_eq!(requests[0].path_values, ["finance"]);
    let body = String::from_utf8(requests[0].body.clone().unwrap()).unwrap();
    assert!(body.contains("project.id IN UNNEST(@projects)"), "{body}");
}

#[test]
fn without_a_table_there_are_no_costs_and_recent_ones_are_open() {
    let (page, requests) = sync_at(LATER, &settings(""), "costs", PACIFIC, None, &[]);
    assert_eq!((page.unwrap().entries.len(), requests.len()), (0, 0));
    let (page, _) = sync_at(PACIFIC.start + 2 * DAY - 1, &with_table(""), "costs", PACIFIC, None, &[(200, ROWS_1)]);
    assert!(page.unwrap().entries.iter().all(|entry| entry.open));
}

fn checked(settings: &Settings, respond: fn(&HttpRequest) -> HttpResponse) -> Result<Vec<String>, Error> {
    let host = Host::at(LATER, move |request| Ok(respond(request)));
    host.run(|| Vertex::check(settings)).0.map(|account| account.notes)
}

#[test]
fn check_tries_metrics_and_a_dry_query_and_says_what_to_do() {
    let notes = checked(&with_table(""), |request| match request.request.as_str() {
        "time_series" => answer(200, EMPTY),
        _ => {
            let body = String::from_utf8(request.body.clone().unwrap()).unwrap();
            assert!(body.contains(r#""dryRun":true"#), "a check costs nothing: {body}");
            answer(200, r#"{"jobComplete": true, "totalBytesProcessed": "1048576"}"#)
        }
    });
    assert_eq!(notes, Ok(vec![]));
    let notes = checked(&settings(""), |_| answer(404, NO_METRIC)).unwrap();
    assert!(notes.iter().any(|note| note.contains("no such usage yet")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("costs are not")), "{notes:?}");

    let refused = checked(&settings(""), |_| answer(403, include_str!("../fixtures/error.403.json"))).unwrap_err();
    assert_eq!(refused.failure, Failure::CredentialsInsufficient);
    assert!(refused.message.contains("roles/monitoring.viewer") && refused.message.contains("my-project"));
    let wrong = checked(&settings(""), |_| answer(401, include_str!("../fixtures/error.401.json"))).unwrap_err();
    assert_eq!(wrong.failure, Failure::CredentialsInvalid);
    let busy = checked(&settings(""), |_| answer(429, include_str!("../fixtures/error.429.json"))).unwrap_err();
    assert_eq!(busy.failure, Failure::RateLimited);
    let table = checked(&with_table(""), |request| match request.request.as_str() {
        "time_series" => answer(200, EMPTY),
        _ => answer(404, include_str!("../fixtures/bigquery_error.404.json")),
    });
    assert_eq!(table.unwrap_err().failure, Failure::SettingsInvalid);
    let none = Settings::from_json(r#"{"project_ids": " "}"#).unwrap();
    assert_eq!(checked(&none, |_| answer(200, EMPTY)).unwrap_err().failure, Failure::SettingsInvalid);
}

#[test]
fn the_manifest_wants_a_service_account_and_bills_in_pacific_days() {
    let manifest = Vertex::manifest();
    assert!(
        matches!(&manifest.auth[0].method, AuthMethod::ServiceAccount(account) if account.scope.contains("monitoring.read"))
    );
    let billed: Vec<_> = manifest.requests.iter().filter(|request| request.billed).map(|request| &request.id).collect();
    assert_eq!(billed, ["query"]);
    for stream in &manifest.streams {
        assert_eq!(stream.kind == StreamKind::Cost, stream.zone == "America/Los_Angeles", "{}", stream.id);
    }
}
