//! Tokens: fetched once, kept until shortly before they expire, never shown to a guest.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use outlay_sandbox::connector::HttpError;
use ring::digest::{Context, SHA256};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::Instant;

use crate::client::{Egress, Most, Outgoing, target};
use crate::connector::now;
use crate::declared::http_error;
use crate::mask::Mask;
use crate::patience::{Patience, hint, is_passing};

const LARGEST_ANSWER: usize = 64 << 10;
const TIME: Duration = Duration::from_secs(30);
/// Before a token expires it is not used any more.
const MARGIN: Duration = Duration::from_secs(300);
/// Of a token whose provider does not say.
const UNSAID_LIFE: Duration = Duration::from_secs(300);
const LONGEST_LIFE: Duration = Duration::from_secs(86_400);
const MOST_TOKENS: usize = 2_000;

pub(crate) struct Token {
    pub(crate) text: SecretString,
    /// Some providers echo what they were asked with.
    pub(crate) mask: Mask,
    until: Instant,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// A request that gets a token for credentials.
pub(crate) struct Exchange {
    /// As the manifest has it: it must be granted.
    pub(crate) origin: String,
    url: String,
    /// Made only when a token is fetched: signing takes its time.
    form: Form,
    key: [u8; 32],
}

/// Makes the encoded form that asks for a token.
pub(super) type Form = Box<dyn Fn() -> Result<SecretString, HttpError> + Send + Sync>;

/// A form as it is sent.
pub(super) fn encoded(form: &[(&str, &str)]) -> SecretString {
    let mut url = reqwest::Url::parse("data:,").expect("a constant");
    url.query_pairs_mut().extend_pairs(form);
    SecretString::from(url.query().unwrap_or_default())
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Exchange {
    /// `whose` tells apart whose token it is.
    pub(super) fn new(origin: String, url: String, whose: &[&str], form: Form) -> Self {
        let mut digest = Context::new(&SHA256);
        for part in whose.iter().chain([&url.as_str()]) {
            digest.update(&(part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        let mut key = [0; 32];
        key.copy_from_slice(digest.finish().as_ref());
        Self { origin, url, form, key }
    }
}

/// The tokens of all connections.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<HashMap<[u8; 32], Arc<Kept>>>);

type Kept = tokio::sync::Mutex<Option<Arc<Token>>>;

impl Tokens {
    /// The token that is kept, else a new one. Who asks for the same token meanwhile waits for it.
    pub(crate) async fn get(
        &self,
        egress: &Egress,
        exchange: &Exchange,
        allow_private: bool,
        patience: Patience,
    ) -> Result<Arc<Token>, HttpError> {
        let kept = self.place(exchange.key);
        let mut kept = kept.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| token.until > Instant::now()) {
            return Ok(Arc::clone(token));
        }
        let token = Arc::new(fetch(egress, exchange, allow_private, patience).await?);
        *kept = Some(Arc::clone(&token));
        Ok(token)
    }

    /// The provider does not take it any more.
    pub(crate) async fn drop_token(&self, exchange: &Exchange, refused: &Arc<Token>) {
        let kept = self.place(exchange.key);
        let mut kept = kept.lock().await;
        if kept.as_ref().is_some_and(|token| Arc::ptr_eq(token, refused)) {
            *kept = None;
        }
    }

    fn place(&self, key: [u8; 32]) -> Arc<Kept> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_TOKENS {
            all.clear();
        }
        Arc::clone(all.entry(key).or_default())
    }
}

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Refusal {
    error: Option<String>,
    error_description: Option<String>,
}

/// No token now, perhaps in a moment.
struct NotNow {
    error: HttpError,
    /// What the token endpoint asks to wait.
    hint: Option<Duration>,
}

/// Tries as often as a connector's own requests are tried.
async fn fetch(
    egress: &Egress,
    exchange: &Exchange,
    allow_private: bool,
    patience: Patience,
) -> Result<Token, HttpError> {
    let mut attempt = 1;
    loop {
        match ask(egress, exchange, allow_private).await? {
            Ok(token) => return Ok(token),
            Err(NotNow { error, hint }) => match patience.wait(attempt, hint) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(error),
            },
        }
        attempt += 1;
    }
}

async fn ask(egress: &Egress, exchange: &Exchange, allow_private: bool) -> Result<Result<Token, NotNow>, HttpError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let outgoing = Outgoing {
        method: Method::POST,
        url: target(&exchange.url, allow_private).map_err(http_error)?,
        headers,
        body: Some(Bytes::from((exchange.form)()?.expose_secret().to_owned())),
        allow_private,
        most: Most::Refuse(LARGEST_ANSWER),
        time: TIME,
    };
    let host = outgoing.url.host_str().unwrap_or_default().to_owned();
    let asked = Instant::now();
    let answer = match egress.send(outgoing).await {
        Err(error) if error.is_worth_retrying() => return Ok(Err(NotNow { error: http_error(error), hint: None })),
        answer => answer.map_err(http_error)?,
    };
    if (200..=299).contains(&answer.status) {
        let unreadable = || HttpError::Unreachable(format!("{host} gave an answer without a token"));
        let Answer { access_token, expires_in } = serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
        let mask = Mask::of([access_token.expose_secret()]).ok_or_else(unreadable)?;
        let said = expires_in.and_then(|value| value.to_string().trim_matches('"').parse().ok());
        let life = said.map_or(UNSAID_LIFE, Duration::from_secs).min(LONGEST_LIFE);
        let until = asked + life.checked_sub(MARGIN).unwrap_or(life / 2);
        return Ok(Ok(Token { text: access_token, mask, until }));
    }
    if is_passing(answer.status) {
        let error = HttpError::Unreachable(format!("{host} gives no token now: it answered {}", answer.status));
        return Ok(Err(NotNow { error, hint: hint(&answer.headers, now()) }));
    }
    Err(HttpError::CredentialsRefused(refusal(&host, answer.status, &answer.body)))
}

/// What the provider says, in words. Token endpoints do not repeat secrets; the sender's own are not in these two fields.
fn refusal(host: &str, status: u16, body: &[u8]) -> String {
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
    let said = refusal.and_then(|refusal| refusal.error_description.or(refusal.error)).unwrap_or_default();
    let said: String = said.lines().next().unwrap_or_default().chars().take(300).collect();
    format!("{host} refuses the credentials ({status}): {said}")
}
