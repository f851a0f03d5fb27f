//! `POST /meter/v2/events`: any numbers under any names.

use outlay_domain::{Kind, Meters};
use serde_json::Value;

use crate::Format;
use crate::common::{Context, Decoded, Draft};
use crate::fields::{FieldError, Fields};

/// Longest name of a meter, in characters.
pub(crate) const LONGEST_NAME: usize = 128;
/// Most meters of one event.
pub(crate) const MOST_METERS: usize = 200;

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Generic, Kind::Custom, record, context)?;
    let Some(mut payload) = draft.fields.object("payload")? else {
        return Err(FieldError::new("payload", "is required"));
    };
    numeric_meters(&mut payload, &mut draft.meters);
    draft.fields.keep_rest("payload", payload);
    draft.finish(context)
}

/// Takes what is a number, or a text that holds one, as a meter; the rest stays.
pub(crate) fn numeric_meters(fields: &mut Fields, meters: &mut Meters) {
    for name in fields.names() {
        if meters.len() >= MOST_METERS {
            return;
        }
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            continue;
        }
        let Some(value) = fields.take(&name) else { continue };
        let quantity = match &value {
            Value::Number(number) => number.as_str().parse().ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match quantity {
            Some(quantity) => drop(meters.insert(name, quantity)),
            None => fields.keep(&name, value),
        }
    }
}
