//! Runs a connector as an ordinary program: the test plays the host. Not part of the component.
//!
//! ```
//! use outlay_connector::{Request, testing::{Host, answer}};
//!
//! let (outcome, host) = Host::at(1_790_000_000, |request| {
//!     assert_eq!(request.request, "account");
//!     Ok(answer(200, r#"{"name": "Example"}"#))
//! })
//! .run(|| Request::get("account").send());
//! assert_eq!(outcome.map(|response| response.status()), Ok(200));
//! assert_eq!(host.requests.len(), 1);
//! ```
//!
//! `outlay connector check --record FILE` writes down what a real provider answers; [`Host::replaying`] plays it again.

use std::cell::RefCell;
use std::fmt;

use outlay_tape::{Ask, Body, Problem};

use crate::log::Level;
use crate::settings::Settings;
use crate::types::{Header, HttpError, HttpRequest, HttpResponse};

pub use outlay_tape::{Tape, TapeError};

type Answer = Box<dyn FnMut(&HttpRequest) -> Result<HttpResponse, HttpError>>;

/// What the connector sees of the world, and what it did there.
pub struct Host {
    now: i64,
    answer: Answer,
    pub requests: Vec<HttpRequest>,
    pub log: Vec<(Level, String)>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("now", &self.now).field("requests", &self.requests).finish_non_exhaustive()
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Host>> = const { RefCell::new(None) };
}

impl Host {
    /// A host whose clock stands at `now` (seconds since 1970) and whose network is `answer`.
    pub fn at(now: i64, answer: impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> + 'static) -> Self {
        Self { now, answer: Box::new(answer), requests: vec![], log: vec![] }
    }

    /// A host that plays a tape: its clock stands where it stood, and what was asked then is answered as it was.
    pub fn replaying(tape: &Tape) -> Self {
        let mut player = tape.player();
        Self::at(tape.head.now, move |request| match player.answer(&ask(request)) {
            Some(Ok(answer)) => Ok(HttpResponse {
                status: answer.status,
                headers: answer.headers.into_iter().map(|(name, value)| Header { name, value }).collect(),
                body: answer.body.into_bytes(),
            }),
            Some(Err(problem)) => Err(http_error(problem)),
            None => Err(HttpError::InvalidRequest(format!("the tape has no answer to {request:?}"))),
        })
    }

    /// Runs `connector` on this thread against this host.
    pub fn run<T>(self, connector: impl FnOnce() -> T) -> (T, Self) {
        CURRENT.with(|current| *current.borrow_mut() = Some(self));
        let outcome = connector();
        let host = CURRENT.with(|current| current.borrow_mut().take());
        (outcome, host.expect("was put there above and nothing else takes it"))
    }
}

/// The settings that a tape was recorded with.
pub fn settings_of(tape: &Tape) -> Settings {
    serde_json::to_string(&tape.head.settings).ok().and_then(|json| Settings::from_json(&json).ok()).unwrap_or_default()
}

fn ask(request: &HttpRequest) -> Ask {
    Ask {
        request: request.request.clone(),
        base_value: request.base_value.clone(),
        path_values: request.path_values.clone(),
        query: request.query.clone(),
        headers: request.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
        body: request.body.clone().map(Body::from),
    }
}

fn http_error(Problem { case, message }: Problem) -> HttpError {
    match case.as_str() {
        "request-not-declared" => HttpError::RequestNotDeclared(message),
        "address-refused" => HttpError::AddressRefused(message),
        "timed-out" => HttpError::TimedOut(message),
        "limit-exceeded" => HttpError::LimitExceeded(message),
        "invalid-request" => HttpError::InvalidRequest(message),
        "credentials-refused" => HttpError::CredentialsRefused(message),
        _ => HttpError::Unreachable(message),
    }
}

/// An answer without headers.
pub fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![], body: body.as_bytes().to_vec() }
}

pub(crate) fn send(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    CURRENT.with(|current| match current.borrow_mut().as_mut() {
        Some(host) => {
            let answer = (host.answer)(&request);
            host.requests.push(request);
            answer
        }
        None => Err(HttpError::Unreachable("no host: use `outlay_connector::testing::Host`".into())),
    })
}

pub(crate) fn now() -> i64 {
    CURRENT.with(|current| current.borrow().as_ref().map(|host| host.now).unwrap_or_default())
}

pub(crate) fn log(level: Level, message: String) {
    CURRENT.with(|current| {
        if let Ok(mut current) = current.try_borrow_mut()
            && let Some(host) = current.as_mut()
        {
            host.log.push((level, message));
        }
    });
}
