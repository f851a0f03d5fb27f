//! Credentials, added to a request outside of the sandbox.
//!
//! | module | what it does |
//! |---|---|
//! | [`sigv4`] | AWS Signature Version 4 |
//! | [`oauth`] | OAuth 2 client credentials, exchanged for a token |
//! | [`service_account`] | a Google service account: a signed JWT, exchanged for a token |
//! | [`tokens`] | keeps tokens until shortly before they expire |

mod oauth;
mod service_account;
mod sigv4;
pub(crate) mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use outlay_sandbox::connector::{AuthMethod, AuthScheme, HttpError, Manifest};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

pub(crate) use service_account::secret_parts;
pub(crate) use tokens::{Exchange, Token};

/// The credentials of a connection, by the id of their field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials<'c> {
    pub(crate) manifest: &'c Manifest,
    pub(crate) secrets: &'c BTreeMap<String, SecretString>,
}

/// A request that still lacks its credential.
#[derive(Debug)]
pub(crate) struct Unsigned<'u> {
    pub(crate) method: &'u http::Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: &'u [u8],
}

impl Credentials<'_> {
    /// Adds everything but tokens, which must be fetched first: see [`Self::exchange`] and [`add_token`].
    pub(crate) fn add(
        &self,
        scheme: &AuthScheme,
        base_value: Option<&str>,
        unsigned: &mut Unsigned<'_>,
    ) -> Result<(), HttpError> {
        let headers = &mut unsigned.headers;
        match &scheme.method {
            AuthMethod::None | AuthMethod::OauthClient { .. } | AuthMethod::ServiceAccount { .. } => Ok(()),
            AuthMethod::Bearer { credential } => match self.secret(credential)? {
                Some(secret) => put(headers, header::AUTHORIZATION, format!("Bearer {}", secret.expose_secret())),
                None => Ok(()),
            },
            AuthMethod::Header { name, credential } => match self.secret(credential)? {
                Some(secret) => put(headers, header_name(name)?, secret.expose_secret().to_owned()),
                None => Ok(()),
            },
            AuthMethod::Query { name, credential } => {
                if let Some(secret) = self.secret(credential)? {
                    unsigned.url.query_pairs_mut().append_pair(name, secret.expose_secret());
                }
                Ok(())
            }
            AuthMethod::Basic { user, password } => {
                let user = self.secret(user)?;
                let password = if password.is_empty() { None } else { self.secret(password)? };
                if user.is_none() && password.is_none() {
                    return Ok(());
                }
                let text = |secret: Option<&SecretString>| secret.map(|secret| secret.expose_secret().to_owned());
                let (user, password) = (text(user).unwrap_or_default(), text(password).unwrap_or_default());
                put(headers, header::AUTHORIZATION, format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
            AuthMethod::AwsSigv4 { access_key, secret_key, session_token, service, region } => {
                let session_token = session_token.as_deref().map(|id| self.secret(id)).transpose()?.flatten();
                let signer = sigv4::Signer {
                    access_key: self.needed(access_key)?,
                    secret_key: self.needed(secret_key)?,
                    session_token,
                    service,
                    region: match (region.starts_with('{'), base_value) {
                        (false, _) => region,
                        (true, Some(value)) => value,
                        (true, None) => {
                            let message = "the request's base does not say for which region it is to be signed";
                            return Err(HttpError::InvalidRequest(message.to_owned()));
                        }
                    },
                };
                sigv4::sign(&signer, unsigned, time())
            }
        }
    }

    /// How to get the token that a scheme wants; none if it wants none.
    pub(crate) fn exchange(
        &self,
        scheme: &AuthScheme,
        settings: &BTreeMap<String, String>,
        endpoints: &BTreeMap<String, String>,
        now: i64,
    ) -> Result<Option<Exchange>, HttpError> {
        match &scheme.method {
            AuthMethod::OauthClient { token_url, client_id, client_secret, scope } => {
                let id = match settings.get(client_id) {
                    Some(id) => id.clone(),
                    None => self.needed(client_id)?.expose_secret().to_owned(),
                };
                let secret = self.needed(client_secret)?;
                oauth::exchange(token_url, &id, secret, scope, settings, endpoints).map(Some)
            }
            AuthMethod::ServiceAccount { credential, scope } => {
                service_account::exchange(self.needed(credential)?, scope, endpoints, now).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn needed(&self, credential: &str) -> Result<&SecretString, HttpError> {
        let missing = || HttpError::InvalidRequest(format!("the credential `{credential}` is missing"));
        self.secrets.get(credential).ok_or_else(missing)
    }

    /// None for an optional credential that was left out.
    fn secret(&self, credential: &str) -> Result<Option<&SecretString>, HttpError> {
        let is_optional = self.manifest.credentials.iter().any(|field| field.id == credential && !field.required);
        if is_optional { Ok(self.secrets.get(credential)) } else { self.needed(credential).map(Some) }
    }
}

#[expect(clippy::disallowed_methods, reason = "a signature carries the time, which the provider compares with its own")]
fn time() -> SystemTime {
    SystemTime::now()
}

/// Sends a token along.
pub(crate) fn add_token(headers: &mut HeaderMap, token: &Arc<Token>) -> Result<(), HttpError> {
    put(headers, header::AUTHORIZATION, format!("Bearer {}", token.text.expose_secret()))
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: String) -> Result<(), HttpError> {
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| HttpError::InvalidRequest("the credential holds characters that no header may hold".to_owned()))?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName, HttpError> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| HttpError::InvalidRequest(format!("`{}` is no header", name.escape_debug())))
}
