//! The fake xAI refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::time::{DAY, date, from_date, now, rfc3339};
use fakes::xai::{API_KEY, MANAGEMENT_KEY, OTHER_KEY, TEAM, XAi};
use fakes::{Fake, Trouble};
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn ask(fake: &Fake<XAi>, key: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let url = format!("{}{path}", fake.origin());
    let request = match body {
        Some(body) => client().post(url).json(body),
        None => client().get(url),
    };
    let response = request.bearer_auth(key).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn question(start: i64, end: i64) -> Value {
    let mut question: Value =
        serde_json::from_str(include_str!("../../../connectors/xai/fixtures/usage.request.json")).unwrap();
    question["analyticsRequest"]["timeRange"]["startTime"] = format!("{} 00:00:00", date(start)).into();
    question["analyticsRequest"]["timeRange"]["endTime"] = format!("{} 00:00:00", date(end)).into();
    question
}

#[tokio::test]
async fn keys_and_questions_are_checked() {
    let fake = Fake::<XAi>::start().await.unwrap();
    let usage = format!("/v1/billing/teams/{TEAM}/usage");
    let today = from_date(&date(now())).unwrap();
    let right = question(today - 3 * DAY, today);
    let check = async |key: &str, path: &str, body: &Value, status: u16, expected: &str| {
        let (got, answer) = ask(&fake, key, path, Some(body)).await;
        assert_eq!(got, status, "{answer}");
        assert!(answer["message"].as_str().unwrap().contains(expected), "{answer}");
    };
    check("xai-token-unknown", &usage, &right, 401, "bearer token").await;
    check(API_KEY, &usage, &right, 401, "bearer token").await;
    check(OTHER_KEY, &usage, &right, 403, "permission").await;
    check(MANAGEMENT_KEY, &usage.replace(TEAM, "default"), &right, 400, "uuid").await;
    check(MANAGEMENT_KEY, &usage.replace("65c1", "0000"), &right, 403, "permission").await;
    check(MANAGEMENT_KEY, &usage, &json!({}), 400, "analyticsRequest").await;
    check(MANAGEMENT_KEY, &usage, &question(today, today), 400, "after startTime").await;
    let changed = |pointer: &str, value: Value| {
        let mut body = right.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let of = |name: &str| format!("/analyticsRequest/{name}");
    check(MANAGEMENT_KEY, &usage, &changed(&of("timeUnit"), json!("DAY")), 400, "timeUnit").await;
    check(MANAGEMENT_KEY, &usage, &changed(&of("groupBy"), json!(["colour"])), 400, "groupBy").await;
    check(MANAGEMENT_KEY, &usage, &changed(&of("values/0/name"), json!("eur")), 400, "value").await;
    check(MANAGEMENT_KEY, &usage, &changed(&of("timeRange/startTime"), json!("2026-10-01")), 400, "startTime").await;
    check(MANAGEMENT_KEY, &usage, &changed(&of("timeRange"), json!({"from": 1})), 400, "unknown field").await;
    assert_eq!(ask(&fake, MANAGEMENT_KEY, &usage, None).await.0, 405);
    assert_eq!(ask(&fake, MANAGEMENT_KEY, "/v1/billing", None).await.0, 404);
    assert_eq!((ask(&fake, API_KEY, "/v1/api-key", None).await.0), 200);
    assert_eq!((ask(&fake, MANAGEMENT_KEY, "/v1/api-key", None).await.0), 400);
    let (_, key) = ask(&fake, MANAGEMENT_KEY, "/auth/management-keys/validation", None).await;
    assert_eq!((&key["scope"], &key["scopeId"]), (&json!("SCOPE_TEAM"), &json!(TEAM)));
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(MANAGEMENT_KEY, &usage, &right, 429, "Too many").await;
    check(MANAGEMENT_KEY, &usage, &right, 500, "error").await;
}

#[tokio::test]
async fn series_are_dense_and_long_ones_are_cut() {
    let fake = Fake::<XAi>::start().await.unwrap();
    let usage = format!("/v1/billing/teams/{TEAM}/usage");
    let even = now() / DAY / 2 * 2 * DAY - 4 * DAY;
    let (status, body) = ask(&fake, MANAGEMENT_KEY, &usage, Some(&question(even, even + 3 * DAY))).await;
    assert_eq!((status, &body["limitReached"]), (200, &json!(false)), "{body}");
    let points = body["timeSeries"][0]["dataPoints"].as_array().unwrap();
    let amounts: Vec<String> = points.iter().map(|point| point["values"][0].to_string()).collect();
    assert_eq!(amounts, ["1.25", "0.5", "1.25"]);
    assert_eq!(points[0]["timestamp"], rfc3339(even));
    let (_, body) = ask(&fake, MANAGEMENT_KEY, &usage, Some(&question(even - 90 * DAY, even - 88 * DAY))).await;
    assert_eq!(body["timeSeries"][0]["dataPoints"][1]["values"], json!([0]), "no use, and that is said");
    let (_, body) = ask(&fake, MANAGEMENT_KEY, &usage, Some(&question(even - 21 * DAY, even))).await;
    assert_eq!(body["limitReached"], true);
}
