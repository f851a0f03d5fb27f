//! What a sender is answered, encoded as its request was.

use serde_json::{Map, Value};

use super::{Signal, Wire};

/// An answer may have 4 MiB.
const LONGEST_MESSAGE: usize = 1024 * 1024;

/// The answer to a request that was taken, all or in part: how many records were refused, and why.
///
/// With nothing to say it is empty, which means full success.
pub fn reply(signal: Signal, wire: Wire, rejected: u64, message: &str) -> Vec<u8> {
    let message = short(message);
    let rejected = i64::try_from(rejected).unwrap_or(i64::MAX);
    let is_full = rejected == 0 && message.is_empty();
    match wire {
        Wire::Protobuf => {
            let mut partial = Vec::new();
            if rejected != 0 {
                partial.push(number_tag(1));
                varint(&mut partial, rejected.unsigned_abs());
            }
            put(&mut partial, 2, message.as_bytes());
            let mut reply = Vec::new();
            if !is_full {
                put(&mut reply, 1, &partial);
            }
            reply
        }
        Wire::Json if is_full => b"{}".to_vec(),
        Wire::Json => {
            let count = match signal {
                Signal::Traces => "rejectedSpans",
                Signal::Logs => "rejectedLogRecords",
                Signal::Metrics => "rejectedDataPoints",
            };
            let mut partial = Map::new();
            if rejected != 0 {
                partial.insert(count.to_owned(), Value::from(rejected.to_string()));
            }
            if !message.is_empty() {
                partial.insert("errorMessage".to_owned(), Value::from(message));
            }
            object("partialSuccess", Value::Object(partial))
        }
    }
}

/// The body of an answer that says that nothing was taken: a `google.rpc.Status`.
pub fn failure(wire: Wire, message: &str) -> Vec<u8> {
    let message = short(message);
    match wire {
        Wire::Protobuf => {
            let mut status = Vec::new();
            put(&mut status, 2, message.as_bytes());
            status
        }
        Wire::Json => object("message", Value::from(message)),
    }
}

fn object(name: &str, value: Value) -> Vec<u8> {
    let map: Map<String, Value> = [(name.to_owned(), value)].into_iter().collect();
    Value::Object(map).to_string().into_bytes()
}

fn short(message: &str) -> &str {
    let end = message.floor_char_boundary(LONGEST_MESSAGE);
    message.split_at(end).0
}

/// Of a field that holds bytes; nothing if there are none.
fn put(message: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        message.push(number << 3 | 2);
        varint(message, bytes.len() as u64);
        message.extend_from_slice(bytes);
    }
}

const fn number_tag(number: u8) -> u8 {
    number << 3
}

fn varint(message: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        message.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}
