//! One POST to an address that an operator typed.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::client::{Egress, Most, Outgoing, target};
use crate::error::EgressError;

/// What is kept of the answer.
const ANSWER: usize = 2_048;
const LARGEST_BODY: usize = 4 << 20;
const TIME: Duration = Duration::from_secs(15);

/// A POST, for example to a webhook.
#[derive(Debug)]
pub struct PlainPost<'p> {
    /// May be a secret in itself: it is in no error and no log.
    pub url: &'p str,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Loopback and private addresses, and `http://`.
    pub allow_private: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainAnswer {
    pub status: u16,
    /// The first 2 KB.
    pub body: Vec<u8>,
}

/// Whether an operator's text can be the URL of a [`PlainPost`].
pub fn check_url(url: &str, allow_private: bool) -> Result<(), EgressError> {
    target(url, allow_private).map(drop)
}

impl Egress {
    /// Sends once: whether to send again is the caller's to decide. Any status is an answer.
    pub async fn post(&self, request: PlainPost<'_>) -> Result<PlainAnswer, EgressError> {
        let PlainPost { url, headers, body, allow_private } = request;
        if body.len() > LARGEST_BODY {
            return Err(EgressError::Invalid(format!("the body is larger than {LARGEST_BODY} bytes")));
        }
        let outgoing = Outgoing {
            method: Method::POST,
            url: target(url, allow_private)?,
            headers: plain_headers(headers)?,
            body: Some(body.into()),
            allow_private,
            most: Most::Cut(ANSWER),
            time: TIME,
        };
        let answer = self.send(outgoing).await?;
        Ok(PlainAnswer { status: answer.status, body: answer.body })
    }
}

/// All but those that steer the connection, which are not the caller's.
fn plain_headers(headers: Vec<(String, String)>) -> Result<HeaderMap, EgressError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let invalid = || EgressError::Invalid(format!("the header `{}` cannot be sent", name.escape_debug()));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        let value = HeaderValue::from_str(&value).map_err(|_| invalid())?;
        if [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION].contains(&header) {
            return Err(invalid());
        }
        map.append(header, value);
    }
    Ok(map)
}
