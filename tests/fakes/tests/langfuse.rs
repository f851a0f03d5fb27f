//! The fake Langfuse refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::langfuse::{FakeLangfuse, Langfuse, ORGANIZATION_SECRET_KEY, PUBLIC_KEY, SECRET_KEY};
use fakes::time::{DAY, date, now, rfc3339};
use fakes::{Fake, Trouble};
use serde_json::{Value, json};

const V1: &str = "/api/public/metrics";
const V2: &str = "/api/public/v2/metrics";

async fn get(fake: &FakeLangfuse, secret: &str, path: &str, query: &Value) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("{}{path}", fake.origin())).basic_auth(PUBLIC_KEY, Some(secret));
    let response = request.query(&[("query", query.to_string())]).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn days_ago(days: i64) -> i64 {
    (now() / DAY - days) * DAY
}

fn question() -> Value {
    json!({
        "view": "observations", "dimensions": [{"field": "providedModelName"}], "filters": [],
        "metrics": [{"measure": "inputTokens", "aggregation": "sum"}, {"measure": "count", "aggregation": "count"}],
        "timeDimension": {"granularity": "day"}, "orderBy": null,
        "fromTimestamp": rfc3339(days_ago(3)), "toTimestamp": rfc3339(days_ago(1)), "config": {"row_limit": 3},
    })
}

#[tokio::test]
async fn keys_and_questions_are_checked() {
    let fake = FakeLangfuse::start().await.unwrap();
    assert_eq!(get(&fake, "sk-lf-unknown", V2, &question()).await.0, 401);
    assert_eq!(get(&fake, ORGANIZATION_SECRET_KEY, V2, &question()).await.0, 403);
    assert_eq!(get(&fake, SECRET_KEY, V1, &question()).await.0, 404, "the cloud has no first version any more");
    let check = async |change: fn(&mut Value), expected: &str| {
        let mut question = question();
        change(&mut question);
        let (status, body) = get(&fake, SECRET_KEY, V2, &question).await;
        assert!(status == 400 && body["message"].to_string().contains(expected), "{question}: {status} {body}");
    };
    check(|question| question["limit"] = json!(3), "unrecognized key limit").await;
    check(|question| question["dimensions"] = json!([{"field": "userId"}]), "userId").await;
    check(|question| question["metrics"] = json!([]), "at least one").await;
    check(|question| question["metrics"][0]["measure"] = json!("cost"), "cost").await;
    check(|question| question["config"]["row_limit"] = json!(1_001), "from 1 to 1000").await;
    check(|question| question["fromTimestamp"] = json!("2026-10-01"), "Invalid datetime").await;
    check(|question| question["toTimestamp"] = question["fromTimestamp"].clone(), "after").await;
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    assert_eq!(get(&fake, SECRET_KEY, V2, &question()).await.0, 429);
    assert_eq!(get(&fake, SECRET_KEY, V2, &question()).await.0, 500);
    assert_eq!(get(&fake, SECRET_KEY, V2, &question()).await.0, 200);
}

#[tokio::test]
async fn answers_have_what_was_asked_for_and_are_cut() {
    let fake = Fake::of(Langfuse::of_models(2), 0).await.unwrap();
    let (_, body) = get(&fake, SECRET_KEY, V2, &question()).await;
    let row = |days: i64, model: &str| {
        let date = date(days_ago(days));
        json!({"time_dimension": date, "providedModelName": model, "sum_inputTokens": "3000", "count_count": "2"})
    };
    assert_eq!(body["data"], json!([row(3, "gpt-4o"), row(3, "gpt-4o-0001"), row(2, "gpt-4o")]));
    let own = Fake::of(Langfuse::self_hosted(), 0).await.unwrap();
    assert_eq!(get(&own, SECRET_KEY, V1, &question()).await.1["data"].as_array().unwrap().len(), 2);
    assert_eq!(get(&own, SECRET_KEY, V2, &question()).await.0, 404);
}
