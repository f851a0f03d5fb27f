//! Requests, built once and refreshed in place before each sending.
//!
//! The generator shares two cores with the server, so an event must cost it next to nothing: ids, traces, subscribers
//! and times have fixed places and widths in the finished request, and only those bytes are written anew.

mod draft;
mod facts;
mod json;
mod lane;
mod otlp;
mod slot;
mod times;

pub(crate) use draft::Draft;
pub(crate) use facts::RUNAWAY_OUTPUT_TOKENS;
pub(crate) use lane::{Expected, Lane, Request};

use crate::dice::Dice;
use facts::Facts;

/// The id of every event is this number, mixed: lanes never share one.
const IDS_A_LANE: u64 = 1 << 40;
/// One event in so many repeats an earlier one to the byte.
const REPEATS: u64 = 100;
/// One template in so many is refused, ...
const INVALID: u64 = 1_000;
/// ... and one in so many is a call that ran away, which a rule finds.
const RUNAWAY: u64 = 2_000;

/// What a connection posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// `POST /v1/events`, an array.
    Native,
    /// `POST /meter/v2/ai/completions`, one record.
    Single,
    /// `POST /v1/traces`, protobuf.
    Otlp,
}

/// How the lanes of a load are made.
#[derive(Debug, Clone)]
pub(crate) struct Make<'m> {
    pub(crate) format: Format,
    pub(crate) seed: u64,
    pub(crate) lanes: u64,
    /// Requests of each lane that are sent in turn.
    pub(crate) requests: u64,
    pub(crate) events_a_request: u64,
    pub(crate) host: &'m str,
    pub(crate) key: &'m str,
}

impl Make<'_> {
    pub(crate) fn lanes(&self) -> Vec<Lane> {
        (0..self.lanes).map(|lane| self.lane(lane)).collect()
    }

    fn lane(&self, lane: u64) -> Lane {
        let requests = (0..self.requests).map(|request| self.request(lane * self.requests + request)).collect();
        Lane::new(requests, self.seed, lane * IDS_A_LANE)
    }

    /// Its events are drawn by their number, whatever the shape of the load.
    fn request(&self, number: u64) -> Request {
        let first = number * self.events_a_request;
        let facts: Vec<Facts> = (first..first + self.events_a_request).map(|event| self.facts(event)).collect();
        let (path, content_type, body) = match self.format {
            Format::Native => ("/v1/events", "application/json", json::array(&facts)),
            Format::Single => ("/meter/v2/ai/completions", "application/json", json::object(&facts[0])),
            Format::Otlp => ("/v1/traces", "application/x-protobuf", otlp::request(&facts)),
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nx-api-key: {}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
            self.host,
            self.key,
            body.bytes.len(),
        );
        let mut whole = Draft::default();
        whole.push(head.as_bytes());
        whole.append(body);
        Request::new(whole, facts.iter().map(|facts| facts.is_valid).collect())
    }

    fn facts(&self, number: u64) -> Facts {
        let mut facts = Facts::draw(&mut Dice::new(self.seed.wrapping_mul(IDS_A_LANE) ^ number));
        // An OTLP span is taken or dropped, never refused alone.
        facts.is_valid = self.format == Format::Otlp || number % INVALID != INVALID / 2;
        if number % RUNAWAY == RUNAWAY / 4 {
            facts.output_tokens = RUNAWAY_OUTPUT_TOKENS;
        }
        facts
    }
}

#[cfg(test)]
mod tests;
