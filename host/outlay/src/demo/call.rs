//! One event, as a sender writes it.

use outlay_domain::Timestamp;
use serde::{Serialize, Serializer};

use super::models::{Model, Tokens};

/// The keys that events are posted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Gateway,
    Workers,
    Laptops,
}

/// The body of one event of `POST /v1/events`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    #[serde(skip)]
    pub(crate) sender: Sender,
    #[serde(skip)]
    pub(crate) model_of: Option<Model>,
    #[serde(serialize_with = "text")]
    pub(crate) time: Timestamp,
    pub(crate) transaction_id: String,
    #[serde(flatten)]
    pub(crate) what: What,
    #[serde(flatten)]
    pub(crate) whom: Whom,
    #[serde(flatten)]
    pub(crate) step: Step,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
    pub(crate) meters: Meters,
}

/// What was called.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct What {
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model_source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) middleware_source: Option<&'static str>,
}

/// For whom, and on whose behalf.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Whom {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) product_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subscriber_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subscriber_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent_version: Option<&'static str>,
    pub(crate) environment: &'static str,
    pub(crate) region: &'static str,
}

/// Where in a run.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) transaction_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent_transaction_id: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Outcome {
    pub(crate) duration_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_to_first_token: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_streamed: Option<bool>,
    pub(crate) stop_reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error_reason: Option<&'static str>,
}

/// What was counted.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Meters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_read_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_write_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_write_5m_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) images: Option<u64>,
    /// Of a tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calls: Option<u64>,
}

impl Meters {
    pub(crate) fn of(tokens: Tokens) -> Self {
        let some = |count: u64| (count > 0).then_some(count);
        Self {
            input_tokens: Some(tokens.input),
            cache_read_tokens: some(tokens.cache_read),
            cache_write_tokens: some(tokens.cache_write),
            cache_write_5m_tokens: some(tokens.cache_write),
            output_tokens: Some(tokens.output),
            ..Self::default()
        }
    }

    /// As they are of a call that was answered.
    pub(crate) fn tokens(&self) -> Tokens {
        let count = |count: Option<u64>| count.unwrap_or(0);
        Tokens {
            input: count(self.input_tokens),
            cache_read: count(self.cache_read_tokens),
            cache_write: count(self.cache_write_tokens),
            output: count(self.output_tokens),
        }
    }
}

fn text<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}
