//! The fake Vercel refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use fakes::Fake;
use fakes::vercel::{API_KEY, EMPTY_KEY, HOBBY_KEY, Vercel};
use serde_json::Value;

async fn get(fake: &Fake<Vercel>, key: &str, path_and_query: &str) -> (u16, Value) {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(format!("{}{path_and_query}", fake.origin())).bearer_auth(key).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn day_ago(days: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    fakes::time::date(now - days * 86_400)
}

#[tokio::test]
async fn keys_and_parameters_are_checked() {
    let fake = Fake::<Vercel>::start().await.unwrap();
    let report = format!("/v1/report?start_date={}&end_date={}", day_ago(3), day_ago(1));
    for (key, status, of_credits) in [("vck_other", 401, 401), (HOBBY_KEY, 403, 200), (EMPTY_KEY, 402, 200)] {
        assert_eq!(get(&fake, key, &report).await.0, status);
        assert_eq!(get(&fake, key, "/v1/credits").await.0, of_credits);
    }
    assert_eq!(get(&fake, API_KEY, &report).await.0, 200);
    for wrong in ["group_by=colour", "date_part=week", "colour=red", "start_date=2026-01-01"] {
        let (status, body) = get(&fake, API_KEY, &format!("{report}&{wrong}")).await;
        assert_eq!((status, body["error"]["type"].as_str()), (400, Some("invalid_request_error")), "{wrong}");
    }
    let backwards = format!("/v1/report?start_date={}&end_date={}", day_ago(1), day_ago(3));
    assert_eq!(get(&fake, API_KEY, &backwards).await.0, 400);
    assert_eq!(get(&fake, API_KEY, "/v1/report?start_date=2026-10-01").await.0, 400);
    assert_eq!(get(&fake, API_KEY, "/v1/keys").await.0, 404);
}

#[tokio::test]
async fn rows_are_by_the_day_or_added_up() {
    let fake = Fake::<Vercel>::start().await.unwrap();
    let report = format!("/v1/report?start_date={}&end_date={}", day_ago(3), day_ago(1));
    let (_, body) = get(&fake, API_KEY, &format!("{report}&date_part=day&group_by=model")).await;
    let rows = body["results"].as_array().unwrap();
    assert_eq!(rows.len(), 3, "both days are included");
    assert_eq!((rows[0]["day"].as_str(), rows[0]["model"].as_str()), (Some(day_ago(3).as_str()), Some("openai/gpt-5")));
    assert_eq!(
        (rows[0]["total_cost"].to_string(), rows[0]["surcharge_cost"].to_string()),
        ("0.42".into(), "0.0".into())
    );
    let (_, body) = get(&fake, API_KEY, &format!("{report}&group_by=user")).await;
    let rows = body["results"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["total_cost"].to_string(), &rows[0]["day"]), (1, "1.26".into(), &Value::Null));
    assert_eq!((rows[0]["user"].as_str(), rows[0]["request_count"].as_u64()), (Some("user-123"), Some(93)));
    let (_, body) = get(&fake, API_KEY, &format!("{report}&group_by=user&model=other")).await;
    assert_eq!(body["results"].as_array().unwrap().len(), 0);
}
