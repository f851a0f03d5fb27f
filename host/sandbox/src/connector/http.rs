//! The one way out of a connector: a request that its manifest declares, by id, without a credential.

use std::fmt;

use async_trait::async_trait;

use super::bindings::outlay::connector::http as wire;

/// Sends what a connector asks for. The implementation finds the declared request, checks the grant and the address,
/// adds the credential, bounds time, bytes and the number of requests, and masks secrets in the answer.
#[async_trait]
pub trait Http: Send + Sync {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// Written by a guest: nothing in it is checked but its total size.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The id of a declared request.
    pub request: String,
    /// Which of a setting's values takes its place in the base.
    pub base_value: Option<String>,
    /// Values for the `{name}` parts of its path, in order; not encoded.
    pub path_values: Vec<String>,
    /// Names and values; not encoded.
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no answer. The text goes to the connector and to the connection's owner: no secret may be in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The manifest does not declare this request, or the operator did not grant its host.
    #[error("the request is not declared or not granted: {0}")]
    RequestNotDeclared(String),
    /// The address may not be reached, for example a metadata service.
    #[error("the address may not be reached: {0}")]
    AddressRefused(String),
    #[error("the request took too long: {0}")]
    TimedOut(String),
    #[error("the provider could not be reached: {0}")]
    Unreachable(String),
    /// The answer is larger than the limit, or too many requests were made in this sync.
    #[error("a limit was reached: {0}")]
    LimitExceeded(String),
    #[error("the request is not valid: {0}")]
    InvalidRequest(String),
    /// The provider gives no token for the credentials.
    #[error("no token is given for the credentials: {0}")]
    CredentialsRefused(String),
}

impl HttpError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::RequestNotDeclared(_) => "request_not_declared",
            Self::AddressRefused(_) => "address_refused",
            Self::TimedOut(_) => "timed_out",
            Self::Unreachable(_) => "unreachable",
            Self::LimitExceeded(_) => "limit_exceeded",
            Self::InvalidRequest(_) => "invalid_request",
            Self::CredentialsRefused(_) => "credentials_refused",
        }
    }
}

/// Values, headers and bodies are a provider's data: they do not belong in a log.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map(Vec::len);
        f.debug_struct("HttpRequest").field("request", &self.request).field("body_bytes", &body).finish_non_exhaustive()
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.body.len();
        f.debug_struct("HttpResponse").field("status", &self.status).field("body_bytes", &bytes).finish_non_exhaustive()
    }
}

impl From<wire::HttpRequest> for HttpRequest {
    fn from(wire: wire::HttpRequest) -> Self {
        Self {
            request: wire.request,
            base_value: wire.base_value,
            path_values: wire.path_values,
            query: wire.query,
            headers: wire.headers.into_iter().map(|header| (header.name, header.value)).collect(),
            body: wire.body,
        }
    }
}

impl From<HttpResponse> for wire::HttpResponse {
    fn from(response: HttpResponse) -> Self {
        let header = |(name, value)| super::bindings::outlay::connector::types::Header { name, value };
        Self {
            status: response.status,
            headers: response.headers.into_iter().map(header).collect(),
            body: response.body,
        }
    }
}

impl From<HttpError> for wire::HttpError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::RequestNotDeclared(text) => Self::RequestNotDeclared(text),
            HttpError::AddressRefused(text) => Self::AddressRefused(text),
            HttpError::TimedOut(text) => Self::TimedOut(text),
            HttpError::Unreachable(text) => Self::Unreachable(text),
            HttpError::LimitExceeded(text) => Self::LimitExceeded(text),
            HttpError::InvalidRequest(text) => Self::InvalidRequest(text),
            HttpError::CredentialsRefused(text) => Self::CredentialsRefused(text),
        }
    }
}
