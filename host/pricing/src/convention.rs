//! What a sender means by its input count.
//!
//! OpenAI, Google and most others count cached reads *inside* the input; Claude models count them beside it, wherever
//! they run, and so does Amazon Bedrock, whatever the model: its `inputTokens` are those that were not cached. Meters are
//! exclusive (`input_tokens` are the uncached ones), so what arrives is turned into that. Cache *writes* stand beside the
//! input with all of them and are never subtracted.
//!
//! Gateways in OpenAI's shape (OpenRouter, LiteLLM) count the cached tokens of Claude inside, too. The SDKs that post such
//! counts make them exclusive "wherever they run (Anthropic, Bedrock, Vertex, LiteLLM)", so here the model decides. Who
//! posts the gateway's own response needs no such rule: its shape says what its counts contain.

use outlay_domain::Quantity;

use crate::providers::{canonical_provider, fold};

/// The uncached input of a call whose sender counted `input` and `cache_read` as its provider does.
///
/// The convention follows the model, then the provider. Where the cached reads exceed an input that should contain
/// them, the uncached input is 0.
///
/// ```
/// use outlay_domain::Quantity;
/// use outlay_pricing::exclusive_input;
/// let (input, cached) = (Quantity::from(1000), Quantity::from(600));
/// assert_eq!(exclusive_input(Some("OPENAI"), Some("gpt-5"), input, cached), Quantity::from(400));
/// assert_eq!(exclusive_input(Some("AWS"), Some("us.anthropic.claude-sonnet-4-5"), input, cached), input);
/// ```
pub fn exclusive_input(provider: Option<&str>, model: Option<&str>, input: Quantity, cache_read: Quantity) -> Quantity {
    if cache_read.is_zero() || counts_cached_beside_input(provider, model) {
        return input;
    }
    input.saturating_sub(cache_read)
}

fn counts_cached_beside_input(provider: Option<&str>, model: Option<&str>) -> bool {
    if model.is_some_and(|model| fold(model).contains("claude")) {
        return true;
    }
    match provider.map(canonical_provider).as_deref() {
        Some("aws") => true,
        Some("anthropic") => !model.is_some_and(is_of_another_maker),
        _ => false,
    }
}

/// Azure's Foundry sells models of others under a name that counts towards Anthropic.
fn is_of_another_maker(model: &str) -> bool {
    let model = fold(model);
    let name = model.rsplit_once('/').map_or(model.as_ref(), |(_, name)| name);
    ["gpt-", "chatgpt-", "o1", "o3", "o4", "text-embedding-", "gemini-", "grok-", "deepseek-", "mistral-", "llama-"]
        .iter()
        .any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(provider: Option<&str>, model: Option<&str>, input: u32, cache_read: u32, expected: u32) {
        let got = exclusive_input(provider, model, input.into(), cache_read.into());
        assert_eq!(got, expected.into(), "{provider:?} {model:?} {input} {cache_read}");
    }

    #[test]
    fn cached_reads_are_inside_the_input_of_most() {
        for (provider, model) in [
            (Some("OPENAI"), Some("gpt-5")),
            (Some("OpenAI"), Some("gpt-4o-2024-08-06")),
            (Some("Azure"), Some("gpt-4o")),
            (Some("Google"), Some("gemini-2.5-pro")),
            (Some("GeminiCli"), Some("gemini-2.5-flash")),
            (Some("LITELLM"), Some("openai/gpt-4o")),
            (Some("LITELLM"), Some("gpt-4o")),
            (Some("XAI"), Some("grok-4")),
            (Some("CodexCli"), Some("gpt-5-codex")),
            (Some("Foundry"), Some("gpt-4o")),
            (Some("somebody"), Some("something")),
            (Some("OPENAI"), None),
            (None, Some("gpt-5")),
            (None, None),
        ] {
            check(provider, model, 1000, 600, 400);
            check(provider, model, 1000, 1000, 0);
            check(provider, model, 1000, 0, 1000);
            // More read from the cache than there was: nothing is left, and the reads are charged in full.
            check(provider, model, 100, 600, 0);
        }
    }

    #[test]
    fn cached_reads_are_beside_the_input_of_claude_wherever_it_runs_and_of_bedrock() {
        for (provider, model) in [
            (Some("ANTHROPIC"), Some("claude-sonnet-4-5")),
            (Some("anthropic"), None),
            (Some("anthropic"), Some("some-new-name")),
            (Some("AWS"), Some("us.anthropic.claude-sonnet-4-5-20250929-v1:0")),
            (Some("Google"), Some("claude-sonnet-4-5@20250929")),
            (Some("LITELLM"), Some("bedrock/anthropic.CLAUDE-3-haiku")),
            (Some("OPENROUTER"), Some("anthropic/claude-sonnet-4.5")),
            (Some("Foundry"), Some("claude-opus-4-5")),
            (Some("ClaudeCode"), Some("claude-opus-4-5")),
            (None, Some("claude-opus-4-5")),
            // Converse.
            (Some("AWS"), Some("us.amazon.nova-pro-v1:0")),
            (Some("bedrock"), Some("openai.gpt-oss-120b-1:0")),
            (Some("AWS"), None),
        ] {
            check(provider, model, 1000, 600, 1000);
            check(provider, model, 100, 600, 100);
        }
    }
}
