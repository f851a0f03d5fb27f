//! `POST /meter/v2/tool/events`: calls of tools. Any `toolId` is taken.

use outlay_domain::{Dimension, Kind};

use crate::Format;
use crate::call::{Context, Decoded};
use crate::common::Draft;
use crate::error::FieldError;
use crate::formats::generic::numeric_meters;
use crate::json::{Record, f};

pub(crate) fn decode(record: Record<'_>, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Tool, Kind::Tool, record, context)?;
    let tool = draft.record.required_text(f!("toolId"))?;
    draft.call.set(Dimension::Tool, &tool)?;
    if draft.call.get(Dimension::OperationSubtype).is_none()
        && let Some(operation) = draft.record.text(f!("operation"))?
    {
        draft.call.set(Dimension::OperationSubtype, &operation)?;
    }
    draft.call.set_if_free(Dimension::Operation, "TOOL_CALL")?;
    if let Some(success) = draft.record.flag(f!("success"))? {
        draft.call.extras.put("success", success)?;
        if !success {
            draft.call.set_if_free(Dimension::StopReason, "ERROR")?;
        }
    }
    draft.call.count("calls", 1.into());
    if let Some(usage) = draft.record.object(f!("usageMetadata"))? {
        numeric_meters("usageMetadata", usage, &mut draft.call)?;
    }
    draft.finish(context)
}
