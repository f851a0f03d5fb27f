//! Who calls which models, how often and for whom: seventeen agents, and products that call models without one.

use super::calendar::StoryDay;
use super::call::Sender;
use super::models::*;
use super::rhythm::{BATCH, OFFICE, Rhythm, STEADY};

/// One kind of run.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) agent: Option<&'static str>,
    pub(crate) version: Option<&'static str>,
    pub(crate) product: Option<&'static str>,
    /// The kind of its runs.
    pub(crate) run: &'static str,
    /// What its calls do, in turn.
    pub(crate) steps: &'static [&'static str],
    pub(crate) tools: &'static [&'static str],
    pub(crate) sender: Sender,
    /// The routing layer.
    pub(crate) source: Option<&'static str>,
    pub(crate) middleware: Option<&'static str>,
    pub(crate) environment: &'static str,
    /// Whom it mostly works for.
    pub(crate) mostly: &'static [&'static str],
    /// Whether somebody at the customer asks for it.
    pub(crate) is_asked: bool,
    /// Its models with their shares, in hundredths.
    pub(crate) models: &'static [(Model, u32)],
    /// Of a usual call.
    pub(crate) tokens: Tokens,
    /// Calls of a run.
    pub(crate) calls: u64,
    /// Runs on a usual weekday of November, in tenths.
    pub(crate) runs: i64,
    pub(crate) rhythm: &'static Rhythm,
    /// How much more it is a month later, in thousandths.
    pub(crate) growth: i64,
    pub(crate) since: Option<StoryDay>,
}

const NOBODY: Workload = Workload {
    agent: None,
    version: None,
    product: None,
    run: "request",
    steps: &["answer"],
    tools: &[],
    sender: Sender::Gateway,
    source: None,
    middleware: None,
    environment: "production",
    mostly: &[],
    is_asked: false,
    models: &[],
    tokens: Tokens { input: 0, cache_read: 0, cache_write: 0, output: 0 },
    calls: 1,
    runs: 0,
    rhythm: &OFFICE,
    growth: 50,
    since: None,
};

pub(crate) const CLAIMS_EXTRACTOR: Workload = Workload {
    agent: Some("claims-extractor"),
    version: Some("2.8.0"),
    product: Some("Claims Desk"),
    run: "batch-intake",
    steps: &["classify", "extract", "extract", "cross-check", "extract", "summarise"],
    tools: &["read_document"],
    sender: Sender::Workers,
    mostly: &["Mosswood", "Tallyport", "Mosswood"],
    models: &[(SONNET, 85), (HAIKU, 15)],
    tokens: Tokens::thousands(40, 80, 22, 20),
    calls: 6,
    runs: 994,
    rhythm: &BATCH,
    growth: 270,
    ..NOBODY
};

pub(crate) const ROUTE_PLANNER: Workload = Workload {
    agent: Some("route-planner"),
    version: Some("1.14.2"),
    product: Some("Route Board"),
    run: "plan-route",
    steps: &["plan", "replan", "check", "replan", "answer"],
    tools: &["get_traffic", "carrier_quotes"],
    mostly: &["Kestrel Freight"],
    models: &[(OPUS, 35), (SONNET, 65)],
    tokens: Tokens::thousands(22, 120, 12, 14),
    calls: 5,
    runs: 374,
    growth: 120,
    ..NOBODY
};

/// Its cache was mended on the 9th: what it reads from there is in `traffic`.
pub(crate) const SUPPORT_AGENT: Workload = Workload {
    agent: Some("support-agent"),
    version: Some("4.2.1"),
    product: Some("Help Centre"),
    run: "support-case",
    steps: &["triage", "draft", "review"],
    tools: &["search_index"],
    is_asked: true,
    models: &[(GPT_5, 70), (GPT_5_MINI, 30)],
    tokens: Tokens::thousands(88, 62, 0, 60),
    calls: 3,
    runs: 1_200,
    growth: 20,
    ..NOBODY
};

pub(crate) const CONTRACT_DIGEST: Workload = Workload {
    agent: Some("contract-digest"),
    version: Some("0.9.4"),
    product: Some("Contracts"),
    run: "digest",
    steps: &["split", "digest", "digest", "merge"],
    tools: &["read_document"],
    mostly: &["Corvid Legal"],
    models: &[(GPT_5, 80), (OPUS, 20)],
    tokens: Tokens::thousands(150, 40, 0, 32),
    calls: 4,
    runs: 599,
    ..NOBODY
};

/// The pictures of label-maker are in `images`.
pub(crate) const ALL: &[Workload] = &[
    CLAIMS_EXTRACTOR,
    ROUTE_PLANNER,
    SUPPORT_AGENT,
    CONTRACT_DIGEST,
    Workload {
        agent: Some("doc-search"),
        version: Some("3.0.0"),
        product: Some("Help Centre"),
        run: "search",
        steps: &["embed", "rank", "answer"],
        tools: &["search_index"],
        is_asked: true,
        models: &[(GEMINI_PRO, 60), (GPT_5_MINI, 25), (EMBEDDING, 15)],
        tokens: Tokens::thousands(110, 50, 0, 32),
        calls: 3,
        runs: 1_410,
        growth: -30,
        ..NOBODY
    },
    Workload {
        agent: Some("invoice-matcher"),
        version: Some("1.3.7"),
        product: Some("Ledger Match"),
        run: "match",
        steps: &["read", "match", "match", "explain"],
        sender: Sender::Workers,
        mostly: &["Tallyport", "Bluefin Grocers"],
        models: &[(GPT_5_MINI, 75), (AZURE_GPT_41, 25)],
        tokens: Tokens::thousands(120, 40, 0, 60),
        calls: 4,
        runs: 661,
        rhythm: &BATCH,
        ..NOBODY
    },
    Workload {
        agent: Some("mail-sorter"),
        version: Some("2.1.0"),
        run: "sort",
        steps: &["sort"],
        sender: Sender::Workers,
        models: &[(GPT_5_MINI, 100)],
        tokens: Tokens::thousands(150, 40, 0, 100),
        runs: 2_899,
        rhythm: &STEADY,
        ..NOBODY
    },
    Workload {
        agent: Some("label-maker"),
        version: Some("0.4.0"),
        product: Some("Labels"),
        run: "caption",
        steps: &["caption"],
        mostly: &["Tallyport"],
        models: &[(GEMINI_FLASH, 100)],
        tokens: Tokens::thousands(40, 0, 0, 24),
        runs: 665,
        ..NOBODY
    },
    Workload {
        agent: Some("customs-clerk"),
        version: Some("1.0.3"),
        product: Some("Customs"),
        run: "declaration",
        steps: &["classify", "fill", "check"],
        tools: &["lookup_tariff"],
        models: &[(BEDROCK_SONNET, 100)],
        tokens: Tokens::thousands(80, 60, 0, 24),
        calls: 3,
        runs: 145,
        growth: 98,
        ..NOBODY
    },
    Workload {
        agent: Some("fraud-watch"),
        version: Some("0.7.1"),
        run: "score",
        steps: &["score"],
        sender: Sender::Workers,
        models: &[(BEDROCK_NOVA, 100)],
        tokens: Tokens::thousands(260, 0, 0, 40),
        runs: 507,
        rhythm: &STEADY,
        growth: 98,
        ..NOBODY
    },
    Workload {
        agent: Some("rate-quoter"),
        version: Some("2.0.0"),
        product: Some("Rate Desk"),
        run: "quote",
        steps: &["read", "quote"],
        tools: &["carrier_quotes"],
        is_asked: true,
        models: &[(GPT_5_MINI, 100)],
        tokens: Tokens::thousands(120, 0, 0, 60),
        calls: 2,
        runs: 284,
        ..NOBODY
    },
    Workload {
        agent: Some("eta-notifier"),
        version: Some("1.8.2"),
        product: Some("Route Board"),
        run: "notify",
        steps: &["notify"],
        models: &[(GPT_5_NANO, 100)],
        tokens: Tokens::thousands(240, 0, 0, 110),
        runs: 532,
        rhythm: &STEADY,
        ..NOBODY
    },
    Workload {
        agent: Some("translation-desk"),
        version: Some("1.1.0"),
        product: Some("Customs"),
        run: "translate",
        steps: &["translate"],
        models: &[(GEMINI_FLASH, 100)],
        tokens: Tokens::thousands(120, 0, 0, 48),
        runs: 511,
        ..NOBODY
    },
    Workload {
        agent: Some("meeting-notes"),
        version: Some("0.3.0"),
        run: "notes",
        steps: &["summarise"],
        models: &[(AZURE_GPT_4O, 100)],
        tokens: Tokens::thousands(90, 0, 0, 10),
        runs: 185,
        growth: 316,
        ..NOBODY
    },
    Workload {
        agent: Some("data-cleaner"),
        version: Some("1.0.0"),
        run: "clean",
        steps: &["clean"],
        sender: Sender::Workers,
        models: &[(BEDROCK_LLAMA, 100)],
        tokens: Tokens::thousands(240, 0, 0, 30),
        runs: 356,
        rhythm: &BATCH,
        ..NOBODY
    },
    Workload {
        agent: Some("code-reviewer"),
        version: Some("0.2.5"),
        run: "review",
        steps: &["read", "review"],
        environment: "staging",
        models: &[(HAIKU, 100)],
        tokens: Tokens::thousands(60, 60, 0, 16),
        calls: 2,
        runs: 102,
        ..NOBODY
    },
    Workload {
        agent: Some("yard-watch"),
        version: Some("0.1.9"),
        product: Some("Yard View"),
        run: "look",
        steps: &["look"],
        models: &[(GEMINI_FLASH, 100)],
        tokens: Tokens::thousands(60, 0, 0, 16),
        runs: 550,
        rhythm: &STEADY,
        ..NOBODY
    },
    Workload {
        product: Some("Harbour Assist"),
        run: "chat",
        steps: &["retrieve", "answer"],
        source: Some("LITELLM"),
        mostly: &["Kestrel Freight", "Mosswood", "Kestrel Freight"],
        is_asked: true,
        models: &[(GPT_5, 60), (SONNET, 40)],
        tokens: Tokens::thousands(60, 70, 0, 42),
        calls: 2,
        runs: 2_305,
        ..NOBODY
    },
    Workload {
        run: "coding",
        steps: &["read", "edit", "edit", "test", "edit"],
        sender: Sender::Laptops,
        middleware: Some("claude-code"),
        environment: "development",
        models: &[(OPUS, 40), (SONNET, 60)],
        tokens: Tokens::thousands(12, 145, 14, 16),
        calls: 10,
        runs: 326,
        growth: 150,
        ..NOBODY
    },
    Workload {
        product: Some("Manifest Reader"),
        run: "read-manifest",
        steps: &["read", "check"],
        mostly: &["Kestrel Freight", "Mosswood"],
        models: &[(BEDROCK_SONNET, 100)],
        tokens: Tokens::thousands(90, 60, 0, 34),
        calls: 2,
        runs: 790,
        growth: 98,
        ..NOBODY
    },
    // New since the 10th.
    Workload {
        product: Some("Dispatch Copilot"),
        run: "dispatch",
        steps: &["read", "propose", "confirm"],
        tools: &["get_traffic"],
        mostly: &["Bluefin Grocers"],
        is_asked: true,
        models: &[(GPT_5, 70), (SONNET, 30)],
        tokens: Tokens::thousands(60, 60, 0, 36),
        calls: 3,
        runs: 817,
        growth: 0,
        since: Some(10),
        ..NOBODY
    },
    Workload {
        product: Some("Tender Desk"),
        run: "tender",
        steps: &["read", "draft"],
        mostly: &["Corvid Legal", "Kestrel Freight"],
        is_asked: true,
        models: &[(GPT_5, 65), (GPT_5_MINI, 35)],
        tokens: Tokens::thousands(140, 0, 0, 56),
        calls: 2,
        runs: 1_056,
        growth: 20,
        ..NOBODY
    },
    Workload {
        product: Some("Harbour Insights"),
        run: "report",
        steps: &["report"],
        models: &[(GEMINI_PRO, 100)],
        tokens: Tokens::thousands(120, 20, 0, 36),
        runs: 768,
        growth: -30,
        ..NOBODY
    },
    Workload {
        product: Some("Back Office"),
        run: "letter",
        steps: &["draft"],
        models: &[(AZURE_GPT_4O, 100)],
        tokens: Tokens::thousands(100, 0, 0, 24),
        runs: 610,
        growth: 316,
        ..NOBODY
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventeen_agents_and_no_model_is_called_beyond_its_first_tier() {
        assert_eq!(ALL.iter().filter(|workload| workload.agent.is_some()).count(), 17);
        for workload in ALL {
            assert_eq!(workload.models.iter().map(|(_, share)| share).sum::<u32>(), 100, "{}", workload.run);
            let Tokens { input, cache_read, cache_write, .. } = workload.tokens;
            let has_tiers = workload.models.iter().any(|(model, _)| [SONNET, GEMINI_PRO].contains(model));
            assert!(!has_tiers || (input + cache_read + cache_write) * 115 / 100 < 200_000, "{}", workload.run);
        }
    }
}
