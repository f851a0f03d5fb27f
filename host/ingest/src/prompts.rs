//! What was asked and answered: kept only where a team switched that on, cut, secrets masked.

use std::borrow::Cow;

use outlay_domain::Prompts;

use crate::call::cut;
use crate::mask::masked;

/// As the SDKs do it: so many characters of each, then a mark.
const LONGEST: usize = 50_000;
const MARK: &str = "...[TRUNCATED]";

/// None if nothing was asked or answered.
pub(crate) fn prompts(
    system: Option<Cow<'_, str>>,
    input: Option<Cow<'_, str>>,
    output: Option<Cow<'_, str>>,
    truncated: bool,
) -> Option<Box<Prompts>> {
    let mut prompts = Prompts { truncated, ..Prompts::default() };
    let mut keep = |text: Option<Cow<'_, str>>| {
        let (mut text, was_cut) = cut(text?, LONGEST);
        if let Cow::Owned(masked) = masked(&text) {
            text = masked;
        }
        if was_cut {
            prompts.truncated = true;
            text.push_str(MARK);
        }
        Some(text)
    };
    let (system, input, output) = (keep(system), keep(input), keep(output));
    if system.is_none() && input.is_none() && output.is_none() {
        return None;
    }
    (prompts.system, prompts.input, prompts.output) = (system, input, output);
    Some(Box::new(prompts))
}
