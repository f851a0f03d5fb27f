//! Rows of the cost report: what is billed, by workspace and line.

use outlay_connector::{Decimal, Entry, Error, Failure, error};
use serde::Deserialize;
use serde_json::json;

/// Never changed: rows under another grouping would have other keys and stand beside the old ones.
pub(crate) const GROUP_BY: &[&str] = &["workspace_id", "description"];

#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    /// In cents, with fractions of them.
    amount: Decimal,
    currency: String,
    /// Null is the default workspace.
    workspace_id: Option<String>,
    description: Option<String>,
    cost_type: Option<String>,
    context_window: Option<String>,
    model: Option<String>,
    service_tier: Option<String>,
    token_type: Option<String>,
    inference_geo: Option<String>,
    speed: Option<String>,
}

impl Row {
    pub(crate) fn into_entry(self, blank: Entry) -> Result<Entry, Error> {
        let raw = json!({
            "workspace_id": self.workspace_id, "description": self.description, "cost_type": self.cost_type,
            "context_window": self.context_window, "model": self.model, "service_tier": self.service_tier,
            "token_type": self.token_type, "inference_geo": self.inference_geo, "speed": self.speed,
        });
        let cost = self
            .amount
            .shift(-2)
            .map_err(|_| error(Failure::Unexpected, "a cost has more digits than Outlay reads"))?;
        Ok(Entry {
            model: self.model,
            project: self.workspace_id,
            cost: Some(cost.into_string()),
            currency: Some(self.currency.to_uppercase()),
            raw: raw.to_string(),
            ..blank
        })
    }
}
