//! One metered call.

use serde::{Deserialize, Serialize};

use crate::{CallId, Cost, Dimensions, Meters, Money, Quantity, ShortText, Timestamp};

/// What kind of call it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Completion,
    Embedding,
    Image,
    Audio,
    Video,
    Tool,
    Api,
    Custom,
}

impl Kind {
    pub const ALL: &'static [Self] = &[
        Self::Completion,
        Self::Embedding,
        Self::Image,
        Self::Audio,
        Self::Video,
        Self::Tool,
        Self::Api,
        Self::Custom,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completion => "completion",
            Self::Embedding => "embedding",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Tool => "tool",
            Self::Api => "api",
            Self::Custom => "custom",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// The text is none of the kinds of event.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be one of completion, embedding, image, audio, video, tool, api, custom")]
pub struct UnknownKind;

/// How a record about a call is believed where another one says otherwise: the later ones here win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// A point of a metric.
    Metric,
    /// The details event of the GenAI conventions, which goes with a span.
    Details,
    Span,
    /// A coding assistant's log event about one call.
    Log,
    /// The sender's own JSON.
    #[default]
    Json,
    /// Somebody's later correction.
    Correction,
}

/// What the sender said about the cost, before any price book.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reported {
    pub input: Option<Money>,
    pub output: Option<Money>,
    pub cache_read: Option<Money>,
    pub cache_write: Option<Money>,
    pub total: Option<Money>,
    /// Of all of them, ISO 4217; USD unless said.
    #[serde(default)]
    pub currency: Option<ShortText>,
}

impl Reported {
    /// Whether the sender said anything about the cost.
    pub fn is_given(&self) -> bool {
        let amounts = [self.input, self.output, self.cache_read, self.cache_write, self.total];
        amounts.iter().any(Option::is_some)
    }

    /// Every amount changed; none if one of them becomes none.
    pub fn try_map(&self, change: impl Fn(Money) -> Option<Money>) -> Option<Self> {
        let changed = |amount: Option<Money>| amount.map_or(Some(None), |amount| change(amount).map(Some));
        Some(Self {
            input: changed(self.input)?,
            output: changed(self.output)?,
            cache_read: changed(self.cache_read)?,
            cache_write: changed(self.cache_write)?,
            total: changed(self.total)?,
            currency: self.currency.clone(),
        })
    }
}

/// What the sender said about how the call is billed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Billing {
    /// Nothing is charged for this call.
    pub skipped: bool,
    pub skip_reason: Option<String>,
    /// The computed cost is multiplied by it.
    pub multiplier: Option<Quantity>,
}

/// What was asked and answered. Kept only where a team switched that on, in a table of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prompts {
    pub system: Option<String>,
    /// As the sender wrote them, usually the JSON of a list of messages.
    pub input: Option<String>,
    pub output: Option<String>,
    /// Something of it was cut off.
    pub truncated: bool,
}

/// One metered call, as the ledger keeps it.
///
/// What the ledger adds (`seq`, `received_at`) stands in the [`Frame`](crate::Frame) that holds it. The ledger keeps
/// events as lists of their fields: add new ones at the end, with a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub call_id: CallId,
    pub transaction_id: Option<String>,
    pub kind: Kind,
    /// The wire format that it came in: `meter.completions`, `events`, `otlp.traces` ...
    pub source: ShortText,
    /// When the call was answered; else when it was made; else when it was received.
    pub event_time: Timestamp,
    /// The API key that posted it.
    pub key_id: String,
    pub team: ShortText,
    pub dimensions: Dimensions,
    pub meters: Meters,
    pub reported: Reported,
    pub billing: Billing,
    pub cost: Cost,
    pub is_streamed: Option<bool>,
    pub duration_ms: Option<i64>,
    pub time_to_first_token_ms: Option<i64>,
    pub retry_number: Option<i64>,
    pub error_code: Option<i64>,
    /// Everything else that the sender said: the text of a JSON object.
    pub attributes: Option<String>,
    pub rank: Rank,
    /// The record itself said when the call was.
    pub is_timed: bool,
    pub prompts: Option<Box<Prompts>>,
}

impl Event {
    /// An event of which no more than this is known: no key, team, meters or cost.
    pub fn bare(call_id: CallId, kind: Kind, event_time: Timestamp) -> Self {
        Self {
            call_id,
            transaction_id: None,
            kind,
            source: ShortText::default(),
            event_time,
            key_id: String::new(),
            team: ShortText::default(),
            dimensions: Dimensions::default(),
            meters: Meters::new(),
            reported: Reported::default(),
            billing: Billing::default(),
            cost: Cost::default(),
            is_streamed: None,
            duration_ms: None,
            time_to_first_token_ms: None,
            retry_number: None,
            error_code: None,
            attributes: None,
            rank: Rank::default(),
            is_timed: true,
            prompts: None,
        }
    }
}
