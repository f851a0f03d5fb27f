//! `POST /v1/events`: the completions body with `kind`, `id`, `time`, `meters` and `attributes`; nothing is required
//! but `model` or `kind`. With `amends` it corrects an event, with `voids` it ends one.

use outlay_domain::{CallId, Dimension, Kind, meter};

use crate::Format;
use crate::call::{Call, Context, Decoded};
use crate::common::{Draft, MEDIA, TOKENS};
use crate::error::FieldError;
use crate::formats::generic::{LONGEST_NAME, MOST_METERS};
use crate::json::{Field, Record, f};

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
            return Err(FieldError::new("model", "or `kind` is required"));
        }
        None => {}
    }
    if let Some(tool) = draft.record.text(f!("toolId"))? {
        draft.call.set(Dimension::Tool, &tool)?;
    }
    draft.count(&[TOKENS, MEDIA])?;
    if role == Role::Correction {
        can_tell_input(&draft.call)?;
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

/// Whether the input contains what was read from a cache depends on who was called. A correction names neither that nor
/// what was read unless it has to, and a guess would change the money.
fn can_tell_input(call: &Call) -> Result<(), FieldError> {
    let counts_input = call.counted(meter::INPUT_TOKENS).is_some();
    let is_certain = call.counted(meter::CACHE_READ_TOKENS).is_some()
        && [Dimension::Provider, Dimension::Model].iter().any(|name| call.get(*name).is_some());
    if counts_input && !is_certain {
        return Err(FieldError::new(
            "inputTokenCount",
            "is corrected together with `cacheReadTokenCount` (0 for none) and `model` or `provider`, which say \
             whether it contains them; or correct `meters`, which never do",
        ));
    }
    Ok(())
}
