//! The records of the contract (`wit/connector/connector.wit` documents every field), and short ways to make them.

pub use crate::bindings::outlay::connector::types::{
    Account, AuthMethod, AuthScheme, BasicAuth, ConnectorError as Error, DeclaredRequest, Entry, Failure, Field,
    Header, HeaderAuth, HttpError, HttpRequest, HttpResponse, Manifest, Page, Quality, QueryAuth, StreamInfo,
    StreamKind, Window,
};

/// A manifest with nothing in it yet: no requests, no streams, hourly.
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
        streams: vec![],
        cannot_tell: vec![],
    }
}

/// A required field of the connect form, free text, without a default.
pub fn field(id: &str, label: &str, help: &str) -> Field {
    Field { id: id.into(), label: label.into(), help: help.into(), required: true, default: None, options: vec![] }
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

/// An error that says nothing about waiting.
pub fn error(failure: Failure, message: impl Into<String>) -> Error {
    Error { failure, message: message.into(), retry_after: None }
}
