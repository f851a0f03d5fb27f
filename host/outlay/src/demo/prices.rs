//! What Harbourline pays other than the list says, and what it wants to pay at most.

use anyhow::Result;
use outlay_domain::Timestamp;
use serde_json::{Value, json};

use super::office::Office;

/// A call of a tool, in dollars.
const TOOLS: &[(&str, &str)] = &[
    ("get_traffic", "0.004"),
    ("carrier_quotes", "0.006"),
    ("lookup_tariff", "0.002"),
    ("search_index", "0.0005"),
    ("read_document", "0.0015"),
];

pub(crate) async fn of_tools(office: &Office) -> Result<()> {
    for (tool, price) in TOOLS {
        let terms = json!({"type": "prices", "meters": {"calls": {"price": price, "per": 1}}});
        set(office, json!({"name": format!("Calls of {tool}"), "scope": {"tool": tool}, "terms": terms})).await?;
    }
    Ok(())
}

/// What they want to spend in a month.
pub(crate) async fn budget(office: &Office) -> Result<()> {
    office.patch("/api/v1/settings", &json!({"monthlyBudget": "50000"})).await.map(|_| ())
}

/// Eight percent off gpt-5, for a year's commitment.
pub(crate) async fn of_gpt_5(office: &Office, from: Timestamp) -> Result<()> {
    set(
        office,
        json!({
            "name": "gpt-5, committed", "scope": {"provider": "openai", "model": "gpt-5"}, "from": from.to_string(),
            "terms": {"type": "discount", "percent": "8"}, "why": "Commitment for 2027, signed on the day before",
        }),
    )
    .await
}

async fn set(office: &Office, price: Value) -> Result<()> {
    office.post("/api/v1/prices", &price).await.map(|_| ())
}
