//! News → deliveries, within the transaction that records the news.

use std::collections::HashMap;

use outlay_control::alerts::{AlertChange, AlertRow};
use outlay_control::channels::ChannelRow;
use outlay_control::deliveries::DeliveryRow;
use outlay_control::new_id;

use crate::error::AlertsError;
use crate::fold::News;
use crate::message::{Message, Occasion};
use crate::view::severity;

/// Adds a delivery for each piece of news and channel of its rule.
pub(crate) async fn tell(
    change: &mut AlertChange,
    news: &[News],
    now: i64,
    console: Option<&str>,
) -> Result<(), AlertsError> {
    if news.is_empty() {
        return Ok(());
    }
    let channels = change.channels().await?;
    let mut of_rules: HashMap<&str, Vec<String>> = HashMap::new();
    for news in news {
        let rule_id = match news {
            News::Alert { alert, .. } | News::Woke { alert, .. } => alert.rule_id.as_str(),
            News::Storm(report) => report.rule_id.as_str(),
        };
        if !of_rules.contains_key(rule_id) {
            // A rule that is gone has no channels.
            let text = change.channels_of_rule(rule_id).await?;
            of_rules.insert(rule_id, text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default());
        }
        let wanted = of_rules.get(rule_id).map(Vec::as_slice).unwrap_or_default();
        let told = match news {
            News::Alert { occasion: Occasion::Escalated | Occasion::Cleared, alert } | News::Woke { alert, .. } => {
                change.told_channels(&alert.id).await?
            }
            _ => Vec::new(),
        };
        for channel in channels.iter().filter(|channel| wanted.contains(&channel.id)) {
            let told = told.iter().find(|told| told.channel_id == channel.id);
            let is_news = match news {
                // Nobody needs to hear the end of what they never heard of: it opened while muted, or in a storm.
                News::Alert { occasion: Occasion::Cleared, .. } => told.is_some(),
                // Nor twice that it is as bad as it was before: a rule may change its mind all the time.
                News::Alert { occasion: Occasion::Escalated, alert } => told.is_some_and(|told| {
                    told.severities.split(',').all(|told| severity(told) < severity(&alert.severity))
                }),
                // What was held back says that it is open, whether it still waits or was quicker than this.
                News::Woke { at, .. } => told
                    .is_none_or(|told| !told.waits && told.last_delivered_at.is_none_or(|delivered| delivered < *at)),
                _ => true,
            };
            if is_news {
                change.add_delivery(&delivery(news, channel, now, console)?).await?;
            }
        }
    }
    Ok(())
}

fn delivery(news: &News, channel: &ChannelRow, now: i64, console: Option<&str>) -> Result<DeliveryRow, AlertsError> {
    let id = new_id();
    let about = |occasion, alert: &AlertRow| {
        let message = Message::about(occasion, &id, alert, console);
        (message, Some(alert.id.clone()), alert.id.clone(), alert.version, alert.snoozed_until)
    };
    let (message, alert_id, subject, position, held_until) = match news {
        News::Alert { occasion, alert } => about(*occasion, alert),
        News::Woke { alert, .. } => about(Occasion::Woke, alert),
        News::Storm(report) => {
            (Message::of_storm(&id, report, console), None, report.storm.id.clone(), report.position, None)
        }
    };
    let message = serde_json::to_string(&message).map_err(|error| AlertsError::Broken(error.to_string()))?;
    Ok(DeliveryRow {
        id,
        alert_id,
        subject,
        position,
        channel_id: channel.id.clone(),
        channel_name: channel.name.clone(),
        message,
        status: "pending".to_owned(),
        attempts: 0,
        earlier_attempts: 0,
        last_error: None,
        created_at: now,
        due_at: now.max(held_until.unwrap_or(0)),
        delivered_at: None,
    })
}
