//! `POST /v1/events`: the completions body with `kind`, `id`, `time`, `meters` and `attributes`; nothing is required
//! but `model` or `kind`.

use outlay_domain::{Dimension, Kind};
use serde_json::Value;

use crate::common::{Context, Decoded, Draft, TOKENS};
use crate::fields::FieldError;
use crate::Format;

const UNITS: &[(&str, &str)] = &[
    ("actualImageCount", outlay_domain::meter::IMAGES),
    ("durationSeconds", outlay_domain::meter::SECONDS),
    ("characterCount", outlay_domain::meter::CHARACTERS),
];

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Native, Kind::Completion, record)?;
    for correction in ["amends", "voids"] {
        if draft.fields.take(correction).is_some() {
            return Err(FieldError::new(correction, "is not supported yet: corrections come with a later version"));
        }
    }
    let kind = draft.fields.text("kind")?;
    if kind.is_none() && draft.dimensions.get(Dimension::Model).is_none() {
        return Err(FieldError::new("model", "or `kind` is required"));
    }
    if let Some(kind) = kind {
        draft.set_kind(kind.parse().map_err(|error: outlay_domain::event::UnknownKind| {
            FieldError::new("kind", error.to_string())
        })?);
    }
    if let Some(tool) = draft.fields.text("toolId")? {
        draft.set(Dimension::Tool, &tool);
    }
    for (field, meter) in TOKENS.iter().chain(UNITS) {
        draft.meter(field, meter)?;
    }
    draft.uncached_input();
    // `meters` are exclusive already and say exactly what they mean: they come last and win.
    if let Some(mut meters) = draft.fields.object("meters")? {
        for name in meters.names() {
            if let Some(quantity) = meters.quantity(&name)? {
                draft.meters.insert(name, quantity);
            }
        }
    }
    draft.finish(context)
}
