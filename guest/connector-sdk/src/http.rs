//! Asking the provider. A request names one that the manifest declares; the host adds the credential and retries what
//! is worth retrying, so that an error here is final for this sync.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::types::{Error, Failure, Header, HttpError, HttpRequest, HttpResponse, error};

/// A request that the manifest declares.
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct Request(HttpRequest);

impl Request {
    /// One that is declared with `GET`.
    pub fn get(id: &str) -> Self {
        Self(HttpRequest {
            request: id.into(),
            base_value: None,
            path_values: vec![],
            query: vec![],
            headers: vec![],
            body: None,
        })
    }

    /// One that is declared with `POST`, with a JSON body.
    pub fn post(id: &str, body: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(body)
            .map_err(|problem| error(Failure::Unexpected, format!("request `{id}` has no JSON form: {problem}")))?;
        let mut request = Self::get(id).header("content-type", "application/json");
        request.0.body = Some(body);
        Ok(request)
    }

    /// Which of the values of the setting in the request's base: `us-east-1` for
    /// `https://monitoring.{regions}.amazonaws.com`.
    pub fn base(mut self, value: impl Into<String>) -> Self {
        self.0.base_value = Some(value.into());
        self
    }

    /// The value of the next `{name}` of the path. Always one segment, whatever is in it.
    pub fn path(mut self, value: impl Into<String>) -> Self {
        self.0.path_values.push(value.into());
        self
    }

    /// May be called again with the same name.
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.0.query.push((name.into(), value.to_string()));
        self
    }

    /// The plain repeated form: `name=a&name=b`.
    pub fn query_all<'a>(mut self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        self.0.query.extend(values.into_iter().map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    /// The host refuses headers that carry credentials or steer the connection.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.headers.push(Header { name: name.into(), value: value.into() });
        self
    }

    /// Sends it. Any status but 2xx is an error whose failure follows the status.
    pub fn send(self) -> Result<Response, Error> {
        self.send_any()?.successful()
    }

    /// Sends it and hands back any status, for providers whose statuses mean something else.
    pub fn send_any(self) -> Result<Response, Error> {
        let id = self.0.request.clone();
        transport(self.0).map(Response).map_err(|problem| explain(&id, problem))
    }
}

#[cfg(target_arch = "wasm32")]
fn transport(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    crate::bindings::outlay::connector::http::send(&request)
}

#[cfg(not(target_arch = "wasm32"))]
fn transport(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    crate::testing::send(request)
}

fn explain(id: &str, problem: HttpError) -> Error {
    let (failure, message) = match problem {
        // One stream may be refused what others are granted.
        HttpError::RequestNotDeclared(text) => (Failure::CredentialsInsufficient, format!("request `{id}`: {text}")),
        HttpError::AddressRefused(text) => (Failure::SettingsInvalid, text),
        HttpError::TimedOut(text) | HttpError::Unreachable(text) => (Failure::Unavailable, text),
        HttpError::LimitExceeded(text) => (Failure::Unexpected, text),
        HttpError::InvalidRequest(text) => (Failure::SettingsInvalid, text),
        HttpError::CredentialsRefused(text) => (Failure::CredentialsInvalid, text),
    };
    error(failure, message)
}

/// What the provider answered. Secrets of the connection are masked by the host before it arrives.
#[derive(Debug, Clone)]
pub struct Response(HttpResponse);

impl Response {
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Names are compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
    }

    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Reads the body. Use [`Decimal`](crate::Decimal) and [`Count`](crate::Count) for numbers.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(self.body()).map_err(|problem| {
            error(Failure::Unexpected, format!("the provider's answer is not of the documented form: {problem}"))
        })
    }

    /// Itself when the status is 2xx, else the error that the status stands for.
    pub fn successful(self) -> Result<Self, Error> {
        let failure = match self.status() {
            200..=299 => return Ok(self),
            401 => Failure::CredentialsInvalid,
            403 => Failure::CredentialsInsufficient,
            429 => Failure::RateLimited,
            408 | 500..=599 => Failure::Unavailable,
            _ => Failure::Unexpected,
        };
        let said = self.provider_message().map(|text| format!(": {text}")).unwrap_or_default();
        let retry_after = self.header("retry-after").and_then(|text| text.trim().parse().ok());
        Err(Error { failure, message: format!("the provider answered {}{said}", self.status()), retry_after })
    }

    /// What an error body says in words: `error.message`, `message`, `error` or `detail`, at most 300 characters.
    pub fn provider_message(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(self.body()).ok()?;
        let texts = [body.pointer("/error/message"), body.get("message"), body.get("error"), body.get("detail")];
        let text = texts.into_iter().flatten().find_map(Value::as_str)?;
        Some(text.chars().take(300).collect())
    }
}
