//! `POST /meter/v2/tool/events`: calls of tools. Any `toolId` is taken.

use outlay_domain::{Dimension, Kind};
use serde_json::Value;

use crate::Format;
use crate::common::{Context, Decoded, Draft};
use crate::fields::FieldError;

pub(crate) fn decode(record: Value, context: &Context<'_>) -> Result<Decoded, FieldError> {
    let mut draft = Draft::begin(Format::Tool, Kind::Tool, record, context)?;
    let tool = draft.fields.required_text("toolId")?;
    draft.set(Dimension::Tool, &tool);
    if draft.dimensions.get(Dimension::OperationSubtype).is_none()
        && let Some(operation) = draft.fields.text("operation")?
    {
        draft.set(Dimension::OperationSubtype, &operation);
    }
    if draft.dimensions.get(Dimension::Operation).is_none() {
        draft.set(Dimension::Operation, "TOOL_CALL");
    }
    if let Some(success) = draft.fields.flag("success")? {
        draft.fields.keep("success", success);
        if !success && draft.dimensions.get(Dimension::StopReason).is_none() {
            draft.set(Dimension::StopReason, "ERROR");
        }
    }
    draft.meters.insert("calls".to_owned(), 1.into());
    if let Some(mut usage) = draft.fields.object("usageMetadata")? {
        crate::generic::numeric_meters(&mut usage, &mut draft.meters);
        draft.fields.keep_rest("usageMetadata", usage);
    }
    draft.finish(context)
}
