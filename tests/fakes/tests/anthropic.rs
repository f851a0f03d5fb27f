//! The fake Anthropic refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::Trouble;
use fakes::anthropic::{ADMIN_KEY, API_KEY, FakeAnthropic};
use fakes::time::{DAY, date, now, rfc3339};
use serde_json::{Value, json};

const USAGE: &str = "/v1/organizations/usage_report/messages";
const COSTS: &str = "/v1/organizations/cost_report";
const CLAUDE_CODE: &str = "/v1/organizations/usage_report/claude_code";

async fn ask(fake: &FakeAnthropic, headers: &[(&str, &str)], path_and_query: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(format!("{}{path_and_query}", fake.origin()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn get(fake: &FakeAnthropic, path_and_query: &str) -> (u16, Value) {
    ask(fake, &[("x-api-key", ADMIN_KEY), ("anthropic-version", "2023-06-01")], path_and_query).await
}

/// Midnight so many days ago.
fn days_ago(days: i64) -> i64 {
    (now() / DAY - days) * DAY
}

#[tokio::test]
async fn keys_headers_and_parameters_are_checked() {
    let fake = FakeAnthropic::start().await.unwrap();
    let start = rfc3339(days_ago(3));
    let question = format!("{USAGE}?starting_at={start}");
    let version = ("anthropic-version", "2023-06-01");
    let check = async |headers: &[(&str, &str)], status: u16, kind: &str| {
        let (got, body) = ask(&fake, headers, &question).await;
        assert_eq!((got, body["error"]["type"].as_str()), (status, Some(kind)), "{headers:?}: {body}");
    };
    check(&[version], 401, "authentication_error").await;
    check(&[version, ("authorization", &format!("Bearer {ADMIN_KEY}"))], 401, "authentication_error").await;
    check(&[version, ("x-api-key", "sk-ant-admin01-unknown")], 401, "authentication_error").await;
    check(&[version, ("x-api-key", API_KEY)], 403, "permission_error").await;
    check(&[("x-api-key", ADMIN_KEY)], 400, "invalid_request_error").await;

    let check = async |question: String, status: u16, expected: &str| {
        let (got, body) = get(&fake, &question).await;
        let message = body["error"]["message"].as_str().unwrap_or_default();
        assert!(got == status && message.contains(expected), "{question}: {got} {body}");
    };
    check(format!("{USAGE}?limit=3"), 400, "starting_at: Field required").await;
    check(format!("{USAGE}?starting_at=yesterday"), 400, "valid datetime").await;
    check(format!("{question}&ending_at={start}"), 400, "after starting_at").await;
    check(format!("{question}&limit=32"), 400, "from 1 to 31").await;
    check(format!("{question}&bucket_width=1h&limit=169"), 400, "from 1 to 168").await;
    check(format!("{question}&bucket_width=2d"), 400, "2d").await;
    check(format!("{question}&group_by[]=description"), 400, "description").await;
    check(format!("{question}&group_by=model"), 400, "group_by: Extra").await;
    check(format!("{question}&page=page_1"), 400, "page").await;
    check(format!("{COSTS}?starting_at={start}&bucket_width=1h"), 400, "1h").await;
    check(format!("{COSTS}?starting_at={start}&group_by[]=api_key_id"), 400, "api_key_id").await;
    check(format!("{CLAUDE_CODE}?starting_at={start}"), 400, "YYYY-MM-DD").await;
    check(format!("{CLAUDE_CODE}?starting_at={}&limit=1001", date(days_ago(1))), 400, "1000").await;
    check("/v1/organizations/users?after_id=user_0".into(), 400, "after_id").await;
    check("/v1/organizations/nothing".into(), 404, "Not found").await;
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(question.clone(), 429, "rate limit").await;
    check(question.clone(), 529, "Overloaded").await;
    assert_eq!(get(&fake, &question).await.0, 200);
}

#[tokio::test]
async fn pages_belong_to_one_question_and_cover_it() {
    let fake = FakeAnthropic::start().await.unwrap();
    let (start, end) = (rfc3339(days_ago(10)), rfc3339(days_ago(0)));
    let question = format!("{COSTS}?starting_at={start}&ending_at={end}&group_by[]=description&limit=4");
    let (mut starts, mut page) = (vec![], String::new());
    loop {
        let (status, body) = get(&fake, &format!("{question}{page}")).await;
        assert_eq!(status, 200, "{body}");
        let data = body["data"].as_array().unwrap();
        starts.extend(data.iter().map(|bucket| bucket["starting_at"].as_str().unwrap().to_owned()));
        let row = data.iter().find_map(|bucket| bucket["results"].get(0)).unwrap();
        assert_eq!(
            (&row["workspace_id"], row["description"].is_string()),
            (&Value::Null, true),
            "only what was asked for"
        );
        assert_eq!(body["has_more"].as_bool().unwrap(), body["next_page"].is_string());
        let Some(next) = body["next_page"].as_str() else { break };
        let other = format!("{}&page={next}", question.replace("limit=4", "limit=5"));
        assert_eq!(get(&fake, &other).await.0, 400, "the page of another question");
        page = format!("&page={next}");
    }
    assert_eq!(starts, (1..=10).rev().map(|days| rfc3339(days_ago(days))).collect::<Vec<_>>());

    // Without a grouping the day is one row, added exactly, in cents.
    let day = (1..=3).map(days_ago).find(|day| (day / DAY) % 3 == 0).unwrap();
    let of_day = format!("starting_at={}&ending_at={}", rfc3339(day), rfc3339(day + DAY));
    let (_, body) = get(&fake, &format!("{COSTS}?{of_day}")).await;
    let results = body["data"][0]["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["amount"], &results[0]["model"]), (1, &json!("213.25"), &Value::Null));
    let (_, body) = get(&fake, &format!("{USAGE}?{of_day}&group_by[]=model")).await;
    let row = &body["data"][0]["results"][0];
    assert_eq!((&row["uncached_input_tokens"], &row["api_key_id"]), (&json!(170_000), &Value::Null));
    assert_eq!(
        row["cache_creation"],
        json!({"ephemeral_1h_input_tokens": 10_000, "ephemeral_5m_input_tokens": 40_000})
    );

    fake.tell("cost_report", day / DAY, &[json!({"amount": "7", "currency": "USD"})]);
    let (_, body) = get(&fake, &format!("{COSTS}?{of_day}")).await;
    assert_eq!(body["data"][0]["results"][0]["amount"], "7");
}

#[tokio::test]
async fn records_and_lists_come_page_by_page() {
    let fake = FakeAnthropic::start().await.unwrap();
    let question = format!("{CLAUDE_CODE}?starting_at={}&limit=1", date(days_ago(2)));
    let (_, first) = get(&fake, &question).await;
    assert_eq!((&first["data"][0]["date"], &first["has_more"]), (&json!(rfc3339(days_ago(2))), &json!(true)));
    let (_, second) = get(&fake, &format!("{question}&page={}", first["next_page"].as_str().unwrap())).await;
    assert_eq!(
        (&second["data"][0]["actor"]["api_key_name"], &second["has_more"]),
        (&json!("ci-runner"), &json!(false))
    );
    let (_, first) = get(&fake, "/v1/organizations/users?limit=1").await;
    assert_eq!((&first["last_id"], &first["has_more"]), (&json!("user_01FixtureAda"), &json!(true)));
    let (_, second) = get(&fake, "/v1/organizations/users?limit=1&after_id=user_01FixtureAda").await;
    assert_eq!((&second["first_id"], &second["has_more"]), (&json!("user_01FixtureBob"), &json!(false)));
}
