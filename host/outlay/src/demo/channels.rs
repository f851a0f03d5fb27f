//! Where Harbourline's alerts go: two receivers that this process itself answers for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::json;
use tokio::net::TcpListener;

use super::office::Office;

/// The pager is out of order once in so many messages.
const ONE_IN: u32 = 3;

/// The ids of the channels.
#[derive(Debug, Clone)]
pub(crate) struct Channels {
    pub(crate) chat: String,
    pub(crate) pager: String,
}

impl Channels {
    pub(crate) async fn make(office: &Office, origin: &str) -> Result<Self> {
        let chat = json!({
            "name": "#ai-spend", "kind": "slack", "allowPrivate": true,
            "url": format!("{origin}/services/T0HARBOUR/B0AISPEND/demo"),
        });
        let pager = json!({
            "name": "on-call", "kind": "webhook", "allowPrivate": true, "url": format!("{origin}/page"),
            "secret": "harbourline-demo-signing-secret",
        });
        let id = |made: serde_json::Value| made["id"].as_str().map(str::to_owned).context("a channel has an id");
        Ok(Self {
            chat: id(office.post("/api/v1/channels", &chat).await?)?,
            pager: id(office.post("/api/v1/channels", &pager).await?)?,
        })
    }
}

/// Serves both on a loopback port until this process ends; answers its origin.
pub(crate) async fn receive() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no loopback port is free")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .route("/services/{team}/{channel}/{secret}", post(async || "ok"))
        .route("/page", post(page))
        .with_state(Arc::new(AtomicU32::new(0)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(origin)
}

/// The first of every few messages is not taken at once.
async fn page(State(count): State<Arc<AtomicU32>>) -> (StatusCode, &'static str) {
    if count.fetch_add(1, Ordering::Relaxed) % ONE_IN == 0 {
        (StatusCode::SERVICE_UNAVAILABLE, "the pager restarts")
    } else {
        (StatusCode::OK, "paged")
    }
}
