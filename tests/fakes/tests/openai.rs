//! The fake OpenAI refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use fakes::Trouble;
use fakes::openai::{ADMIN_KEY, FakeOpenAi, PROJECT_KEY};
use serde_json::{Value, json};

const DAY: u64 = 86_400;

async fn get(fake: &FakeOpenAi, key: &str, path_and_query: &str) -> (u16, Value) {
    let url = format!("{}{path_and_query}", fake.base_url());
    let response = client().get(url).bearer_auth(key).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Midnight so many days ago.
fn days_ago(days: u64) -> u64 {
    (SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / DAY - days) * DAY
}

#[tokio::test]
async fn keys_and_parameters_are_checked() {
    let fake = FakeOpenAi::start().await.unwrap();
    let usage = "/organization/usage/completions";
    let start = days_ago(3);
    let check = async |key: &str, query: String, status: u16, expected: &str| {
        let (got, body) = get(&fake, key, &format!("{usage}?{query}")).await;
        let message = body["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(got, status, "{query}: {body}");
        assert!(message.contains(expected), "{query}: {message}");
    };
    check("sk-admin-unknown", format!("start_time={start}"), 401, "Incorrect API key").await;
    check(PROJECT_KEY, format!("start_time={start}"), 403, "insufficient permissions").await;
    check(ADMIN_KEY, "limit=7".into(), 400, "start_time").await;
    check(ADMIN_KEY, format!("start_time={start}&limit=32"), 400, "from 1 to 31").await;
    check(ADMIN_KEY, format!("start_time={start}&limit=0"), 400, "from 1 to 31").await;
    check(ADMIN_KEY, format!("start_time={start}&end_time=99999999999"), 400, "lies ahead").await;
    check(ADMIN_KEY, format!("start_time={start}&group_by=line_item"), 400, "line_item").await;
    check(ADMIN_KEY, format!("start_time={start}&bucket_width=2d"), 400, "2d").await;
    check(ADMIN_KEY, format!("start_time={start}&colour=red"), 400, "colour").await;
    check(ADMIN_KEY, format!("start_time={start}&page=page_1"), 400, "page").await;
    assert_eq!(get(&fake, ADMIN_KEY, "/organization/usage/nothing").await.0, 404);
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(ADMIN_KEY, format!("start_time={start}"), 429, "Rate limit").await;
    check(ADMIN_KEY, format!("start_time={start}"), 500, "error").await;
    assert_eq!(get(&fake, ADMIN_KEY, &format!("{usage}?start_time={start}")).await.0, 200);
    fake.revoke(ADMIN_KEY);
    check(ADMIN_KEY, format!("start_time={start}"), 401, "Incorrect API key").await;
}

#[tokio::test]
async fn pages_belong_to_one_question_and_cover_it() {
    let fake = FakeOpenAi::start().await.unwrap();
    let question = format!(
        "/organization/costs?start_time={}&end_time={}&group_by[]=line_item&limit=4",
        days_ago(10),
        days_ago(0)
    );
    let mut starts = vec![];
    let mut page = String::new();
    loop {
        let (status, body) = get(&fake, ADMIN_KEY, &format!("{question}{page}")).await;
        assert_eq!(status, 200, "{body}");
        starts.extend(body["data"].as_array().unwrap().iter().map(|bucket| bucket["start_time"].as_u64().unwrap()));
        let row = body["data"].as_array().unwrap().iter().find_map(|bucket| bucket["results"].get(0)).unwrap();
        assert_eq!((&row["project_id"], row["line_item"].is_string()), (&Value::Null, true), "only what was asked for");
        match body["next_page"].as_str() {
            Some(next) => page = format!("&page={next}"),
            None => break,
        }
        assert_eq!(body["has_more"], true);
        let other = format!("{}&page={}", question.replace("limit=4", "limit=5"), body["next_page"].as_str().unwrap());
        assert_eq!(get(&fake, ADMIN_KEY, &other).await.0, 400, "the cursor of another question");
    }
    let expected: Vec<u64> = (1..=10).rev().map(days_ago).collect();
    assert_eq!(starts, expected);

    // Without a grouping the day is one row, added exactly.
    let days = (1..=3).map(days_ago).find(|day| (day / DAY).is_multiple_of(3)).unwrap();
    let (_, body) =
        get(&fake, ADMIN_KEY, &format!("/organization/costs?start_time={days}&end_time={}", days + DAY)).await;
    let results = body["data"][0]["results"].as_array().unwrap();
    assert_eq!((results.len(), results[0]["amount"]["value"].to_string()), (1, "1.17025".to_owned()));
}

#[tokio::test]
async fn chats_are_answered_plain_and_streamed() {
    let fake = FakeOpenAi::start().await.unwrap();
    let post = async |key: &str, body: Value| {
        let request = client().post(format!("{}/chat/completions", fake.base_url())).bearer_auth(key).json(&body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let messages = json!([{"role": "user", "content": "What is the answer?"}]);
    assert_eq!(post(ADMIN_KEY, json!({"model": "gpt-5", "messages": messages})).await.0, 401, "admin keys cannot chat");
    assert_eq!(post(PROJECT_KEY, json!({"messages": messages})).await.0, 400);
    let (status, text) = post(PROJECT_KEY, json!({"model": "gpt-5", "messages": messages})).await;
    let plain: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &plain["usage"]["prompt_tokens"]), (200, &json!(1_500)));
    assert_eq!(plain["usage"]["prompt_tokens_details"]["cached_tokens"], 1_024);

    let streamed =
        json!({"model": "gpt-5", "messages": messages, "stream": true, "stream_options": {"include_usage": true}});
    let (_, text) = post(PROJECT_KEY, streamed).await;
    let events: Vec<&str> = text.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).collect();
    assert_eq!(events.last(), Some(&"[DONE]"));
    let chunks: Vec<Value> = events.iter().filter_map(|event| serde_json::from_str(event).ok()).collect();
    let said: String = chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(said, plain["choices"][0]["message"]["content"]);
    assert_eq!(chunks.last().unwrap()["usage"], plain["usage"]);
    assert!(chunks.iter().all(|chunk| chunk["id"] == chunks[0]["id"]) && chunks[0]["id"] != plain["id"]);
}
