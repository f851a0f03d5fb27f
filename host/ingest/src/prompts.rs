//! What was asked and answered: kept only where a team switched that on, cut, secrets masked.

use std::borrow::Cow;

use outlay_domain::Prompts;

use crate::call::cut;
use crate::mask::masked;

/// As the SDKs do it: so many characters of each, then a mark.
const LONGEST: usize = 50_000;
/// Longer than any secret that is recognised, but for keys in PEM, which may end anywhere.
const SECRET: usize = 4_096;
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
        // Masked before it is cut: a secret that is cut in the middle would not be recognised.
        let (text, was_cut_before) = cut(text?, LONGEST + SECRET);
        let (mut text, was_cut) = cut(masked(&text), LONGEST);
        if was_cut || was_cut_before {
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
