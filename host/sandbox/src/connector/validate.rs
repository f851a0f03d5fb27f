//! A manifest grants a connector its requests: it must say exactly what they are.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use super::{AuthMethod, DeclaredRequest, Field, Manifest, StreamInfo, StreamKind};
use crate::upload::names::{introduction, is_identifier, is_title, shown};

const MOST: usize = 100;
const LONGEST: usize = 2_000;

/// The first thing that is wrong, as a part of a sentence.
pub(super) fn problem(manifest: &Manifest) -> Option<String> {
    let Manifest { id, version, title, documentation, credentials, settings, auth, requests, streams, .. } = manifest;
    introduction("id", id, version, title, documentation)
        .or_else(|| too_many(manifest))
        .or_else(|| duplicate("field", credentials.iter().chain(settings).map(|field| field.id.as_str())))
        .or_else(|| duplicate("auth scheme", auth.iter().map(|scheme| scheme.id.as_str())))
        .or_else(|| duplicate("request", requests.iter().map(|request| request.id.as_str())))
        .or_else(|| duplicate("stream", streams.iter().map(|stream| stream.id.as_str())))
        .or_else(|| credentials.iter().find_map(credential))
        .or_else(|| credentials.iter().chain(settings).find_map(field))
        .or_else(|| auth.iter().find_map(|scheme| auth_method(&scheme.id, &scheme.method, manifest)))
        .or_else(|| requests.iter().find_map(|request| declared(request, manifest)))
        .or_else(|| streams.iter().find_map(stream))
        .or_else(|| schedule(&manifest.schedule))
        .or_else(|| {
            manifest
                .cannot_tell
                .iter()
                .any(|text| text.len() > LONGEST)
                .then(|| "a sentence of `cannot-tell` is too long".into())
        })
}

fn too_many(manifest: &Manifest) -> Option<String> {
    if manifest.streams.is_empty() {
        return Some("it offers no stream".into());
    }
    if manifest.requests.is_empty() {
        return Some("it declares no request".into());
    }
    let counts = [
        ("credentials", manifest.credentials.len()),
        ("settings", manifest.settings.len()),
        ("auth schemes", manifest.auth.len()),
        ("requests", manifest.requests.len()),
        ("streams", manifest.streams.len()),
        ("sentences of `cannot-tell`", manifest.cannot_tell.len()),
    ];
    let (what, count) = counts.into_iter().find(|(_, count)| *count > MOST)?;
    Some(format!("it has {count} {what}, {MOST} are allowed"))
}

fn duplicate<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = HashSet::new();
    for id in ids {
        if !is_identifier(id) {
            return Some(format!("the {what} id `{}` is not lower-case letters, digits, `_` and `-`", shown(id)));
        }
        if !seen.insert(id) {
            return Some(format!("the {what} id `{id}` is used twice"));
        }
    }
    None
}

fn field(field: &Field) -> Option<String> {
    let Field { id, label, help, default, options, .. } = field;
    if !is_title(label) {
        return Some(format!("the label of the field `{id}` is empty or too long"));
    }
    let texts = options.iter().chain(default).chain([help]);
    if options.len() > MOST || texts.into_iter().any(|text| text.len() > LONGEST) {
        return Some(format!("the field `{id}` has a text that is too long, or too many options"));
    }
    let foreign = default.as_ref().is_some_and(|default| !options.is_empty() && !options.contains(default));
    foreign.then(|| format!("the default of the field `{id}` is not one of its options"))
}

fn credential(field: &Field) -> Option<String> {
    let id = &field.id;
    (field.default.is_some() || !field.options.is_empty())
        .then(|| format!("the credential `{id}` has a default or options, but it is a secret"))
}

fn auth_method(id: &str, method: &AuthMethod, manifest: &Manifest) -> Option<String> {
    let Manifest { credentials, settings, .. } = manifest;
    let needed = match method {
        AuthMethod::None => vec![],
        AuthMethod::Bearer { credential } | AuthMethod::Query { credential, .. } => vec![credential],
        AuthMethod::Header { credential, .. } | AuthMethod::ServiceAccount { credential, .. } => vec![credential],
        AuthMethod::Basic { user, password } if password.is_empty() => vec![user],
        AuthMethod::Basic { user, password } => vec![user, password],
        AuthMethod::AwsSigv4 { access_key, secret_key, session_token, .. } => {
            [access_key, secret_key].into_iter().chain(session_token).collect()
        }
        AuthMethod::OauthClient { client_id, client_secret, .. } => {
            let is_setting = settings.iter().any(|field| field.id == *client_id);
            if is_setting { vec![client_secret] } else { vec![client_id, client_secret] }
        }
    };
    if let Some(unknown) = needed.into_iter().find(|needed| credentials.iter().all(|field| field.id != **needed)) {
        return Some(format!("the auth scheme `{id}` names the credential `{}`, which there is not", shown(unknown)));
    }
    match method {
        AuthMethod::Header { name, .. } if !is_header(name) => {
            Some(format!("the auth scheme `{id}` puts a credential into the header `{}`, which cannot be", shown(name)))
        }
        AuthMethod::Query { name, .. } if name.is_empty() || name.len() > 100 => {
            Some(format!("the auth scheme `{id}` names no query parameter, or one that is too long"))
        }
        AuthMethod::AwsSigv4 { service, region, .. } if !is_scope_part(service) || !is_region(region, manifest) => {
            Some(format!(
                "the auth scheme `{id}` signs for the service `{}` in `{}`, which cannot be",
                shown(service),
                shown(region)
            ))
        }
        AuthMethod::OauthClient { token_url, scope, .. }
            if !is_token_url(token_url, manifest) || scope.len() > LONGEST =>
        {
            Some(format!(
                "the auth scheme `{id}` fetches tokens at `{}`; it must be `https://`, a host and a path, in which `{{name}}` is a setting",
                shown(token_url)
            ))
        }
        AuthMethod::ServiceAccount { scope, .. } if scope.is_empty() || scope.len() > LONGEST => {
            Some(format!("the auth scheme `{id}` has no scope, or one that is too long"))
        }
        _ => None,
    }
}

/// The setting that a `{name}` stands for, if the text is one.
fn placeholder(text: &str) -> Option<&str> {
    text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
}

fn is_setting(id: &str, manifest: &Manifest) -> bool {
    manifest.settings.iter().any(|field| field.id == id)
}

fn is_scope_part(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A fixed region, or the value in the bases of the requests that are signed.
fn is_region(region: &str, manifest: &Manifest) -> bool {
    placeholder(region).map_or_else(|| is_scope_part(region), |setting| is_setting(setting, manifest))
}

fn is_token_url(url: &str, manifest: &Manifest) -> bool {
    let Some(slash) = url.strip_prefix("https://").and_then(|rest| rest.find('/')) else { return false };
    let (origin, path) = url.split_at("https://".len() + slash);
    is_origin(origin)
        && is_path(path)
        && path.split('/').filter_map(placeholder).all(|setting| is_setting(setting, manifest))
}

/// A header that may carry a credential: not one that says where the request goes or how it is framed.
fn is_header(name: &str) -> bool {
    const FRAMING: &[&str] =
        &["host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "cookie"];
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=100).contains(&name.len())
        && name.bytes().all(token)
        && !FRAMING.iter().any(|framing| framing.eq_ignore_ascii_case(name))
}

fn declared(request: &DeclaredRequest, manifest: &Manifest) -> Option<String> {
    let DeclaredRequest { id, method, base, path, auth, .. } = request;
    if !matches!(method.as_str(), "GET" | "POST") {
        return Some(format!("the request `{id}` has the method `{}`; it must be `GET` or `POST`", shown(method)));
    }
    let wrong_base = match base.strip_prefix("setting:") {
        Some(setting) => manifest.settings.iter().all(|field| field.id != setting),
        None => !is_origin_with_setting(base, manifest),
    };
    if wrong_base {
        return Some(format!(
            "the request `{id}` has the base `{}`; it must be `https://` and a host, with `{{setting}}` for one label at most, or `setting:` and the id of a setting",
            shown(base)
        ));
    }
    if !is_path(path) {
        return Some(format!(
            "the request `{id}` has the path `{}`; it must start with `/` and have plain segments or `{{name}}` for a whole one",
            shown(path)
        ));
    }
    if request.per_minute == Some(0) {
        return Some(format!("the request `{id}` may be made 0 times a minute"));
    }
    let unknown = manifest.auth.iter().all(|scheme| scheme.id != *auth);
    unknown.then(|| format!("the request `{id}` names the auth scheme `{}`, which there is not", shown(auth)))
}

/// The setting that stands for a label of a base such as `https://monitoring.{regions}.amazonaws.com`.
pub fn setting_in_origin(base: &str) -> Option<&str> {
    base.strip_prefix("https://")?.split('.').find_map(placeholder)
}

/// An origin, with a setting for one label that is not of the domain's end.
fn is_origin_with_setting(base: &str, manifest: &Manifest) -> bool {
    let Some(setting) = setting_in_origin(base) else { return is_origin(base) };
    let filled = base.replacen(&format!("{{{setting}}}"), "x", 1);
    let ends_fixed = base.rsplit('.').take(2).all(|label| placeholder(label).is_none());
    is_setting(setting, manifest) && ends_fixed && is_origin(&filled)
}

/// `https://host` or `https://host:port`: no user, path, query or address that only looks like a host.
fn is_origin(base: &str) -> bool {
    let Some(authority) = base.strip_prefix("https://") else { return false };
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = |label: &str| label.starts_with(|first: char| first.is_ascii_lowercase());
    host.len() <= 253
        && host.split('.').all(label)
        && host.split('.').count() > 1
        && host.rsplit('.').next().is_some_and(named)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port))
}

fn is_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte);
    let segment = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => is_identifier(name),
        None => !matches!(segment, "." | "..") && segment.bytes().all(plain),
    };
    let Some(rest) = path.strip_prefix('/') else { return false };
    let segments = rest.split('/').count();
    // Only the last segment may be empty: a path may end with a slash.
    path.len() <= 500
        && rest.split('/').all(segment)
        && rest.split('/').enumerate().all(|(index, segment)| !segment.is_empty() || index + 1 == segments)
}

fn stream(stream: &StreamInfo) -> Option<String> {
    let StreamInfo { id, kind, title, step, max_window, backfill, zone, .. } = stream;
    if !is_title(title) {
        return Some(format!("the title of the stream `{id}` is empty or too long"));
    }
    if *kind == StreamKind::Names {
        return None;
    }
    if TimeZone::get(zone).is_err() {
        return Some(format!("the stream `{id}` has the zone `{}`; it must be a name such as `UTC`", shown(zone)));
    }
    if *step == 0 {
        return Some(format!("the stream `{id}` has buckets of no length"));
    }
    if max_window < step {
        return Some(format!("the stream `{id}` has windows that are shorter than its buckets"));
    }
    (*backfill == 0).then(|| format!("the first sync of the stream `{id}` reaches back to nothing"))
}

fn schedule(schedule: &str) -> Option<String> {
    let fields = schedule.split_whitespace().count();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"*/,-?#L ".contains(&byte);
    (fields != 5 || schedule.len() > 100 || !schedule.bytes().all(allowed))
        .then(|| format!("the schedule `{}` is not five cron fields", shown(schedule)))
}

#[cfg(test)]
mod tests;
