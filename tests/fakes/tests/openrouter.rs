//! The fake OpenRouter refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::Trouble;
use fakes::openrouter::{API_KEY, FakeOpenRouter, MANAGEMENT_KEY};
use fakes::time::{DAY, date, now};
use serde_json::{Value, json};

const ACTIVITY: &str = "/api/v1/activity";

async fn get(fake: &FakeOpenRouter, key: Option<&str>, path_and_query: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(format!("{}{path_and_query}", fake.origin()));
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn days_ago(days: i64) -> String {
    date((now() / DAY - days) * DAY)
}

#[tokio::test]
async fn keys_and_parameters_are_checked() {
    let fake = FakeOpenRouter::start().await.unwrap();
    let check = async |key: Option<&str>, question: String, status: u16, expected: &str| {
        let (got, body) = get(&fake, key, &question).await;
        assert!(got == status && body["error"]["message"].to_string().contains(expected), "{question}: {got} {body}");
    };
    let right = Some(MANAGEMENT_KEY);
    check(None, ACTIVITY.into(), 401, "Missing Authentication").await;
    check(Some("sk-or-unknown"), ACTIVITY.into(), 401, "not found").await;
    check(Some(API_KEY), ACTIVITY.into(), 403, "Only management keys").await;
    check(right, "/activity".into(), 404, "Not Found").await;
    check(right, format!("{ACTIVITY}?date={}", days_ago(0)), 400, "completed").await;
    check(right, format!("{ACTIVITY}?date={}", days_ago(31)), 400, "completed").await;
    check(right, format!("{ACTIVITY}?group_by=model"), 400, "model").await;
    check(right, format!("{ACTIVITY}?api_key_hash=abc"), 400, "hash").await;
    check(right, format!("{ACTIVITY}?limit=3"), 400, "limit").await;
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(right, ACTIVITY.into(), 429, "Rate limit").await;
    check(right, ACTIVITY.into(), 503, "Unavailable").await;
}

#[tokio::test]
async fn thirty_completed_days_are_told() {
    let fake = FakeOpenRouter::start().await.unwrap();
    let get = async |path: &str| get(&fake, Some(MANAGEMENT_KEY), path).await.1["data"].clone();
    let all = get(ACTIVITY).await;
    let dates: Vec<&str> = all.as_array().unwrap().iter().map(|row| row["date"].as_str().unwrap()).collect();
    assert_eq!(dates, (1..=30).map(days_ago).collect::<Vec<_>>());
    assert_eq!((&all[0]["usage"].to_string(), &all[0]["workspace_id"]), (&"0.015".to_owned(), &Value::Null));
    let by_workspace = get(&format!("{ACTIVITY}?group_by=workspace&date={}", days_ago(4))).await;
    assert_eq!(by_workspace.as_array().unwrap().len(), 1);
    assert_eq!(by_workspace[0]["workspace_id"], "6f1f2c58-0000-4000-8000-000000000000");
    let keys = get("/api/v1/keys?include_disabled=true").await;
    assert_eq!((keys.as_array().unwrap().len(), get("/api/v1/keys").await.as_array().unwrap().len()), (2, 1));
    assert_eq!(get("/api/v1/keys?offset=2").await, json!([]));
    let hash = |index: usize| keys[index]["hash"].as_str().unwrap().to_owned();
    assert_eq!(get(&format!("{ACTIVITY}?api_key_hash={}", hash(0))).await[0]["requests"], 3);
    assert_eq!(get(&format!("{ACTIVITY}?api_key_hash={}", hash(1))).await, json!([]));
    assert_eq!(get("/api/v1/credits").await["total_credits"].to_string(), "100.5");
}
