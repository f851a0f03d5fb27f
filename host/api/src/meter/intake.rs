//! What all families have in common: who sends, what of it is refused, and the way to the pipeline.

use axum::http::{HeaderMap, StatusCode};
use outlay_access::{Caller, Permission};
use outlay_domain::Timestamp;
use outlay_ingest::{BodyError, Context, Decoded, FieldError, masked};
use outlay_pipeline::{AnswerKey, Begun, InProgress, Incoming, Outcome, Problem, Receipt, Status};
use outlay_warehouse::RefusedRecord;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorDetail};
use crate::host::Host;

/// How much of a refused record people can look at, in bytes.
const SHOWN: usize = 2048;
/// How many records of one request are noted one by one.
const NOTED: usize = 100;

/// One request of a sender.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Intake<'i> {
    pub(crate) host: &'i Host,
    caller: &'i Caller,
    path: &'i str,
}

/// Whether a request is new, by its `Idempotency-Key`.
pub(crate) enum Start {
    Fresh(Option<InProgress>),
    Replay(Receipt),
}

/// One record of a request: on its way in, or refused.
#[derive(Debug)]
pub(crate) struct Item {
    /// The sender's id of it.
    pub(crate) id: Option<String>,
    pub(crate) incoming: Option<Incoming>,
    pub(crate) error: Option<ErrorDetail>,
}

impl<'i> Intake<'i> {
    /// Fails unless the caller may post events.
    pub(crate) fn of(host: &'i Host, asking: &'i Asking, path: &'i str) -> Result<Self, ApiError> {
        asking.require(Permission::PostEvents)?;
        Ok(Self { host, caller: &asking.0, path })
    }

    fn sender(&self) -> (&'i str, &'i str) {
        match self.caller {
            Caller::Key(key) => (&key.id, &key.team),
            _ => ("", "default"),
        }
    }

    pub(crate) fn context(&self) -> Context<'i> {
        let (key_id, team) = self.sender();
        let keeps_prompts = self.host.settings.captures_prompts();
        Context { key_id, team, now: self.host.clock.now(), keeps_prompts }
    }

    /// What the `Idempotency-Key` says.
    pub(crate) fn begin(&self, headers: &HeaderMap, body: &[u8]) -> Result<Start, ApiError> {
        let Some(key) = headers.get("idempotency-key") else { return Ok(Start::Fresh(None)) };
        let key = key
            .to_str()
            .ok()
            .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let Some(key) = key else {
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "invalid_idempotency_key",
                "`Idempotency-Key` must be 1 to 255 printable ASCII characters without spaces",
            ));
        };
        let (account, _) = self.sender();
        let key = AnswerKey::new(account, key, self.path, body);
        match self.host.pipeline.begin(key).map_err(|error| ApiError::internal(&error))? {
            Begun::Fresh(in_progress) => Ok(Start::Fresh(Some(in_progress))),
            Begun::Replay(receipt) => Ok(Start::Replay(receipt)),
            Begun::Mismatch => Err(ApiError::new(
                StatusCode::CONFLICT,
                "idempotency_key_mismatch",
                "this `Idempotency-Key` was used with another body",
            )),
            Begun::InProgress => Err(ApiError::new(
                StatusCode::CONFLICT,
                "idempotency_key_in_progress",
                "a request with this `Idempotency-Key` is being carried out",
            )
            .retry_after(1)),
        }
    }

    /// With its price, ready for the pipeline.
    pub(crate) fn priced(&self, decoded: Decoded) -> Incoming {
        match decoded {
            Decoded::Event { mut event, aliases } => {
                event.cost = self.host.book.current().price(&event);
                Incoming::Event { event, aliases }
            }
            Decoded::Amend { target, event } => Incoming::Amend { target, event },
            Decoded::Void { target, reason } => {
                let (key_id, team) = self.sender();
                Incoming::Void { target, team: team.to_owned(), key_id: key_id.to_owned(), reason }
            }
        }
    }

    pub(crate) fn item(&self, id: Option<String>, decoded: Result<Decoded, FieldError>) -> Item {
        match decoded {
            Ok(decoded) => Item { id, incoming: Some(self.priced(decoded)), error: None },
            Err(error) => Item { id, incoming: None, error: Some(detail(&error)) },
        }
    }

    /// Hands over what can be taken; when it answers, that is durable. Nothing to take is answered at once.
    pub(crate) async fn take(
        &self,
        events: Vec<Incoming>,
        in_progress: Option<InProgress>,
    ) -> Result<Receipt, ApiError> {
        if events.is_empty() {
            return Ok(Receipt { received_at: Timestamp::default(), outcomes: Vec::new(), partial: false });
        }
        let receipt = self.host.pipeline.take(events, in_progress).await?;
        let accepted = receipt.outcomes.iter().filter(|outcome| outcome.status == Status::Accepted).count();
        self.host.access.count_events(self.caller, accepted as u64);
        Ok(receipt)
    }

    /// Notes a request that was refused as a whole, and hands its error back.
    pub(crate) fn refused(&self, error: ApiError, body: &[u8]) -> ApiError {
        self.note(None, &error.code, &error.message, error.field.as_deref(), &String::from_utf8_lossy(shown(body)));
        error
    }

    pub(crate) fn refused_body(&self, error: BodyError, body: &[u8]) -> ApiError {
        self.refused(error.into(), body)
    }

    /// Notes the records of a request that were refused. `text` finds one by its place.
    pub(crate) fn note_items<'t>(&self, items: &[Item], text: impl Fn(usize) -> Option<&'t str>) {
        let refused = items.iter().enumerate().filter_map(|(index, item)| Some((index, item.error.as_ref()?)));
        for (count, (index, error)) in refused.enumerate() {
            if count < NOTED {
                let body = text(index).unwrap_or_default();
                self.note(Some(index), &error.code, &error.message, error.field.as_deref(), body);
            } else {
                self.host.access.count_refused(self.caller);
            }
        }
    }

    /// Counts a refusal at the key and shows it to people.
    pub(crate) fn note(&self, item: Option<usize>, code: &str, message: &str, field: Option<&str>, body: &str) {
        self.host.access.count_refused(self.caller);
        let (key_id, team) = self.sender();
        // A secret that is cut in the middle would not be recognised.
        let begin = body.split_at(body.floor_char_boundary(2 * SHOWN)).0;
        let shown = masked(begin);
        self.host.warehouse.note_refused(RefusedRecord {
            at: self.host.clock.now(),
            team: team.to_owned(),
            key_id: key_id.to_owned(),
            endpoint: self.path.to_owned(),
            item: item.map(|index| index as u64),
            code: code.to_owned(),
            message: masked(message).chars().take(500).collect(),
            field: field.map(|field| masked(field).chars().take(100).collect()),
            body: shown.split_at(shown.floor_char_boundary(SHOWN)).0.to_owned(),
        });
    }
}

fn shown(body: &[u8]) -> &[u8] {
    body.get(..2 * SHOWN).unwrap_or(body)
}

pub(crate) fn detail(error: &FieldError) -> ErrorDetail {
    let (message, field) = (error.to_string(), Some(error.field.clone()));
    ErrorDetail { code: "invalid_field".into(), message, field, hint: None, position: None }
}

/// Why a correction was not taken.
pub(crate) fn problem(problem: Problem) -> ErrorDetail {
    let code = match problem {
        Problem::UnknownEvent => "unknown_event",
        Problem::Voided => "event_voided",
        Problem::TooManyChanges => "too_many_changes",
    };
    ErrorDetail { code: code.into(), message: problem.to_string(), field: None, hint: None, position: None }
}

/// Puts what the pipeline refused beside what was refused before. The outcomes are those of the other items, in order.
pub(crate) fn settle<'o>(items: &mut [Item], outcomes: &'o [Outcome]) -> Vec<Option<&'o Outcome>> {
    let mut outcomes = outcomes.iter();
    let mut settled = Vec::with_capacity(items.len());
    for item in items {
        let outcome = if item.error.is_none() { outcomes.next() } else { None };
        match outcome.map(|outcome| outcome.status) {
            Some(Status::Rejected(why)) => {
                item.error = Some(problem(why));
                settled.push(None);
            }
            _ => settled.push(outcome),
        }
    }
    settled
}

pub(crate) fn verdict(receipt: &Receipt) -> &'static str {
    if receipt.partial { "partial" } else { "complete" }
}
