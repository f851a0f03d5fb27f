//! A request as it arrived.

use axum::extract::Query;
use axum::http::{HeaderMap, Uri};
use bytes::Bytes;
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Seen {
    /// The first request is 0.
    pub number: u64,
    pub method: String,
    pub path: String,
    /// As it stood in the URL, without `?`.
    pub raw_query: String,
    /// Decoded, in order.
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The text behind `Bearer `.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The pairs of a body that is an encoded form.
    pub fn form(&self) -> Option<Vec<(String, String)>> {
        self.header("content-type")?.starts_with("application/x-www-form-urlencoded").then_some(())?;
        let uri: Uri = format!("/?{}", std::str::from_utf8(&self.body).ok()?).parse().ok()?;
        Query::try_from_uri(&uri).ok().map(|query| query.0)
    }

    /// The first value of a query parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters(name).next()
    }

    pub fn parameters<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
