//! `POST /meter/v2/ai/completions`: chats, completions, embeddings, and failed calls.

use outlay_domain::{Dimension, Kind};
use serde_json::Value;

use crate::Format;
use crate::common::{Context, Decoded, Draft, TOKENS};
use crate::fields::FieldError;

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Completions, Kind::Completion, record, context)?;
    draft.require_model()?;
    if draft.dimensions.get(Dimension::Operation).is_some_and(|operation| operation.eq_ignore_ascii_case("EMBED")) {
        draft.kind = Kind::Embedding;
    }
    draft.count(&[TOKENS])?;
    draft.finish(context)
}
