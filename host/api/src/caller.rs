//! Who is asking: found once by the guard, asked for by handlers.

use std::net::SocketAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use outlay_access::{Caller, Permission};

use crate::error::ApiError;

/// How a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Tcp,
    /// The unix socket in the data folder: whoever may open it is the owner.
    Socket,
}

/// The caller of this request; handlers that take it answer 401 to strangers.
#[derive(Debug, Clone)]
pub(crate) struct Asking(pub(crate) Caller);

/// The other end of the connection; none on the unix socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) Option<SocketAddr>);

impl Asking {
    /// Fails with 403 unless the caller may.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if self.0.may(permission) {
            return Ok(());
        }
        let message = match permission {
            Permission::PostEvents => "this key may not post events",
            Permission::Read | Permission::Sql => "this key may post events only",
            Permission::Manage => "this key may not change anything",
            Permission::RevealKeys => "only people who are signed in may do this",
        };
        let code = if permission == Permission::RevealKeys { "people_only" } else { "scope_insufficient" };
        Err(ApiError::new(StatusCode::FORBIDDEN, code, message)
            .hint("create a key of another scope: outlay keys create --scope read|full"))
    }
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        if let Some(asking) = parts.extensions.get::<Self>() {
            return Ok(asking.clone());
        }
        Err(if presented_key(&parts.headers).is_some() {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "key_unknown",
                "this key is not valid: it is unknown, revoked or was regenerated",
            )
            .hint("copy the current key from the console's Connections page")
        } else {
            ApiError::new(StatusCode::UNAUTHORIZED, "not_signed_in", "a key or a session is needed")
                .hint("send the key as `x-api-key` or `Authorization: Bearer`")
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(None)))
    }
}

/// The key that a request carries.
pub(crate) fn presented_key(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name)?.to_str().ok();
    let bearer = |value: &str| {
        let (scheme, key) = value.split_once([' ', '+']).or_else(|| value.split_once("%20"))?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
    };
    text(header::HeaderName::from_static("x-api-key"))
        .map(|key| key.trim().to_owned())
        .or_else(|| text(header::AUTHORIZATION).and_then(bearer))
        .filter(|key| !key.is_empty())
}

/// The session that a request carries.
pub(crate) fn presented_session(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("outlay_session=").map(str::to_owned))
        .filter(|token| !token.is_empty())
}
