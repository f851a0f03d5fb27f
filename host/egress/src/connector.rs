//! [`ConnectorHttp`]: the HTTP door of one connection for one sync.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use outlay_sandbox::connector::{AuthMethod, DeclaredRequest, Http, HttpError, HttpRequest, HttpResponse, Manifest};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::auth::{self, Credentials, Exchange, Token, Unsigned, header_name};
use crate::client::{Answer, Egress, Most, Outgoing};
use crate::declared::{self, Declared, Directions, http_error};
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
    /// URLs that take the place of origins of the manifest, by origin.
    pub endpoints: BTreeMap<String, String>,
    /// The origins of the manifest that may be asked, see [`crate::origins`].
    pub granted: BTreeSet<String>,
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
    /// Tells accounts apart without telling anything about them.
    account: u64,
    requests: AtomicU64,
    bytes: AtomicUsize,
}

impl fmt::Debug for ConnectorHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectorHttp").field("connector", &self.grant.manifest.id).finish_non_exhaustive()
    }
}

/// An answer with the token that it was asked with.
type Outcome = (Result<Answer, EgressError>, Option<(Exchange, Arc<Token>)>);

impl ConnectorHttp {
    pub fn new(egress: Egress, grant: Grant) -> Result<Self, EgressError> {
        let secrets: Vec<String> = grant
            .secrets
            .values()
            .map(ExposeSecret::expose_secret)
            .map(|secret| auth::secret_parts(secret).unwrap_or_else(|| secret.to_owned()))
            .collect();
        let mask = Mask::of(secrets.iter().map(String::as_str))
            .ok_or_else(|| EgressError::Invalid("a credential is too long".to_owned()))?;
        let account = egress.paces().account(&secrets);
        Ok(Self { egress, grant, mask, account, requests: AtomicU64::new(0), bytes: AtomicUsize::new(0) })
    }

    /// Tries until the answer is worth handing on.
    async fn exchange(
        &self,
        declared: &Declared<'_>,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<(Answer, Option<Arc<Token>>), HttpError> {
        let mut attempt = 1;
        let mut has_new_token = false;
        loop {
            self.count_request()?;
            self.keep_pace(declared.request).await;
            let (outcome, token) = self.try_once(declared, headers.clone(), body.clone()).await?;
            // Tokens are revoked before they expire; one new token is worth a try.
            if let (Ok(Answer { status: 401, .. }), Some((exchange, refused)), false) =
                (&outcome, &token, has_new_token)
            {
                self.egress.tokens().drop_token(exchange, refused).await;
                has_new_token = true;
                continue;
            }
            let wait = match &outcome {
                Ok(answer) => (is_passing(answer.status) || is_turned_away(&declared.auth.method, answer))
                    .then(|| self.grant.patience.wait(attempt, hint(&answer.headers, now()))),
                Err(error) => error.is_worth_retrying().then(|| self.grant.patience.wait(attempt, None)),
            };
            // What costs money is asked for again only if it was certainly not carried out.
            let is_safe = !declared.request.billed
                || matches!(&outcome, Ok(answer) if is_turned_away(&declared.auth.method, answer));
            match wait.flatten().filter(|_| is_safe) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return outcome.map(|answer| (answer, token.map(|(_, token)| token))).map_err(http_error),
            }
            attempt += 1;
        }
    }

    /// Signs anew: signatures carry the time.
    async fn try_once(
        &self,
        declared: &Declared<'_>,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Outcome, HttpError> {
        let Grant { manifest, settings, secrets, endpoints, allow_private, limits, patience, .. } = &self.grant;
        let credentials = Credentials { manifest, secrets };
        let method = &declared.method;
        let mut unsigned =
            Unsigned { method, url: declared.url.clone(), headers, body: body.as_deref().unwrap_or_default() };
        credentials.add(declared.auth, declared.base_value.as_deref(), &mut unsigned)?;
        let token = match credentials.exchange(declared.auth, settings, endpoints, now())? {
            Some(exchange) => {
                self.directions().require_grant(&exchange.origin)?;
                let got = self.egress.tokens().get(&self.egress, &exchange, *allow_private, *patience).await;
                let token = got.map_err(|error| self.masked(error))?;
                auth::add_token(&mut unsigned.headers, &token)?;
                Some((exchange, token))
            }
            None => None,
        };
        let outgoing = Outgoing {
            method: method.clone(),
            url: unsigned.url,
            headers: unsigned.headers,
            body,
            allow_private: *allow_private,
            most: Most::Refuse(limits.answer_bytes),
            time: limits.time,
        };
        Ok((self.egress.send(outgoing).await, token))
    }

    async fn keep_pace(&self, request: &DeclaredRequest) {
        if let Some(per_minute) = request.per_minute {
            let connector = &self.grant.manifest.id;
            self.egress.paces().wait((connector, &request.id, self.account), per_minute).await;
        }
    }

    fn directions(&self) -> Directions<'_> {
        let Grant { settings, endpoints, granted, allow_private, .. } = &self.grant;
        Directions { settings, endpoints, granted, allow_private: *allow_private }
    }

    /// What a token endpoint says may repeat what it was asked with.
    fn masked(&self, error: HttpError) -> HttpError {
        match error {
            HttpError::CredentialsRefused(text) => HttpError::CredentialsRefused(self.mask.text(&text)),
            other => other,
        }
    }

    /// Sent so far, tries included, tokens not.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
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

    fn to_guest(&self, answer: Answer, token: Option<&Token>) -> HttpResponse {
        let masked = |bytes: Vec<u8>| {
            let bytes = self.mask.bytes(bytes);
            match token {
                Some(token) => token.mask.bytes(bytes),
                None => bytes,
            }
        };
        let text = |value: &HeaderValue| {
            let bytes = masked(value.to_str().ok()?.as_bytes().to_vec());
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| !is_kept_from_guests(name))
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)))
            .collect();
        HttpResponse { status: answer.status, headers, body: masked(answer.body) }
    }
}

/// Asked too often, and therefore not carried out: 429, GitHub's 403 for the same, or AWS's 400 with a name in the body.
fn is_turned_away(auth: &AuthMethod, answer: &Answer) -> bool {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let is_used_up = header("x-ratelimit-remaining") == Some("0") || header("retry-after").is_some();
    let is_aws = matches!(auth, AuthMethod::AwsSigv4 { .. });
    answer.status == 429 || (answer.status == 403 && is_used_up) || (is_aws && is_aws_throttle(answer))
}

fn is_aws_throttle(answer: &Answer) -> bool {
    #[derive(Deserialize)]
    struct Said {
        #[serde(rename = "__type")]
        name: String,
    }
    let names = ["Throttling", "ThrottlingException", "LimitExceededException", "TooManyRequestsException"];
    let said = serde_json::from_slice::<Said>(&answer.body);
    answer.status == 400 && said.is_ok_and(|said| names.contains(&said.name.rsplit('#').next().unwrap_or_default()))
}

#[expect(clippy::disallowed_methods, reason = "providers compare signatures and waits with their own clocks")]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
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
        "x-amz-date",
        "x-amz-security-token",
        "x-http-method",
        "x-http-method-override",
        "x-method-override",
        "x-original-url",
        "x-rewrite-url",
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
        let Grant { manifest, limits, .. } = &self.grant;
        let declared = declared::find(manifest, &request, self.directions())?;
        let mut headers = self.guest_headers(&request)?;
        let body = request.body.take().map(Bytes::from);
        if body.as_ref().is_some_and(|body| body.len() > limits.request_bytes) {
            return Err(HttpError::LimitExceeded(format!("a body may have {} bytes at most", limits.request_bytes)));
        }
        if declared.method == Method::POST && !headers.contains_key(header::CONTENT_TYPE) {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let (answer, token) = self.exchange(&declared, headers, body).await?;
        self.count_bytes(answer.body.len())?;
        tracing::debug!(connector = %manifest.id, request = %request.request, status = answer.status, bytes = answer.body.len(), "asked a provider");
        Ok(self.to_guest(answer, token.as_deref()))
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod token_tests;
