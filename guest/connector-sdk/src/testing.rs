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

use std::cell::RefCell;
use std::fmt;

use crate::log::Level;
use crate::types::{HttpError, HttpRequest, HttpResponse};

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

    /// Runs `connector` on this thread against this host.
    pub fn run<T>(self, connector: impl FnOnce() -> T) -> (T, Self) {
        CURRENT.with(|current| *current.borrow_mut() = Some(self));
        let outcome = connector();
        let host = CURRENT.with(|current| current.borrow_mut().take());
        (outcome, host.expect("was put there above and nothing else takes it"))
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
