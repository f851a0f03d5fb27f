//! Tokens: fetched from a real (local) token endpoint, kept, renewed, masked.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_sandbox::connector::{AuthScheme, DeclaredRequest, Field};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::{Value, json};

use super::*;
use crate::client::Times;

const CLIENT_SECRET: &str = "client~secret/1+2";

/// Answers of the token endpoint, the next one first, and everything that was asked: path, authorization, body.
#[derive(Debug, Default)]
struct Provider {
    tokens: Mutex<VecDeque<(u16, Value)>>,
    refused: Mutex<Vec<String>>,
    seen: Mutex<Vec<(String, Option<String>, String)>>,
}

impl Provider {
    fn asked(&self, path: &str) -> Vec<(Option<String>, String)> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.0 == path).map(|seen| (seen.1.clone(), seen.2.clone())).collect()
    }

    fn will_give(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.tokens.lock().unwrap().extend(answers);
    }
}

async fn answer(State(provider): State<Arc<Provider>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = String::from_utf8(axum::body::to_bytes(body, 100_000).await.unwrap().to_vec()).unwrap();
    let authorization = parts.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let path = parts.uri.path().to_owned();
    provider.seen.lock().unwrap().push((path.clone(), authorization.clone(), body));
    if path.ends_with("/token") {
        let (status, body) = provider.tokens.lock().unwrap().pop_front().unwrap();
        return (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response();
    }
    let authorization = authorization.unwrap_or_default();
    if provider.refused.lock().unwrap().contains(&authorization) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    axum::Json(json!({"you sent": authorization})).into_response()
}

async fn provider() -> (Arc<Provider>, SocketAddr) {
    let provider = Arc::new(Provider::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(Arc::clone(&provider));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (provider, address)
}

fn azure() -> AuthMethod {
    AuthMethod::OauthClient {
        token_url: "https://login.example.com/{tenant}/oauth2/token".into(),
        client_id: "client".into(),
        client_secret: "secret".into(),
        scope: "https://api.example.com/.default".into(),
    }
}

fn google() -> AuthMethod {
    AuthMethod::ServiceAccount { credential: "secret".into(), scope: "read".into() }
}

/// A connection whose declared origins are all taken by the local provider.
fn door(egress: &Egress, address: SocketAddr, method: AuthMethod, secret: &str) -> ConnectorHttp {
    let field = |id: &str| Field {
        id: id.into(),
        label: id.into(),
        help: String::new(),
        required: true,
        default: None,
        options: vec![],
    };
    let request = DeclaredRequest {
        id: "usage".into(),
        method: "GET".into(),
        base: "https://api.example.com".into(),
        path: "/usage".into(),
        auth: "token".into(),
        billed: false,
        per_minute: None,
    };
    let manifest = Manifest {
        id: "example".into(),
        version: "1".into(),
        title: "Example".into(),
        documentation: String::new(),
        credentials: vec![field("secret")],
        settings: vec![field("tenant"), field("client")],
        auth: vec![AuthScheme { id: "token".into(), method }],
        requests: vec![request],
        schedule: "0 * * * *".into(),
        billing_source: true,
        streams: vec![],
        cannot_tell: vec![],
    };
    let granted = crate::origins(&manifest);
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    let grant = Grant {
        settings: BTreeMap::from([pair("tenant", "t/1"), pair("client", "app")]),
        secrets: BTreeMap::from([("secret".to_owned(), secret.into())]),
        endpoints: granted.iter().map(|origin| pair(origin, &format!("http://{address}"))).collect(),
        granted,
        manifest: Arc::new(manifest),
        allow_private: true,
        limits: Limits::default(),
        patience: Patience { tries: 2, first_wait: Duration::from_millis(1), longest_wait: Duration::from_secs(1) },
    };
    ConnectorHttp::new(egress.clone(), grant).unwrap()
}

fn ask() -> HttpRequest {
    HttpRequest {
        request: "usage".into(),
        base_value: None,
        path_values: vec![],
        query: vec![],
        headers: vec![],
        body: None,
    }
}

fn egress() -> Egress {
    Egress::new(Times::default()).unwrap()
}

fn token(text: &str) -> (u16, Value) {
    (200, json!({"access_token": text, "token_type": "Bearer", "expires_in": 3_599}))
}

#[tokio::test]
async fn a_token_is_fetched_once_kept_for_all_syncs_and_masked() {
    let (provider, address) = provider().await;
    provider.will_give([token("token-number-one")]);
    let egress = egress();
    for _ in 0..2 {
        let door = door(&egress, address, azure(), CLIENT_SECRET);
        let response = door.send(ask()).await.unwrap();
        assert_eq!(String::from_utf8(response.body).unwrap(), r#"{"you sent":"Bearer [masked]"}"#);
    }
    let exchanges = provider.asked("/t%2F1/oauth2/token");
    let form = "grant_type=client_credentials&client_id=app&client_secret=client%7Esecret%2F1%2B2\
        &scope=https%3A%2F%2Fapi.example.com%2F.default";
    assert_eq!(exchanges, [(None, form.to_owned())]);
    let sent: Vec<_> = provider.asked("/usage").into_iter().map(|(authorization, _)| authorization.unwrap()).collect();
    assert_eq!(sent, ["Bearer token-number-one", "Bearer token-number-one"]);
}

#[tokio::test]
async fn a_token_that_is_revoked_is_fetched_anew_once() {
    let (provider, address) = provider().await;
    let egress = egress();
    provider.will_give([token("token-number-one"), token("token-number-two")]);
    provider.refused.lock().unwrap().push("Bearer token-number-one".to_owned());
    let door = door(&egress, address, azure(), CLIENT_SECRET);
    assert_eq!(door.send(ask()).await.unwrap().status, 200);
    provider.refused.lock().unwrap().push("Bearer token-number-two".to_owned());
    provider.refused.lock().unwrap().push("Bearer token-number-three".to_owned());
    provider.will_give([token("token-number-three")]);
    assert_eq!(door.send(ask()).await.unwrap().status, 401, "a second new token is not asked for");
    assert_eq!(provider.asked("/t%2F1/oauth2/token").len(), 3);
}

#[tokio::test]
async fn a_token_endpoint_may_say_nonsense() {
    let (provider, address) = provider().await;
    let lives = [json!(u64::MAX), json!(-1), json!("3599"), json!(1e300), json!(null), json!({})];
    for (number, life) in lives.into_iter().enumerate() {
        provider.will_give([(200, json!({"access_token": format!("token-number-{number}"), "expires_in": life}))]);
        let door = door(&egress(), address, azure(), CLIENT_SECRET);
        assert_eq!(door.send(ask()).await.unwrap().status, 200);
    }
    let nonsense = [(200, json!([])), (200, json!({"access_token": 7})), (302, json!({}))];
    for (status, body) in nonsense {
        provider.will_give([(status, body)]);
        let error = door(&egress(), address, azure(), CLIENT_SECRET).send(ask()).await.unwrap_err();
        let expected = if status == 302 { "credentials_refused" } else { "unreachable" };
        assert_eq!(error.code(), expected, "{error}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_has_trouble_is_asked_again() {
    let (provider, address) = provider().await;
    provider.will_give([(503, json!({})), token("a-token-at-last")]);
    assert_eq!(door(&egress(), address, azure(), CLIENT_SECRET).send(ask()).await.unwrap().status, 200);
    provider.will_give([(503, json!({})), (429, json!({}))]);
    let error = door(&egress(), address, azure(), CLIENT_SECRET).send(ask()).await.unwrap_err();
    assert_eq!(error.code(), "unreachable", "{error}");
    assert_eq!(provider.seen.lock().unwrap().iter().filter(|seen| seen.0.ends_with("/token")).count(), 4);
}

#[tokio::test]
async fn refused_credentials_are_told_without_them() {
    let (provider, address) = provider().await;
    let said = format!("AADSTS7000215: Invalid client secret {CLIENT_SECRET}.\r\nTrace ID: 1");
    provider.will_give([(401, json!({"error": "invalid_client", "error_description": said}))]);
    let error = door(&egress(), address, azure(), CLIENT_SECRET).send(ask()).await.unwrap_err();
    assert_eq!(error.code(), "credentials_refused");
    let text = error.to_string();
    assert!(text.contains("AADSTS7000215: Invalid client secret [masked].") && !text.contains("Trace"), "{text}");
    assert!(provider.asked("/usage").is_empty());
}

#[tokio::test]
async fn a_token_is_asked_for_only_where_that_is_granted() {
    let (provider, address) = provider().await;
    let mut door = door(&egress(), address, azure(), CLIENT_SECRET);
    door.grant.granted.remove("https://login.example.com");
    let error = door.send(ask()).await.unwrap_err();
    assert_eq!(error.code(), "request_not_declared");
    assert!(error.to_string().contains("https://login.example.com was not granted"), "{error}");
    assert!(provider.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_service_account_exchanges_a_signed_statement() {
    let (provider, address) = provider().await;
    provider.will_give([token("ya29.token-of-google")]);
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2_048).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
    let file = json!({
        "type": "service_account", "client_email": "meter@x.iam.gserviceaccount.com", "private_key": *key,
        "private_key_id": "1", "token_uri": "http://127.0.0.1:1/stolen"
    });
    let egress = egress();
    for _ in 0..2 {
        let door = door(&egress, address, google(), &file.to_string());
        assert_eq!(door.send(ask()).await.unwrap().status, 200);
    }
    let exchanges = provider.asked("/token");
    assert_eq!(exchanges.len(), 1, "the token is kept");
    let form = &exchanges[0].1;
    assert!(
        form.starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ"),
        "{form}"
    );
    assert_eq!(form.matches('.').count(), 2, "header, claims and signature");
    assert_eq!(provider.asked("/usage")[0].0.as_deref(), Some("Bearer ya29.token-of-google"));
}
