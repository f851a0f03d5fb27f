//! A signed statement (RFC 7523) for a token.

use std::collections::BTreeMap;

use axum::extract::Query;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::keys::{self, Account};
use crate::reply::Reply;
use crate::seen::Seen;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
const SCOPE_PREFIX: &str = "https://www.googleapis.com/auth/";
const SCOPES: &[&str] =
    &["monitoring.read", "monitoring", "bigquery.readonly", "bigquery", "cloud-platform", "cloud-platform.read-only"];
const LIFETIME: i64 = 3_600;
/// How far clocks may be apart.
const SKEW: i64 = 300;
const MOST_TOKENS: usize = 1_000;

#[derive(Debug)]
pub(super) struct Token {
    pub(super) account: &'static Account,
    scopes: Vec<String>,
    pub(super) until: i64,
}

impl Token {
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }
}

pub(super) fn answer(seen: &Seen, now: i64, tokens: &mut BTreeMap<String, Token>) -> Result<Reply, Reply> {
    if seen.header("content-type").is_none_or(|kind| !kind.starts_with("application/x-www-form-urlencoded")) {
        return Err(refused("invalid_request", "The content type must be application/x-www-form-urlencoded."));
    }
    let form = std::str::from_utf8(&seen.body).ok().and_then(form);
    let form = form.ok_or_else(|| refused("invalid_request", "The body is not a form."))?;
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if one("grant_type") != Some(GRANT_TYPE) {
        return Err(refused("unsupported_grant_type", "Invalid grant_type."));
    }
    let assertion = one("assertion").ok_or_else(|| refused("invalid_request", "Missing parameter: assertion"))?;
    let token = verified(assertion, now)?;
    if tokens.len() >= MOST_TOKENS {
        tokens.clear();
    }
    let text = format!("ya29.fake-token-{:08}-{now}", seen.number);
    tokens.insert(text.clone(), token);
    let answer = json!({"access_token": text, "expires_in": LIFETIME - 1, "token_type": "Bearer"});
    Ok(Reply::json(200, &answer))
}

/// The pairs of an encoded form.
fn form(body: &str) -> Option<Vec<(String, String)>> {
    let uri = format!("/?{body}").parse().ok()?;
    Query::<Vec<(String, String)>>::try_from_uri(&uri).ok().map(|query| query.0)
}

fn verified(assertion: &str, now: i64) -> Result<Token, Reply> {
    let malformed = || refused("invalid_grant", "Invalid JWT: the statement is malformed.");
    let (input, signature) = assertion.rsplit_once('.').ok_or_else(malformed)?;
    let (header, claims) = input.split_once('.').ok_or_else(malformed)?;
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed());
    let read =
        |text: &str| -> Result<Value, Reply> { serde_json::from_slice(&decoded(text)?).map_err(|_| malformed()) };
    let (header, claims) = (read(header)?, read(claims)?);
    if header["alg"] != "RS256" || header["typ"] != "JWT" {
        return Err(malformed());
    }
    let account = keys::ALL.into_iter().find(|account| claims["iss"] == account.email);
    let account = account.ok_or_else(|| refused("invalid_grant", "Invalid grant: account not found"))?;
    if header["kid"] != account.key_id || !account.has_signed(input.as_bytes(), &decoded(signature)?) {
        let text = include_str!("../../../../connectors/vertex/fixtures/token.error.invalid_grant.json");
        return Err(Reply::fixture(400, text));
    }
    if claims["aud"] != AUDIENCE {
        return Err(refused("invalid_grant", "Invalid JWT: the audience is not that of the token endpoint."));
    }
    let time = |name: &str| claims[name].as_i64().ok_or_else(malformed);
    let (issued, expires) = (time("iat")?, time("exp")?);
    if (now - issued).abs() > SKEW || expires <= now || expires - issued > LIFETIME {
        let message = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check \
                       your iat and exp values in the JWT claim.";
        return Err(refused("invalid_grant", message));
    }
    let scopes = claims["scope"].as_str().unwrap_or_default().split(' ').map(|scope| scope.strip_prefix(SCOPE_PREFIX));
    let scopes: Option<Vec<String>> =
        scopes.map(|scope| scope.filter(|scope| SCOPES.contains(scope)).map(str::to_owned)).collect();
    let scopes =
        scopes.ok_or_else(|| refused("invalid_scope", "Invalid OAuth scope or ID token audience provided."))?;
    Ok(Token { account, scopes, until: now + LIFETIME - 1 })
}

fn refused(error: &str, description: &str) -> Reply {
    Reply::json(400, &json!({"error": error, "error_description": description}))
}
