//! JSON records, read without copying what nobody asks for.

mod field;
mod record;
mod value;

pub(crate) use field::{Field, f};
pub use record::Record;
pub(crate) use record::{Object, as_quantity};
pub(crate) use value::{kept, number, string, time};

use serde_json::Value;

/// The JSON library keeps names with this beginning for itself.
pub(crate) const RESERVED_NAMES: &str = "$serde_json::private::";

/// Whether a name is the JSON library's own notation of numbers: what is stored of such an object might not be read
/// again.
pub(crate) fn imitates_numbers(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            map.iter().any(|(name, value)| name.starts_with(RESERVED_NAMES) || imitates_numbers(value))
        }
        Value::Array(items) => items.iter().any(imitates_numbers),
        _ => false,
    }
}
