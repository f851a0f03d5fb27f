//! What people decided about alerts.

use anyhow::{Context, Result};
use serde_json::json;

use super::office::Office;

/// The newest alert of a rule that is open.
async fn open(office: &Office, rule: &str) -> Result<String> {
    let alerts = office.get("/api/v1/alerts?status=open").await?;
    let of_rule = alerts["items"].as_array().into_iter().flatten().find(|alert| alert["ruleName"] == rule);
    of_rule
        .and_then(|alert| alert["id"].as_str())
        .map(str::to_owned)
        .with_context(|| format!("{rule}: nothing is open"))
}

pub(crate) async fn acknowledge(office: &Office, rule: &str, note: &str) -> Result<()> {
    let id = open(office, rule).await?;
    office.post(&format!("/api/v1/alerts/{id}/acknowledge"), &json!({"note": note})).await.map(|_| ())
}

pub(crate) async fn resolve(office: &Office, rule: &str, note: &str) -> Result<()> {
    let id = open(office, rule).await?;
    office.post(&format!("/api/v1/alerts/{id}/resolve"), &json!({"note": note})).await.map(|_| ())
}
