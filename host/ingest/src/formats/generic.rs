//! `POST /meter/v2/events`: any numbers under any names.

use outlay_domain::Kind;

use crate::Format;
use crate::call::{Call, Context, Decoded};
use crate::common::Draft;
use crate::error::FieldError;
use crate::json::{Object, Record, as_quantity, f};

/// Longest name of a meter, in characters.
pub(crate) const LONGEST_NAME: usize = 128;
/// Most meters of one event.
pub(crate) const MOST_METERS: usize = 200;

pub(crate) fn decode(record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Generic, Kind::Custom, record, context)?;
    let Some(payload) = draft.record.object(f!("payload"))? else {
        return Err(FieldError::new("payload", "is required"));
    };
    numeric_meters("payload", payload, &mut draft.call)?;
    draft.finish(context)
}

/// Takes what is a number, or a text that holds one, as a meter; the rest becomes an attribute.
pub(crate) fn numeric_meters(name: &str, object: Object<'_>, call: &mut Call) -> Result<(), FieldError> {
    let mut rest = Vec::new();
    for (meter, raw) in object.fields {
        let fits = !meter.is_empty() && meter.chars().count() <= LONGEST_NAME && call.meters.len() < MOST_METERS;
        match as_quantity(raw).filter(|_| fits) {
            Some(quantity) => call.count(&meter, quantity),
            None => rest.push((meter, raw)),
        }
    }
    call.extras.put_object(name, &rest)
}

/// Takes every number that nobody asked for as a meter.
pub(crate) fn numeric_rest(draft: &mut Draft<'_>) -> Result<(), FieldError> {
    // Names of the native form that say something only with values of another type.
    for field in [f!("batch"), f!("response"), f!("stream")] {
        if let Some(quantity) = draft.record.peek(field).and_then(as_quantity) {
            draft.record.take(field);
            draft.call.count(field.name(), quantity);
        }
    }
    for (name, raw) in draft.record.take_unasked() {
        let fits = name.chars().count() <= LONGEST_NAME && draft.call.meters.len() < MOST_METERS;
        match as_quantity(raw).filter(|_| fits) {
            Some(quantity) => draft.call.count(&name, quantity),
            None => draft.call.extras.put_raw(&name, raw)?,
        }
    }
    Ok(())
}
