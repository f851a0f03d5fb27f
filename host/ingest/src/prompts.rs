//! Prompts and answers. Senders leave them out unless their user switched capture on.

use serde_json::Value;

use crate::fields::{FieldError, Fields};

const NAMES: &[&str] = &["systemPrompt", "inputMessages", "outputResponse"];
/// As the SDKs do it: so many characters of each, then a mark.
const LONGEST: usize = 50_000;
const MARK: &str = "...[TRUNCATED]";

/// Takes them out, cut, for the attributes: they do not count towards the attributes' own limit.
pub(crate) fn take(fields: &mut Fields) -> Result<Vec<(&'static str, Value)>, FieldError> {
    let mut prompts = Vec::new();
    let mut was_cut = false;
    for name in NAMES {
        let Some(text) = fields.text(name)? else { continue };
        let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
        was_cut |= end.is_some();
        let kept = end.and_then(|end| text.get(..end)).map(|cut| format!("{cut}{MARK}"));
        prompts.push((*name, kept.unwrap_or(text).into()));
    }
    if was_cut {
        fields.keep("promptsTruncated", true);
    }
    Ok(prompts)
}
