//! The rules of Harbourline, of those that come with Outlay.

use anyhow::Result;
use serde_json::{Value, json};

use super::channels::Channels;
use super::office::Office;

/// When it is made: as the year begins, or later, because something taught them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lesson {
    First,
    Invoices,
    Images,
}

pub(crate) async fn make(office: &Office, channels: &Channels, lesson: Lesson) -> Result<()> {
    for rule in rules(channels, lesson) {
        office.post("/api/v1/rules", &rule).await?;
    }
    Ok(())
}

fn rules(channels: &Channels, lesson: Lesson) -> Vec<Value> {
    let (chat, pager) = (&channels.chat, &channels.pager);
    match lesson {
        Lesson::First => vec![
            json!({"name": "Runaway agent", "builtin": "metric", "channels": [chat, pager], "settings": {
                "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN", "threshold": "50",
                "periodDuration": "FIFTEEN_MINUTES", "groupBy": ["AGENT"], "severity": "critical",
                "filters": [{"dimension": "AGENT", "operator": "CONTAINS", "value": "-"}],
            }}),
            json!({"name": "Agent's week", "builtin": "metric", "channels": [chat], "settings": {
                "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN",
                "threshold": "2200", "periodDuration": "SEVEN_DAYS", "groupBy": ["AGENT"], "severity": "critical",
                "filters": [{"dimension": "AGENT", "operator": "CONTAINS", "value": "-"}],
            }}),
            json!({"name": "Support budget", "builtin": "metric", "channels": [chat], "settings": {
                "alertType": "CUMULATIVE_USAGE", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN",
                "threshold": "1250", "periodDuration": "MONTHLY",
                "filters": [{"dimension": "AGENT", "operator": "IS", "value": "support-agent"}],
            }}),
            json!({"name": "Provider in trouble", "builtin": "metric", "channels": [chat, pager], "settings": {
                "alertType": "THRESHOLD", "metricType": "ERROR_RATE", "operatorType": "GREATER_THAN", "threshold": "20",
                "isPercentage": true, "periodDuration": "THIRTY_MINUTES", "groupBy": ["PROVIDER"], "minSampleCount": 30,
            }}),
            json!({"name": "Dear call", "builtin": "threshold", "shadow": true, "settings": {
                "metric": "cost_per_transaction", "limit": "1.50", "group_by": "agent",
            }}),
        ],
        Lesson::Invoices => vec![
            json!({"name": "Anthropic's bill", "builtin": "metric", "channels": [chat], "settings": {
                "alertType": "CUMULATIVE_USAGE", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN",
                "threshold": "16000", "periodDuration": "MONTHLY", "dataSource": "PROVIDER",
                "filters": [{"dimension": "PROVIDER", "operator": "IS", "value": "anthropic"}],
            }}),
            json!({"name": "Vertex bill gone quiet", "builtin": "metric", "channels": [chat], "settings": {
                "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "LESS_THAN", "threshold": "560",
                "periodDuration": "SEVEN_DAYS", "dataSource": "PROVIDER",
                "filters": [{"dimension": "PROVIDER", "operator": "IS", "value": "vertex"}],
            }}),
        ],
        Lesson::Images => {
            vec![json!({"name": "Images by model", "builtin": "metric", "channels": [chat], "settings": {
                "alertType": "CUMULATIVE_USAGE", "metricType": "IMAGE_COUNT", "operatorType": "GREATER_THAN",
                "threshold": "1000", "periodDuration": "MONTHLY", "groupBy": ["MODEL"], "severity": "info",
            }})]
        }
    }
}
