//! What the proxy's database holds of a day: a row for each person, key, model and provider, made of the log's fixtures.

use rust_decimal::Decimal;
use serde_json::Value;

use super::fixture;

#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) user: String,
    pub(super) key: String,
    pub(super) key_alias: String,
    pub(super) team: String,
    pub(super) model: String,
    pub(super) model_group: String,
    pub(super) provider: String,
    pub(super) spend: Decimal,
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
    pub(super) cache_read_tokens: u64,
    pub(super) cache_creation_tokens: u64,
    pub(super) successes: u64,
    pub(super) failures: u64,
}

/// The rows of a day, in the order of the users.
pub(super) fn of_users(users: usize) -> Vec<Row> {
    let one = of_one();
    let of = |user: usize| {
        let name = if user == 0 { None } else { Some(format!("user-{user:04}")) };
        one.iter().map(move |row| Row { user: name.clone().unwrap_or_else(|| row.user.clone()), ..row.clone() })
    };
    (0..users).flat_map(of).collect()
}

fn of_one() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for log in [fixture!("spend_logs_v2.page1"), fixture!("spend_logs_v2.page2")] {
        let log: Value = serde_json::from_str(log).unwrap_or_default();
        for call in log["data"].as_array().into_iter().flatten() {
            let call = row(call);
            let same = |row: &&mut Row| {
                (&row.user, &row.key, &row.model, &row.provider) == (&call.user, &call.key, &call.model, &call.provider)
            };
            match rows.iter_mut().find(same) {
                Some(row) => row.add(&call),
                None => rows.push(call),
            }
        }
    }
    rows
}

fn row(call: &Value) -> Row {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    let is_failure = call["status"] == "failure";
    let usage = &call["metadata"]["additional_usage_values"];
    Row {
        user: text(&call["user"]),
        key: text(&call["api_key"]),
        key_alias: text(&call["metadata"]["user_api_key_alias"]),
        team: text(&call["team_id"]),
        model: text(&call["model"]),
        model_group: text(&call["model_group"]),
        provider: text(&call["custom_llm_provider"]),
        spend: call["spend"].to_string().parse().unwrap_or_default(),
        prompt_tokens: count(&call["prompt_tokens"]),
        completion_tokens: count(&call["completion_tokens"]),
        cache_read_tokens: count(&usage["cache_read_input_tokens"]),
        cache_creation_tokens: count(&usage["cache_creation_input_tokens"]),
        successes: u64::from(!is_failure),
        failures: u64::from(is_failure),
    }
}

impl Row {
    pub(super) fn add(&mut self, other: &Self) {
        self.spend += other.spend;
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
        self.cache_read_tokens += other.cache_read_tokens;
        self.cache_creation_tokens += other.cache_creation_tokens;
        self.successes += other.successes;
        self.failures += other.failures;
    }
}
