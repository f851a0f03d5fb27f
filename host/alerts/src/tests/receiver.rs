//! Somebody's server that takes webhooks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::watch;

pub(super) const SECRET: &str = "whsec-never-shown";

/// What it answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    Status(u16),
    /// It hangs.
    Never,
}

#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) delivery: String,
    pub(super) body: Value,
    /// None without a signature.
    pub(super) is_signature_right: Option<bool>,
    /// In their order.
    signatures: Vec<String>,
    /// What is signed.
    signed: Vec<u8>,
}

impl Received {
    pub(super) fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    /// The secrets among these that it is signed with, in the order of the signatures.
    pub(super) fn signed_with<'s>(&self, secrets: &[&'s str]) -> Vec<&'s str> {
        let by = |signature: &String| {
            *secrets.iter().find(|secret| is_right(secret, signature, &self.signed)).expect("a signature of a stranger")
        };
        self.signatures.iter().map(by).collect()
    }
}

fn is_right(secret: &str, signature: &str, signed: &[u8]) -> bool {
    let digits = signature.strip_prefix("sha256=").unwrap().as_bytes();
    let digest: Vec<u8> =
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed);
    mac.verify_slice(&digest).is_ok()
}

#[derive(Debug, Clone)]
pub(super) struct Receiver {
    pub(super) url: String,
    received: Arc<watch::Sender<Vec<Received>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, received: Arc::default(), answers: Arc::default() };
        let router = Router::new().route("/hook", post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// What it answers next; after that, 204.
    pub(super) fn will_answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().extend(answers);
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
    }

    /// Waits for so many in all.
    pub(super) async fn wait(&self, count: usize) -> Vec<Received> {
        let mut received = self.received.subscribe();
        let waiting = received.wait_for(|received| received.len() >= count);
        let received = tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("too few deliveries");
        received.unwrap().clone()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let signatures: Vec<String> =
        header("x-revenium-signature-256").iter().flat_map(|all| all.split(',').map(str::to_owned)).collect();
    let signed = match header("x-revenium-webhook-timestamp") {
        Some(timestamp) => [timestamp.as_bytes(), b".", &body].concat(),
        None => vec![],
    };
    assert_eq!(signatures.is_empty(), signed.is_empty(), "a timestamp stands beside a signature");
    let is_signature_right =
        (!signatures.is_empty()).then(|| signatures.iter().any(|signature| is_right(SECRET, signature, &signed)));
    let received = Received {
        delivery: header("x-outlay-delivery").unwrap(),
        body: serde_json::from_slice(&body).unwrap(),
        is_signature_right,
        signatures,
        signed,
    };
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(received.text("deliveryId"), received.delivery);
    let answer = receiver.answers.lock().unwrap().pop_front();
    receiver.received.send_modify(|all| all.push(received));
    match answer {
        None => StatusCode::NO_CONTENT,
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap(),
        Some(Answer::Never) => std::future::pending().await,
    }
}
