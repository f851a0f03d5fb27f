//! A connector names a request of its manifest; here it becomes a URL that lies where the manifest says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use http::Method;
use outlay_sandbox::connector::{AuthMethod, AuthScheme, DeclaredRequest, HttpError, HttpRequest, Manifest};
use reqwest::Url;

use crate::client::target;
use crate::error::EgressError;

const LONGEST_PATH_VALUE: usize = 1_000;
const MOST_QUERY_PAIRS: usize = 500;
const LONGEST_QUERY: usize = 12_000;
const SETTING: &str = "setting:";

/// A declared request, found and filled in.
#[derive(Debug)]
pub(crate) struct Declared<'m> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) auth: &'m AuthScheme,
    pub(crate) billed: bool,
}

/// The settings that decide where a connector's requests go. Who changes one must give the credentials again.
pub fn steering_settings(manifest: &Manifest) -> BTreeSet<&str> {
    manifest.requests.iter().filter_map(|request| request.base.strip_prefix(SETTING)).collect()
}

/// Whether an operator's text can be the base of requests.
pub fn check_base(text: &str, allow_private: bool) -> Result<(), EgressError> {
    base(text, allow_private).map(drop)
}

fn base(text: &str, allow_private: bool) -> Result<Url, EgressError> {
    let url = target(text, allow_private)?;
    if url.query().is_some() {
        return Err(EgressError::Invalid("the URL may not hold a query (`?...`)".to_owned()));
    }
    Ok(url)
}

/// `settings` are whole: defaults are filled in.
pub(crate) fn find<'m>(
    manifest: &'m Manifest,
    settings: &BTreeMap<String, String>,
    request: &HttpRequest,
    allow_private: bool,
) -> Result<Declared<'m>, HttpError> {
    let not_declared = |what: String| HttpError::RequestNotDeclared(what);
    let declared = manifest
        .requests
        .iter()
        .find(|declared| declared.id == request.request)
        .ok_or_else(|| not_declared(format!("there is no request `{}`", shortened(&request.request))))?;
    let auth = manifest
        .auth
        .iter()
        .find(|scheme| scheme.id == declared.auth)
        .ok_or_else(|| not_declared(format!("there is no auth scheme `{}`", declared.auth)))?;
    let method = match declared.method.as_str() {
        "GET" => Method::GET,
        "POST" => Method::POST,
        _ => return Err(not_declared(format!("`{}` is neither GET nor POST", declared.method))),
    };
    if method == Method::GET && request.body.is_some() {
        return Err(HttpError::InvalidRequest("a GET request has no body".to_owned()));
    }
    let url = url(declared, auth, settings, request, allow_private)?;
    Ok(Declared { method, url, auth, billed: declared.billed })
}

fn url(
    declared: &DeclaredRequest,
    auth: &AuthScheme,
    settings: &BTreeMap<String, String>,
    request: &HttpRequest,
    allow_private: bool,
) -> Result<Url, HttpError> {
    let text = match declared.base.strip_prefix(SETTING) {
        Some(setting) => settings
            .get(setting)
            .ok_or_else(|| HttpError::InvalidRequest(format!("the setting `{setting}` is not filled in")))?,
        None => &declared.base,
    };
    let base = base(text, allow_private).map_err(http_error)?;
    let before = base.path().trim_end_matches('/').to_owned();
    let path = format!("{before}{}", filled(&declared.path, &request.path_values)?);
    let mut url = base.clone();
    url.set_path(&path);
    // Values are one segment each; that nothing climbed out is checked all the same.
    if url.path() != path || url.origin() != base.origin() {
        return Err(HttpError::InvalidRequest(format!("the path of `{}` is not a plain path", declared.id)));
    }
    let length: usize = request.query.iter().map(|(name, value)| name.len() + value.len()).sum();
    if request.query.len() > MOST_QUERY_PAIRS || length > LONGEST_QUERY {
        return Err(HttpError::InvalidRequest("the query is too long".to_owned()));
    }
    // The parameter that carries the credential is the host's alone.
    let is_ours = |name: &str| matches!(&auth.method, AuthMethod::Query { name: ours, .. } if ours == name);
    for (name, value) in request.query.iter().filter(|(name, _)| !is_ours(name)) {
        url.query_pairs_mut().append_pair(name, value);
    }
    Ok(url)
}

/// The path with a value in the place of each `{name}`.
fn filled(template: &str, values: &[String]) -> Result<String, HttpError> {
    let mut path = String::new();
    let mut rest = template;
    let mut values = values.iter();
    while let Some((before, after)) = rest.split_once('{') {
        let (_name, after) = after
            .split_once('}')
            .ok_or_else(|| HttpError::RequestNotDeclared(format!("the path {template} has no `}}`")))?;
        let value =
            values.next().ok_or_else(|| HttpError::InvalidRequest(format!("a value of {template} is missing")))?;
        path.push_str(before);
        segment(value, &mut path)?;
        rest = after;
    }
    if values.next().is_some() {
        return Err(HttpError::InvalidRequest(format!("{template} takes fewer values")));
    }
    path.push_str(rest);
    Ok(path)
}

/// Percent-encodes everything but unreserved characters, so that a value stays one segment.
fn segment(value: &str, path: &mut String) -> Result<(), HttpError> {
    if value.is_empty() || value.len() > LONGEST_PATH_VALUE || value.bytes().all(|byte| byte == b'.') {
        return Err(HttpError::InvalidRequest(format!("`{}` cannot be part of a path", shortened(value))));
    }
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _infallible = write!(path, "%{byte:02X}");
        }
    }
    Ok(())
}

/// What a guest wrote, for a message.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect::<String>().escape_debug().to_string()
}

pub(crate) fn http_error(error: EgressError) -> HttpError {
    match error {
        EgressError::AddressRefused(text) => HttpError::AddressRefused(text),
        EgressError::TimedOut(text) => HttpError::TimedOut(text),
        EgressError::Unreachable(text) => HttpError::Unreachable(text),
        EgressError::TooLarge(text) => HttpError::LimitExceeded(text),
        EgressError::Invalid(text) => HttpError::InvalidRequest(text),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let request = |id: &str, base: &str, path: &str| DeclaredRequest {
            id: id.into(),
            method: "GET".into(),
            base: base.into(),
            path: path.into(),
            auth: "key".into(),
            billed: false,
        };
        let method = AuthMethod::Query { name: "key".into(), credential: "k".into() };
        Manifest {
            id: "x".into(),
            version: "1".into(),
            title: "X".into(),
            documentation: String::new(),
            credentials: vec![],
            settings: vec![],
            auth: vec![AuthScheme { id: "key".into(), method }],
            requests: vec![
                request("fixed", "https://api.example.com", "/v1/projects/{id}/keys"),
                request("typed", "setting:base_url", "/usage"),
            ],
            schedule: "0 * * * *".into(),
            streams: vec![],
            cannot_tell: vec![],
        }
    }

    fn built(id: &str, values: &[&str], query: &[(&str, &str)], base_url: &str) -> Result<String, HttpError> {
        let request = HttpRequest {
            request: id.into(),
            path_values: values.iter().map(|&value| value.to_owned()).collect(),
            query: query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            headers: vec![],
            body: None,
        };
        let settings = BTreeMap::from([("base_url".to_owned(), base_url.to_owned())]);
        find(&manifest(), &settings, &request, false).map(|declared| declared.url.to_string())
    }

    #[test]
    fn urls_lie_where_the_manifest_says() {
        let check = |id, values: &[&str], query: &[(&str, &str)], expected: &str| {
            assert_eq!(built(id, values, query, "https://eu.example.com/v1/").as_deref(), Ok(expected));
        };
        check("fixed", &["p_1"], &[], "https://api.example.com/v1/projects/p_1/keys");
        check("fixed", &["a/b?c#d e"], &[], "https://api.example.com/v1/projects/a%2Fb%3Fc%23d%20e/keys");
        check("fixed", &["..%2f@evil.example"], &[], "https://api.example.com/v1/projects/..%252f%40evil.example/keys");
        check("typed", &[], &[("a", "1"), ("a", "2&x=y")], "https://eu.example.com/v1/usage?a=1&a=2%26x%3Dy");
        check("typed", &[], &[("key", "guest's own"), ("b", "ü")], "https://eu.example.com/v1/usage?b=%C3%BC");
    }

    #[test]
    fn what_is_not_declared_or_climbs_out_is_refused() {
        let base = "https://eu.example.com";
        assert!(matches!(built("other", &[], &[], base), Err(HttpError::RequestNotDeclared(_))));
        for values in [&["."][..], &[".."], &[""], &["a", "b"], &[]] {
            assert!(matches!(built("fixed", values, &[], base), Err(HttpError::InvalidRequest(_))), "{values:?}");
        }
    }

    #[test]
    fn bases_are_checked() {
        for text in [
            "ftp://x.example",
            "x.example",
            "https://u:p@x.example",
            "https://x.example/?a=b",
            "http://x.example",
            "https://",
        ] {
            assert!(matches!(check_base(text, false), Err(EgressError::Invalid(_))), "{text}");
        }
        for text in
            ["https://127.0.0.1", "https://[::1]/v1", "https://0x7f.1", "https://2130706433", "https://169.254.169.254"]
        {
            assert!(matches!(check_base(text, false), Err(EgressError::AddressRefused(_))), "{text}");
        }
        assert_eq!(check_base("http://127.0.0.1:4000/v1", true), Ok(()));
        assert!(check_base("http://169.254.169.254/latest", true).is_err());
        assert_eq!(steering_settings(&manifest()), BTreeSet::from(["base_url"]));
    }
}
