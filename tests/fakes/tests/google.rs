//! The fake Google Cloud refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::google::{BILLING_TABLE, GoogleCloud};
use fakes::time::{DAY, date, rfc3339};
use fakes::vertex::vertex;
use fakes::{Fake, Trouble};
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SCOPE: &str = "https://www.googleapis.com/auth/monitoring.read https://www.googleapis.com/auth/bigquery.readonly";
const HOUR: i64 = 3_600;

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

async fn start() -> Fake<GoogleCloud> {
    Fake::of(vertex(), 0).await.unwrap()
}

fn key_file(fake: &Fake<GoogleCloud>) -> Value {
    serde_json::from_str(&fake.connect().credentials[0].1).unwrap()
}

/// A statement of the account, signed by the key in its file.
fn assertion(file: &Value, header: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let prefix =
        [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0, 4, 32];
    let hashed = [&prefix[..], &Sha256::digest(&input)[..]].concat();
    let key = RsaPrivateKey::from_pkcs8_pem(file["private_key"].as_str().unwrap()).unwrap();
    let signature = key.sign(Pkcs1v15Sign::new_unprefixed(), &hashed).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn right(file: &Value) -> (Value, Value) {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": file["private_key_id"]});
    let audience = "https://oauth2.googleapis.com/token";
    let claims =
        json!({"iss": file["client_email"], "scope": SCOPE, "aud": audience, "iat": now(), "exp": now() + 3_600});
    (header, claims)
}

async fn exchange(fake: &Fake<GoogleCloud>, assertion: &str) -> (u16, Value) {
    let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)];
    let response = client().post(format!("{}/token", fake.origin())).form(&form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn token(fake: &Fake<GoogleCloud>) -> String {
    let file = key_file(fake);
    let (header, claims) = right(&file);
    let (status, body) = exchange(fake, &assertion(&file, &header, &claims)).await;
    assert_eq!(status, 200, "{body}");
    body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn statements_are_verified() {
    let fake = start().await;
    let file = key_file(&fake);
    let with = |change: &dyn Fn(&mut Value, &mut Value)| {
        let (mut header, mut claims) = right(&file);
        change(&mut header, &mut claims);
        assertion(&file, &header, &claims)
    };
    let check = async |assertion: String, error: &str, expected: &str| {
        let (status, body) = exchange(&fake, &assertion).await;
        assert_eq!((status, body["error"].as_str()), (400, Some(error)), "{body}");
        assert!(body["error_description"].as_str().unwrap().contains(expected), "{body}");
    };
    let grant = "invalid_grant";
    check(with(&|header, _| header["kid"] = "another".into()), grant, "Invalid JWT Signature").await;
    check(with(&|header, _| header["alg"] = "none".into()), grant, "malformed").await;
    check(with(&|_, claims| claims["iss"] = "a@b".into()), grant, "account not found").await;
    check(with(&|_, claims| claims["aud"] = fake.origin().into()), grant, "audience").await;
    check(with(&|_, claims| claims["iat"] = (now() - 3_000).into()), grant, "short-lived").await;
    check(with(&|_, claims| claims["exp"] = (now() + 4_000).into()), grant, "short-lived").await;
    check(with(&|_, claims| claims["scope"] = "https://www.googleapis.com/auth/all".into()), "invalid_scope", "").await;
    check(with(&|_, claims| claims["scope"] = Value::Null), "invalid_scope", "").await;
    let mut forged = with(&|_, _| {});
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    check(forged, grant, "Invalid JWT Signature").await;
    let (header, mut claims) = right(&file);
    let signed = assertion(&file, &header, &claims);
    claims["scope"] = "https://www.googleapis.com/auth/cloud-platform".into();
    let other = assertion(&file, &header, &claims);
    let mixed = format!("{}.{}", other.rsplit_once('.').unwrap().0, signed.rsplit_once('.').unwrap().1);
    check(mixed, grant, "Invalid JWT Signature").await;
    assert_eq!(exchange(&fake, &signed).await.0, 200);
}

async fn series(fake: &Fake<GoogleCloud>, token: &str, query: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/v3/projects/my-project/timeSeries", fake.origin());
    let response = client().get(url).query(query).bearer_auth(token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn questions_to_monitoring_are_checked_and_aligned() {
    let fake = start().await;
    let token = token(&fake).await;
    let midnight = (now() / DAY - 2) * DAY;
    let (start, end) = (rfc3339(midnight), rfc3339(midnight + 6 * HOUR));
    let base = [
        ("filter", "metric.type=\"aiplatform.googleapis.com/publisher/online_serving/token_count\""),
        ("interval.startTime", start.as_str()),
        ("interval.endTime", end.as_str()),
        ("aggregation.alignmentPeriod", "3600s"),
        ("aggregation.perSeriesAligner", "ALIGN_SUM"),
        ("aggregation.crossSeriesReducer", "REDUCE_SUM"),
        ("aggregation.groupByFields", "metric.label.type"),
    ];
    let changed = |name: &'static str, value: &'static str| {
        let mut query: Vec<_> = base.iter().filter(|(known, _)| *known != name).copied().collect();
        if !value.is_empty() {
            query.push((name, value));
        }
        query
    };
    let check = async |name, value, status: u16, expected: &str| {
        let (got, body) = series(&fake, &token, &changed(name, value)).await;
        assert_eq!(got, status, "{name}={value}: {body}");
        assert!(body["error"]["message"].as_str().unwrap().contains(expected), "{body}");
    };
    check("filter", "", 400, "filter").await;
    check("filter", "resource.type=\"x\"", 400, "exactly one").await;
    check("filter", "metric.type=\"example.com/nothing\"", 404, "Cannot find metric(s) that match").await;
    check("interval.endTime", "2020-01-01T00:00:00Z", 400, "not after").await;
    check("interval.startTime", "yesterday", 400, "Timestamp").await;
    check("aggregation.alignmentPeriod", "", 400, "alignmentPeriod").await;
    check("aggregation.alignmentPeriod", "59s", 400, "60s").await;
    check("aggregation.perSeriesAligner", "", 400, "perSeriesAligner").await;
    check("aggregation.groupByFields", "metric.label.colour", 400, "Unknown label").await;
    check("colour", "red", 400, "Unknown name").await;
    check("pageToken", "page-1", 400, "page token").await;

    let (status, body) = series(&fake, &token, &base).await;
    assert_eq!(status, 200, "{body}");
    // By kind: the second hour, then the first, with what two models used.
    let points: Vec<_> =
        body["timeSeries"].as_array().unwrap().iter().flat_map(|one| one["points"].as_array().unwrap()).collect();
    let counts: Vec<_> = points.iter().map(|point| point["value"]["int64Value"].as_str().unwrap()).collect();
    assert_eq!(counts, ["52000", "60000", "9100", "9007199254748393"]);
    assert_eq!(points[1]["interval"], json!({"startTime": start, "endTime": rfc3339(midnight + HOUR)}));
    // Periods are counted back from the end: one that is not a full hour cuts hours in two.
    let odd = rfc3339(midnight + 5 * HOUR + 60);
    let (_, body) =
        series(&fake, &token, &[&base[..2], &[("interval.endTime", odd.as_str())], &base[3..]].concat()).await;
    let ends = |body: &Value| body["timeSeries"][0]["points"][0]["interval"]["endTime"].as_str().unwrap().to_owned();
    assert_eq!(ends(&body), rfc3339(midnight + HOUR + 60));

    let empty =
        [("interval.endTime", rfc3339(midnight + 6 * HOUR)), ("interval.startTime", rfc3339(midnight + 4 * HOUR))];
    let later: Vec<_> = empty.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (_, body) = series(&fake, &token, &[&base[..1], &later, &base[3..]].concat()).await;
    assert_eq!(body, json!({"unit": "1"}), "no figures, no list");
}

#[tokio::test]
async fn who_asks_is_checked() {
    let fake = start().await;
    let known = token(&fake).await;
    let path = format!("{}/v3/projects/my-project/timeSeries", fake.origin());
    let get =
        async |url: &str, token: &str| client().get(url).bearer_auth(token).send().await.unwrap().status().as_u16();
    assert_eq!(get(&path, "ya29.unknown").await, 401);
    assert_eq!(get(&path, &known).await, 400, "asked without a filter");
    assert_eq!(get(&path.replace("my-project", "other"), &known).await, 403);
    assert_eq!(get(&path.replace("v3", "v1"), &known).await, 404);
    fake.answer_next([Trouble::RateLimited { retry_after: None }, Trouble::ServerError]);
    assert_eq!((get(&path, &known).await, get(&path, &known).await), (429, 503));
    fake.forget_tokens();
    assert_eq!(get(&path, &known).await, 401);
}

#[tokio::test]
async fn queries_are_read_and_rows_come_in_pages() {
    let fake = start().await;
    let token = token(&fake).await;
    let url = format!("{}/bigquery/v2/projects/my-project/queries", fake.origin());
    let time = |name: &str, seconds: i64| json!({"name": name, "parameterType": {"type": "TIMESTAMP"}, "parameterValue": {"value": rfc3339(seconds)}});
    let body: Value =
        serde_json::from_str(include_str!("../../../connectors/vertex/fixtures/bigquery_query.request.json")).unwrap();
    // The documentation's own query, without what only picks any value.
    let sql = body["query"].as_str().unwrap();
    let sql =
        sql.replace("ANY_VALUE(usage.pricing_unit) AS pricing_unit, ", "").replace("1,2,3,4,5,6,11", "1,2,3,4,5,6,10");
    let mut right = body.clone();
    right["query"] = sql.clone().into();
    right["queryParameters"] = json!([time("from", (now() / DAY - 30) * DAY), time("to", (now() / DAY - 10) * DAY)]);
    let post = async |body: &Value| {
        let response = client().post(&url).bearer_auth(&token).json(body).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let check = async |change: &dyn Fn(&mut Value), status: u16, expected: &str| {
        let mut body = right.clone();
        change(&mut body);
        let (got, answer) = post(&body).await;
        assert_eq!(got, status, "{answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(expected), "{answer}");
    };
    check(&|body| body["useLegacySql"] = Value::Null, 400, "legacy").await;
    check(&|body| body["colour"] = "red".into(), 400, "Unknown name").await;
    check(&|body| body["location"] = "EU".into(), 404, "not found in location EU").await;
    check(&|body| body["queryParameters"] = json!([]), 400, "parameter 'from' not found").await;
    check(&|body| body["query"] = sql.replace(BILLING_TABLE, "my-project.billing.x").into(), 404, "Not found: Table")
        .await;
    check(&|body| body["query"] = sql.replace("sku.id", "sku.colour").into(), 400, "Unrecognized name: sku.colour")
        .await;
    check(&|body| body["query"] = sql.replace("1,2,3,4,5,6,10", "1,2,3,4,5,6").into(), 400, "neither grouped").await;

    right["maxResults"] = 10.into();
    let (_, first) = post(&right).await;
    assert_eq!((&first["jobComplete"], &first["rows"].as_array().unwrap().len()), (&true.into(), &10));
    let job = first["jobReference"]["jobId"].as_str().unwrap();
    let rows = async |query: String| {
        let response = client().get(format!("{url}/{query}")).bearer_auth(&token).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let mut all = first["rows"].as_array().unwrap().clone();
    let mut next = first["pageToken"].as_str().map(str::to_owned);
    while let Some(page) = next {
        let (status, body) = rows(format!("{job}?location=US&pageToken={page}")).await;
        assert_eq!(status, 200, "{body}");
        all.extend(body["rows"].as_array().unwrap().iter().cloned());
        next = body["pageToken"].as_str().map(str::to_owned);
    }
    assert_eq!(first["totalRows"].as_str().unwrap(), all.len().to_string());
    assert_eq!(all[0]["f"][0]["v"], date((now() / DAY - 30) * DAY), "the first day that was asked for, in UTC");
    assert_eq!(rows(format!("{job}?location=EU")).await.0, 404);
    assert_eq!(rows(format!("{job}?pageToken=BF1")).await.0, 400);
    assert_eq!(rows("job_nothing".to_owned()).await.0, 404);

    let (_, second) = post(&right).await;
    assert_eq!((&second["jobComplete"], &second["rows"]), (&false.into(), &Value::Null), "it takes longer");
    let (_, ready) = rows(second["jobReference"]["jobId"].as_str().unwrap().to_owned()).await;
    assert_eq!(ready["rows"][0], first["rows"][0]);
    right["dryRun"] = true.into();
    let (_, dry) = post(&right).await;
    assert_eq!((&dry["rows"], dry["totalBytesProcessed"].is_string()), (&Value::Null, true));
}
