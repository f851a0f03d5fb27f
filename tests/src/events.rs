//! Events to post.

use serde_json::{Map, Value, json};

/// A call with a known price: 1,200 input and 340 output tokens of gpt-4o-mini cost 0.000384 USD.
pub fn call(id: &str) -> Value {
    json!({
        "transactionId": id, "provider": "openai", "model": "gpt-4o-mini", "inputTokenCount": 1200, "outputTokenCount": 340,
    })
}

/// A call of which the sender says what it cost, a decimal.
pub fn costing(id: &str, cost: &str) -> Value {
    with(call(id), json!({"totalCost": number(cost)}))
}

/// An event with further fields.
pub fn with(mut event: Value, fields: Value) -> Value {
    if let (Value::Object(event), Value::Object(fields)) = (&mut event, fields) {
        event.extend(fields);
    }
    event
}

/// A JSON number that is written exactly so.
///
/// # Panics
/// If it is none.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text} is no number: {error}"))
}

/// A decimal without needless zeros, so that texts can be compared.
pub fn decimal(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.trim_end_matches('0').is_empty() => whole.to_owned(),
        Some(_) => text.trim_end_matches('0').to_owned(),
        None => text,
    }
}

/// The fields of an object.
pub fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
