//! OTLP export requests.
//!
//! | where | what |
//! |---|---|
//! | `conventions` | what spans and metrics say, in every dialect |
//! | `assistants` | what coding assistants say |
//! | `wire` | encodings, limits, broken requests, answers |
#![allow(clippy::unwrap_used)]

#[path = "otlp/assistants.rs"]
mod assistants;
#[path = "otlp/conventions.rs"]
mod conventions;
#[path = "otlp/encode.rs"]
mod encode;
#[path = "otlp/wire.rs"]
mod wire;

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceResponse};
use outlay_domain::{CallId, Dimension, Event, Kind, Rank, Timestamp, merge};
use outlay_ingest::{
    BodyError, Context, Decoded, Export, FieldError, Format, Signal, Wire, decode_otlp, many, otlp_failure, otlp_reply,
};
use proptest::prelude::*;
use prost::Message;
use serde_json::{Value, json};

use encode::protobuf;

const CONTEXT: Context<'static> =
    Context { key_id: "key", team: "team", now: Timestamp::from_seconds(1_800_000_000), keeps_prompts: false };
const KEEPING: Context<'static> = Context { keeps_prompts: true, ..CONTEXT };

macro_rules! fixtures {
    ($($name:literal $signal:ident,)+) => {
        const FIXTURES: &[(&str, Signal, &str)] =
            &[$(($name, Signal::$signal, include_str!(concat!("otlp/", $name, ".json"))),)+];
    };
}
fixtures! {
    "g1" Traces,
    "g2" Traces,
    "g3" Traces,
    "openinference" Traces,
    "traceloop" Traces,
    "vercel" Traces,
    "langfuse" Traces,
    "openlit" Traces,
    "claude-code-spans" Traces,
    "details" Logs,
    "claude-code" Logs,
    "codex" Logs,
    "gemini" Logs,
    "cursor" Logs,
    "otlp-claude-code-test" Logs,
    "metrics" Metrics,
}

fn fixture(name: &str) -> (Signal, Value) {
    let (_, signal, text) = FIXTURES.iter().find(|(known, ..)| *known == name).unwrap();
    let request: Value = serde_json::from_str(text).unwrap();
    // Captures hold more than the body.
    (*signal, request.get("body").cloned().unwrap_or(request))
}

fn export(signal: Signal, request: &Value, context: &Context<'_>) -> Export {
    decode_otlp(signal, Wire::Json, request.to_string().as_bytes(), context).unwrap()
}

fn read(name: &str, context: &Context<'_>) -> Export {
    let (signal, request) = fixture(name);
    export(signal, &request, context)
}

type Call = (Event, Vec<CallId>);

fn unpack(outcome: Result<Decoded, FieldError>) -> Call {
    match outcome.unwrap() {
        Decoded::Event { event, aliases } => (*event, aliases),
        other => panic!("{other:?}"),
    }
}

fn calls(export: Export) -> Vec<Call> {
    export.calls.into_iter().map(|(_, outcome)| unpack(outcome)).collect()
}

/// The first call of a fixture.
fn first(name: &str) -> Call {
    unpack(read(name, &CONTEXT).calls.remove(0).1)
}

fn meters(event: &Event) -> BTreeMap<&str, String> {
    event.meters.iter().map(|(name, quantity)| (name.as_str(), quantity.to_string())).collect()
}

fn expected<'m>(meters: &[(&'m str, &str)]) -> BTreeMap<&'m str, String> {
    meters.iter().map(|(name, quantity)| (*name, (*quantity).to_owned())).collect()
}

fn attributes(event: &Event) -> Value {
    serde_json::from_str(event.attributes.as_deref().unwrap_or("{}")).unwrap()
}

fn dimension(event: &Event, dimension: Dimension) -> Option<&str> {
    event.dimensions.get(dimension)
}

/// Whether two records are about one call.
fn share_a_name(one: &Call, other: &Call) -> bool {
    let names = |call: &Call| [vec![call.0.call_id], call.1.clone()].concat();
    names(one).iter().any(|name| names(other).contains(name))
}

/// One span of GenAI with some attributes more.
fn span(more: &[(&str, Value)]) -> Value {
    let mut attributes = vec![
        json!({"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}),
        json!({"key": "gen_ai.provider.name", "value": {"stringValue": "openai"}}),
        json!({"key": "gen_ai.request.model", "value": {"stringValue": "gpt-x"}}),
    ];
    attributes.extend(more.iter().map(|(key, value)| json!({"key": key, "value": value})));
    json!({
        "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "name": "chat gpt-x",
        "startTimeUnixNano": "1784700000000000000", "endTimeUnixNano": "1784700001250000000",
        "attributes": attributes,
    })
}

fn traces(spans: &[Value]) -> Value {
    json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})
}

fn one(more: &[(&str, Value)]) -> Result<Call, FieldError> {
    let outcome = export(Signal::Traces, &traces(&[span(more)]), &CONTEXT).calls.remove(0).1;
    outcome.map(|decoded| unpack(Ok(decoded)))
}

/// The calls of a fixture that are not refused.
fn calls_ok(name: &str) -> Vec<Call> {
    let taken = read(name, &CONTEXT).calls.into_iter().filter(|(_, outcome)| outcome.is_ok());
    taken.map(|(_, outcome)| unpack(outcome)).collect()
}
