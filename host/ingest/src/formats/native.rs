//! `POST /v1/events`: the completions body with `kind`, `id`, `time`, `meters` and `attributes`; nothing is required
//! but `model` or `kind`. With `amends` it corrects an event, with `voids` it ends one. A provider's own `response`, or the
//! events of its `stream`, say what the sender leaves out.

use outlay_domain::{CallId, Dimension, Kind, meter};
use serde_json::value::RawValue;

use crate::Format;
use crate::call::{Call, Context, Decoded};
use crate::common::{Draft, MEDIA, TOKENS};
use crate::error::FieldError;
use crate::formats::generic::{LONGEST_NAME, MOST_METERS};
use crate::json::{Field, Record, f};
use crate::response;

/// Why somebody voids an event, in characters.
const LONGEST_REASON: usize = 500;

pub(crate) fn decode(mut record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    record.check()?;
    if let Some(target) = target(&mut record, f!("voids"))? {
        let reason = record.text(f!("reason"))?.map(|text| text.chars().take(LONGEST_REASON).collect());
        return Ok(Decoded::Void { target, reason });
    }
    let amended = target(&mut record, f!("amends"))?;
    let role = if amended.is_some() { Role::Correction } else { Role::Event };
    let draft = fill(Draft::begin(Format::Native, Kind::Completion, record, context)?, role)?;
    match amended {
        Some(target) => draft.finish_amending(target, context),
        None => draft.finish(context),
    }
}

fn target(record: &mut Record<'_>, field: Field) -> Result<Option<CallId>, FieldError> {
    let Some(id) = record.text(field)? else { return Ok(None) };
    id.trim().parse().map(Some).map_err(|_| {
        FieldError::new(field.name(), "must be the id of an event, `evt_` and 32 digits, as the answer gave it")
    })
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Event,
    /// The data of an event whose envelope says enough.
    Data,
    Correction,
}

/// The fields that only the native form has.
pub(crate) fn fill(mut draft: Draft<'_>, role: Role) -> Result<Draft<'_>, FieldError> {
    respond(&mut draft, role)?;
    match draft.record.text(f!("kind"))? {
        Some(_) if role == Role::Correction => {
            return Err(FieldError::new(
                "kind",
                "can't be corrected: leave it out, or void the event and post another",
            ));
        }
        Some(kind) => {
            let kind = kind.parse();
            draft.call.kind =
                kind.map_err(|error: outlay_domain::event::UnknownKind| FieldError::new("kind", error.to_string()))?;
        }
        None if draft.call.get(Dimension::Model).is_none() && role == Role::Event => {
            let problem = if draft.answer.is_some() {
                "or `kind` is required: the response does not say what answered"
            } else {
                "or `kind` is required"
            };
            return Err(FieldError::new("model", problem));
        }
        None => {}
    }
    if let Some(tool) = draft.record.text(f!("toolId"))? {
        draft.call.set(Dimension::Tool, &tool)?;
    }
    draft.count(&[TOKENS, MEDIA])?;
    if role == Role::Correction {
        stand_together(&draft.call)?;
    }
    if let Some(answer) = &draft.answer {
        answer.count_rest(&mut draft.call);
    }
    // `meters` are exclusive already and say exactly what they mean: they come last and win.
    if let Some(meters) = draft.record.object(f!("meters"))? {
        for (name, raw) in &meters.fields {
            if name.is_empty() || name.chars().count() > LONGEST_NAME {
                return Err(FieldError::new("meters", format!("must have names of 1 to {LONGEST_NAME} characters")));
            }
            if let Some(quantity) = meters.quantity(name, raw)? {
                draft.call.count(name, quantity);
            }
            if draft.call.meters.len() > MOST_METERS {
                return Err(FieldError::new("meters", format!("are more than {MOST_METERS}")));
            }
        }
    }
    Ok(draft)
}

/// What the provider answered, and whether it did so in a batch.
fn respond(draft: &mut Draft<'_>, role: Role) -> Result<(), FieldError> {
    // The data of others' events may mean something else by these names.
    let is_ours = |raw: &RawValue, begins: &[char]| role != Role::Data || raw.get().starts_with(begins);
    if draft.record.peek(f!("batch")).is_some_and(|raw| is_ours(raw, &['t', 'f']))
        && draft.record.flag(f!("batch"))? == Some(true)
    {
        draft.call.set_if_free(Dimension::PricingTier, "BATCH")?;
    }
    let answer = match draft.record.peek(f!("response")) {
        Some(raw) if !is_ours(raw, &['{']) => None,
        _ => response::take(&mut draft.record)?,
    };
    let Some(answer) = answer else { return Ok(()) };
    answer.describe(&mut draft.call)?;
    let of_data = || (role == Role::Data && answer.model.is_some()).then_some(Kind::Completion);
    if let Some(kind) = answer.kind.or_else(of_data).filter(|_| role != Role::Correction) {
        draft.call.kind = kind;
    }
    if answer.is_stream() {
        draft.call.is_streamed = Some(true);
    }
    draft.answer = Some(answer);
    Ok(())
}

/// Some counts contain others, and whether they do can depend on what was called. A correction knows nothing of the event
/// that it corrects: it must give such counts together, because a guess would change the money.
fn stand_together(call: &Call) -> Result<(), FieldError> {
    let is_given = |meter: &str| call.counted(meter).is_some();
    let (input, read) = (is_given(meter::INPUT_TOKENS), is_given(meter::CACHE_READ_TOKENS));
    let says_what = call.get(Dimension::Provider).or(call.get(Dimension::Model)).is_some();
    if (input || read) && !(input && read && says_what) {
        let (field, other) =
            if input { ("inputTokenCount", "cacheReadTokenCount") } else { ("cacheReadTokenCount", "inputTokenCount") };
        let message = format!(
            "is corrected together with `{other}`, and with `model` or `provider`, which say whether the input contains \
             what was read from the cache; or correct `meters`, which never contain each other"
        );
        return Err(FieldError::new(field, message));
    }
    for (part, field, whole, other) in [
        (meter::INPUT_AUDIO_TOKENS, "inputAudioTokenCount", meter::INPUT_TOKENS, "inputTokenCount"),
        (meter::OUTPUT_AUDIO_TOKENS, "outputAudioTokenCount", meter::OUTPUT_TOKENS, "outputTokenCount"),
    ] {
        if is_given(part) && !is_given(whole) {
            let message = format!("is corrected together with `{other}`, which contains it; or correct `meters`");
            return Err(FieldError::new(field, message));
        }
    }
    Ok(())
}
