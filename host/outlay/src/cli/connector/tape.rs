//! Recording what a provider answers, and answering from a recording.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use outlay_sandbox::connector::{Http, HttpError, HttpRequest, HttpResponse};
use outlay_tape::{Answer, Ask, Exchange, Player, Problem, Tape};

/// Hands everything on, and writes it down. What comes from inside is masked already.
pub(super) struct Recorder {
    inside: Arc<dyn Http>,
    exchanges: Mutex<Vec<Exchange>>,
}

impl Recorder {
    pub(super) fn of(inside: Arc<dyn Http>) -> Self {
        Self { inside, exchanges: Mutex::default() }
    }

    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.exchanges).clone()
    }
}

#[async_trait]
impl Http for Recorder {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let ask = ask(&request);
        let outcome = self.inside.send(request).await;
        let written = match &outcome {
            Ok(HttpResponse { status, headers, body }) => {
                Ok(Answer { status: *status, headers: headers.clone(), body: body.clone().into() })
            }
            Err(error) => {
                let (case, message) = parts(error);
                Err(Problem { case: case.to_owned(), message: message.to_owned() })
            }
        };
        lock(&self.exchanges).push(Exchange { ask, outcome: written });
        outcome
    }
}

/// Answers from a tape, without a network.
pub(super) struct Replay(Mutex<Player>);

impl Replay {
    pub(super) fn of(tape: &Tape) -> Self {
        Self(Mutex::new(tape.player()))
    }
}

#[async_trait]
impl Http for Replay {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        match lock(&self.0).answer(&ask(&request)) {
            Some(Ok(Answer { status, headers, body })) => Ok(HttpResponse { status, headers, body: body.into_bytes() }),
            Some(Err(problem)) => Err(error(problem)),
            None => {
                let HttpRequest { request, path_values, query, .. } = request;
                let message = format!("the tape has no answer to `{request}` with {path_values:?} and {query:?}");
                Err(HttpError::InvalidRequest(message))
            }
        }
    }
}

fn ask(request: &HttpRequest) -> Ask {
    Ask {
        request: request.request.clone(),
        base_value: request.base_value.clone(),
        path_values: request.path_values.clone(),
        query: request.query.clone(),
        headers: request.headers.clone(),
        body: request.body.clone().map(Into::into),
    }
}

/// The case of the contract, and what is said.
fn parts(error: &HttpError) -> (&'static str, &str) {
    match error {
        HttpError::RequestNotDeclared(text) => ("request-not-declared", text),
        HttpError::AddressRefused(text) => ("address-refused", text),
        HttpError::TimedOut(text) => ("timed-out", text),
        HttpError::Unreachable(text) => ("unreachable", text),
        HttpError::LimitExceeded(text) => ("limit-exceeded", text),
        HttpError::InvalidRequest(text) => ("invalid-request", text),
        HttpError::CredentialsRefused(text) => ("credentials-refused", text),
    }
}

fn error(Problem { case, message }: Problem) -> HttpError {
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
