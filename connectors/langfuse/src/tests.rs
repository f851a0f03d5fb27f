#![allow(clippy::unwrap_used)]

use outlay_connector::testing::{Host, answer};
use outlay_connector::time::{DAY, from_rfc3339};
use outlay_connector::types::{Header, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Error, Failure, Page, Quality, Settings, StreamKind, Window};
use serde_json::{Value, json};

use crate::Langfuse;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name, ".json"))
    };
}

/// 2026-10-01.
const WINDOW: Window = Window { start: 1_790_812_800, end: 1_790_812_800 + DAY };
const LATER: i64 = WINDOW.end + 40 * DAY;

fn question(request: &HttpRequest) -> Value {
    assert_eq!(request.query.len(), 1);
    assert_eq!(request.query[0].0, "query");
    serde_json::from_str(&request.query[0].1).unwrap()
}

fn sync(
    stream: &str,
    window: Window,
    answers: impl Fn(&HttpRequest) -> HttpResponse + 'static,
) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let (page, host) = Host::at(LATER, move |request| Ok(answers(request)))
        .run(|| Langfuse::sync(&Settings::default(), stream, window, None, None));
    (page, host.requests)
}

fn entries(stream: &str, body: &'static str) -> Vec<Entry> {
    let (page, _) = sync(stream, WINDOW, move |_| answer(200, body));
    let page = page.unwrap();
    assert_eq!(page.next, None);
    page.entries
}

#[test]
fn usage_and_costs_are_mapped() {
    let usage = entries("usage", fixture!("metrics_v2"));
    assert_eq!(usage.len(), 1);
    assert_eq!((usage[0].start, usage[0].end, usage[0].open), (WINDOW.start, WINDOW.end, false));
    assert_eq!((usage[0].input_tokens, usage[0].output_tokens, usage[0].requests), (Some(3_000), Some(100), Some(2)));
    assert_eq!((usage[0].provider.as_str(), usage[0].model.as_deref()), ("langfuse", Some("gpt-4o")));
    assert_eq!((usage[0].cached_input_tokens, usage[0].cost.as_ref()), (None, None));
    let costs = entries("costs", fixture!("metrics_v2"));
    assert_eq!((costs[0].cost.as_deref(), costs[0].currency.as_deref()), (Some("0.0085"), Some("USD")));
    assert_eq!((costs[0].quality, costs[0].requests), (Quality::Estimated, None));
    assert_eq!(costs[0].raw, r#"{"environment":null,"providedModelName":"gpt-4o"}"#);
}

#[test]
fn the_question_is_the_documented_one() {
    let (_, requests) = sync("usage", WINDOW, |_| answer(200, fixture!("metrics_v2")));
    let documented: Value = serde_json::from_str(fixture!("metrics_v2.query")).unwrap();
    let mut asked = question(&requests[0]);
    assert_eq!(asked["dimensions"], json!([{"field": "providedModelName"}, {"field": "environment"}]));
    for time in ["fromTimestamp", "toTimestamp"] {
        let instant = |question: &Value| from_rfc3339(question[time].as_str().unwrap()).unwrap();
        assert_eq!(instant(&asked), instant(&documented));
        asked[time] = documented[time].clone();
    }
    asked["dimensions"] = documented["dimensions"].clone();
    let (_, requests) = sync("costs", WINDOW, |_| answer(200, fixture!("metrics_v2")));
    let mut metrics = asked["metrics"].as_array().unwrap().clone();
    metrics.insert(2, question(&requests[0])["metrics"][0].clone());
    asked["metrics"] = metrics.into();
    assert_eq!(asked, documented, "both streams together ask for what the fixture asks for");
}

#[test]
fn spans_are_no_calls_and_odd_rows_are_read() {
    const ODD: &str = r#"{"data": [
        {"time_dimension": "2026-10-01T00:00:00.000Z", "providedModelName": null, "environment": "production",
         "sum_inputTokens": "0", "sum_outputTokens": null, "count_count": "40", "sum_totalCost": 0},
        {"time_dimension": "2026-10-01", "providedModelName": "", "sum_inputTokens": 5, "count_count": 8,
         "sum_totalCost": "1.5e-6"},
        {"time_dimension": "2026-10-01", "providedModelName": "free", "environment": "test", "count_count": 1,
         "sum_totalCost": 0, "new": []},
        {"time_dimension": "2026-10-02", "providedModelName": "tomorrow", "count_count": 1, "sum_totalCost": 1}]}"#;
    let usage = entries("usage", ODD);
    let read: Vec<_> = usage.iter().map(|entry| (entry.model.as_deref(), entry.input_tokens, entry.requests)).collect();
    assert_eq!(read, [(None, Some(5), None), (Some("free"), None, Some(1))]);
    let costs = entries("costs", ODD);
    let read: Vec<_> = costs.iter().map(|entry| (entry.model.as_deref(), entry.cost.as_deref().unwrap())).collect();
    assert_eq!(read, [(None, "0.0000015"), (Some("free"), "0")]);
    assert!(costs[1].raw.contains(r#""environment":"test""#));
    let (failed, _) = sync("costs", WINDOW, |_| answer(200, r#"{"data": [{"time_dimension": "soon"}]}"#));
    assert_eq!(failed.unwrap_err().failure, Failure::Unexpected);
}

/// So many rows for each day of the question.
fn full(request: &HttpRequest, rows_a_day: i64) -> HttpResponse {
    let question = question(request);
    let time = |name: &str| from_rfc3339(question[name].as_str().unwrap()).unwrap();
    let days = outlay_connector::time::days(time("fromTimestamp"), time("toTimestamp"));
    let rows = days.flat_map(|day| {
        (0..rows_a_day).map(move |number| {
            json!({"time_dimension": outlay_connector::time::date(day), "providedModelName": format!("m{number}"),
                   "count_count": "1"})
        })
    });
    answer(200, &json!({"data": rows.take(1_000).collect::<Vec<_>>()}).to_string())
}

#[test]
fn a_full_answer_is_asked_for_in_halves() {
    let month = Window { end: WINDOW.start + 31 * DAY, ..WINDOW };
    let (page, requests) = sync("usage", month, |request| full(request, 100));
    let mut read: Vec<_> = page.unwrap().entries.into_iter().map(|entry| (entry.start, entry.model.unwrap())).collect();
    assert_eq!(read.len(), 3_100);
    read.sort_unstable();
    read.dedup();
    assert_eq!(read.len(), 3_100, "nothing twice");
    assert_eq!(requests.len(), 7, "of 31 days, 15 and 16, then quarters");
    let (failed, _) = sync("usage", month, |request| full(request, 1_000));
    assert!(failed.unwrap_err().message.contains("one day has 1000 rows or more"));
}

#[test]
fn servers_without_the_second_version_are_asked_the_first() {
    let old = |request: &HttpRequest| match request.request.as_str() {
        "metrics_v1" => answer(200, fixture!("metrics_v2")),
        _ => answer(404, "{}"),
    };
    let (page, requests) = sync("costs", WINDOW, old);
    assert_eq!(page.unwrap().entries[0].cost.as_deref(), Some("0.0085"));
    assert_eq!(requests[0].query, requests[1].query);
}

fn checked(response: HttpResponse) -> Result<(), Error> {
    Host::at(LATER, move |_| Ok(response.clone())).run(|| Langfuse::check(&Settings::default())).0.map(drop)
}

#[test]
fn check_reads_the_metrics_and_says_what_to_do() {
    let body = |request: &HttpRequest| match request.request.as_str() {
        "projects" => fixture!("projects"),
        _ => fixture!("metrics_v2"),
    };
    let (account, _) =
        Host::at(LATER, move |request| Ok(answer(200, body(request)))).run(|| Langfuse::check(&Settings::default()));
    assert_eq!(account.unwrap().name.as_deref(), Some("Fixture Project"));
    let wrong = checked(answer(401, fixture!("error.401"))).unwrap_err();
    assert_eq!(wrong.failure, Failure::CredentialsInvalid);
    assert!(wrong.message.contains("another region") && wrong.message.contains("correct host"), "{}", wrong.message);
    let insufficient = checked(answer(403, fixture!("error.403"))).unwrap_err();
    assert_eq!(insufficient.failure, Failure::CredentialsInsufficient);
    let elsewhere = checked(answer(404, "<html>")).unwrap_err();
    assert!(
        elsewhere.failure == Failure::SettingsInvalid && elsewhere.message.contains("/api"),
        "{}",
        elsewhere.message
    );
    let header = Header { name: "Retry-After".into(), value: "3600".into() };
    let busy = checked(HttpResponse { headers: vec![header], ..answer(429, "{}") }).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(3_600)));
    assert_eq!(checked(answer(503, "")).unwrap_err().failure, Failure::Unavailable);
    assert_eq!(checked(answer(200, "<html>")).unwrap_err().failure, Failure::Unexpected);
}

#[test]
fn the_manifest_is_of_a_tool_that_is_asked_seldom() {
    let manifest = Langfuse::manifest();
    assert!(!manifest.billing_source);
    assert_eq!((manifest.streams.len(), manifest.requests.len()), (2, 3));
    for stream in &manifest.streams {
        assert_eq!((stream.kind == StreamKind::Cost, stream.every), (stream.id == "costs", 10_800));
    }
}
