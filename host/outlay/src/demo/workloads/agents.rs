//! The seventeen agents. The pictures of label-maker are in `images`.

use super::super::call::Sender;
use super::super::models::{
    AZURE_GPT_4O, AZURE_GPT_41, BEDROCK_LLAMA, BEDROCK_NOVA, BEDROCK_SONNET, EMBEDDING, GEMINI_FLASH, GEMINI_PRO,
    GPT_5, GPT_5_MINI, GPT_5_NANO, HAIKU, OPUS, SONNET, Tokens,
};
use super::super::rhythm::{BATCH, STEADY};
use super::{NOBODY, Workload};

const CLAIMS_EXTRACTOR: Workload = Workload {
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

const CONTRACT_DIGEST: Workload = Workload {
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

pub(super) const ALL: &[Workload] = &[
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
];
