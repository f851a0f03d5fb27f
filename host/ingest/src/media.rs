//! `POST /meter/v2/ai/images`, `audio` and `video`.

use outlay_domain::{Dimension, Kind, meter};
use serde_json::Value;

use crate::common::{Context, Decoded, Draft, TOKENS};
use crate::fields::FieldError;
use crate::Format;

const UNITS: &[(&str, &str)] = &[
    ("actualImageCount", meter::IMAGES),
    ("durationSeconds", meter::SECONDS),
    ("characterCount", meter::CHARACTERS),
    ("inputAudioTokenCount", meter::INPUT_AUDIO_TOKENS),
    ("outputAudioTokenCount", meter::OUTPUT_AUDIO_TOKENS),
    ("creditsConsumed", "credits"),
];

pub(crate) fn decode(format: Format, record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let kind = match format {
        Format::Images => Kind::Image,
        Format::Audio => Kind::Audio,
        _ => Kind::Video,
    };
    let mut draft = Draft::begin(format, kind, record)?;
    if draft.dimensions.get(Dimension::Model).is_none() {
        return Err(FieldError::new("model", "is required"));
    }
    for (field, meter) in UNITS.iter().chain(TOKENS) {
        draft.meter(field, meter)?;
    }
    draft.uncached_input();
    draft.finish(context)
}
