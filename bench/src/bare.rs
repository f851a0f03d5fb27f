//! The bare limit: the framework of the server parses the same body and answers as much, and does nothing else.
//!
//! What the server gives beside it on the same machine in the same run says how much our own work costs.

use std::path::Path;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::options::BareOptions;
use crate::process::Process;

/// In a process of its own, as the server is.
pub(crate) async fn start(folder: &Path, status: u16, answer_bytes: usize) -> Result<Process> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bare", "--status", &status.to_string(), "--answer-bytes", &answer_bytes.to_string()]);
    Process::start(command, folder, "bare").await
}

pub(crate) async fn serve(options: &BareOptions) -> Result<()> {
    let status = StatusCode::from_u16(options.status).context("this is no status")?;
    let answer = Bytes::from(format!("{{\"answer\":\"{}\"}}", "x".repeat(options.answer_bytes.saturating_sub(13))));
    let take = async move |body: Bytes| take(&body, status, answer.clone());
    let router = Router::new().fallback(take).layer(DefaultBodyLimit::disable());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("The bare limit listens on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

fn take(body: &Bytes, status: StatusCode, answer: Bytes) -> Response {
    match serde_json::from_slice::<Value>(body) {
        Ok(_) => (status, [(header::CONTENT_TYPE, "application/json")], answer).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
