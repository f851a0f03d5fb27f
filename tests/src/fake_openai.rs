//! OpenAI as a local server: usage and costs of an organization, and chat completions.
//!
//! It behaves as the real one where it matters to a client: keys are checked and are of two kinds, parameters are
//! validated, answers come in pages whose cursor belongs to one question. The figures are the connector's fixtures,
//! repeated day by day: the same question gets the same answer whenever it is asked, unless a test tells it others.
//!
//! | module | what it does |
//! |---|---|
//! | `usage` | `/v1/organization/usage/*` and `/v1/organization/costs` |
//! | `question` | their parameters |
//! | `chat` | `/v1/chat/completions`, plain and streamed |

mod chat;
mod question;
mod usage;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use chat::ChatUsage;

/// Reads usage and costs; cannot chat.
pub const ADMIN_KEY: &str = "sk-admin-fake-4f9dT3BlbkFJq7WmXz2Kc8RbYv5LsNhP0aUeGiO6DjQt";
/// Chats; may not read usage or costs.
pub const PROJECT_KEY: &str = "sk-proj-fake-T3BlbkFJx1Vn8ZrWk5MqDs3HyCg7LfBt";

const LARGEST_BODY: usize = 4 << 20;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub authorization: Option<String>,
    pub body: Option<Value>,
}

/// What the server answers once instead of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    RateLimited { retry_after: Option<u32> },
    ServerError,
}

/// The running server. Stops when it is dropped.
pub struct FakeOpenAi {
    address: SocketAddr,
    state: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    admin_keys: Mutex<BTreeSet<String>>,
    troubles: Mutex<VecDeque<Trouble>>,
    seen: Mutex<Vec<Seen>>,
    chat_usage: Mutex<ChatUsage>,
    /// Days before today that have figures.
    history_days: AtomicU64,
    /// By path, in place of the fixtures.
    told: Mutex<BTreeMap<String, Told>>,
    calls: AtomicU64,
}

/// What an endpoint says of one day (since 1970); of other days it says nothing.
#[derive(Debug, Clone)]
struct Told {
    day: i64,
    results: Vec<Map<String, Value>>,
}

impl fmt::Debug for FakeOpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeOpenAi").field("address", &self.address).finish_non_exhaustive()
    }
}

impl FakeOpenAi {
    /// On a free port of the loopback address.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    pub async fn start_at(address: SocketAddr) -> anyhow::Result<Self> {
        let state = Arc::new(Shared {
            admin_keys: Mutex::new(BTreeSet::from([ADMIN_KEY.to_owned()])),
            troubles: Mutex::default(),
            seen: Mutex::default(),
            chat_usage: Mutex::default(),
            history_days: AtomicU64::new(40),
            told: Mutex::default(),
            calls: AtomicU64::new(0),
        });
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        let router = Router::new().fallback(serve).with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                panic!("the fake OpenAI stopped: {error}");
            }
        });
        Ok(Self { address, state, server })
    }

    /// With `/v1` at its end, as clients want it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Everything that arrived so far.
    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.state.seen).clone()
    }

    /// The next requests with a right key meet this, one each.
    pub fn answer_next(&self, troubles: impl IntoIterator<Item = Trouble>) {
        lock(&self.state.troubles).extend(troubles);
    }

    /// Makes an admin key known.
    pub fn accept(&self, admin_key: &str) {
        lock(&self.state.admin_keys).insert(admin_key.to_owned());
    }

    pub fn revoke(&self, admin_key: &str) {
        lock(&self.state.admin_keys).remove(admin_key);
    }

    /// What chat completions cost from now on.
    pub fn set_chat_usage(&self, usage: ChatUsage) {
        *lock(&self.state.chat_usage) = usage;
    }

    /// Days before today that have figures; 40 unless told.
    pub fn set_history_days(&self, days: u64) {
        self.state.history_days.store(days, Ordering::Relaxed);
    }

    /// From now on an endpoint (`costs`, `usage/completions`) has these results on a day (since 1970), and no others.
    pub fn tell(&self, endpoint: &str, day: i64, results: &[Value]) {
        let results = results.iter().filter_map(Value::as_object).cloned().collect();
        lock(&self.state.told).insert(format!("/v1/organization/{endpoint}"), Told { day, results });
    }
}

impl Drop for FakeOpenAi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let call = shared.calls.fetch_add(1, Ordering::Relaxed);
    let mut response = match to_bytes(body, LARGEST_BODY).await {
        Err(_) => Problem::bad("the body is too large", None).into_response(),
        Ok(bytes) => {
            let query =
                Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|query| query.0).unwrap_or_default();
            let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let seen = Seen {
                method: parts.method.to_string(),
                path: parts.uri.path().to_owned(),
                query,
                authorization: authorization.map(str::to_owned),
                body: serde_json::from_slice(&bytes).ok(),
            };
            lock(&shared.seen).push(seen.clone());
            answer(&shared, &parts.method, &seen, call).unwrap_or_else(IntoResponse::into_response)
        }
    };
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("openai-organization"), HeaderValue::from_static("fake-organization"));
    if let Ok(id) = HeaderValue::try_from(format!("req_fake{call:08}")) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

fn answer(shared: &Shared, method: &Method, seen: &Seen, call: u64) -> Result<Response, Problem> {
    let endpoint = usage::ENDPOINTS.iter().find(|endpoint| endpoint.path == seen.path);
    let is_chat = seen.path == "/v1/chat/completions";
    if endpoint.is_none() && !is_chat {
        let message = format!("Invalid URL ({method} {})", seen.path);
        return Err(Problem::new(StatusCode::NOT_FOUND, "invalid_request_error", &message, None, None));
    }
    check_key(shared, seen, is_chat)?;
    match lock(&shared.troubles).pop_front() {
        Some(Trouble::RateLimited { retry_after }) => {
            let problem = Problem::fixture(
                StatusCode::TOO_MANY_REQUESTS,
                include_str!("../../connectors/openai/fixtures/error.429.json"),
            );
            return Err(Problem { retry_after, ..problem });
        }
        Some(Trouble::ServerError) => {
            return Err(Problem::fixture(
                StatusCode::INTERNAL_SERVER_ERROR,
                include_str!("../../connectors/openai/fixtures/error.500.json"),
            ));
        }
        None => {}
    }
    let expected = if is_chat { Method::POST } else { Method::GET };
    if *method != expected {
        let message = format!("Not allowed to {method} on {}.", seen.path);
        return Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "invalid_request_error",
            &message,
            None,
            Some("method_not_supported"),
        ));
    }
    match endpoint {
        Some(endpoint) => {
            let told = lock(&shared.told).get(endpoint.path).cloned();
            let history_days = shared.history_days.load(Ordering::Relaxed);
            usage::answer(endpoint, &seen.query, now(), history_days, told.as_ref())
        }
        None => chat::answer(seen.body.as_ref(), *lock(&shared.chat_usage), call, now()),
    }
}

/// Admin keys read, other keys chat.
fn check_key(shared: &Shared, seen: &Seen, is_chat: bool) -> Result<(), Problem> {
    let unknown =
        || Problem::fixture(StatusCode::UNAUTHORIZED, include_str!("../../connectors/openai/fixtures/error.401.json"));
    let key = seen.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(unknown)?;
    let is_admin = key.starts_with("sk-admin-");
    if is_chat {
        return if key.starts_with("sk-") && !is_admin { Ok(()) } else { Err(unknown()) };
    }
    if lock(&shared.admin_keys).contains(key) {
        return Ok(());
    }
    if key.starts_with("sk-proj-") {
        return Err(Problem::fixture(
            StatusCode::FORBIDDEN,
            include_str!("../../connectors/openai/fixtures/error.403.json"),
        ));
    }
    Err(unknown())
}

/// An error as OpenAI words it.
#[derive(Debug)]
struct Problem {
    status: StatusCode,
    body: Value,
    retry_after: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, message: &str, param: Option<&str>, code: Option<&str>) -> Self {
        let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
        Self { status, body, retry_after: None }
    }

    fn bad(message: &str, param: Option<&str>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message, param, None)
    }

    fn fixture(status: StatusCode, text: &str) -> Self {
        Self { status, body: serde_json::from_str(text).unwrap_or_default(), retry_after: None }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[expect(clippy::disallowed_methods, reason = "a server of its own has a clock of its own")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
