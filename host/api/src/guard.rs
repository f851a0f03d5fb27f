//! What every request passes: `Host` and `Origin` checks, finding the caller, security headers.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use outlay_access::Caller;

use crate::caller::{Asking, Peer, Transport, presented_key, presented_session};
use crate::error::ApiError;
use crate::host::Host;

/// Nothing inline, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub(crate) async fn guard(
    State((host, transport)): State<(Arc<Host>, Transport)>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    request.extensions_mut().insert(Peer(peer));
    match admit(&host, transport, request.method(), request.headers()).await {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(Asking(caller));
        }
        Ok(None) => {}
        Err(error) => return with_headers(error.into_response()),
    }
    with_headers(next.run(request).await)
}

async fn admit(
    host: &Host,
    transport: Transport,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<Caller>, ApiError> {
    if transport == Transport::Socket {
        return Ok(Some(Caller::Local));
    }
    if let Some(key) = presented_key(headers) {
        // A key is no ambient authority: it needs no Host or Origin check.
        return Ok(host.access.key(&key).map(Caller::Key));
    }
    let named = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !host.addresses.knows(named) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "host_refused", "the server is not known under this name")
            .hint("add the name to `public_names` in the configuration"));
    }
    let changes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_own_origin(headers, named) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "origin_refused", "this request comes from another site"));
    }
    match presented_session(headers) {
        Some(token) => host.access.session(&token).await.map_err(|error| ApiError::internal(&error)),
        None => Ok(None),
    }
}

/// Browsers say where a changing request comes from; it must be this very server.
fn is_own_origin(headers: &HeaderMap, host: &str) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else {
        // Programs send none; they carry no cookie either.
        return presented_session(headers).is_none();
    };
    let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    name.is_some_and(|name| name.eq_ignore_ascii_case(host))
}

fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
