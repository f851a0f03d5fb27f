//! An answer, before it is sent.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    pieces: Vec<Bytes>,
    /// Before each piece but the first.
    pause: Duration,
    /// The connection ends in place of the last piece.
    is_broken: bool,
}

impl Reply {
    pub fn text(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            pieces: vec![body.into()],
            pause: Duration::ZERO,
            is_broken: false,
        }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// The text of a fixture, as it is.
    pub fn fixture(status: u16, text: &'static str) -> Self {
        Self::text(status, "application/json", text)
    }

    /// One piece after another.
    pub fn pieces(content_type: &str, pieces: Vec<String>, pause: Duration) -> Self {
        Self { pieces: pieces.into_iter().map(Bytes::from).collect(), pause, ..Self::text(200, content_type, "") }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// The header `retry-after`, where there is one to give.
    #[must_use]
    pub fn retry_after(self, seconds: Option<u32>) -> Self {
        match seconds {
            Some(seconds) => self.header("retry-after", seconds),
            None => self,
        }
    }

    pub(crate) fn slow(self, pause: Duration) -> Self {
        Self { pause, pieces: self.halves(), ..self }
    }

    pub(crate) fn truncated(self) -> Self {
        // Time for the first half to leave before the connection ends.
        Self { pause: Duration::from_millis(20), pieces: self.halves(), is_broken: true, ..self }
    }

    fn halves(&self) -> Vec<Bytes> {
        let whole = Bytes::from(self.pieces.concat());
        let middle = whole.len() / 2;
        vec![whole.slice(..middle), whole.slice(middle..)]
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let Self { status, headers, mut pieces, pause, is_broken } = self;
        let length: usize = pieces.iter().map(Bytes::len).sum();
        let body = match pieces.pop() {
            Some(only) if pieces.is_empty() => Body::from(only),
            last => {
                let last =
                    last.map(|piece| if is_broken { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(piece) });
                let all = stream::iter(pieces.into_iter().map(Ok).chain(last).enumerate());
                Body::from_stream(all.then(move |(index, piece): (usize, io::Result<Bytes>)| async move {
                    if index > 0 {
                        tokio::time::sleep(pause).await;
                    }
                    piece
                }))
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if is_broken {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}
