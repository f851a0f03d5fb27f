//! OTLP/HTTP: the body of an export request turned into calls.
//!
//! | module | what it holds |
//! |---|---|
//! | `model` | spans, log records, metrics and their values, borrowed from the body |
//! | `protobuf`, `json` | the two encodings of it, read record by record |
//! | `keys`, `fields` | the attributes of a record, each name looked up once |
//! | `origin` | what resource and scope say, once for all their records |
//! | `spans`, `logs`, `metrics` | which record is a call, and what it says |
//! | `assistants` | coding assistants, whose three signals tell of the same calls |
//! | `draft` | a record under way: attribution, outcome, names |
//! | `tokens`, `content` | counts; what was asked and answered, and what is never kept |
//! | `reply` | answers to the sender |
//!
//! Records are read one at a time and borrow from the body, so a request of many small ones needs little memory, and
//! one that cannot be read costs itself only.
#![allow(
    clippy::disallowed_types,
    reason = "OTLP has doubles; amounts among them become decimals by their shortest text"
)]

mod assistants;
mod content;
mod draft;
mod fields;
mod json;
mod keys;
mod logs;
mod metrics;
mod model;
mod origin;
mod protobuf;
mod reply;
mod spans;
mod tokens;

use std::rc::Rc;

use serde_json::value::RawValue;

use crate::MOST_EVENTS;
use crate::call::{Context, Decoded};
use crate::error::{BodyError, FieldError};
use model::{KeyValue, LogRecord, Metric, Scope, Span};
use origin::{Origin, Said};

pub use reply::{failure, reply};

/// What a request exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Traces,
    Logs,
    Metrics,
}

/// How a request is encoded; its answer is encoded alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Protobuf,
    Json,
}

impl Wire {
    /// By the content type, whatever its parameters.
    pub fn of(content_type: &str) -> Option<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let is = |name: &str| essence.eq_ignore_ascii_case(name);
        if is("application/x-protobuf") || is("application/protobuf") {
            Some(Self::Protobuf)
        } else {
            is("application/json").then_some(Self::Json)
        }
    }

    /// For the answer.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }
}

/// What a request holds.
#[derive(Debug, Default)]
pub struct Export {
    /// One a record that is a call, or a metric's point that is kept: decoded, or why it is refused. Before it stands
    /// which one, counted from 1: "span 3 `chat gpt-5`".
    pub calls: Vec<(String, Result<Decoded, FieldError>)>,
    /// Records that are no calls: taken, and not kept.
    pub ignored: usize,
}

/// Decodes the body of an export request, already inflated.
///
/// Only a body that is no export request at all is an error; a record that cannot be taken is refused alone.
pub fn decode(signal: Signal, wire: Wire, body: &[u8], context: &Context<'_>) -> Result<Export, BodyError> {
    match signal {
        Signal::Traces => Reading::read::<Span<'_>>(wire, body, context),
        Signal::Logs => Reading::read::<LogRecord<'_>>(wire, body, context),
        Signal::Metrics => Reading::read::<Metric<'_>>(wire, body, context),
    }
}

/// What exports are lists of.
trait Record<'b>: Sized {
    /// The name of one, for people.
    const WORD: &'static str;
    /// The lists from the outside in, as they are called in JSON. In protobuf they are numbered alike.
    const LISTS: [&'static str; 3];

    fn from_protobuf(message: &'b [u8]) -> Result<Self, &'static str>;
    fn from_json(text: &'b RawValue) -> Result<Self, serde_json::Error>;

    /// Adds what the record says.
    fn add(&self, origin: &Origin, context: &Context<'_>, exported: &mut Exported);
}

/// What stands in an export request, in this order.
enum Step<'b, R> {
    Resource(Vec<KeyValue<'b>>),
    Scope(Scope<'b>),
    Record(Result<R, String>),
}

/// What was read so far.
#[derive(Default)]
struct Exported {
    export: Export,
    /// Of calls, also of those beyond the limit.
    count: usize,
    /// Of records.
    place: usize,
}

impl Exported {
    fn call(&mut self, what: &str, name: &str, outcome: Result<Decoded, FieldError>) {
        self.count += 1;
        if self.count <= MOST_EVENTS {
            let place = self.place;
            let what = if name.is_empty() {
                format!("{what} {place}")
            } else {
                let short = name.char_indices().nth(LONGEST_NAME).map_or(name, |(end, _)| name.split_at(end).0);
                format!("{what} {place} `{short}`")
            };
            self.export.calls.push((what, outcome));
        }
    }

    fn ignore(&mut self, records: usize) {
        self.export.ignored += records;
    }
}

/// How much of a record's name people are shown, in characters.
const LONGEST_NAME: usize = 100;

/// Most resources, scopes and records in one request: far more than one that was not made up can hold.
const MOST_STEPS: usize = 1_000_000;

#[derive(Default)]
struct Reading {
    resource: Rc<Said>,
    origin: Origin,
    exported: Exported,
    steps: usize,
}

impl Reading {
    fn read<'b, R: Record<'b>>(wire: Wire, body: &'b [u8], context: &Context<'_>) -> Result<Export, BodyError> {
        let mut reading = Self::default();
        let mut take = |step: Step<'b, R>| reading.take(step, context);
        match wire {
            Wire::Protobuf => {
                protobuf::walk(body, &mut take).map_err(|problem| BodyError::NotOtlp(problem.to_owned()))?
            }
            Wire::Json => json::walk(body, &mut take).map_err(BodyError::NotOtlp)?,
        }
        if reading.steps > MOST_STEPS {
            return Err(BodyError::NotOtlp(format!("it holds more than {MOST_STEPS} records")));
        }
        let Exported { export, count, .. } = reading.exported;
        if count > MOST_EVENTS { Err(BodyError::TooMany(count)) } else { Ok(export) }
    }

    fn take<'b, R: Record<'b>>(&mut self, step: Step<'b, R>, context: &Context<'_>) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return;
        }
        match step {
            Step::Resource(attributes) => self.resource = Rc::new(Said::of(&attributes)),
            Step::Scope(scope) => self.origin = Origin::of(Rc::clone(&self.resource), &scope),
            Step::Record(record) => {
                self.exported.place += 1;
                match record {
                    Ok(record) => record.add(&self.origin, context, &mut self.exported),
                    Err(problem) => {
                        let problem = format!("cannot be read: {problem}");
                        self.exported.call(R::WORD, "", Err(FieldError::new(R::WORD, problem)));
                    }
                }
            }
        }
    }
}
