//! The models that Harbourline calls, and what a call of each counts.

/// A model, by the name that its provider gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Model {
    pub(crate) provider: &'static str,
    pub(crate) name: &'static str,
    /// Milliseconds to the first token, and tokens a second.
    pub(crate) wait: u64,
    pub(crate) pace: u64,
    pub(crate) price: Price,
}

/// What a provider bills for a token, in 10⁻¹² dollars: dollars for a million, in millionths. None for what it does not
/// sell by the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Price {
    pub(crate) input: u64,
    pub(crate) cache_read: u64,
    pub(crate) cache_write: u64,
    /// To a cache that lasts an hour.
    pub(crate) hour_write: u64,
    pub(crate) output: u64,
}

const fn model(provider: &'static str, name: &'static str, wait: u64, pace: u64) -> Model {
    let price = Price { input: 0, cache_read: 0, cache_write: 0, hour_write: 0, output: 0 };
    Model { provider, name, wait, pace, price }
}

impl Model {
    /// In thousandths of a dollar for a million tokens.
    const fn at(self, input: u64, cache_read: u64, output: u64) -> Self {
        let price =
            Price { input: input * 1_000, cache_read: cache_read * 1_000, output: output * 1_000, ..self.price };
        Self { price, ..self }
    }

    /// As Anthropic counts what is written: a quarter more than input, or as much again.
    const fn with_writes(self) -> Self {
        let input = self.price.input;
        Self { price: Price { cache_write: input * 5 / 4, hour_write: input * 2, ..self.price }, ..self }
    }
}

pub(crate) const OPUS: Model = model("anthropic", "claude-opus-4-5", 1_600, 900).at(5_000, 500, 25_000).with_writes();
pub(crate) const SONNET: Model =
    model("anthropic", "claude-sonnet-4-5", 1_100, 1_200).at(3_000, 300, 15_000).with_writes();
pub(crate) const HAIKU: Model = model("anthropic", "claude-haiku-4-5", 500, 2_400).at(1_000, 100, 5_000).with_writes();
pub(crate) const GPT_5: Model = model("openai", "gpt-5", 2_400, 1_500).at(1_250, 125, 10_000);
pub(crate) const GPT_5_MINI: Model = model("openai", "gpt-5-mini", 900, 2_600).at(250, 25, 2_000);
pub(crate) const GPT_5_NANO: Model = model("openai", "gpt-5-nano", 400, 4_000).at(50, 5, 400);
pub(crate) const EMBEDDING: Model = model("openai", "text-embedding-3-small", 120, 100_000).at(20, 0, 0);
pub(crate) const GEMINI_PRO: Model = model("google", "gemini-2.5-pro", 1_900, 1_400).at(1_250, 125, 10_000);
pub(crate) const GEMINI_FLASH: Model = model("google", "gemini-2.5-flash", 450, 3_500).at(300, 30, 2_500);
/// No price list knows it.
pub(crate) const GEMINI_IMAGE: Model = model("google", "gemini-3.1-image", 6_000, 100);
pub(crate) const BEDROCK_SONNET: Model = model("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", 1_300, 1_100);
pub(crate) const BEDROCK_NOVA: Model = model("aws", "amazon.nova-pro-v1:0", 700, 2_000);
pub(crate) const BEDROCK_LLAMA: Model = model("aws", "meta.llama3-3-70b-instruct-v1:0", 800, 1_800);
pub(crate) const AZURE_GPT_41: Model = model("azure", "gpt-4.1", 1_000, 1_700);
pub(crate) const AZURE_GPT_4O: Model = model("azure", "gpt-4o", 800, 1_900);

/// What a call counts. No token stands in two places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) input: u64,
    pub(crate) cache_read: u64,
    pub(crate) cache_write: u64,
    pub(crate) output: u64,
}

impl Tokens {
    pub(crate) const fn thousands(input: u64, cache_read: u64, cache_write: u64, output: u64) -> Self {
        let k = 1_000;
        Self { input: input * k, cache_read: cache_read * k, cache_write: cache_write * k, output: output * k }
    }

    /// More or less of it: each count by up to so many hundredths.
    pub(crate) fn vary(self, random: &mut fastrand::Rng, hundredths: u64) -> Self {
        let mut one = |count: u64| count * random.u64(1_000 - 10 * hundredths..=1_000 + 10 * hundredths) / 1_000;
        Self {
            input: one(self.input),
            cache_read: one(self.cache_read),
            cache_write: one(self.cache_write),
            output: one(self.output),
        }
    }

    /// What this model counts of it: an embedding answers no text, and only Claude says what it writes to its cache.
    pub(crate) fn of(self, model: Model) -> Self {
        if model == EMBEDDING {
            return Self { input: self.input + self.cache_read, ..Self::default() };
        }
        let writes = model.name.contains("claude");
        Self { cache_write: if writes { self.cache_write } else { 0 }, ..self }
    }
}
