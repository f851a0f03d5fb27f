//! Asking the provider. A request names one that the manifest declares; the host adds the credential and retries what
//! is worth retrying, so that an error here is final for this sync.

use jiff::fmt::rfc2822::DateTimeParser;
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

    /// The query of an address that the provider gave, as the link to the next page. Where it leads is left out: that is
    /// declared.
    pub fn query_of(mut self, link: &str) -> Self {
        let query = link.split_once('?').map_or("", |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        self.0.query.extend(form_urlencoded::parse(query.as_bytes()).into_owned());
        self
    }

    /// In place of one of the same name. The host refuses headers that carry credentials or steer the connection.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
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

/// Where error bodies have their words.
const PLACES: &[&str] = &[
    "/error/message",
    "/message",
    "/Message",
    "/error_description",
    "/detail/message",
    "/detail/error",
    "/detail/0/msg",
    "/errors/0/message",
    "/0/error/message",
    "/error",
    "/detail",
];

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
        let message = format!("the provider answered {}{said}", self.status());
        Err(Error { failure, message, retry_after: self.retry_after() })
    }

    /// Itself when the status is 2xx, else the error that `advice` makes of the status and of what the provider says in
    /// words (empty where it says nothing): a failure and what to do. Where there is no advice, as [`Self::successful`].
    ///
    /// ```
    /// use outlay_connector::{Failure, Request};
    ///
    /// # let host = outlay_connector::testing::Host::at(0, |_| Ok(outlay_connector::testing::answer(401, "")));
    /// # let problem = host.run(|| {
    /// Request::get("account").send_any()?.or_advice("Example", |status, _said| match status {
    ///     401 => Some((Failure::CredentialsInvalid, "Example does not know this key: paste it again.")),
    ///     _ => None,
    /// })
    /// # }).0.unwrap_err();
    /// # assert_eq!(problem.message, "Example does not know this key: paste it again.");
    /// ```
    pub fn or_advice<'a>(
        self,
        provider: &str,
        advice: impl FnOnce(u16, &str) -> Option<(Failure, &'a str)>,
    ) -> Result<Self, Error> {
        let (status, said, retry_after) = (self.status(), self.provider_message(), self.retry_after());
        self.successful().map_err(|problem| match advice(status, said.as_deref().unwrap_or_default()) {
            Some((failure, advice)) => {
                let said = said.map(|text| format!(" {provider} says: {text}")).unwrap_or_default();
                Error { failure, message: format!("{advice}{said}"), retry_after }
            }
            None => problem,
        })
    }

    /// Seconds to wait, where the provider says so: the longest of all that it says. Azure has many headers that end with
    /// `retry-after`, which hold seconds or a date; GitHub and others say when a limit that is used up begins anew.
    pub fn retry_after(&self) -> Option<u32> {
        let left = |until: i64| u32::try_from((until - self.time()).max(0)).ok();
        let wait = |text: &str| text.parse().ok().or_else(|| left(http_date(text)?));
        let named = self.0.headers.iter().filter(|header| header.name.to_ascii_lowercase().ends_with("retry-after"));
        let waits = named.filter_map(|header| wait(header.value.trim()));
        let is_used_up = self.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
        let reset = self.header("x-ratelimit-reset").filter(|_| is_used_up);
        waits.chain(reset.and_then(|text| left(text.trim().parse().ok()?))).max()
    }

    /// When the provider answered by its own clock, or else by ours.
    fn time(&self) -> i64 {
        self.header("date").and_then(http_date).unwrap_or_else(crate::now)
    }

    /// What an error body says in words, wherever providers put it; at most 300 characters.
    pub fn provider_message(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(self.body()).ok()?;
        let text = PLACES.iter().filter_map(|place| body.pointer(place)).find_map(Value::as_str)?;
        Some(text.chars().take(300).collect())
    }
}

/// `Thu, 01 Oct 2026 00:00:17 GMT`
fn http_date(text: &str) -> Option<i64> {
    let text = text.trim().replace("GMT", "+0000");
    Some(DateTimeParser::new().parse_timestamp(text).ok()?.as_second())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::testing::{Host, answer};

    fn answered(status: u16, body: &'static str) -> Response {
        let host = Host::at(0, move |_| Ok(answer(status, body)));
        host.run(|| Request::get("account").send_any()).0.unwrap()
    }

    #[test]
    fn a_link_gives_its_query_and_a_header_takes_the_place_of_its_like() {
        let (_, host) = Host::at(0, |_| Ok(answer(200, ""))).run(|| {
            Request::post("costs", &1)?
                .query("version", 1)
                .query_of("https://elsewhere.example/x?after=a%2Fb+c&$skip=%3D#end")
                .header("Content-Type", "application/x-amz-json-1.1")
                .send()
        });
        let request = &host.requests[0];
        let query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(query, [("version", "1"), ("after", "a/b c"), ("$skip", "=")]);
        assert_eq!(request.headers.len(), 1);
        assert_eq!(request.headers[0].value, "application/x-amz-json-1.1");
    }

    #[test]
    fn words_are_found_wherever_providers_put_them() {
        for body in [
            r#"{"error": {"message": "no"}}"#,
            r#"{"error": "no"}"#,
            r#"{"detail": {"status": "x", "message": "no"}}"#,
            r#"{"detail": "no"}"#,
            r#"{"detail": {"error": "no"}}"#,
            r#"{"detail": [{"loc": ["query", "page"], "msg": "no", "type": "x"}]}"#,
            r#"{"success": false, "errors": [{"code": 1, "message": "no"}]}"#,
            r#"[{"error": {"message": "no"}}]"#,
            r#"{"__type": "X", "Message": "no"}"#,
            r#"{"error": "invalid_client", "error_description": "no"}"#,
        ] {
            assert_eq!(answered(400, body).provider_message().as_deref(), Some("no"), "{body}");
        }
        assert_eq!(answered(400, "<html>").provider_message(), None);
    }

    #[test]
    fn the_longest_wait_counts() {
        let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
        let after = |headers: Vec<Header>| {
            let response = Response(HttpResponse { headers, ..answer(429, "") });
            Host::at(1_790_812_800, |_| Ok(answer(200, ""))).run(|| response.retry_after()).0
        };
        assert_eq!(after(vec![header("Retry-After", " 17 ")]), Some(17));
        assert_eq!(after(vec![header("retry-after", "21"), header("x-ms-ratelimit-qpu-Retry-After", "47")]), Some(47));
        assert_eq!(after(vec![header("retry-after", "soon")]), None);
        let date = header("Retry-After", "Thu, 01 Oct 2026 00:00:17 GMT");
        assert_eq!(after(vec![date.clone()]), Some(17), "by our clock");
        let clock = header("Date", "Thu, 01 Oct 2026 00:00:10 GMT");
        assert_eq!(after(vec![date.clone(), clock.clone()]), Some(7), "by the provider's");
        assert_eq!(after(vec![date, clock, header("x-ms-retry-after", "5")]), Some(7));
        assert_eq!(
            after(vec![header("retry-after", "Thu, 01 Oct 2026 00:00:17 GMT"), header("retry-after", "40")]),
            Some(40)
        );
        assert_eq!(after(vec![header("retry-after", "Wed, 30 Sep 2026 00:00:00 GMT")]), Some(0), "it is over");
        let limit = |left: &str| {
            vec![
                header("retry-after", "17"),
                header("X-RateLimit-Remaining", left),
                header("x-ratelimit-reset", "1790812890"),
            ]
        };
        assert_eq!((after(limit("0")), after(limit("4000"))), (Some(90), Some(17)));
    }

    #[test]
    fn advice_stands_before_what_the_provider_says() {
        let advise = |status, body| {
            answered(status, body).or_advice("Example", |status, said| match (status, said) {
                (403, "blocked") => Some((Failure::SettingsInvalid, "Unblock it.")),
                (403, _) => Some((Failure::CredentialsInsufficient, "Take another key.")),
                _ => None,
            })
        };
        let blocked = advise(403, r#"{"message": "blocked"}"#).unwrap_err();
        assert_eq!(
            (blocked.failure, blocked.message.as_str()),
            (Failure::SettingsInvalid, "Unblock it. Example says: blocked")
        );
        assert_eq!(advise(403, "").unwrap_err().message, "Take another key.");
        assert_eq!(advise(401, "").unwrap_err().failure, Failure::CredentialsInvalid, "as the status says");
        assert!(advise(200, "").is_ok());
    }
}
