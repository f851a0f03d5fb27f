//! The fake ElevenLabs refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used)]

use fakes::Trouble;
use fakes::elevenlabs::{API_KEY, FakeElevenLabs, MONEY_KEY, SPEECH_KEY};
use fakes::time::{DAY, now};
use serde_json::{Value, json};

const CREDITS: &str = "/v1/workspace/analytics/query/usage-by-product-over-time";
const COSTS: &str = "/v1/workspace/analytics/usage";

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn post(fake: &FakeElevenLabs, key: &str, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}{path}", fake.origin());
    let response = client().post(url).header("xi-api-key", key).json(body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn get(fake: &FakeElevenLabs, key: &str, path_and_query: &str) -> (u16, Value) {
    let url = format!("{}{path_and_query}", fake.origin());
    let response = client().get(url).header("xi-api-key", key).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// Milliseconds at midnight so many days ago.
fn days_ago(days: i64) -> i64 {
    (now().div_euclid(DAY) - days) * DAY * 1_000
}

fn question(more: &Value) -> Value {
    let mut question = json!({
        "start_time": days_ago(2), "end_time": days_ago(0), "group_by": ["product_type", "hashed_xi_api_key"],
        "interval_seconds": 86_400, "time_zone": "UTC",
    });
    for (name, value) in more.as_object().unwrap() {
        question[name] = value.clone();
    }
    question
}

#[tokio::test]
async fn keys_and_members_are_checked() {
    let fake = FakeElevenLabs::start().await.unwrap();
    assert_eq!(
        post(&fake, "sk_unknown", CREDITS, &question(&json!({}))).await.1["detail"]["status"],
        "invalid_api_key"
    );
    let (status, body) = post(&fake, SPEECH_KEY, CREDITS, &question(&json!({}))).await;
    assert_eq!((status, &body["detail"]["status"]), (401, &json!("missing_permissions")));
    for more in [
        json!({"end_time": days_ago(2)}),
        json!({"start_time": 1_577_836_799_000_i64}),
        json!({"start_time": null}),
        json!({"interval_seconds": 60}),
        json!({"group_by": ["colour"]}),
        json!({"colour": "red"}),
    ] {
        assert_eq!(post(&fake, API_KEY, CREDITS, &question(&more)).await.0, 422, "{more}");
    }
    assert_eq!(post(&fake, MONEY_KEY, CREDITS, &question(&json!({}))).await.0, 400);
    assert_eq!(get(&fake, API_KEY, CREDITS).await.0, 405);
    assert_eq!(get(&fake, API_KEY, "/v1/v1/user/subscription").await.0, 404);
    assert_eq!(get(&fake, API_KEY, "/v1/user/subscription").await.0, 200);
    fake.answer_next([Trouble::RateLimited { retry_after: Some(3) }, Trouble::ServerError]);
    assert_eq!(post(&fake, API_KEY, CREDITS, &question(&json!({}))).await.0, 429);
    assert_eq!(post(&fake, API_KEY, CREDITS, &question(&json!({}))).await.0, 500);
}

#[tokio::test]
async fn credits_money_and_characters_have_the_figures_of_the_fixtures() {
    let fake = FakeElevenLabs::start().await.unwrap();
    let (status, body) = post(&fake, API_KEY, CREDITS, &question(&json!({}))).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["columns"], json!(["time", "product_type", "hashed_xi_api_key", "total_credits"]));
    assert_eq!((body["rows"].as_array().unwrap().len(), &body["rows"][1][1]), (2, &json!("TTS")));
    assert_eq!(body["rows"][0][3].to_string(), "1200.0");

    let money = json!({
        "start_time": days_ago(2), "end_time": days_ago(0), "group_by": ["user_id", "model", "fiat_currency"],
    });
    let (_, body) = post(&fake, MONEY_KEY, COSTS, &money).await;
    assert_eq!(
        body["columns"],
        json!(["time", "user_id", "model", "fiat_currency", "total_cost", "total_charge_count"])
    );
    assert_eq!((body["rows"][0][4].to_string().as_str(), &body["rows"][0][3]), ("0.36", &json!("USD")));
    let mut three = money.clone();
    three["group_by"] = json!(["user_id", "region", "voice_id"]);
    assert_eq!(post(&fake, MONEY_KEY, COSTS, &three).await.0, 422);
    assert_eq!(post(&fake, API_KEY, COSTS, &money).await.0, 400);

    let stats = format!("/v1/usage/character-stats?start_unix={}&end_unix={}", days_ago(4), days_ago(2));
    let (_, body) = get(&fake, API_KEY, &format!("{stats}&metric=tts_characters&breakdown_type=model")).await;
    let mut characters: Vec<String> =
        body["usage"]["eleven_v3"].as_array().unwrap().iter().map(ToString::to_string).collect();
    characters.sort();
    assert_eq!((characters, body["time"].as_array().unwrap().len()), (vec!["1200.0".into(), "350.0".into()], 2));
    assert_eq!(get(&fake, API_KEY, &format!("{stats}&metric=colour")).await.0, 422);
    assert_eq!(get(&fake, API_KEY, &format!("{stats}&metric=tts_characters&colour=red")).await.0, 422);
}
