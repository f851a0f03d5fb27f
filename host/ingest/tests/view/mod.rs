//! An event as a person reads it: nothing that is absent, attributes opened.

use std::collections::BTreeMap;

use outlay_domain::{CallId, Event};
use outlay_ingest::Decoded;
use serde_json::{Value, json};

/// The event and its other names.
pub(crate) fn parts(decoded: &Decoded) -> (&Event, &[CallId]) {
    match decoded {
        Decoded::Event { event, aliases } => (event, aliases),
        Decoded::Amend { event, .. } => (event, &[]),
        Decoded::Void { .. } => panic!("nothing to see of the end of an event"),
    }
}

pub(crate) fn view(decoded: &Decoded) -> Value {
    let (event, aliases) = parts(decoded);
    // Whoever adds a field to events has to say here where it is shown.
    let Event {
        call_id,
        transaction_id,
        kind,
        source,
        event_time,
        key_id: _,
        team: _,
        dimensions,
        meters,
        reported,
        billing,
        cost: _,
        is_streamed,
        duration_ms,
        time_to_first_token_ms,
        retry_number,
        error_code,
        attributes,
        rank: _,
        is_timed: _,
        prompts,
    } = event;
    let attributes: Option<Value> = attributes.as_deref().map(|text| serde_json::from_str(text).unwrap());
    let all = json!({
        "call_id": call_id.to_string(),
        "aliases": aliases.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "transaction_id": transaction_id,
        "kind": kind.as_str(),
        "source": source,
        "event_time": event_time.to_string(),
        "dimensions": dimensions,
        "meters": meters,
        "reported": reported,
        "billing": billing,
        "is_streamed": is_streamed,
        "duration_ms": duration_ms,
        "time_to_first_token_ms": time_to_first_token_ms,
        "retry_number": retry_number,
        "error_code": error_code,
        "attributes": attributes,
        "prompts": prompts,
    });
    present(all)
}

/// For a snapshot: the numbers as they are written.
pub(crate) fn text(decoded: &Decoded) -> String {
    serde_json::to_string_pretty(&view(decoded)).unwrap()
}

/// Without what is absent or empty; sorted, whatever the order that JSON objects keep.
fn present(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().map(|(name, value)| (name, present(value)));
            let is_empty = |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
            let sorted: BTreeMap<String, Value> = kept.filter(|(_, value)| !is_empty(value)).collect();
            Value::Object(sorted.into_iter().collect())
        }
        other => other,
    }
}
