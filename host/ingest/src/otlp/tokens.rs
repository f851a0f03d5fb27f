//! Counts of tokens in the GenAI conventions and those like them, where the input contains what was read from and
//! written to the cache, and the output contains the reasoning.

use outlay_domain::{Quantity, meter};
use serde_json::Value as Json;

use super::fields::Fields;
use super::keys::{Key, k};
use crate::call::Call;
use crate::error::FieldError;

const INPUT: &[Key] = &[
    k!("gen_ai.usage.input_tokens"),
    k!("gen_ai.usage.prompt_tokens"),
    k!("llm.token_count.prompt"),
    k!("ai.usage.inputTokens"),
    k!("ai.usage.promptTokens"),
    k!("ai.usage.tokens"),
    k!("llm.usage.prompt_tokens"),
];
const OUTPUT: &[Key] = &[
    k!("gen_ai.usage.output_tokens"),
    k!("gen_ai.usage.completion_tokens"),
    k!("llm.token_count.completion"),
    k!("ai.usage.outputTokens"),
    k!("ai.usage.completionTokens"),
    k!("llm.usage.completion_tokens"),
];
const CACHE_READ: &[Key] = &[
    k!("gen_ai.usage.cache_read.input_tokens"),
    k!("gen_ai.usage.cache_read_input_tokens"),
    k!("llm.token_count.prompt_details.cache_read"),
    k!("ai.usage.cachedInputTokens"),
];
const CACHE_WRITE: &[Key] = &[
    k!("gen_ai.usage.cache_write.input_tokens"),
    k!("gen_ai.usage.cache_creation.input_tokens"),
    k!("gen_ai.usage.cache_creation_input_tokens"),
    k!("llm.token_count.prompt_details.cache_write"),
];
const REASONING: &[Key] = &[
    k!("gen_ai.usage.reasoning.output_tokens"),
    k!("gen_ai.usage.reasoning_tokens"),
    k!("llm.token_count.completion_details.reasoning"),
    k!("ai.usage.reasoningTokens"),
];
const TOTAL: &[Key] = &[k!("llm.usage.total_tokens"), k!("llm.token_count.total"), k!("gen_ai.usage.total_tokens")];

const INPUT_AUDIO: &[Key] = &[k!("gen_ai.usage.audio.input_tokens"), k!("llm.token_count.prompt_details.audio")];
const INPUT_IMAGE: &[Key] = &[k!("gen_ai.usage.image.input_tokens")];
const OUTPUT_AUDIO: &[Key] = &[k!("gen_ai.usage.audio.output_tokens"), k!("llm.token_count.completion_details.audio")];
const OUTPUT_IMAGE: &[Key] = &[k!("gen_ai.usage.image.output_tokens")];
const TEXT_INPUT: &[Key] = &[k!("gen_ai.usage.text.input_tokens")];
const TEXT_OUTPUT: &[Key] = &[k!("gen_ai.usage.text.output_tokens")];
const AUDIO_READ: &[Key] = &[k!("gen_ai.usage.audio.cache_read.input_tokens")];
const IMAGE_READ: &[Key] = &[k!("gen_ai.usage.image.cache_read.input_tokens")];

/// Whether a record counts anything.
pub(crate) fn is_counted(fields: &Fields<'_>) -> bool {
    fields.has_any(INPUT) || fields.has_any(OUTPUT) || fields.has_any(TOTAL) || fields.has(USAGE)
}

/// What one record says, as it says it.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) input: Option<Quantity>,
    pub(crate) output: Option<Quantity>,
    pub(crate) cache_read: Option<Quantity>,
    pub(crate) cache_write: Option<Quantity>,
    pub(crate) reasoning: Option<Quantity>,
    pub(super) input_audio: Option<Quantity>,
    pub(super) input_image: Option<Quantity>,
    pub(super) output_audio: Option<Quantity>,
    pub(super) output_image: Option<Quantity>,
}

/// Takes the counts of a record.
pub(crate) fn count(fields: &mut Fields<'_>, call: &mut Call) -> Result<(), FieldError> {
    if let Some(usage) = object(fields, USAGE)? {
        return langfuse(&usage)?.count_beside(call);
    }
    let (text_input, text_output) = (fields.quantity(TEXT_INPUT)?, fields.quantity(TEXT_OUTPUT)?);
    let mut tokens = Tokens {
        input: fields.quantity(INPUT)?,
        output: fields.quantity(OUTPUT)?,
        cache_read: fields.quantity(CACHE_READ)?,
        cache_write: fields.quantity(CACHE_WRITE)?,
        reasoning: fields.quantity(REASONING)?,
        input_audio: fields.quantity(INPUT_AUDIO)?,
        input_image: fields.quantity(INPUT_IMAGE)?,
        output_audio: fields.quantity(OUTPUT_AUDIO)?,
        output_image: fields.quantity(OUTPUT_IMAGE)?,
    };
    // Who counts each kind apart may leave out the sum.
    tokens.input = tokens.input.or_else(|| sum(&[text_input, tokens.input_audio, tokens.input_image]));
    tokens.output = tokens.output.or_else(|| sum(&[text_output, tokens.output_audio, tokens.output_image]));
    // What was read from the cache is counted there, of whatever kind it is.
    let uncached = |all: Option<Quantity>, read: Option<Quantity>| Some(all?.saturating_sub(read.unwrap_or_default()));
    tokens.input_audio = uncached(tokens.input_audio, fields.quantity(AUDIO_READ)?);
    tokens.input_image = uncached(tokens.input_image, fields.quantity(IMAGE_READ)?);
    // An embedding may know its total only.
    if tokens.input.is_none() && tokens.output.is_none() {
        tokens.input = fields.quantity(TOTAL)?;
    }
    tokens.count_inside(call);
    Ok(())
}

fn sum(parts: &[Option<Quantity>]) -> Option<Quantity> {
    parts.iter().copied().flatten().reduce(|one, other| one + other)
}

impl Tokens {
    /// Where the input contains the cached tokens and the output the reasoning.
    ///
    /// Some senders leave the counts of a provider as they are. Parts that exceed their sum give them away: they stand
    /// beside it.
    pub(crate) fn count_inside(mut self, call: &mut Call) {
        let cached = self.cache_read.unwrap_or_default() + self.cache_write.unwrap_or_default();
        self.input = self.input.map(|input| if cached > input { input } else { input.saturating_sub(cached) });
        if let (Some(output), Some(reasoning)) = (self.output, self.reasoning)
            && reasoning > output
        {
            self.output = Some(output + reasoning);
        }
        self.put(call);
    }

    /// Where all of them stand beside each other.
    fn count_beside(mut self, call: &mut Call) -> Result<(), FieldError> {
        if let (Some(output), Some(reasoning)) = (self.output, self.reasoning) {
            self.output = Some(output + reasoning);
        }
        self.put(call);
        Ok(())
    }

    /// Meters that stand beside each other, except for the reasoning in the output.
    pub(crate) fn put(mut self, call: &mut Call) {
        for (all, part) in [(&mut self.input, self.input_image), (&mut self.output, self.output_image)] {
            if let (Some(all), Some(part)) = (all.as_mut(), part)
                && *all >= part
            {
                *all = all.saturating_sub(part);
            }
        }
        for (meter, quantity) in [
            (meter::INPUT_TOKENS, self.input),
            (meter::OUTPUT_TOKENS, self.output),
            (meter::CACHE_READ_TOKENS, self.cache_read),
            (meter::CACHE_WRITE_TOKENS, self.cache_write),
            (meter::REASONING_TOKENS, self.reasoning),
            (meter::INPUT_AUDIO_TOKENS, self.input_audio),
            (meter::INPUT_IMAGE_TOKENS, self.input_image),
            (meter::OUTPUT_AUDIO_TOKENS, self.output_audio),
            (meter::OUTPUT_IMAGE_TOKENS, self.output_image),
        ] {
            if let Some(quantity) = quantity {
                call.count(meter, quantity);
            }
        }
        call.separate_audio();
    }
}

const USAGE: Key = k!("langfuse.observation.usage_details");
const COSTS: Key = k!("langfuse.observation.cost_details");

/// An object in the JSON of a text. What is no object is left where it stands.
fn object(fields: &mut Fields<'_>, key: Key) -> Result<Option<serde_json::Map<String, Json>>, FieldError> {
    let Some(value) = fields.peek(key) else { return Ok(None) };
    let json = match value.to_json() {
        Json::String(text) => serde_json::from_str(&text)
            .map_err(|error| FieldError::new(key.name(), format!("must be a JSON object: {error}")))?,
        other => other,
    };
    let Json::Object(map) = json else { return Ok(None) };
    fields.take(key);
    Ok(Some(map))
}

/// Langfuse counts each kind of tokens beside the others, under names of the sender's; with names of OpenAI's API the
/// counts are those of that API.
fn langfuse(usage: &serde_json::Map<String, Json>) -> Result<Tokens, FieldError> {
    let one = |names: &[&str]| number_in(usage, USAGE, names);
    let mut tokens = Tokens {
        input: one(&["input"])?,
        output: one(&["output"])?,
        cache_read: one(&["input_cached_tokens", "input_cache_read", "cache_read_input_tokens"])?,
        cache_write: one(&["input_cache_creation", "input_cache_write", "cache_creation_input_tokens"])?,
        reasoning: one(&["output_reasoning_tokens", "output_reasoning", "reasoning_tokens"])?,
        input_audio: one(&["input_audio_tokens", "input_audio"])?,
        output_audio: one(&["output_audio_tokens", "output_audio"])?,
        ..Tokens::default()
    };
    // The sums of audio stand beside, too; `put` takes them out of the sums again.
    tokens.input = sum(&[tokens.input, tokens.input.and(tokens.input_audio)]);
    tokens.output = sum(&[tokens.output, tokens.output.and(tokens.output_audio)]);
    if tokens.input.is_some() || tokens.output.is_some() {
        return Ok(tokens);
    }
    let inner = |outer: &[&str], name: &str| match outer.iter().find_map(|outer| usage.get(*outer)?.as_object()) {
        Some(details) => number_in(details, USAGE, &[name]),
        None => Ok(None),
    };
    let (input, output) = (one(&["prompt_tokens", "input_tokens"])?, one(&["completion_tokens", "output_tokens"])?);
    let cached = inner(&["prompt_tokens_details", "input_tokens_details"], "cached_tokens")?;
    let reasoning = inner(&["completion_tokens_details", "output_tokens_details"], "reasoning_tokens")?;
    let uncached = input.map(|input| input.saturating_sub(cached.unwrap_or_default()));
    let visible = output.map(|output| output.saturating_sub(reasoning.unwrap_or_default()));
    let (cache_read, reasoning) = (cached.or(tokens.cache_read), reasoning.or(tokens.reasoning));
    Ok(Tokens { input: uncached.or(one(&["total"])?), output: visible, cache_read, reasoning, ..tokens })
}

fn number_in(map: &serde_json::Map<String, Json>, key: Key, names: &[&str]) -> Result<Option<Quantity>, FieldError> {
    let Some(value) = names.iter().find_map(|name| map.get(*name)).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let problem = |problem: String| FieldError::new(key.name(), problem);
    let text = text_of(value).ok_or_else(|| problem("must hold numbers".to_owned()))?;
    text.trim().parse().map(Some).map_err(|error| problem(format!("must hold quantities: {error}")))
}

fn text_of(value: &Json) -> Option<&str> {
    match value {
        Json::Number(number) => Some(number.as_str()),
        Json::String(text) => Some(text),
        _ => None,
    }
}

/// What the sender says about the cost. Parts have no column, so they stay attributes, too.
pub(crate) fn costs(fields: &mut Fields<'_>, call: &mut Call) -> Result<(), FieldError> {
    let reported = &mut call.reported;
    reported.input = fields.money(k!("llm.cost.prompt"))?;
    reported.output = fields.money(k!("llm.cost.completion"))?;
    for key in [k!("llm.cost.total"), k!("gen_ai.usage.cost"), k!("cost_usd")] {
        if let Some(total) = fields.money(key)? {
            fields.take(key);
            reported.total = reported.total.or(Some(total));
        }
    }
    if reported.total.is_none()
        && let Some(micros) = fields.peek_text(k!("cost_usd_micros"))
    {
        let key = k!("cost_usd_micros");
        let amount = super::fields::money(&format!("{micros}e-6"));
        reported.total = Some(amount.map_err(|problem| FieldError::new(key.name(), problem))?);
        fields.take(key);
    }
    if let Some(costs) = object(fields, COSTS)? {
        let part = |name: &str| match costs.get(name).filter(|value| !value.is_null()) {
            Some(value) => {
                let problem = |problem: String| FieldError::new(COSTS.name(), problem);
                let text = text_of(value).ok_or_else(|| problem("must hold amounts".to_owned()))?;
                super::fields::money(text.trim()).map(Some).map_err(problem)
            }
            None => Ok(None),
        };
        reported.input = part("input")?;
        reported.output = part("output")?;
        reported.total = part("total")?;
        call.extras.put(COSTS.name(), Json::Object(costs.clone()))?;
    }
    Ok(())
}
