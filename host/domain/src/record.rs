//! What a sync yields: a provider's own usage and cost records of a window.

use serde::{Deserialize, Serialize};

use crate::{Money, Quantity, ShortText, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Usage,
    Cost,
}

impl RecordKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Cost => "cost",
        }
    }
}

/// How the provider's figure came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The provider's own figure.
    Reported,
    /// From the change of a balance.
    Derived,
    /// By a price table.
    Estimated,
}

impl Quality {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Derived => "derived",
            Self::Estimated => "estimated",
        }
    }
}

/// One row of a provider's usage or bill. None means that the provider does not say. The ledger keeps records as lists of
/// their fields: add new ones at the end, with a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Half-open.
    pub period_start: Timestamp,
    pub period_end: Timestamp,
    /// The bucket may still change.
    pub open: bool,
    pub provider: String,
    pub model: Option<String>,
    pub project: Option<String>,
    pub key: Option<String>,
    pub user: Option<String>,
    /// Uncached.
    pub input_tokens: Option<u64>,
    pub cached_input_tokens: Option<u64>,
    pub cache_write_tokens: Option<u64>,
    pub cache_write_5m_tokens: Option<u64>,
    pub cache_write_1h_tokens: Option<u64>,
    /// Reasoning included.
    pub output_tokens: Option<u64>,
    pub requests: Option<u64>,
    pub units: Option<Quantity>,
    pub unit: Option<String>,
    pub cost: Option<Money>,
    pub currency: Option<String>,
    pub quality: Quality,
    /// The provider's own grouping keys: the text of a JSON object.
    pub raw: String,
    /// Of usage: what it would cost by the price book. Beside what is billed, never added to it.
    #[serde(default)]
    pub estimate: Option<Estimate>,
    /// What it said when the window was read before; none if it was not there, or if that is not known.
    #[serde(default)]
    pub previous: Option<Previous>,
    /// It was there before and is no more: for rules only, which must take back what they counted.
    #[serde(default)]
    pub gone: bool,
}

/// The figures of a record of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Previous {
    pub input_tokens: Option<u64>,
    pub cached_input_tokens: Option<u64>,
    pub cache_write_tokens: Option<u64>,
    pub output_tokens: Option<u64>,
    pub requests: Option<u64>,
    /// In the currency of the record.
    pub cost: Option<Money>,
}

/// What usage would cost by the price book when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// None if something of it has no price.
    pub cost: Option<Money>,
    /// ISO 4217.
    pub currency: ShortText,
    pub price_version: Option<ShortText>,
    pub price_entry: Option<ShortText>,
    /// As in `events`.
    pub unpriced_reason: Option<ShortText>,
}

/// A finished window of one stream of a connection: replaces all that was there for the same stream and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub connection_id: String,
    pub connector: String,
    pub stream: String,
    pub kind: RecordKind,
    /// Half-open.
    pub start: Timestamp,
    pub end: Timestamp,
    /// Groups the parts of one window.
    pub window_id: String,
    /// 0, 1, 2 ...; a window is applied when its last part is there.
    pub part: u32,
    pub last: bool,
    pub records: Vec<Record>,
}
