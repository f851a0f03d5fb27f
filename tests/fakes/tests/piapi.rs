//! The fake PiAPI tells a balance to who has a key.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use fakes::Fake;
use fakes::piapi::{API_KEY, BLOCKED_KEY, DISABLED_KEY, PiApi};
use serde_json::{Value, json};

async fn get(fake: &Fake<PiApi>, key: &str, path: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(format!("{}{path}", fake.origin())).header("X-API-Key", key).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn keys_are_told_apart_and_the_balance_moves() {
    let fake = Fake::<PiApi>::start().await.unwrap();
    let (status, body) = get(&fake, API_KEY, "/account/info").await;
    assert_eq!((status, body["data"]["equivalent_in_usd"].to_string()), (200, "12.34".to_owned()));
    assert_eq!(body["data"]["api_key"], API_KEY, "it repeats the key, as the real one does");
    fake.spend(150_000);
    fake.top_up(1_000_000);
    let (_, body) = get(&fake, API_KEY, "/account/info").await;
    let data = &body["data"];
    assert_eq!(data["equivalent_in_usd"].to_string(), "13.19");
    assert_eq!(
        data["credit_pack_info"],
        json!({"total_credits": 21_000_000, "used_credits": 7_810_000, "available_credits": 13_190_000})
    );
    fake.hide_used_credits();
    let (_, body) = get(&fake, API_KEY, "/account/info").await;
    assert_eq!((body["equivalent_in_usd"].to_string(), &body["data"]), ("13.19".to_owned(), &Value::Null));

    assert_eq!(get(&fake, "other", "/account/info").await.0, 401);
    let (status, body) = get(&fake, BLOCKED_KEY, "/account/info").await;
    assert_eq!((status, &body["code"]), (200, &json!(403)));
    assert_eq!(get(&fake, DISABLED_KEY, "/account/info").await.0, 200);
    assert_eq!(get(&fake, API_KEY, "/account/info?from=2026").await.0, 400);
    assert_eq!(get(&fake, API_KEY, "/account/usage").await.0, 404);
}
