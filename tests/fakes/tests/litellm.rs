//! The fake LiteLLM refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::litellm::{FakeLiteLlm, LiteLlm, MASTER_KEY, USER_KEY, VIEWER_KEY};
use fakes::time::{DAY, date, now};
use fakes::{Fake, Trouble};
use serde_json::{Value, json};

const ACTIVITY: &str = "/llm/user/daily/activity";

async fn ask(fake: &FakeLiteLlm, headers: &[(&str, String)], path_and_query: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.get(format!("{}{path_and_query}", fake.origin()));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn get(fake: &FakeLiteLlm, key: &str, path_and_query: &str) -> (u16, Value) {
    ask(fake, &[("authorization", format!("Bearer {key}"))], path_and_query).await
}

fn days_ago(days: i64) -> String {
    date((now() / DAY - days) * DAY)
}

#[tokio::test]
async fn keys_and_parameters_are_checked() {
    let fake = FakeLiteLlm::start().await.unwrap();
    let question = format!("{ACTIVITY}?start_date={}&end_date={}", days_ago(3), days_ago(2));
    let check = async |key: &str, question: String, status: u16, expected: &str| {
        let (got, body) = get(&fake, key, &question).await;
        assert!(got == status && body.to_string().contains(expected), "{question}: {got} {body}");
    };
    check("sk-unknown", question.clone(), 401, "Invalid proxy server token").await;
    check(VIEWER_KEY, question.replace("/llm", ""), 404, "Not Found").await;
    check(VIEWER_KEY, ACTIVITY.to_owned(), 400, "are required").await;
    check(VIEWER_KEY, format!("{ACTIVITY}?start_date=today&end_date=today"), 400, "YYYY-MM-DD").await;
    check(VIEWER_KEY, format!("{ACTIVITY}?start_date={}&end_date={}", days_ago(2), days_ago(3)), 400, "before").await;
    check(VIEWER_KEY, format!("{question}&page_size=1001"), 422, "less than or equal to 1000").await;
    check(VIEWER_KEY, format!("{question}&page=0"), 422, "greater than or equal to 1").await;
    check(VIEWER_KEY, format!("{question}&group_by=model"), 400, "group_by").await;
    check(USER_KEY, "/llm/user/list".into(), 403, "Only proxy admins").await;
    check(USER_KEY, "/llm/v2/team/list".into(), 401, "Only admin users").await;
    check(USER_KEY, question.clone(), 200, r#""results":[]"#).await;
    check(MASTER_KEY, question.clone(), 200, r#""total_spend":0.035"#).await;
    let headers = [("authorization", format!("Bearer {VIEWER_KEY}")), ("x-litellm-api-key", "Bearer sk-x".to_owned())];
    assert_eq!(ask(&fake, &headers, &question).await.0, 401, "the second takes precedence");
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(VIEWER_KEY, question.clone(), 429, "Rate limit").await;
    check(VIEWER_KEY, question.clone(), 500, "database").await;
}

#[tokio::test]
async fn pages_are_cut_over_rows_not_over_days() {
    let fake = Fake::of(LiteLlm::of_users(3), 0).await.unwrap();
    let question = format!("{ACTIVITY}?start_date={}&end_date={}&page_size=5", days_ago(3), days_ago(2));
    let (mut dates, mut requests) = (vec![], 0);
    for page in 1..=3 {
        let (status, body) = get(&fake, VIEWER_KEY, &format!("{question}&page={page}")).await;
        assert_eq!((status, &body["metadata"]["has_more"]), (200, &json!(page < 3)), "{body}");
        for day in body["results"].as_array().unwrap() {
            dates.push(day["date"].as_str().unwrap().to_owned());
            requests += day["metrics"]["api_requests"].as_u64().unwrap();
        }
    }
    assert_eq!(dates, [days_ago(2), days_ago(2), days_ago(3), days_ago(3)], "each day stands on two pages");
    assert_eq!(requests, 2 * 3 * 3, "two days of three people with three calls");

    let (_, body) = get(&fake, VIEWER_KEY, &question.replace("page_size=5", "page_size=1000")).await;
    let day = &body["results"][0];
    assert_eq!(day["metrics"]["spend"].to_string(), "0.0525");
    let model = &day["breakdown"]["models"]["gpt-4o"];
    let (key, cell) = model["api_key_breakdown"].as_object().unwrap().iter().next().unwrap();
    assert_eq!((key.len(), &cell["metadata"]["key_alias"]), (64, &json!("prod-key")));
    assert_eq!((&cell["metrics"]["prompt_tokens"], &cell["metrics"]["failed_requests"]), (&json!(9_000), &json!(3)));
    let (_, one) = get(&fake, VIEWER_KEY, &format!("{question}&user_id=user-0001&model=gpt-4o")).await;
    assert_eq!(one["metadata"]["total_api_requests"], 4);
}

#[tokio::test]
async fn lists_come_page_by_page() {
    let fake = FakeLiteLlm::start().await.unwrap();
    let (_, first) = get(&fake, VIEWER_KEY, "/llm/user/list?page_size=1").await;
    assert_eq!((&first["users"][0]["user_id"], &first["total_pages"]), (&json!("ada"), &json!(2)));
    let (_, second) = get(&fake, VIEWER_KEY, "/llm/user/list?page_size=1&page=2").await;
    assert_eq!((&second["users"][0]["user_alias"], &second["page"]), (&json!("Admin"), &json!(2)));
    let (_, hashes) = get(&fake, VIEWER_KEY, "/llm/key/list").await;
    assert!(hashes["keys"][0].is_string(), "only hashes, unless whole objects are asked for");
    let (_, keys) = get(&fake, VIEWER_KEY, "/llm/key/list?return_full_object=true&size=100").await;
    assert_eq!(keys["keys"][0]["key_alias"], "prod-key");
    assert_eq!(get(&fake, VIEWER_KEY, "/llm/key/list?size=101").await.0, 422);
}
