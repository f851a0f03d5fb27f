//! The records of the contract (`wit/connector/connector.wit` documents every field), and short ways to make them.

pub use crate::bindings::outlay::connector::types::{
    Account, AuthMethod, AuthScheme, BasicAuth, ConnectorError as Error, DeclaredRequest, Entry, Failure, Field,
    Header, HeaderAuth, HttpError, HttpRequest, HttpResponse, Manifest, Name, NameKind, OauthAuth, Page, Quality,
    QueryAuth, ServiceAccountAuth, Sigv4Auth, StreamInfo, StreamKind, Window,
};

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

/// A manifest with nothing in it yet: no requests, no streams, hourly, a billing source.
pub fn manifest(id: &str, version: &str, title: &str) -> Manifest {
    Manifest {
        id: id.into(),
        version: version.into(),
        title: title.into(),
        documentation: String::new(),
        credentials: vec![],
        settings: vec![],
        auth: vec![],
        requests: vec![],
        schedule: "0 * * * *".into(),
        billing_source: true,
        streams: vec![],
        cannot_tell: vec![],
    }
}

/// A required field of the connect form, free text, without a default.
pub fn field(id: &str, label: &str, help: &str) -> Field {
    Field { id: id.into(), label: label.into(), help: help.into(), required: true, default: None, options: vec![] }
}

/// A required field that already has this in it.
pub fn field_with_default(id: &str, label: &str, help: &str, default: &str) -> Field {
    Field { default: Some(default.into()), ..field(id, label, help) }
}

/// A field that may stay empty.
pub fn optional_field(id: &str, label: &str, help: &str) -> Field {
    Field { required: false, ..field(id, label, help) }
}

/// How the host adds a credential, by a name.
pub fn auth(id: &str, method: AuthMethod) -> AuthScheme {
    AuthScheme { id: id.into(), method }
}

/// A request that the provider does not charge for and that may be made as often as is needed.
pub fn declare(id: &str, method: &str, base: &str, path: &str, auth: &str) -> DeclaredRequest {
    DeclaredRequest {
        id: id.into(),
        method: method.into(),
        base: base.into(),
        path: path.into(),
        auth: auth.into(),
        billed: false,
        per_minute: None,
    }
}

/// A stream of days (UTC) that is read at every sync, the last three days again, from a month ago on.
pub fn daily(id: &str, kind: StreamKind, title: &str) -> StreamInfo {
    StreamInfo {
        id: id.into(),
        kind,
        title: title.into(),
        step: DAY,
        re_read: 3 * DAY,
        deep_re_read: 0,
        every: 0,
        max_window: 31 * DAY,
        lateness: HOUR,
        backfill: 31 * DAY,
        zone: "UTC".into(),
    }
}

/// The names of projects, keys and users, read once a day.
pub fn names(id: &str, title: &str) -> StreamInfo {
    StreamInfo {
        step: 0,
        re_read: 0,
        max_window: 0,
        lateness: 0,
        backfill: 0,
        every: DAY,
        ..daily(id, StreamKind::Names, title)
    }
}

/// The last page of a window.
pub fn last_page(entries: Vec<Entry>) -> Page {
    page(entries, None)
}

/// A page, and the cursor that continues the window; none at its end.
pub fn page(entries: Vec<Entry>, next: Option<String>) -> Page {
    Page { entries, names: vec![], next, state: None }
}

/// A page of a stream of names.
pub fn page_of_names(names: Vec<Name>, next: Option<String>) -> Page {
    Page { entries: vec![], names, next, state: None }
}

/// An entry of which only provider and period are known. The provider's own figure; all counters unknown.
pub fn entry(provider: &str, start: i64, end: i64) -> Entry {
    Entry {
        start,
        end,
        open: false,
        provider: provider.into(),
        model: None,
        project: None,
        key: None,
        user: None,
        input_tokens: None,
        cached_input_tokens: None,
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: None,
        requests: None,
        units: None,
        unit: None,
        cost: None,
        currency: None,
        quality: Quality::Reported,
        raw: "{}".into(),
    }
}

/// The error of a stream that the manifest does not have.
pub fn no_such_stream(id: &str) -> Error {
    error(Failure::Unexpected, format!("there is no stream `{id}`"))
}

/// An error that says nothing about waiting.
pub fn error(failure: Failure, message: impl Into<String>) -> Error {
    Error { failure, message: message.into(), retry_after: None }
}
