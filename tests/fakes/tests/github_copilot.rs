//! The fake GitHub refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use fakes::github_copilot::{FINE_GRAINED_TOKEN, GitHubCopilot, TOKEN, TOKEN_WITHOUT_SCOPE};
use fakes::{Fake, Trouble};
use serde_json::{Value, json};

const CREDITS: &str = "/organizations/contoso/settings/billing/ai_credit/usage";

async fn get(fake: &Fake<GitHubCopilot>, token: &str, path_and_query: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().user_agent("test").build().unwrap();
    let response = client.get(format!("{}{path_and_query}", fake.origin())).bearer_auth(token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// Year, month and day, so many days ago.
fn query(days: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let date = fakes::time::date(now - days * 86_400);
    let parts: Vec<i64> = date.split('-').map(|part| part.parse().unwrap()).collect();
    format!("year={}&month={}&day={}", parts[0], parts[1], parts[2])
}

#[tokio::test]
async fn tokens_paths_and_parameters_are_checked() {
    let fake = Fake::<GitHubCopilot>::start().await.unwrap();
    let check = async |token: &str, path: &str, status: u16| {
        let (got, body) = get(&fake, token, path).await;
        assert_eq!(got, status, "{path}: {body}");
        assert_eq!(body["status"], status.to_string());
    };
    check("ghp_other", CREDITS, 401).await;
    check(TOKEN_WITHOUT_SCOPE, CREDITS, 403).await;
    check(FINE_GRAINED_TOKEN, CREDITS, 403).await;
    check(TOKEN, "/orgs/contoso/settings/billing/ai_credit/usage", 404).await;
    check(TOKEN, "/organizations/other/settings/billing/ai_credit/usage", 404).await;
    check(TOKEN, &format!("{CREDITS}?day=3"), 422).await;
    check(TOKEN, &format!("{CREDITS}?year=2026&month=2&day=30"), 422).await;
    check(TOKEN, &format!("{CREDITS}?year=MMXXVI"), 422).await;
    check(TOKEN, &format!("{CREDITS}?cost_center_id=1"), 422).await;
    check(TOKEN, "/orgs/contoso/copilot/billing/seats?per_page=101", 422).await;
    fake.answer_next([Trouble::RateLimited { retry_after: Some(9) }, Trouble::RateLimited { retry_after: None }]);
    check(TOKEN, CREDITS, 403).await;
    check(TOKEN, CREDITS, 429).await;
}

#[tokio::test]
async fn a_day_has_the_figures_of_the_fixture_and_users_have_their_parts() {
    let fake = Fake::<GitHubCopilot>::start().await.unwrap();
    let figures = async |query: String| {
        let (status, body) = get(&fake, TOKEN, &format!("{CREDITS}?{query}")).await;
        assert_eq!((status, &body["organization"]), (200, &json!("contoso")));
        let items = body["usageItems"].as_array().unwrap().clone();
        items.first().map(|item| (item["grossQuantity"].to_string(), item["netAmount"].to_string()))
    };
    let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(figures(query(3)).await, pair("150", "1.0"));
    assert_eq!(figures(format!("{}&user=ada", query(3))).await, pair("90", "0.6"));
    assert_eq!(figures(format!("{}&user=bob", query(3))).await, pair("60", "0.4"));
    assert_eq!(figures(format!("{}&user=eve", query(3))).await, None);
    assert_eq!(figures(format!("{}&model=other", query(3))).await, None);
    assert_eq!(figures(query(41)).await, None);
    assert_eq!(figures(query(-1)).await, None);
    let (_, body) = get(&fake, TOKEN, "/orgs/contoso/copilot/billing/seats?page=2&per_page=1").await;
    assert_eq!((&body["total_seats"], &body["seats"][0]["assignee"]["login"]), (&json!(2), &json!("bob")));
    let enterprise = "/enterprises/contoso-group/settings/billing/ai_credit/usage?cost_center_id=1";
    let (status, body) = get(&fake, TOKEN, enterprise).await;
    assert_eq!((status, &body["enterprise"], &body["organization"]), (200, &json!("contoso-group"), &Value::Null));
}
