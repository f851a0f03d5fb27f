//! `POST /meter/v2/events`: any numbers under any names.

use outlay_domain::{Kind, Meters};
use serde_json::Value;

use crate::common::{Context, Decoded, Draft};
use crate::fields::{FieldError, Fields};
use crate::Format;

/// Longest name of a meter, in characters.
const LONGEST_NAME: usize = 128;
/// Most meters of one event.
const MOST_METERS: usize = 200;

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Generic, Kind::Custom, record)?;
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
        if name.chars().count() > LONGEST_NAME || meters.len() >= MOST_METERS {
            continue;
        }
        let Some(value) = fields.take(&name) else { continue };
        let quantity = match &value {
            Value::Number(number) => number.to_string().parse().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        match quantity {
            Some(quantity) => drop(meters.insert(name, quantity)),
            None => fields.keep(&name, value),
        }
    }
}
