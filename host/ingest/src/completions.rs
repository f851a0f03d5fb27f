//! `POST /meter/v2/ai/completions`: chats, completions, embeddings, and failed calls.

use outlay_domain::{Dimension, Kind};
use serde_json::Value;

use crate::common::{Context, Decoded, Draft, TOKENS};
use crate::fields::FieldError;
use crate::Format;

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Completions, Kind::Completion, record)?;
    if draft.dimensions.get(Dimension::Model).is_none() {
        return Err(FieldError::new("model", "is required"));
    }
    if draft.dimensions.get(Dimension::Operation).is_some_and(|operation| operation.eq_ignore_ascii_case("EMBED")) {
        draft.set_kind(Kind::Embedding);
    }
    for (field, meter) in TOKENS {
        draft.meter(field, meter)?;
    }
    draft.uncached_input();
    draft.finish(context)
}
