//! A running server.

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::provider::{Connect, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::now;
use crate::trouble::Trouble;

const LARGEST_BODY: usize = 4 << 20;

/// A provider's server on the loopback address. Stops when it is dropped. What can be told to the provider itself is
/// reached as if it were the fake's.
pub struct Fake<P: Provider> {
    address: SocketAddr,
    shared: Arc<Shared<P>>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared<P> {
    provider: P,
    troubles: Mutex<VecDeque<Trouble>>,
    seen: Mutex<Vec<Seen>>,
}

impl<P: Provider> fmt::Debug for Fake<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake").field("address", &self.address).finish_non_exhaustive()
    }
}

impl<P: Provider + Default> Fake<P> {
    /// On a free port.
    pub async fn start() -> anyhow::Result<Self> {
        Self::of(P::default(), 0).await
    }
}

impl<P: Provider> Fake<P> {
    /// On a port of the loopback address; 0 takes a free one.
    pub async fn of(provider: P, port: u16) -> anyhow::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let shared = Arc::new(Shared { provider, troubles: Mutex::default(), seen: Mutex::default() });
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        let router = Router::new().fallback(serve::<P>).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                panic!("a fake stopped: {error}");
            }
        });
        Ok(Self { address, shared, server })
    }

    /// `http://127.0.0.1:PORT`
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How a server is connected to it.
    pub fn connect(&self) -> Connect {
        self.shared.provider.connect(&self.origin())
    }

    /// Everything that arrived so far.
    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// The next requests that are admitted meet this, one each.
    pub fn answer_next(&self, troubles: impl IntoIterator<Item = Trouble>) {
        lock(&self.shared.troubles).extend(troubles);
    }
}

impl<P: Provider> Deref for Fake<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.shared.provider
    }
}

impl<P: Provider> Drop for Fake<P> {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve<P: Provider>(State(shared): State<Arc<Shared<P>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Reply::text(413, "text/plain", "the body is too large").into_response();
    };
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|query| query.0).unwrap_or_default();
    let mut all = lock(&shared.seen);
    let seen = Seen {
        number: all.len() as u64,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        raw_query: parts.uri.query().unwrap_or_default().to_owned(),
        query,
        headers: parts.headers,
        body,
    };
    all.push(seen.clone());
    drop(all);
    let provider = &shared.provider;
    let reply = match provider.admit(&seen) {
        Err(refused) => refused,
        Ok(()) => {
            let trouble = lock(&shared.troubles).pop_front();
            match trouble {
                None => provider.answer(&seen, now()),
                Some(Trouble::Slow(pause)) => provider.answer(&seen, now()).slow(pause),
                Some(Trouble::Truncated) => provider.answer(&seen, now()).truncated(),
                Some(Trouble::NotJson) => Reply::text(200, "text/html", "<html><body>Please sign in.</body></html>"),
                Some(trouble) => provider.worded(trouble),
            }
        }
    };
    provider.dress(&seen, reply).into_response()
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
