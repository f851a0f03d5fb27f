//! Rows of the messages report: tokens by key, workspace, model and user.

use outlay_connector::{Count, Entry, Error};
use serde::Deserialize;
use serde_json::json;

/// Never changed: rows under another grouping would have other keys and stand beside the old ones.
pub(crate) const GROUP_BY: &[&str] = &[
    "api_key_id",
    "workspace_id",
    "model",
    "service_tier",
    "context_window",
    "inference_geo",
    "account_id",
    "service_account_id",
];

#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    api_key_id: Option<String>,
    /// Null is the default workspace.
    workspace_id: Option<String>,
    model: Option<String>,
    service_tier: Option<String>,
    context_window: Option<String>,
    inference_geo: Option<String>,
    account_id: Option<String>,
    service_account_id: Option<String>,
    /// Null unless asked for, which takes a header of a beta.
    speed: Option<String>,

    uncached_input_tokens: Option<Count>,
    cache_read_input_tokens: Option<Count>,
    cache_creation: Option<CacheCreation>,
    output_tokens: Option<Count>,
    server_tool_use: Option<ServerToolUse>,
}

#[derive(Debug, Deserialize)]
struct CacheCreation {
    ephemeral_5m_input_tokens: Option<Count>,
    ephemeral_1h_input_tokens: Option<Count>,
}

#[derive(Debug, Deserialize)]
struct ServerToolUse {
    web_search_requests: Option<Count>,
}

impl Row {
    /// Tokens, and web searches beside them where there were some: they have a price of their own.
    pub(crate) fn into_entries(self, blank: Entry) -> Result<Vec<Entry>, Error> {
        let raw = json!({
            "api_key_id": self.api_key_id, "workspace_id": self.workspace_id, "model": self.model,
            "service_tier": self.service_tier, "context_window": self.context_window,
            "inference_geo": self.inference_geo, "account_id": self.account_id,
            "service_account_id": self.service_account_id, "speed": self.speed,
        });
        let blank = Entry {
            model: self.model,
            project: self.workspace_id,
            key: self.api_key_id,
            user: self.account_id.or(self.service_account_id),
            raw: raw.to_string(),
            ..blank
        };
        let (short, long) = self.cache_creation.map_or((None, None), |written| {
            (Count::number(written.ephemeral_5m_input_tokens), Count::number(written.ephemeral_1h_input_tokens))
        });
        let written = match (short, long) {
            (None, None) => None,
            (short, long) => Some(short.unwrap_or_default().saturating_add(long.unwrap_or_default())),
        };
        let mut entries = vec![Entry {
            input_tokens: Count::number(self.uncached_input_tokens),
            cached_input_tokens: Count::number(self.cache_read_input_tokens),
            cache_write_tokens: written,
            cache_write_5m_tokens: short,
            cache_write_1h_tokens: long,
            output_tokens: Count::number(self.output_tokens),
            ..blank.clone()
        }];
        let searches = self.server_tool_use.and_then(|tools| tools.web_search_requests);
        if let Some(Count(searches @ 1..)) = searches {
            entries.push(Entry { units: Some(searches.to_string()), unit: Some("searches".into()), ..blank });
        }
        Ok(entries)
    }
}
