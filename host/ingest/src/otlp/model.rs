//! What OTLP sends, as far as it matters to a meter; borrowed from the body wherever that is possible.

use std::borrow::Cow;

use outlay_domain::Timestamp;
use serde::Deserialize;
use serde_json::{Number, Value as Json};

use super::json as read;
use crate::json::RESERVED_NAMES;

/// The value of an attribute, or a body.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Value<'b> {
    #[default]
    Empty,
    Text(Cow<'b, str>),
    Flag(bool),
    Integer(i64),
    Double(f64),
    /// In base 64.
    Bytes(Cow<'b, str>),
    List(Vec<Value<'b>>),
    Map(Vec<KeyValue<'b>>),
}

impl Value<'_> {
    /// A text or a number, without the blanks around it; none if that is nothing.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
            // The shortest decimal that means this number, without an exponent.
            Self::Double(number) => Some(Cow::Owned(number.to_string())),
            Self::Flag(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            Self::Empty | Self::Bytes(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// As plain JSON. What JSON cannot say is a text.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Text(text) | Self::Bytes(text) => Json::from(text.as_ref()),
            Self::Flag(flag) => Json::from(*flag),
            Self::Integer(number) => Json::from(*number),
            Self::Double(number) => {
                Number::from_f64(*number).map_or_else(|| Json::from(number.to_string()), Json::Number)
            }
            Self::List(values) => Json::Array(values.iter().map(Self::to_json).collect()),
            Self::Map(entries) => {
                let entries = entries.iter().filter(|entry| !entry.key.starts_with(RESERVED_NAMES));
                Json::Object(entries.map(|entry| (entry.key.to_string(), entry.value.to_json())).collect())
            }
        }
    }
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyValue<'b> {
    pub(crate) key: Cow<'b, str>,
    pub(crate) value: Value<'b>,
}

/// The id of a trace (32) or a span (16 digits), hexadecimal in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id<const DIGITS: usize>([u8; DIGITS]);

pub(crate) type TraceId = Id<32>;
pub(crate) type SpanId = Id<16>;

impl<const DIGITS: usize> Id<DIGITS> {
    /// None for what is no valid id: of another length, or zeros only.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() * 2 != DIGITS || bytes.iter().all(|&byte| byte == 0) {
            return None;
        }
        let mut digits = [0; DIGITS];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Some(Self(digits))
    }

    /// In digits of any case.
    pub(crate) fn of_hex(text: &str) -> Option<Self> {
        let mut digits: [u8; DIGITS] = text.as_bytes().try_into().ok()?;
        digits.make_ascii_lowercase();
        let is_hex = digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        (is_hex && digits.iter().any(|&digit| digit != b'0')).then_some(Self(digits))
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

const fn digit(half: u8) -> u8 {
    if half < 10 { b'0' + half } else { b'a' - 10 + half }
}

/// Who instrumented.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Scope<'b> {
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) name: Cow<'b, str>,
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) version: Cow<'b, str>,
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) attributes: Vec<KeyValue<'b>>,
}

/// An invalid id is none.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Span<'b> {
    #[serde(deserialize_with = "read::id")]
    pub(crate) trace_id: Option<TraceId>,
    #[serde(deserialize_with = "read::id")]
    pub(crate) span_id: Option<SpanId>,
    #[serde(deserialize_with = "read::id")]
    pub(crate) parent_span_id: Option<SpanId>,
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) name: Cow<'b, str>,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) start_time_unix_nano: u64,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) end_time_unix_nano: u64,
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) attributes: Vec<KeyValue<'b>>,
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) events: Vec<SpanEvent<'b>>,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) status: Status<'b>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SpanEvent<'b> {
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) name: Cow<'b, str>,
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) attributes: Vec<KeyValue<'b>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Status<'b> {
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) message: Cow<'b, str>,
    #[serde(deserialize_with = "read::lenient_code")]
    pub(crate) code: u64,
}

impl Status<'_> {
    pub(crate) const fn is_error(&self) -> bool {
        self.code == 2
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct LogRecord<'b> {
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) time_unix_nano: u64,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) observed_time_unix_nano: u64,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) body: Value<'b>,
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) attributes: Vec<KeyValue<'b>>,
    #[serde(deserialize_with = "read::id")]
    pub(crate) trace_id: Option<TraceId>,
    #[serde(deserialize_with = "read::id")]
    pub(crate) span_id: Option<SpanId>,
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) event_name: Cow<'b, str>,
}

/// One of the kinds holds points.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Metric<'b> {
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) name: Cow<'b, str>,
    #[serde(borrow, deserialize_with = "read::text")]
    pub(crate) unit: Cow<'b, str>,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) sum: Points<'b>,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) histogram: Points<'b>,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) exponential_histogram: Points<'b>,
    /// Gauges and summaries: only counted.
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) gauge: Points<'b>,
    #[serde(borrow, deserialize_with = "read::optional")]
    pub(crate) summary: Points<'b>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Points<'b> {
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) data_points: Vec<Point<'b>>,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) aggregation_temporality: u64,
}

impl Points<'_> {
    /// Counted since the start, not since the point before.
    pub(crate) const fn is_cumulative(&self) -> bool {
        self.aggregation_temporality != 1
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Point<'b> {
    #[serde(borrow, deserialize_with = "read::list")]
    pub(crate) attributes: Vec<KeyValue<'b>>,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) start_time_unix_nano: u64,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) time_unix_nano: u64,
    #[serde(deserialize_with = "read::integer")]
    pub(crate) as_int: Option<i64>,
    #[serde(deserialize_with = "read::double")]
    pub(crate) as_double: Option<f64>,
    #[serde(deserialize_with = "read::double")]
    pub(crate) sum: Option<f64>,
    #[serde(deserialize_with = "read::nanos")]
    pub(crate) flags: u64,
}

impl Point<'_> {
    pub(crate) fn value(&self) -> Option<Value<'static>> {
        self.as_int.map(Value::Integer).or(self.as_double.or(self.sum).map(Value::Double))
    }

    /// Bit 0: nothing was recorded.
    pub(crate) const fn is_empty(&self) -> bool {
        self.flags & 1 == 1
    }
}

/// None for the zero that stands for an unknown time.
pub(crate) fn time(nanos: u64) -> Option<Timestamp> {
    (nanos != 0).then(|| Timestamp((nanos / 1000).cast_signed()))
}
