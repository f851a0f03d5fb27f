//! `POST /meter/v2/ai/completions`: chats, completions, embeddings, and failed calls.

use outlay_domain::{Dimension, Kind};

use crate::Format;
use crate::call::{Context, Decoded};
use crate::common::{Draft, TOKENS};
use crate::error::FieldError;
use crate::json::Record;

pub(crate) fn decode(record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Completions, Kind::Completion, record, context)?;
    draft.require_model()?;
    if draft.call.get(Dimension::Operation).is_some_and(|operation| operation.eq_ignore_ascii_case("EMBED")) {
        draft.call.kind = Kind::Embedding;
    }
    draft.count(&[TOKENS])?;
    draft.finish(context)
}
