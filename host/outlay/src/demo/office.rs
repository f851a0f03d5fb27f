//! Where things are done as people and programs do them: by the API's own routes, without a socket between.

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use outlay_api::Transport;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

/// Who runs Harbourline's Outlay.
pub(crate) const PERSON: &str = "admin";

/// The name that browsers on this machine have for the server.
const HOST: &str = "localhost";

#[derive(Debug, Clone)]
pub(crate) struct Office {
    service: Router,
    /// The session's cookie.
    session: String,
}

impl Office {
    pub(crate) fn of(host: &Arc<outlay_api::Host>) -> Self {
        Self { service: outlay_api::service(Arc::clone(host), Transport::Tcp), session: String::new() }
    }

    /// Makes the owner with the token of the first sign-in.
    pub(crate) async fn settle_in(&mut self, token: &str, password: &str) -> Result<()> {
        self.enter("/api/v1/session/first", &json!({"token": token, "name": PERSON, "password": password})).await
    }

    /// Sessions end.
    pub(crate) async fn sign_in(&mut self, password: &str) -> Result<()> {
        self.enter("/api/v1/session", &json!({"name": PERSON, "password": password})).await
    }

    async fn enter(&mut self, path: &str, body: &Value) -> Result<()> {
        let answer = self.send(Request::post(path), body.to_string()).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        checked(path, answer).await?;
        self.session = cookie.context("no session was begun")?;
        Ok(())
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        checked(path, self.send(self.of_person(Method::GET, path), Body::empty()).await?).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        checked(path, self.send(self.of_person(Method::POST, path), body.to_string()).await?).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        checked(path, self.send(self.of_person(Method::PATCH, path), body.to_string()).await?).await
    }

    /// As a program with a key.
    pub(crate) async fn post_as(&self, key: &str, path: &str, body: Vec<u8>) -> Result<Value> {
        checked(path, self.send(Request::post(path).header("x-api-key", key), body).await?).await
    }

    pub(crate) async fn get_as(&self, key: &str, path: &str) -> Result<Value> {
        checked(path, self.send(Request::get(path).header("x-api-key", key), Body::empty()).await?).await
    }

    fn of_person(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.session);
        request.header(header::ORIGIN, format!("http://{HOST}"))
    }

    async fn send(&self, request: http::request::Builder, body: impl Into<Body>) -> Result<Response> {
        let request = request.header(header::HOST, HOST).header(header::CONTENT_TYPE, "application/json");
        let request = request.body(body.into())?;
        Ok(self.service.clone().oneshot(request).await?)
    }
}

async fn checked(path: &str, answer: Response) -> Result<Value> {
    let status = answer.status();
    let bytes = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        bail!("{path} answered {status}: {}", String::from_utf8_lossy(&bytes));
    }
    if status == StatusCode::NO_CONTENT { Ok(Value::Null) } else { Ok(serde_json::from_slice(&bytes)?) }
}
