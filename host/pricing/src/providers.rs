//! The names that providers go by. The one place to add a spelling.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Spellings (lower case) of each provider's id, where the id itself is not the only one.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "anthropic",
        &[
            "claude",
            "claudecode",
            "claude_code",
            "claude-code",
            "claudecowork",
            "claude_cowork",
            "claude-cowork",
            "foundry",
        ],
    ),
    (
        "aws",
        &[
            "amazon",
            "amazon bedrock",
            "amazon-bedrock",
            "amazon.bedrock",
            "amazon_bedrock",
            "aws bedrock",
            "aws-bedrock",
            "aws.bedrock",
            "aws_bedrock",
            "bedrock",
            "bedrock_converse",
        ],
    ),
    (
        "azure",
        &[
            "az.ai.inference",
            "az.ai.openai",
            "azure openai",
            "azure-openai",
            "azure.ai.inference",
            "azure.ai.openai",
            "azure_ai",
            "azure_openai",
            "azure_text",
            "azureopenai",
        ],
    ),
    ("cohere", &["cohere_chat"]),
    ("cursor", &["cursoride", "cursor_ide", "cursor-ide"]),
    ("deepseek", &["deep_seek", "deepseek_ai", "deepseek-ai"]),
    ("elevenlabs", &["eleven_labs", "eleven-labs"]),
    ("fireworks", &["fireworks_ai", "fireworks-ai"]),
    ("github-copilot", &["copilot", "github copilot", "github_copilot", "githubcopilot"]),
    (
        "google",
        &[
            "gcp",
            "gcp.gemini",
            "gcp.gen_ai",
            "gcp.vertex_ai",
            "gemini",
            "gemini-cli",
            "gemini_cli",
            "geminicli",
            "google vertex",
            "google-vertex",
            "google_ai_studio",
            "google_genai",
            "google_vertexai",
            "googleai",
            "vertex",
            "vertex ai",
            "vertex-ai",
            "vertex_ai",
            "vertex_ai_beta",
            "vertexai",
        ],
    ),
    ("litellm", &["lite_llm", "litellm-proxy", "litellm_proxy"]),
    ("mistral", &["mistral-ai", "mistral_ai", "mistralai"]),
    ("moonshotai", &["moonshot", "moonshot_ai"]),
    ("ollama", &["ollama_chat", "ollama_cloud"]),
    ("openai", &["codex", "codex-cli", "codex_cli", "codexcli", "open ai", "open_ai", "text-completion-openai"]),
    ("perplexity", &["perplexity-ai", "perplexity_ai", "perplexityai"]),
    ("together", &["together-ai", "together_ai", "togetherai"]),
    ("voyageai", &["voyage", "voyage_ai"]),
    ("x-ai", &["grok", "x.ai", "x_ai", "xai"]),
    ("zai", &["z-ai", "z.ai", "z_ai"]),
];

static IDS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| ALIASES.iter().flat_map(|(id, aliases)| aliases.iter().map(|alias| (*alias, *id))).collect());

/// Gateways that sell nothing themselves: the model's name says whose list price applies.
pub(crate) const ROUTERS: &[&str] = &["litellm"];

/// Runtimes on the caller's own machines: what they run has no list price, whatever its name.
pub(crate) const LOCAL_RUNTIMES: &[&str] = &["hosted_vllm", "llamafile", "lm_studio", "ollama", "vllm", "xinference"];

/// The provider's id as it stands in the provider dimension: lower case, one spelling a provider.
/// Names that are not known are lower-cased and trimmed.
///
/// ```
/// use outlay_pricing::canonical_provider;
/// assert_eq!(canonical_provider("OpenAI"), "openai");
/// assert_eq!(canonical_provider("ClaudeCode"), "anthropic");
/// assert_eq!(canonical_provider("fal.ai"), "fal.ai");
/// ```
pub fn canonical_provider(name: &str) -> String {
    let folded = fold(name.trim());
    match IDS.get(folded.as_ref()) {
        Some(id) => (*id).to_owned(),
        None => folded.into_owned(),
    }
}

/// Other spellings, in lower case, each with the id that it stands for.
pub fn provider_aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALIASES.iter().flat_map(|(id, aliases)| aliases.iter().map(|alias| (*alias, *id)))
}

/// Lower case, borrowed where it is so already.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_is_lower_case_and_means_one_provider() {
        let mut seen = std::collections::BTreeSet::new();
        for (id, aliases) in ALIASES {
            assert!(seen.insert(*id), "{id}");
            assert_eq!(canonical_provider(id), *id);
            for alias in *aliases {
                assert!(seen.insert(*alias), "{alias}");
                assert_eq!(fold(alias), *alias);
            }
        }
    }

    #[test]
    fn names_that_senders_use_have_one_id() {
        for (name, id) in [
            ("OPENAI", "openai"),
            ("OpenAI", "openai"),
            (" Azure ", "azure"),
            ("XAI", "x-ai"),
            ("ANTHROPIC", "anthropic"),
            ("AWS", "aws"),
            ("Foundry", "anthropic"),
            ("Google", "google"),
            ("Vertex", "google"),
            ("OLLAMA", "ollama"),
            ("LITELLM", "litellm"),
            ("Perplexity", "perplexity"),
            ("ClaudeCode", "anthropic"),
            ("ClaudeCowork", "anthropic"),
            ("CursorIde", "cursor"),
            ("GeminiCli", "google"),
            ("CodexCli", "openai"),
            ("GithubCopilot", "github-copilot"),
            ("aws.bedrock", "aws"),
            ("gcp.vertex_ai", "google"),
            ("azure.ai.openai", "azure"),
            ("x_ai", "x-ai"),
            ("My Gateway", "my gateway"),
            ("", ""),
        ] {
            assert_eq!(canonical_provider(name), id, "{name}");
        }
    }
}
