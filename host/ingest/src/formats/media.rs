//! `POST /meter/v2/ai/images`, `audio` and `video`.

use outlay_domain::Kind;
use serde_json::Value;

use crate::Format;
use crate::common::{Context, Decoded, Draft, MEDIA, TOKENS};
use crate::fields::FieldError;

pub(crate) fn decode(format: Format, record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let kind = match format {
        Format::Images => Kind::Image,
        Format::Audio => Kind::Audio,
        _ => Kind::Video,
    };
    let mut draft = Draft::begin(format, kind, record, context)?;
    draft.require_model()?;
    draft.count(&[TOKENS, MEDIA])?;
    draft.finish(context)
}
