#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use outlay_sandbox::connector::{AuthScheme, DeclaredRequest, Field};

use super::*;
use crate::client::{Names, Times};
use crate::plain::PlainPost;

const SECRET: &str = "sk-admin-0123456789/abc+def";

/// What the provider saw, and the answers that it gives before the usual one.
#[derive(Debug, Default)]
struct Provider {
    seen: Mutex<Vec<(String, HeaderMap)>>,
    first: Mutex<Vec<(u16, &'static str)>>,
}

async fn answer(State(provider): State<Arc<Provider>>, request: Request) -> Response {
    let path = request.uri().to_string();
    provider.seen.lock().unwrap().push((path.clone(), request.headers().clone()));
    if let Some((status, retry_after)) = provider.first.lock().unwrap().pop() {
        return (StatusCode::from_u16(status).unwrap(), [("retry-after", retry_after)], "trouble").into_response();
    }
    if path.starts_with("/v1/away") {
        return (StatusCode::FOUND, [("location", "/v1/usage")], "").into_response();
    }
    if path.starts_with("/v1/large") {
        return "x".repeat(5_000).into_response();
    }
    let echoed = serde_json::json!({"you sent": SECRET, "basic": STANDARD.encode(format!("u:{SECRET}"))}).to_string();
    ([("set-cookie", "session=1"), ("x-echo", SECRET), ("authorization", SECRET)], echoed).into_response()
}

async fn provider() -> (Arc<Provider>, SocketAddr) {
    let provider = Arc::new(Provider::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(Arc::clone(&provider));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (provider, address)
}

fn egress() -> Egress {
    let address = |text: &str| text.parse::<IpAddr>().unwrap();
    let names = HashMap::from([
        ("gateway.example".to_owned(), vec![address("127.0.0.1")]),
        ("rebound.example".to_owned(), vec![address("127.0.0.1"), address("169.254.169.254")]),
    ]);
    Egress::with_names(Times::default(), Names::Fixed(names)).unwrap()
}

fn manifest() -> Manifest {
    let request = |id: &str, method: &str, billed| DeclaredRequest {
        id: id.into(),
        method: method.into(),
        base: "setting:base_url".into(),
        path: format!("/{id}"),
        auth: "key".into(),
        billed,
        per_minute: None,
    };
    let credential = Field {
        id: "key".into(),
        label: "Key".into(),
        help: String::new(),
        required: true,
        default: None,
        options: vec![],
    };
    Manifest {
        id: "example".into(),
        version: "1".into(),
        title: "Example".into(),
        documentation: String::new(),
        credentials: vec![credential],
        settings: vec![],
        auth: vec![AuthScheme { id: "key".into(), method: AuthMethod::Bearer { credential: "key".into() } }],
        requests: vec![
            request("usage", "GET", false),
            request("away", "GET", false),
            request("large", "GET", false),
            request("bill", "POST", true),
        ],
        schedule: "0 * * * *".into(),
        billing_source: true,
        streams: vec![],
        cannot_tell: vec![],
    }
}

fn door(base_url: &str, allow_private: bool) -> ConnectorHttp {
    let grant = Grant {
        manifest: Arc::new(manifest()),
        settings: BTreeMap::from([("base_url".to_owned(), base_url.to_owned())]),
        secrets: BTreeMap::from([("key".to_owned(), SECRET.into())]),
        endpoints: BTreeMap::new(),
        granted: crate::origins(&manifest()),
        allow_private,
        limits: Limits { answer_bytes: 4_000, requests: 10, ..Limits::default() },
        patience: Patience { tries: 3, first_wait: Duration::from_millis(1), longest_wait: Duration::from_secs(1) },
    };
    ConnectorHttp::new(egress(), grant).unwrap()
}

fn ask(id: &str) -> HttpRequest {
    HttpRequest {
        request: id.into(),
        base_value: None,
        path_values: vec![],
        query: vec![],
        headers: vec![],
        body: None,
    }
}

#[tokio::test]
async fn credentials_are_added_outside_and_masked_inside() {
    let (provider, address) = provider().await;
    let door = door(&format!("http://gateway.example:{}/v1", address.port()), true);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("Authorization", "Bearer guest"),
        header("Cookie", "a=b"),
        header("Host", "evil.example"),
        header("X-Forwarded-For", "1.1.1.1"),
        header("x-fine", "yes"),
    ];
    let response = door.send(HttpRequest { headers, ..ask("usage") }).await.unwrap();

    let (path, seen) = provider.seen.lock().unwrap().remove(0);
    assert_eq!(path, "/v1/usage");
    assert_eq!(seen["authorization"], format!("Bearer {SECRET}"));
    assert_eq!(seen.get_all("authorization").iter().count(), 1);
    assert_eq!(
        seen["host"],
        format!("gateway.example:{}", address.port()),
        "the name is kept, the checked address is used"
    );
    assert_eq!(seen["x-fine"], "yes");
    assert!(!seen.contains_key("cookie") && !seen.contains_key("x-forwarded-for"));

    assert_eq!(response.status, 200);
    let body = String::from_utf8(response.body).unwrap();
    assert!(body.starts_with(r#"{"basic":""#) && body.contains(r#""you sent":"[masked]""#), "{body}");
    assert_eq!(body.matches("[masked]").count(), 2, "{body}");
    let echo = response.headers.iter().find(|(name, _)| name == "x-echo").unwrap();
    assert_eq!(echo.1, "[masked]");
    assert!(response.headers.iter().all(|(name, _)| name != "set-cookie" && name != "authorization"));
}

#[tokio::test]
async fn only_what_is_declared_and_granted_is_sent() {
    let (provider, address) = provider().await;
    let base = format!("http://127.0.0.1:{}/v1", address.port());
    let refused = door(&base, true).send(ask("other")).await.unwrap_err();
    assert_eq!(refused.code(), "request_not_declared");
    let with_body = HttpRequest { body: Some(vec![1]), ..ask("usage") };
    assert_eq!(door(&base, true).send(with_body).await.unwrap_err().code(), "invalid_request");
    assert_eq!(
        door(&base, false).send(ask("usage")).await.unwrap_err().code(),
        "invalid_request",
        "http takes a grant"
    );
    let loopback = door(&base.replace("http", "https"), false);
    assert_eq!(loopback.send(ask("usage")).await.unwrap_err().code(), "address_refused");
    let by_name = door(&format!("https://gateway.example:{}", address.port()), false);
    let error = by_name.send(ask("usage")).await.unwrap_err();
    assert_eq!(error.code(), "address_refused");
    assert!(error.to_string().contains("gateway.example resolves to 127.0.0.1, a loopback address"), "{error}");
    let rebound = door(&format!("http://rebound.example:{}", address.port()), true);
    assert_eq!(rebound.send(ask("usage")).await.unwrap_err().code(), "address_refused", "one bad address is enough");
    assert!(provider.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn redirects_are_answers() {
    let (provider, address) = provider().await;
    let response = door(&format!("http://127.0.0.1:{}/v1", address.port()), true).send(ask("away")).await.unwrap();
    assert_eq!(response.status, 302);
    assert_eq!(provider.seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn passing_trouble_is_tried_again() {
    let (provider, address) = provider().await;
    let door = door(&format!("http://127.0.0.1:{}/v1", address.port()), true);
    *provider.first.lock().unwrap() = vec![(429, "0"), (500, "")];
    assert_eq!(door.send(ask("usage")).await.unwrap().status, 200);
    assert_eq!(provider.seen.lock().unwrap().len(), 3);

    *provider.first.lock().unwrap() = vec![(429, "3600")];
    let response = door.send(ask("usage")).await.unwrap();
    assert_eq!(response.status, 429, "who asks to wait an hour is not asked again now");
    assert!(response.headers.contains(&("retry-after".into(), "3600".into())));

    *provider.first.lock().unwrap() = vec![(200, ""), (503, "")];
    assert_eq!(door.send(ask("bill")).await.unwrap().status, 503, "what costs money is not repeated");
    assert_eq!(provider.seen.lock().unwrap().len(), 5);

    *provider.first.lock().unwrap() = vec![];
    for _ in 5..10 {
        door.send(ask("usage")).await.unwrap();
    }
    assert_eq!(door.send(ask("usage")).await.unwrap_err().code(), "limit_exceeded");
}

#[tokio::test]
async fn large_answers_and_closed_doors_are_errors() {
    let (_provider, address) = provider().await;
    let large = door(&format!("http://127.0.0.1:{}/v1", address.port()), true).send(ask("large")).await.unwrap_err();
    assert_eq!(large.code(), "limit_exceeded");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let error =
        door(&format!("http://127.0.0.1:{}/v1/secret-path", closed.port()), true).send(ask("usage")).await.unwrap_err();
    assert_eq!(error.code(), "unreachable");
    assert!(!error.to_string().contains("secret-path"), "{error}");
}

#[tokio::test]
async fn posts_reach_granted_addresses_and_answers_are_cut() {
    let (provider, address) = provider().await;
    let egress = egress();
    let url = format!("http://127.0.0.1:{}/v1/large?token=abc", address.port());
    let post = |allow_private| PlainPost {
        url: &url,
        headers: vec![("x-outlay-delivery".into(), "1".into())],
        body: b"{}".to_vec(),
        allow_private,
    };
    let answer = egress.post(post(true)).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 2_048));
    assert_eq!(provider.seen.lock().unwrap()[0].1["x-outlay-delivery"], "1");
    let error = egress.post(post(false)).await.unwrap_err();
    assert!(matches!(&error, EgressError::Invalid(text) if !text.contains("abc")), "{error}");
    let broken = PlainPost { headers: vec![("x".into(), "a\r\nb".into())], ..post(true) };
    assert!(matches!(egress.post(broken).await, Err(EgressError::Invalid(_))));
}

#[test]
fn who_asked_too_often_is_known_by_status_header_or_name() {
    let aws = AuthMethod::AwsSigv4 {
        access_key: "a".into(),
        secret_key: "b".into(),
        session_token: None,
        service: "ce".into(),
        region: "us-east-1".into(),
    };
    let check = |auth: &AuthMethod, status, header: Option<(&'static str, &'static str)>, body: &str, expected| {
        let pair = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        let answer = Answer { status, headers: header.into_iter().map(pair).collect(), body: body.into() };
        assert_eq!(is_turned_away(auth, &answer), expected, "{status} {header:?} {body}");
    };
    let throttled = r#"{"__type":"com.amazon.coral#ThrottlingException","message":"Rate exceeded"}"#;
    check(&aws, 400, None, throttled, true);
    check(&aws, 400, None, r#"{"__type":"LimitExceededException"}"#, true);
    check(&aws, 400, None, r#"{"__type":"ValidationException"}"#, false);
    check(&AuthMethod::None, 400, None, throttled, false);
    check(&AuthMethod::None, 429, None, "", true);
    check(&AuthMethod::None, 403, Some(("x-ratelimit-remaining", "0")), "", true);
    check(&AuthMethod::None, 403, Some(("retry-after", "60")), "", true);
    check(&AuthMethod::None, 403, Some(("x-ratelimit-remaining", "9")), "", false);
    check(&AuthMethod::None, 500, None, "", false);
}
