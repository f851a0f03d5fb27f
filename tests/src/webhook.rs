//! A receiver of webhooks, as somebody else would write one by the documentation.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::wait::wait_until;

/// How old a message may be, in seconds.
const TOLERANCE: u64 = 300;

/// Listens on a loopback port until it is dropped.
#[derive(Debug)]
pub struct Receiver {
    pub url: String,
    state: Arc<Hall>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Hall {
    secret: String,
    arrived: Mutex<Vec<Delivery>>,
    /// Statuses to answer first.
    refusals: Mutex<VecDeque<u16>>,
}

/// One attempt that arrived.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// `X-Outlay-Delivery`
    pub id: String,
    pub body: Value,
    /// What is wrong with its signature, if anything.
    pub problem: Option<String>,
    pub answered: u16,
}

impl Receiver {
    /// Knows the secret that deliveries are signed with.
    pub async fn start(secret: &str) -> Self {
        let state = Arc::new(Hall { secret: secret.to_owned(), arrived: Mutex::default(), refusals: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound port has an address");
        let router = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&state));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("serving does not end") });
        Self { url: format!("http://{address}/hook"), state, task }
    }

    /// Answers the next deliveries with these statuses.
    pub fn refuse_with(&self, statuses: &[u16]) {
        self.state.refusals.lock().unwrap_or_else(PoisonError::into_inner).extend(statuses);
    }

    /// What arrived so far.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state.arrived.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many arrived.
    ///
    /// # Panics
    /// If they do not, or more did.
    pub async fn wait_for(&self, count: usize) -> Vec<Delivery> {
        let arrived = wait_until(&format!("{count} deliveries"), async || {
            let arrived = self.deliveries();
            if arrived.len() >= count { Ok(arrived) } else { Err(format!("{arrived:?}")) }
        })
        .await;
        assert_eq!(arrived.len(), count, "{arrived:?}");
        arrived
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(State(hall): State<Arc<Hall>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let problem = signature_problem(&hall.secret, &headers, &body).err();
    let refusal = hall.refusals.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let answered = refusal.unwrap_or(if problem.is_some() { 401 } else { 204 });
    let delivery = Delivery {
        id: text(&headers, "x-outlay-delivery").to_owned(),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        problem,
        answered,
    };
    hall.arrived.lock().unwrap_or_else(PoisonError::into_inner).push(delivery);
    StatusCode::from_u16(answered).expect("tests name real statuses")
}

/// `sha256=` and the HMAC over timestamp, full stop and raw body; after a rotation a list of these.
fn signature_problem(secret: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), String> {
    let timestamp = text(headers, "x-revenium-webhook-timestamp");
    let seconds: u64 = timestamp.parse().map_err(|_| format!("the timestamp is `{timestamp}`"))?;
    // A receiver has a clock of its own.
    #[allow(clippy::disallowed_methods)]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
    if now.abs_diff(seconds) > TOLERANCE {
        return Err(format!("the timestamp is {} s off", now.abs_diff(seconds)));
    }
    let given = text(headers, "x-revenium-signature-256");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    // While a secret is rotated there are two, and either will do.
    let is_right = given.split(',').any(|one| one == format!("sha256={expected}"));
    if is_right { Ok(()) } else { Err(format!("the signature is `{given}`")) }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
