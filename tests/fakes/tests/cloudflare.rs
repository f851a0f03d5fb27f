//! The fake Cloudflare refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used)]

use fakes::Trouble;
use fakes::cloudflare::{ACCOUNT, API_TOKEN, FakeCloudflare, GLOBAL_KEY, RUN_TOKEN};
use fakes::time::{DAY, now, rfc3339};
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn get(fake: &FakeCloudflare, token: &str, path_and_query: &str) -> (u16, Value) {
    let url = format!("{}/client/v4{path_and_query}", fake.origin());
    let response = client().get(url).bearer_auth(token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn logs(gateway: &str, query: &str) -> String {
    format!("/accounts/{ACCOUNT}/ai-gateway/gateways/{gateway}/logs?{query}")
}

fn time(days_ago: i64) -> String {
    rfc3339((now().div_euclid(DAY) - days_ago) * DAY)
}

#[tokio::test]
async fn tokens_places_and_parameters_are_checked() {
    let fake = FakeCloudflare::start().await.unwrap();
    let check = async |token: &str, path: &str, status: u16, code: i64| {
        let (got, body) = get(&fake, token, path).await;
        assert_eq!((got, &body["errors"][0]["code"]), (status, &json!(code)), "{path}: {body}");
    };
    let all = logs("production", "");
    let unknown = "fakeUnkn0wnToken-0000000000000000000000000";
    check(unknown, &all, 401, 10_000).await;
    check(unknown, "/user/tokens/verify", 401, 1_000).await;
    check(GLOBAL_KEY, &all, 400, 6_003).await;
    check(RUN_TOKEN, &all, 403, 10_000).await;
    check(API_TOKEN, "/accounts/f0000000000000000000000000000000/ai-gateway/gateways/production/logs", 403, 10_000)
        .await;
    check(API_TOKEN, "/accounts/mine/ai-gateway/gateways/production/logs", 404, 7_003).await;
    check(API_TOKEN, &logs("prod", ""), 404, 7_002).await;
    for query in
        ["per_page=51", "page=0", "start_date=yesterday", "order_by=cost", "order_by_direction=up", "colour=red"]
    {
        check(API_TOKEN, &logs("production", query), 400, 7_001).await;
    }
    let backwards = format!("start_date={}&end_date={}", time(1), time(2));
    check(API_TOKEN, &logs("production", &backwards), 400, 7_001).await;
    for token in [API_TOKEN, RUN_TOKEN] {
        assert_eq!(get(&fake, token, "/user/tokens/verify").await.1["result"]["status"], "active");
    }
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    check(API_TOKEN, &all, 429, 971).await;
    check(API_TOKEN, &all, 500, 10_001).await;
}

#[tokio::test]
async fn rows_come_in_order_and_in_pages() {
    let fake = FakeCloudflare::start().await.unwrap();
    let week = format!("start_date={}&end_date={}&order_by_direction=asc&per_page=50", time(7), time(0));
    let (mut rows, mut page) = (Vec::new(), 1);
    loop {
        let (_, body) = get(&fake, API_TOKEN, &logs("production", &format!("{week}&page={page}"))).await;
        assert_eq!(body["result_info"]["total_count"], 7 * 12);
        let got = body["result"].as_array().unwrap().clone();
        if got.is_empty() {
            break;
        }
        rows.extend(got);
        page += 1;
    }
    assert_eq!((rows.len(), page), (84, 3));
    assert!(rows.is_sorted_by_key(|row| row["created_at"].as_str().unwrap().to_owned()));
    assert_eq!(
        (rows[0]["cost"].to_string().as_str(), &rows[10]["cached"], &rows[11]["success"]),
        ("0.0085", &json!(true), &json!(false))
    );
    let (_, body) = get(&fake, API_TOKEN, &logs("staging", &week)).await;
    assert_eq!(body["result_info"]["total_count"], 7);
}
