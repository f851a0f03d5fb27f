//! How commands ask: the server of a data folder through its socket, a server elsewhere by its address and a key, or,
//! when no server runs, the data folder itself, opened here. All three speak the same API.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use outlay_api::Transport;
use outlay_domain::SystemClock;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tower::ServiceExt;

use crate::config::Config;
use crate::server::House;
use crate::socket::{FILE, SocketPath};

const TIMEOUT: Duration = Duration::from_secs(120);
/// How long a query of a folder that was just opened waits for the warehouse.
const CATCH_UP: Duration = Duration::from_secs(60);

pub(crate) enum Client {
    Remote { client: reqwest::Client, base: String, key: Option<SecretString>, _socket: Option<SocketPath> },
    Here(Box<House>),
}

/// What a command sends.
pub(crate) enum Content {
    Nothing,
    Json(Value),
    Wasm(Vec<u8>),
}

impl Client {
    /// A server elsewhere.
    pub(crate) fn elsewhere(base: &str, key: Option<SecretString>) -> Result<Self> {
        let base = base.trim_end_matches('/').to_owned();
        let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self::Remote { client, base, key, _socket: None })
    }

    /// The data folder's server, or the folder itself.
    pub(crate) async fn of_folder(config: &Config) -> Result<Self> {
        match Self::running(&config.data).await? {
            Some(client) => Ok(client),
            None => Self::open(config).await,
        }
    }

    /// The data folder's server, if one runs.
    pub(crate) async fn running(data: &Path) -> Result<Option<Self>> {
        if !data.join(FILE).exists() {
            return Ok(None);
        }
        let socket = SocketPath::of(data)?;
        if tokio::net::UnixStream::connect(&socket.path).await.is_err() {
            return Ok(None);
        }
        let client = reqwest::Client::builder().timeout(TIMEOUT).unix_socket(socket.path.clone()).build()?;
        Ok(Some(Self::Remote { client, base: "http://outlay".to_owned(), key: None, _socket: Some(socket) }))
    }

    async fn open(config: &Config) -> Result<Self> {
        let house = House::open(config, config.listen, Arc::new(SystemClock::default())).await?;
        house.schedule();
        let host = house.host();
        let last = host.ledger.end() - 1;
        let mut applied = host.warehouse.watch();
        let caught_up = applied.wait_for(|applied| *applied >= last);
        tokio::time::timeout(CATCH_UP, caught_up).await.context("the warehouse needs longer; start the server")??;
        Ok(Self::Here(Box::new(house)))
    }

    /// Asks and answers with JSON; null for an empty answer.
    pub(crate) async fn call(&self, method: Method, path: &str, content: Content) -> Result<Value> {
        let bytes = self.call_bytes(method, path, content).await?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes).context("the answer is not JSON; is this an Outlay server?")
    }

    /// Asks and answers with what came.
    pub(crate) async fn call_bytes(&self, method: Method, path: &str, content: Content) -> Result<Vec<u8>> {
        let (content_type, body) = match content {
            Content::Nothing => (None, Vec::new()),
            Content::Json(json) => (Some("application/json"), json.to_string().into_bytes()),
            Content::Wasm(bytes) => (Some("application/wasm"), bytes),
        };
        let (status, bytes) = match self {
            Self::Remote { client, base, key, .. } => {
                let mut request = client.request(method, format!("{base}{path}")).body(body);
                if let Some(content_type) = content_type {
                    request = request.header(header::CONTENT_TYPE, content_type);
                }
                if let Some(key) = key {
                    request = request.header("x-api-key", key.expose_secret());
                }
                let answer = request.send().await.with_context(|| format!("{base} does not answer"))?;
                (answer.status(), answer.bytes().await?.to_vec())
            }
            Self::Here(house) => {
                let mut request = Request::builder().method(method).uri(path);
                if let Some(content_type) = content_type {
                    request = request.header(header::CONTENT_TYPE, content_type);
                }
                let service = outlay_api::service(house.host(), Transport::Socket);
                let answer = service.oneshot(request.body(Body::from(body))?).await?;
                (answer.status(), answer.into_body().collect().await?.to_bytes().to_vec())
            }
        };
        if status.is_success() { Ok(bytes) } else { bail!(refusal(status, &bytes)) }
    }

    pub(crate) async fn close(self) {
        if let Self::Here(house) = self {
            house.close().await;
        }
    }
}

/// What the server said, as one sentence or two.
fn refusal(status: StatusCode, bytes: &[u8]) -> String {
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let error = &body["error"];
    let Some(message) = error["message"].as_str() else { return format!("the server answered {status}") };
    let field = error["field"].as_str().map(|field| format!(" ({field})")).unwrap_or_default();
    let place = error["position"].as_u64().map(|at| format!(" (at character {})", at + 1)).unwrap_or_default();
    let hint = error["hint"].as_str().map(|hint| format!("\n  {hint}")).unwrap_or_default();
    format!("{message}{field}{place}{hint}")
}
