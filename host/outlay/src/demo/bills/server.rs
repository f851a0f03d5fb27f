//! One port a provider; each answers a request with a status and JSON.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::books::Books;

/// What is asked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: Value,
    /// Seconds.
    retry_after: Option<i64>,
}

impl Reply {
    pub(super) const fn of(body: Value) -> Self {
        Self { status: StatusCode::OK, body, retry_after: None }
    }

    pub(super) const fn refused(status: StatusCode, body: Value) -> Self {
        Self { status, body, retry_after: None }
    }

    pub(super) fn nothing_there() -> Self {
        Self::refused(StatusCode::NOT_FOUND, json!({"error": {"message": "Not Found"}}))
    }

    pub(super) fn later(self, seconds: i64) -> Self {
        Self { status: StatusCode::TOO_MANY_REQUESTS, retry_after: Some(seconds), ..self }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(super) type Answer = fn(&Books, &Asked) -> Reply;

/// Serves a provider on a free port; answers its origin.
pub(super) async fn serve(books: &Arc<Books>, answer: Answer) -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no loopback port is free")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let router = Router::new().fallback(handle).with_state((Arc::clone(books), answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(origin)
}

async fn handle(
    State((books, answer)): State<(Arc<Books>, Answer)>,
    method: Method,
    uri: Uri,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    answer(&books, &Asked { method, path: uri.path().to_owned(), query, headers, body })
}
