//! What events say, drawn by a seed.

use crate::dice::Dice;

/// A call of so many output tokens is far out of the usual.
pub(crate) const RUNAWAY_OUTPUT_TOKENS: u64 = 64_000;
const ORGANIZATIONS: u64 = 200;

/// Who answers, and how the ids of its answers begin.
#[derive(Debug)]
pub(crate) struct Provider {
    /// As the Python SDK spells it.
    pub(crate) name: &'static str,
    /// As OpenTelemetry spells it.
    pub(crate) otel_name: &'static str,
    pub(crate) id_prefix: &'static str,
    /// Whether input tokens contain those read from the cache.
    pub(crate) input_contains_cached: bool,
}

static OPENAI: Provider =
    Provider { name: "OPENAI", otel_name: "openai", id_prefix: "chatcmpl-", input_contains_cached: true };
static ANTHROPIC: Provider =
    Provider { name: "ANTHROPIC", otel_name: "anthropic", id_prefix: "msg_01", input_contains_cached: false };
static GOOGLE: Provider =
    Provider { name: "GOOGLE", otel_name: "gcp.gemini", id_prefix: "google-", input_contains_cached: true };

static MODELS: [(&str, &Provider); 20] = [
    ("gpt-5", &OPENAI),
    ("gpt-5-mini", &OPENAI),
    ("gpt-5-nano", &OPENAI),
    ("gpt-4.1", &OPENAI),
    ("gpt-4.1-mini", &OPENAI),
    ("gpt-4.1-nano", &OPENAI),
    ("gpt-4o-2024-08-06", &OPENAI),
    ("gpt-4o-mini-2024-07-18", &OPENAI),
    ("o3", &OPENAI),
    ("o4-mini", &OPENAI),
    ("claude-opus-4-1-20250805", &ANTHROPIC),
    ("claude-sonnet-4-5-20250929", &ANTHROPIC),
    ("claude-sonnet-4-20250514", &ANTHROPIC),
    ("claude-haiku-4-5-20251001", &ANTHROPIC),
    ("claude-3-7-sonnet-20250219", &ANTHROPIC),
    ("claude-3-5-haiku-20241022", &ANTHROPIC),
    ("gemini-2.5-pro", &GOOGLE),
    ("gemini-2.5-flash", &GOOGLE),
    ("gemini-2.5-flash-lite", &GOOGLE),
    ("gemini-2.0-flash", &GOOGLE),
];
const TASKS: &[&str] = &["summarize", "classify", "answer", "extract", "translate", "plan", "review", "rewrite"];
const AGENTS: &[&str] = &["support-agent", "route-planner", "code-reviewer", "invoice-reader", "sales-writer"];
const PRODUCTS: &[&str] = &["support-chatbot", "document-search", "code-assistant", "voice-desk", "report-writer"];
const ENVIRONMENTS: &[&str] = &["production", "production", "production", "staging", "development"];
const REGIONS: &[&str] = &["eu-north-1", "eu-central-1", "us-east-1", "us-west-2", "ap-south-1"];
const TRACE_TYPES: &[&str] = &["customer-support", "nightly-batch", "onboarding", "checkout"];
const STOP_REASONS: &[&str] = &["END", "END", "END", "END", "END", "END_SEQUENCE", "TOKEN_LIMIT"];

/// One call.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) is_valid: bool,
    pub(crate) model: &'static str,
    pub(crate) provider: &'static Provider,
    pub(crate) organization: u64,
    pub(crate) product: &'static str,
    pub(crate) task: &'static str,
    pub(crate) agent: &'static str,
    pub(crate) environment: &'static str,
    pub(crate) region: &'static str,
    pub(crate) trace_type: &'static str,
    pub(crate) stop_reason: &'static str,
    pub(crate) input_tokens: u64,
    pub(crate) cached_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) is_streamed: bool,
    pub(crate) retry_number: u64,
    /// Tenths.
    pub(crate) temperature: u64,
    pub(crate) duration_ms: u64,
    pub(crate) first_token_ms: u64,
    /// From the answer of the provider until the event is sent.
    pub(crate) sent_after_ms: u64,
    pub(crate) fingerprint: u64,
}

impl Facts {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let (model, provider) = dice.pick(&MODELS);
        let input_tokens = 40 + dice.skewed_below(24_000);
        let duration_ms = 180 + dice.skewed_below(30_000);
        Self {
            is_valid: true,
            model,
            provider,
            // Some are large, none is missing.
            organization: if dice.one_in(2) { dice.below(ORGANIZATIONS) } else { dice.skewed_below(ORGANIZATIONS) },
            product: dice.pick(PRODUCTS),
            task: dice.pick(TASKS),
            agent: dice.pick(AGENTS),
            environment: dice.pick(ENVIRONMENTS),
            region: dice.pick(REGIONS),
            trace_type: dice.pick(TRACE_TYPES),
            stop_reason: dice.pick(STOP_REASONS),
            input_tokens,
            cached_tokens: if dice.one_in(3) { dice.below(input_tokens) } else { 0 },
            output_tokens: 5 + dice.skewed_below(4_000),
            is_streamed: dice.one_in(2),
            retry_number: u64::from(dice.one_in(50)),
            temperature: dice.below(11),
            duration_ms,
            first_token_ms: 60 + dice.below(duration_ms / 2),
            sent_after_ms: dice.below(2_000),
            fingerprint: dice.next(),
        }
    }
}
