//! The fake Cursor refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use fakes::Fake;
use fakes::cursor::{ADMIN_KEY, Cursor, USER_KEY};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
const EVENTS: &str = "/teams/filtered-usage-events";

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn post(fake: &Fake<Cursor>, key: &str, path: &str, body: Value) -> (u16, Value) {
    let request = client().post(format!("{}{path}", fake.origin())).basic_auth(key, Some("")).json(&body);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// Midnight so many days ago, in milliseconds.
fn days_ago(days: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    (now / DAY - days) * DAY
}

#[tokio::test]
async fn keys_and_questions_are_checked() {
    let fake = Fake::<Cursor>::start().await.unwrap();
    let range = json!({"startDate": days_ago(3), "endDate": days_ago(2)});
    assert_eq!(post(&fake, "key_other", EVENTS, range.clone()).await.0, 401);
    assert_eq!(post(&fake, USER_KEY, EVENTS, range.clone()).await.0, 403);
    let bearer = client().post(format!("{}{EVENTS}", fake.origin())).bearer_auth(ADMIN_KEY).json(&range);
    assert_eq!(bearer.send().await.unwrap().status().as_u16(), 401, "the key is a user name");
    assert_eq!(post(&fake, ADMIN_KEY, EVENTS, range).await.0, 200);
    for wrong in [
        json!({"startDate": days_ago(2), "endDate": days_ago(3)}),
        json!({"startDate": days_ago(33), "endDate": days_ago(2)}),
        json!({"startDate": "2026-10-01"}),
        json!({"page": 0}),
        json!({"pageSize": 1_001}),
        json!({"model": "gpt-5"}),
        json!([]),
    ] {
        assert_eq!(post(&fake, ADMIN_KEY, EVENTS, wrong.clone()).await.0, 400, "{wrong}");
    }
    assert_eq!(post(&fake, ADMIN_KEY, "/teams/spend", json!({"page": 1})).await.1["totalMembers"], 2);
    assert_eq!(post(&fake, ADMIN_KEY, "/teams/members", json!({})).await.0, 405);
}

#[tokio::test]
async fn events_come_newest_first_in_pages() {
    let fake = Fake::<Cursor>::start().await.unwrap();
    let mut seen = vec![];
    for page in 1.. {
        let question = json!({"startDate": days_ago(20), "endDate": days_ago(0), "page": page, "pageSize": 1_000});
        let (_, body) = post(&fake, ADMIN_KEY, EVENTS, question).await;
        assert_eq!((&body["totalUsageEventsCount"], &body["pagination"]["numPages"]), (&json!(60), &json!(2)));
        let events = body["usageEvents"].as_array().unwrap();
        seen.extend(events.iter().map(|event| event["timestamp"].as_str().unwrap().parse::<i64>().unwrap()));
        if body["pagination"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
    assert_eq!(seen[59], days_ago(20) + 8 * 3_600_000);
}
