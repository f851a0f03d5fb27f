//! What people decided about alerts.

use anyhow::Result;
use serde_json::json;

use super::office::Office;

pub(crate) async fn acknowledge(office: &Office, rule: &str, note: &str) -> Result<()> {
    decide(office, rule, "acknowledge", note).await
}

pub(crate) async fn resolve(office: &Office, rule: &str, note: &str) -> Result<()> {
    decide(office, rule, "resolve", note).await
}

async fn decide(office: &Office, rule: &str, decision: &str, note: &str) -> Result<()> {
    if let Some(id) = open(office, rule).await? {
        office.post(&format!("/api/v1/alerts/{id}/{decision}"), &json!({"note": note})).await?;
    }
    Ok(())
}

/// The newest alert of a rule that is open. There may be none: budgets begin with the month, wherever in the story that
/// is.
async fn open(office: &Office, rule: &str) -> Result<Option<String>> {
    let alerts = office.get("/api/v1/alerts?status=open").await?;
    let of_rule = alerts["items"].as_array().into_iter().flatten().find(|alert| alert["ruleName"] == rule);
    Ok(of_rule.and_then(|alert| alert["id"].as_str()).map(str::to_owned))
}
