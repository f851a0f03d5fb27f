//! [`ConnectorHttp`]: the HTTP door of one connection for one sync.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use outlay_sandbox::connector::{AuthMethod, AuthScheme, Http, HttpError, HttpRequest, HttpResponse, Manifest};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::client::{Answer, Egress, Most, Outgoing};
use crate::declared::{self, Declared, http_error};
use crate::error::EgressError;
use crate::mask::Mask;
use crate::patience::{Patience, hint, is_passing};

/// What one sync may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of one request's body.
    pub request_bytes: usize,
    /// Of one answer's body.
    pub answer_bytes: usize,
    /// Of all answers together.
    pub all_bytes: u64,
    /// Tries included.
    pub requests: u64,
    /// For one try, the answer's last byte included.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 1 << 20,
            answer_bytes: 20 << 20,
            all_bytes: 2 << 30,
            requests: 10_000,
            time: Duration::from_secs(90),
        }
    }
}

/// What a connection may do, and with which credentials.
#[derive(Debug, Clone)]
pub struct Grant {
    pub manifest: Arc<Manifest>,
    /// Whole: defaults are filled in.
    pub settings: BTreeMap<String, String>,
    /// By the id of their field. They stay on this side of the sandbox.
    pub secrets: BTreeMap<String, SecretString>,
    /// Private and loopback addresses, and `http://`.
    pub allow_private: bool,
    pub limits: Limits,
    pub patience: Patience,
}

/// Sends what a connector asks for, if its manifest declares it.
pub struct ConnectorHttp {
    egress: Egress,
    grant: Grant,
    mask: Mask,
    requests: AtomicU64,
    bytes: AtomicUsize,
}

impl fmt::Debug for ConnectorHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectorHttp").field("connector", &self.grant.manifest.id).finish_non_exhaustive()
    }
}

impl ConnectorHttp {
    pub fn new(egress: Egress, grant: Grant) -> Result<Self, EgressError> {
        let mask = Mask::of(grant.secrets.values().map(ExposeSecret::expose_secret))
            .ok_or_else(|| EgressError::Invalid("a credential is too long".to_owned()))?;
        Ok(Self { egress, grant, mask, requests: AtomicU64::new(0), bytes: AtomicUsize::new(0) })
    }

    /// Tries until the answer is worth handing on.
    async fn exchange(
        &self,
        declared: &Declared<'_>,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Answer, HttpError> {
        let mut attempt = 1;
        loop {
            self.count_request()?;
            let outgoing = Outgoing {
                method: declared.method.clone(),
                url: declared.url.clone(),
                headers: headers.clone(),
                body: body.clone(),
                allow_private: self.grant.allow_private,
                most: Most::Refuse(self.grant.limits.answer_bytes),
                time: self.grant.limits.time,
            };
            let outcome = self.egress.send(outgoing).await;
            let wait = match &outcome {
                Ok(answer) => {
                    is_passing(answer.status).then(|| self.grant.patience.wait(attempt, hint(&answer.headers)))
                }
                Err(error) => error.is_worth_retrying().then(|| self.grant.patience.wait(attempt, None)),
            };
            // What costs money is asked for again only if it was certainly not carried out.
            let is_safe = !declared.billed || matches!(&outcome, Ok(answer) if answer.status == 429);
            match wait.flatten().filter(|_| is_safe) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return outcome.map_err(http_error),
            }
            attempt += 1;
        }
    }

    fn count_request(&self) -> Result<(), HttpError> {
        let most = self.grant.limits.requests;
        if self.requests.fetch_add(1, Ordering::Relaxed) >= most {
            return Err(HttpError::LimitExceeded(format!("one sync may make {most} requests at most")));
        }
        Ok(())
    }

    fn count_bytes(&self, bytes: usize) -> Result<(), HttpError> {
        let most = self.grant.limits.all_bytes;
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) as u64 > most {
            return Err(HttpError::LimitExceeded(format!("one sync may read {most} bytes at most")));
        }
        Ok(())
    }

    fn add_credential(&self, scheme: &AuthScheme, headers: &mut HeaderMap, url: &mut Url) -> Result<(), HttpError> {
        let mut add = |name: HeaderName, text: String| {
            let mut value = HeaderValue::try_from(text).map_err(|_| {
                HttpError::InvalidRequest("the credential holds characters that no header may hold".to_owned())
            })?;
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        };
        match &scheme.method {
            AuthMethod::None => Ok(()),
            AuthMethod::Bearer { credential } => match self.secret(credential)? {
                Some(secret) => add(header::AUTHORIZATION, format!("Bearer {}", secret.expose_secret())),
                None => Ok(()),
            },
            AuthMethod::Header { name, credential } => match self.secret(credential)? {
                Some(secret) => add(header_name(name)?, secret.expose_secret().to_owned()),
                None => Ok(()),
            },
            AuthMethod::Query { name, credential } => {
                if let Some(secret) = self.secret(credential)? {
                    url.query_pairs_mut().append_pair(name, secret.expose_secret());
                }
                Ok(())
            }
            AuthMethod::Basic { user, password } => {
                let (user, password) = (self.secret(user)?, self.secret(password)?);
                if user.is_none() && password.is_none() {
                    return Ok(());
                }
                let text = |secret: Option<&SecretString>| secret.map(|secret| secret.expose_secret().to_owned());
                let (user, password) = (text(user).unwrap_or_default(), text(password).unwrap_or_default());
                add(header::AUTHORIZATION, format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
        }
    }

    /// None for an optional credential that was left out.
    fn secret(&self, credential: &str) -> Result<Option<&SecretString>, HttpError> {
        let secret = self.grant.secrets.get(credential);
        let is_optional =
            || self.grant.manifest.credentials.iter().any(|field| field.id == credential && !field.required);
        if secret.is_none() && !is_optional() {
            return Err(HttpError::InvalidRequest(format!("the credential `{credential}` is missing")));
        }
        Ok(secret)
    }

    /// Headers of the guest without those that carry credentials, steer the connection, or say who asks.
    fn guest_headers(&self, request: &HttpRequest) -> Result<HeaderMap, HttpError> {
        let ours: Vec<&str> = self
            .grant
            .manifest
            .auth
            .iter()
            .filter_map(
                |scheme| if let AuthMethod::Header { name, .. } = &scheme.method { Some(name.as_str()) } else { None },
            )
            .collect();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &request.headers {
            let header = header_name(name)?;
            if is_steering(&header) || ours.iter().any(|ours| ours.eq_ignore_ascii_case(name)) {
                tracing::debug!(header = %header, connector = %self.grant.manifest.id, "a connector's header was left out");
                continue;
            }
            let value = HeaderValue::from_str(value)
                .map_err(|_| HttpError::InvalidRequest(format!("the value of the header `{header}` cannot be sent")))?;
            headers.insert(header, value);
        }
        Ok(headers)
    }

    fn to_guest(&self, answer: Answer) -> HttpResponse {
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| !is_kept_from_guests(name))
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), self.mask.text(value.to_str().ok()?))))
            .collect();
        HttpResponse { status: answer.status, headers, body: self.mask.bytes(answer.body) }
    }
}

fn header_name(name: &str) -> Result<HeaderName, HttpError> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| HttpError::InvalidRequest(format!("`{}` is no header", name.escape_debug())))
}

fn is_steering(name: &HeaderName) -> bool {
    let text = name.as_str();
    let exact = [
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    ];
    exact.contains(&text) || text.starts_with("proxy-") || text.starts_with("x-forwarded-")
}

fn is_kept_from_guests(name: &HeaderName) -> bool {
    [
        header::SET_COOKIE,
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::PROXY_AUTHENTICATE,
        header::WWW_AUTHENTICATE,
        HeaderName::from_static("set-cookie2"),
    ]
    .contains(name)
}

#[async_trait]
impl Http for ConnectorHttp {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let Grant { manifest, settings, allow_private, limits, .. } = &self.grant;
        let mut declared = declared::find(manifest, settings, &request, *allow_private)?;
        let mut headers = self.guest_headers(&request)?;
        self.add_credential(declared.auth, &mut headers, &mut declared.url)?;
        let body = request.body.take().map(Bytes::from);
        if body.as_ref().is_some_and(|body| body.len() > limits.request_bytes) {
            return Err(HttpError::LimitExceeded(format!("a body may have {} bytes at most", limits.request_bytes)));
        }
        if declared.method == Method::POST && !headers.contains_key(header::CONTENT_TYPE) {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let answer = self.exchange(&declared, headers, body).await?;
        self.count_bytes(answer.body.len())?;
        tracing::debug!(connector = %manifest.id, request = %request.request, status = answer.status, bytes = answer.body.len(), "asked a provider");
        Ok(self.to_guest(answer))
    }
}

#[cfg(test)]
mod tests;
