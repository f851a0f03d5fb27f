//! A connector names a request of its manifest; here it becomes a URL that lies where the manifest says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use http::Method;
use outlay_sandbox::connector::{
    AuthMethod, AuthScheme, DeclaredRequest, HttpError, HttpRequest, Manifest, setting_in_origin,
};
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
    pub(crate) request: &'m DeclaredRequest,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) auth: &'m AuthScheme,
    /// What took the place of the setting in the base.
    pub(crate) base_value: Option<String>,
}

/// Everywhere that a connector may want to go: the origins of its manifest, those that hand out tokens, and `setting:`
/// with the id of one that an operator types.
pub fn origins(manifest: &Manifest) -> BTreeSet<String> {
    let tokens = manifest.auth.iter().filter_map(|scheme| token_origin(&scheme.method));
    manifest.requests.iter().map(|request| request.base.clone()).chain(tokens).collect()
}

/// The origin that hands out the tokens of a scheme.
pub(crate) fn token_origin(method: &AuthMethod) -> Option<String> {
    match method {
        AuthMethod::OauthClient { token_url, .. } => {
            let (host, _path) = token_url.strip_prefix("https://")?.split_once('/')?;
            Some(format!("https://{host}"))
        }
        AuthMethod::ServiceAccount { .. } => Some(GOOGLE_TOKENS.to_owned()),
        _ => None,
    }
}

/// Google's tokens come from here, whatever a key file says.
pub(crate) const GOOGLE_TOKENS: &str = "https://oauth2.googleapis.com";

/// The settings that decide where a connector's requests go. Who changes one must give the credentials again.
pub fn steering_settings(manifest: &Manifest) -> BTreeSet<&str> {
    let in_base = |base| setting_in_origin(base).or_else(|| base.strip_prefix(SETTING));
    manifest.requests.iter().filter_map(|request| in_base(&request.base)).collect()
}

/// The settings that are bases of requests.
pub fn base_settings(manifest: &Manifest) -> BTreeSet<&str> {
    manifest.requests.iter().filter_map(|request| request.base.strip_prefix(SETTING)).collect()
}

/// Whether an operator's text can be the base of requests.
pub fn check_base(text: &str, allow_private: bool) -> Result<(), EgressError> {
    base(text, allow_private).map(drop)
}

/// Whether an operator's text can take the place of an origin of the manifest. It may hold the same `{setting}`.
pub fn check_endpoint(origin: &str, text: &str, allow_private: bool) -> Result<(), EgressError> {
    match setting_in_origin(origin) {
        Some(setting) => check_base(&text.replace(&format!("{{{setting}}}"), "x"), allow_private),
        None => check_base(text, allow_private),
    }
}

fn base(text: &str, allow_private: bool) -> Result<Url, EgressError> {
    let url = target(text, allow_private)?;
    if url.query().is_some() {
        return Err(EgressError::Invalid("the URL may not hold a query (`?...`)".to_owned()));
    }
    Ok(url)
}

/// What an operator decided about where requests go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Directions<'d> {
    /// Whole: defaults are filled in.
    pub(crate) settings: &'d BTreeMap<String, String>,
    /// By the origin that the manifest has.
    pub(crate) endpoints: &'d BTreeMap<String, String>,
    /// Origins and `setting:` texts of the manifest that may be asked.
    pub(crate) granted: &'d BTreeSet<String>,
    pub(crate) allow_private: bool,
}

pub(crate) fn find<'m>(
    manifest: &'m Manifest,
    request: &HttpRequest,
    directions: Directions<'_>,
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
    directions.require_grant(&declared.base)?;
    let base_value = setting_in_origin(&declared.base)
        .map(|setting| directions.value_of(setting, request.base_value.as_deref()))
        .transpose()?;
    let base = directions.base(&declared.base, base_value.as_deref())?;
    let url = url(declared, auth, &base, request)?;
    Ok(Declared { request: declared, method, url, auth, base_value })
}

impl Directions<'_> {
    pub(crate) fn require_grant(&self, origin: &str) -> Result<(), HttpError> {
        if self.granted.contains(origin) {
            return Ok(());
        }
        Err(HttpError::RequestNotDeclared(format!(
            "{origin} was not granted when the connection was set up; grant it in the connection's settings"
        )))
    }

    /// Where the requests of a base go: to the operator's endpoint, if there is one.
    fn base(&self, declared: &str, value: Option<&str>) -> Result<Url, HttpError> {
        let text = match declared.strip_prefix(SETTING) {
            Some(setting) => self.setting(setting)?,
            None => self.endpoints.get(declared).map_or(declared, String::as_str),
        };
        let text = match (setting_in_origin(declared), value) {
            (Some(setting), Some(value)) => text.replace(&format!("{{{setting}}}"), value),
            _ => text.to_owned(),
        };
        base(&text, self.allow_private).map_err(http_error)
    }

    pub(crate) fn setting(&self, id: &str) -> Result<&str, HttpError> {
        let text = self.settings.get(id).map(String::as_str);
        text.ok_or_else(|| HttpError::InvalidRequest(format!("the setting `{id}` is not filled in")))
    }

    /// The one of a setting's values that the guest chose; it need not choose where there is one.
    fn value_of(&self, setting: &str, chosen: Option<&str>) -> Result<String, HttpError> {
        let values: Vec<&str> = list(self.setting(setting)?).collect();
        let value = match (chosen, &values[..]) {
            (Some(chosen), values) if values.contains(&chosen) => chosen,
            (None, [value]) => value,
            (Some(chosen), _) => {
                let message = format!("`{}` is not among the values of the setting `{setting}`", shortened(chosen));
                return Err(HttpError::RequestNotDeclared(message));
            }
            (None, _) => {
                let message = format!("which of the values of the setting `{setting}` is meant is not said");
                return Err(HttpError::InvalidRequest(message));
            }
        };
        let is_label = (1..=63).contains(&value.len())
            && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !value.starts_with('-')
            && !value.ends_with('-');
        if is_label {
            Ok(value.to_owned())
        } else {
            let message = format!("`{}` in the setting `{setting}` cannot be part of a host name", shortened(value));
            Err(HttpError::InvalidRequest(message))
        }
    }
}

/// The parts of a setting that is a list.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace()).filter(|part| !part.is_empty())
}

fn url(declared: &DeclaredRequest, auth: &AuthScheme, base: &Url, request: &HttpRequest) -> Result<Url, HttpError> {
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
pub(crate) fn segment(value: &str, path: &mut String) -> Result<(), HttpError> {
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
            per_minute: None,
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
                request("regional", "https://monitoring.{regions}.example.com", "/"),
                request("not-granted", "https://other.example.com", "/"),
            ],
            schedule: "0 * * * *".into(),
            billing_source: true,
            streams: vec![],
            cannot_tell: vec![],
        }
    }

    fn ask(id: &str, values: &[&str], query: &[(&str, &str)]) -> HttpRequest {
        HttpRequest {
            request: id.into(),
            base_value: None,
            path_values: values.iter().map(|&value| value.to_owned()).collect(),
            query: query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            headers: vec![],
            body: None,
        }
    }

    fn directed(
        request: &HttpRequest,
        settings: &[(&str, &str)],
        endpoints: &[(&str, &str)],
    ) -> Result<String, HttpError> {
        let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|&(id, text)| (id.to_owned(), text.to_owned())).collect();
        let mut granted = origins(&manifest());
        granted.remove("https://other.example.com");
        let directions = Directions {
            settings: &owned(settings),
            endpoints: &owned(endpoints),
            granted: &granted,
            allow_private: false,
        };
        find(&manifest(), request, directions).map(|declared| declared.url.to_string())
    }

    fn built(id: &str, values: &[&str], query: &[(&str, &str)], base_url: &str) -> Result<String, HttpError> {
        directed(&ask(id, values, query), &[("base_url", base_url)], &[])
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
        assert!(matches!(built("not-granted", &[], &[], base), Err(HttpError::RequestNotDeclared(_))));
        for values in [&["."][..], &[".."], &[""], &["a", "b"], &[]] {
            assert!(matches!(built("fixed", values, &[], base), Err(HttpError::InvalidRequest(_))), "{values:?}");
        }
    }

    #[test]
    fn a_label_of_the_host_is_one_of_the_values_that_the_operator_typed() {
        let of = |value: Option<&str>, regions: &str| {
            let request = HttpRequest { base_value: value.map(str::to_owned), ..ask("regional", &[], &[]) };
            directed(&request, &[("regions", regions)], &[])
        };
        let url = |region: &str| Ok(format!("https://monitoring.{region}.example.com/"));
        assert_eq!(of(None, "us-east-1"), url("us-east-1"));
        assert_eq!(of(Some("eu-west-1"), "us-east-1, eu-west-1"), url("eu-west-1"));
        assert!(matches!(of(None, "us-east-1 eu-west-1"), Err(HttpError::InvalidRequest(_))));
        assert!(matches!(of(Some("eu-west-2"), "us-east-1"), Err(HttpError::RequestNotDeclared(_))));
        for wrong in ["evil.example", "a/b", "A", "-a", "x@y", "a:1"] {
            assert!(matches!(of(Some(wrong), wrong), Err(HttpError::InvalidRequest(_))), "{wrong}");
        }
    }

    #[test]
    fn endpoints_of_the_operator_take_the_place_of_declared_ones() {
        let endpoints = [
            ("https://api.example.com", "https://gateway.example.net/provider/"),
            ("https://monitoring.{regions}.example.com", "https://{regions}.gateway.example.net"),
        ];
        let settings = [("regions", "us-east-1")];
        let url = |request: &HttpRequest| directed(request, &settings, &endpoints).unwrap();
        assert_eq!(url(&ask("fixed", &["p"], &[])), "https://gateway.example.net/provider/v1/projects/p/keys");
        assert_eq!(url(&ask("regional", &[], &[])), "https://us-east-1.gateway.example.net/");
        let private = [("https://api.example.com", "https://127.0.0.1")];
        let refused = directed(&ask("fixed", &["p"], &[]), &[], &private);
        assert!(matches!(refused, Err(HttpError::AddressRefused(_))));
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
        assert_eq!(steering_settings(&manifest()), BTreeSet::from(["base_url", "regions"]));
        assert_eq!(base_settings(&manifest()), BTreeSet::from(["base_url"]));
    }
}
