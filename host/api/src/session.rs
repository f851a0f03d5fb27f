//! People: the first sign-in, signing in and out, who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use outlay_access::{AccessError, Caller, Person};
use outlay_vault::VaultError;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::{Asking, Peer, presented_session};
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const SESSION_SECONDS: u32 = 30 * 24 * 60 * 60;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(session, sign_in, sign_out)).routes(routes!(first_sign_in))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    id: String,
    name: String,
    /// `owner`
    role: String,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self { id: person.id, name: person.name, role: person.role }
    }
}

/// Who is signed in here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    signed_in: bool,
    /// Whether the first sign-in has happened.
    owner_exists: bool,
    person: Option<PersonView>,
    version: &'static str,
    team: &'static str,
    /// What time it is to the server, in RFC 3339.
    now: String,
    /// The file that holds the first sign-in link, while there is no owner; told on the machine itself only.
    first_sign_in_path: Option<String>,
}

/// Who is signed in
#[utoipa::path(get, path = "/api/v1/session", tag = "Session", operation_id = "get_session", security(()), responses((status = 200, body = SessionView)))]
async fn session(
    State(host): State<Arc<Host>>,
    peer: Peer,
    headers: HeaderMap,
    asking: Option<axum::Extension<Asking>>,
) -> Result<Json<SessionView>, ApiError> {
    let owner_exists = host.access.has_owner().await?;
    let person = match asking {
        Some(axum::Extension(Asking(Caller::Person(person)))) => Some(person.into()),
        _ => None,
    };
    let show_path = !owner_exists && is_local(peer, &headers);
    Ok(Json(SessionView {
        signed_in: person.is_some(),
        owner_exists,
        person,
        version: env!("CARGO_PKG_VERSION"),
        team: "default",
        now: host.clock.now().to_string(),
        first_sign_in_path: show_path.then(|| host.data.join("first-sign-in").display().to_string()),
    }))
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct SignIn {
    name: String,
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct FirstSignIn {
    /// From the first sign-in link.
    token: String,
    name: String,
    /// 12 to 200 characters.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    person: PersonView,
}

/// Sign in
#[utoipa::path(post, path = "/api/v1/session", tag = "Session", security(()), request_body = SignIn,
    responses((status = 200, body = SignedIn), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn sign_in(
    State(host): State<Arc<Host>>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignIn>,
) -> Result<Response, ApiError> {
    let (person, token) = host.access.sign_in(&body.name, body.password).await?;
    signed_in(person, &token, &headers)
}

/// Make the owner with the first sign-in link
///
/// Works once, within 24 hours, and only from the machine that the server runs on.
#[utoipa::path(post, path = "/api/v1/session/first", tag = "Session", security(()), request_body = FirstSignIn,
    responses((status = 200, body = SignedIn), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn first_sign_in(
    State(host): State<Arc<Host>>,
    peer: Peer,
    headers: HeaderMap,
    JsonBody(body): JsonBody<FirstSignIn>,
) -> Result<Response, ApiError> {
    if !is_local(peer, &headers) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "loopback_only",
            "the first sign-in works only on the machine that the server runs on",
        )
        .hint("open the link in a browser there, or forward a port to it: ssh -L 8787:127.0.0.1:8787 <machine>"));
    }
    let (person, token) = host.access.accept_first(&host.data, &body.token, &body.name, body.password).await?;
    signed_in(person, &token, &headers)
}

/// Sign out
#[utoipa::path(delete, path = "/api/v1/session", tag = "Session", security(()), responses((status = 204)))]
async fn sign_out(State(host): State<Arc<Host>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(token) = presented_session(&headers) {
        host.access.sign_out(&token).await?;
    }
    let gone = HeaderValue::from_static("outlay_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

fn signed_in(person: Person, token: &SecretString, headers: &HeaderMap) -> Result<Response, ApiError> {
    // A browser that came over TLS, through a proxy, must never send the cookie without it.
    let is_secure = headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https://"));
    let secure = if is_secure { "; Secure" } else { "" };
    let token = token.expose_secret();
    let cookie =
        format!("outlay_session={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={SESSION_SECONDS}{secure}");
    let mut cookie = HeaderValue::try_from(cookie).map_err(|error| ApiError::internal(&error))?;
    cookie.set_sensitive(true);
    Ok(([(header::SET_COOKIE, cookie)], Json(SignedIn { person: person.into() })).into_response())
}

/// Whether the caller sits at this machine; what came through a proxy does not count.
fn is_local(Peer(peer): Peer, headers: &HeaderMap) -> bool {
    let is_forwarded = ["forwarded", "x-forwarded-for", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    !is_forwarded && peer.is_none_or(|peer| peer.ip().to_canonical().is_loopback())
}

impl From<AccessError> for ApiError {
    fn from(error: AccessError) -> Self {
        let message = error.to_string();
        match error {
            AccessError::InvalidName => Self::invalid("invalid_name", message).field("name"),
            AccessError::InvalidPassword => Self::invalid("invalid_password", message).field("password"),
            AccessError::NoSuchKey => Self::not_found("key"),
            AccessError::SignInFailed => Self::new(StatusCode::UNAUTHORIZED, "sign_in_failed", message),
            AccessError::TooManyAttempts { retry_after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", message).retry_after(retry_after)
            }
            AccessError::FirstSignInRefused => Self::new(StatusCode::FORBIDDEN, "first_sign_in_refused", message)
                .hint("restart the server for a fresh link; if there is an owner already, sign in"),
            AccessError::Vault(VaultError::OtherKey { .. }) => Self::new(
                StatusCode::CONFLICT,
                "key_text_lost",
                "the text of this key was sealed under a master key that is lost",
            )
            .hint("the key works; regenerate it for one that can be copied"),
            AccessError::Control(_) | AccessError::Vault(_) | AccessError::Hashing | AccessError::File(_) => {
                Self::internal(&message)
            }
        }
    }
}
