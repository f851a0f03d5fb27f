//! `POST /meter/v2/ai/images`, `audio` and `video`.

use outlay_domain::Kind;

use crate::Format;
use crate::call::{Context, Decoded};
use crate::common::{Draft, MEDIA, TOKENS};
use crate::error::FieldError;
use crate::json::Record;

pub(crate) fn decode(format: Format, record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
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
