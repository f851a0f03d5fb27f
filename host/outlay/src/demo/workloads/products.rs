//! Products that call models without an agent, and the developers.

use super::super::call::Sender;
use super::super::models::{AZURE_GPT_4O, BEDROCK_SONNET, GEMINI_PRO, GPT_5, GPT_5_MINI, OPUS, SONNET, Tokens};
use super::{NOBODY, Workload};

pub(super) const ALL: &[Workload] = &[
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
