//! `POST /v1/events`: the completions body with `kind`, `id`, `time`, `meters` and `attributes`; nothing is required
//! but `model` or `kind`.

use outlay_domain::{Dimension, Kind};
use serde_json::Value;

use crate::Format;
use crate::common::{Context, Decoded, Draft, MEDIA, TOKENS};
use crate::fields::FieldError;
use crate::generic::{LONGEST_NAME, MOST_METERS};

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Native, Kind::Completion, record, context)?;
    for correction in ["amends", "voids"] {
        if draft.fields.has(correction) {
            return Err(FieldError::new(correction, "is not supported yet: corrections come with a later version"));
        }
    }
    match draft.fields.text("kind")? {
        Some(kind) => {
            let kind = kind.parse();
            draft.kind =
                kind.map_err(|error: outlay_domain::event::UnknownKind| FieldError::new("kind", error.to_string()))?;
        }
        None if draft.dimensions.get(Dimension::Model).is_none() => {
            return Err(FieldError::new("model", "or `kind` is required"));
        }
        None => {}
    }
    if let Some(tool) = draft.fields.text("toolId")? {
        draft.set(Dimension::Tool, &tool);
    }
    draft.count(&[TOKENS, MEDIA])?;
    // `meters` are exclusive already and say exactly what they mean: they come last and win.
    if let Some(mut meters) = draft.fields.object("meters")? {
        for name in meters.names() {
            if name.is_empty() || name.chars().count() > LONGEST_NAME {
                return Err(FieldError::new("meters", format!("must have names of 1 to {LONGEST_NAME} characters")));
            }
            if let Some(quantity) = meters.quantity(&name)? {
                draft.meters.insert(name, quantity);
            }
            if draft.meters.len() > MOST_METERS {
                return Err(FieldError::new("meters", format!("are more than {MOST_METERS}")));
            }
        }
    }
    draft.finish(context)
}
