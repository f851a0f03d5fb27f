#![allow(clippy::unwrap_used)]

use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, Method};
use reqwest::Url;
use serde::Deserialize;

use super::*;

/// Seven of AWS's own, and requests of connectors that another implementation signed.
const VECTORS: &str = include_str!("../../../fixtures/sigv4_vectors.json");

#[derive(Deserialize)]
struct Vectors {
    access_key_id: String,
    secret_access_key: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers_signed: Vec<(String, String)>,
    body: String,
    amz_date: String,
    region: String,
    service: String,
    signature: String,
    authorization: String,
}

#[test]
fn signatures_are_those_of_the_vectors() {
    let vectors: Vectors = serde_json::from_str(VECTORS).unwrap();
    let (access_key, secret_key) =
        (SecretString::from(vectors.access_key_id), SecretString::from(vectors.secret_access_key));
    assert!(vectors.vectors.len() >= 11);
    for vector in vectors.vectors {
        let header = |name: &str| {
            vector.headers_signed.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        let mut url = Url::parse(&format!("https://{}{}", header("host").unwrap(), vector.path)).unwrap();
        for (name, value) in &vector.query {
            url.query_pairs_mut().append_pair(name, value);
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &vector.headers_signed {
            let is_ours = ["host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];
            if !is_ours.iter().any(|ours| ours.eq_ignore_ascii_case(name)) {
                headers.append(header_name(name).unwrap(), value.parse().unwrap());
            }
        }
        let token = header("x-amz-security-token").map(SecretString::from);
        let signer = Signer {
            access_key: &access_key,
            secret_key: &secret_key,
            session_token: token.as_ref(),
            service: &vector.service,
            region: &vector.region,
        };
        let method: Method = vector.method.parse().unwrap();
        let mut unsigned = Unsigned { method: &method, url, headers, body: vector.body.as_bytes() };
        sign(&signer, &mut unsigned, time(&vector.amz_date)).unwrap();
        let authorization = unsigned.headers.get("authorization").unwrap();
        assert!(authorization.is_sensitive());
        assert_eq!(authorization, vector.authorization.as_str(), "{}", vector.name);
        assert!(vector.authorization.ends_with(&vector.signature));
        assert_eq!(unsigned.headers.get("x-amz-date").unwrap(), vector.amz_date.as_str());
    }
}

/// Of `20150830T123600Z`.
fn time(text: &str) -> SystemTime {
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).unwrap();
    let time = jiff::tz::Offset::UTC.to_timestamp(time).unwrap();
    UNIX_EPOCH + Duration::from_secs(u64::try_from(time.as_second()).unwrap())
}
