//! OAuth 2 client credentials (RFC 6749, section 4.4).

use std::collections::BTreeMap;

use outlay_sandbox::connector::HttpError;
use secrecy::{ExposeSecret, SecretString};

use super::tokens::{Exchange, encoded};

pub(super) fn exchange(
    token_url: &str,
    client_id: &str,
    client_secret: &SecretString,
    scope: &str,
    settings: &BTreeMap<String, String>,
    endpoints: &BTreeMap<String, String>,
) -> Result<Exchange, HttpError> {
    let wrong = || HttpError::InvalidRequest("the URL of the tokens is not one".to_owned());
    let rest = token_url.strip_prefix("https://").ok_or_else(wrong)?;
    let (host, path) = rest.split_once('/').ok_or_else(wrong)?;
    let origin = format!("https://{host}");
    let base = endpoints.get(&origin).unwrap_or(&origin).trim_end_matches('/').to_owned();
    let mut url = base;
    for segment in path.split('/') {
        url.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(setting) => {
                let missing = || HttpError::InvalidRequest(format!("the setting `{setting}` is not filled in"));
                crate::declared::segment(settings.get(setting).ok_or_else(missing)?, &mut url)?;
            }
            None => url.push_str(segment),
        }
    }
    let whose = [client_id, client_secret.expose_secret(), scope];
    let form = encoded(&[
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        ("client_secret", client_secret.expose_secret()),
        ("scope", scope),
    ]);
    Ok(Exchange::new(origin, url, &whose, Box::new(move || Ok(form.clone()))))
}
