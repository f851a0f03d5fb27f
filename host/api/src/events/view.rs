//! Events as callers see them.

use std::collections::BTreeMap;

use outlay_domain::{Cost, Dimension, Finding, Quantity, Unpriced};
use outlay_warehouse::explain;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::prompt::Prompt;
use crate::description::shapes::{self, Count};
use crate::meter::AlertView;

/// Columns of `events` that the log shows, in the order of a row. Those that may pass 2^53 travel as text.
const COLUMNS: &[&str] = &[
    "seq",
    "event_id",
    "transaction_id",
    "kind",
    "source",
    "status",
    "revision",
    "event_time",
    "received_at",
    "key_id",
    "provider",
    "model",
    "organization",
    "product",
    "agent",
    "task_type",
    "environment",
    "subscriber_email",
    "trace_id",
    "operation",
    "team",
    "department",
    "subscriber_id",
    "credential",
    "region",
    "trace_type",
    "trace_name",
    "job_name",
    "squad",
    "tool",
    "service_tier",
    "pricing_tier",
    "middleware",
    "stop_reason",
    "error_code",
    "is_streamed",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "seconds",
    "characters",
    "duration_ms",
    "time_to_first_token_ms",
    "reported_cost",
    "computed_cost",
    "effective_cost",
    "currency",
    "unpriced_reason",
    "findings",
];

pub(crate) fn columns() -> String {
    let column = |name: &&str| if *name == "seq" { "seq::VARCHAR AS seq".to_owned() } else { (*name).to_owned() };
    COLUMNS.iter().map(column).collect::<Vec<_>>().join(", ")
}

/// What one event whole has more, in the order in which [`EventDetail::of`] takes it.
pub(crate) fn detail_columns() -> String {
    [
        "cost_explanation",
        "price_version",
        "price_entry",
        "voided_cost",
        "judged_cost",
        "conflicts",
        "meters",
        "attributes",
    ]
    .into_iter()
    .chain(Dimension::ALL.iter().map(|dimension| dimension.column()))
    .collect::<Vec<_>>()
    .join(", ")
}

/// The first columns of a row as an object with camel-case names.
pub(crate) fn object(row: Vec<Value>) -> Value {
    Value::Object(COLUMNS.iter().map(|name| camel_case(name)).zip(row).collect::<Map<_, _>>())
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut text, word| {
        let mut letters = word.chars();
        text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        text + letters.as_str()
    })
}

/// An event of the log. Token counts are numbers, or strings over 2^53; amounts are decimals; null is unknown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeteredEvent {
    seq: String,
    event_id: String,
    transaction_id: Option<String>,
    kind: String,
    /// The wire format that it came in.
    source: Option<String>,
    /// `live`, or `voided`: then it costs nothing.
    status: String,
    /// 0 as first received; higher after amendments.
    revision: i64,
    event_time: String,
    received_at: String,
    key_id: Option<String>,
    provider: Option<String>,
    model: Option<String>,
    organization: Option<String>,
    product: Option<String>,
    agent: Option<String>,
    task_type: Option<String>,
    environment: Option<String>,
    subscriber_email: Option<String>,
    trace_id: Option<String>,
    operation: Option<String>,
    team: Option<String>,
    department: Option<String>,
    subscriber_id: Option<String>,
    credential: Option<String>,
    region: Option<String>,
    trace_type: Option<String>,
    trace_name: Option<String>,
    job_name: Option<String>,
    squad: Option<String>,
    tool: Option<String>,
    service_tier: Option<String>,
    pricing_tier: Option<String>,
    middleware: Option<String>,
    stop_reason: Option<String>,
    #[schema(value_type = Option<i64>)]
    error_code: Value,
    is_streamed: Option<bool>,
    /// Uncached.
    #[schema(value_type = Option<Count>)]
    input_tokens: Value,
    #[schema(value_type = Option<Count>)]
    cache_read_tokens: Value,
    #[schema(value_type = Option<Count>)]
    cache_write_tokens: Value,
    #[schema(value_type = Option<Count>)]
    output_tokens: Value,
    #[schema(value_type = Option<Count>)]
    reasoning_tokens: Value,
    images: Option<String>,
    seconds: Option<String>,
    characters: Option<String>,
    #[schema(value_type = Option<i64>)]
    duration_ms: Value,
    #[schema(value_type = Option<i64>)]
    time_to_first_token_ms: Value,
    reported_cost: Option<String>,
    computed_cost: Option<String>,
    effective_cost: Option<String>,
    currency: String,
    unpriced_reason: Option<String>,
    /// How many findings of rules it caused.
    findings: i64,
}

impl MeteredEvent {
    pub(crate) fn seq(&self) -> &str {
        &self.seq
    }

    fn is_voided(&self) -> bool {
        self.status == "voided"
    }

    /// Its cost, as far as the log shows it.
    fn cost(&self) -> Cost {
        let amount = |text: &Option<String>| text.as_deref()?.parse().ok();
        Cost {
            currency: self.currency.as_str().into(),
            reported: amount(&self.reported_cost),
            computed: amount(&self.computed_cost),
            effective: amount(&self.effective_cost),
            ..Cost::default()
        }
    }
}

/// The sum over all events that match.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventTotal {
    events: String,
    /// Of those with a known cost in `currency`; null if there is none.
    cost: Option<String>,
    /// How many have no known cost.
    unpriced: String,
    /// The currency that costs are kept in today.
    currency: String,
    /// What was priced while costs were kept in another currency.
    others: Vec<OtherTotal>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OtherTotal {
    currency: String,
    cost: String,
}

impl EventTotal {
    /// From rows of currency, number of events, sum, number of those without a cost.
    pub(crate) fn of(currency: &str, rows: Vec<Vec<Value>>) -> Self {
        let (mut events, mut unpriced, mut cost, mut others) = (0_u64, 0_u64, None, Vec::new());
        for row in rows {
            let text = |index: usize| row.get(index).and_then(Value::as_str).map(str::to_owned);
            let count = |index: usize| text(index).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
            events += count(1);
            unpriced += count(3);
            match text(0) {
                Some(own) if own == currency => cost = text(2),
                other => others.extend(text(2).map(|cost| OtherTotal { currency: other.unwrap_or_default(), cost })),
            }
        }
        let (events, unpriced) = (events.to_string(), unpriced.to_string());
        Self { events, cost, unpriced, currency: currency.to_owned(), others }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventPage {
    pub(crate) items: Vec<MeteredEvent>,
    pub(crate) next: Option<String>,
    pub(crate) total: EventTotal,
}

/// How a cost came to be: `lines` of quantity ÷ per × unit price = amount.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CostView {
    #[serde(flatten)]
    #[schema(value_type = shapes::Cost)]
    cost: Cost,
    /// `reported` less `computed`; null where one of them is not known.
    difference: Option<String>,
    /// Why there is no computed cost, for people.
    unpriced_sentence: Option<String>,
}

impl CostView {
    fn of(cost: Cost) -> Self {
        let difference = cost.reported.zip(cost.computed).map(|(reported, computed)| (reported - computed).to_string());
        Self { difference, unpriced_sentence: cost.unpriced.as_ref().map(Unpriced::sentence), cost }
    }
}

/// Two records of one call disagree.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConflictView {
    /// A column or a meter.
    field: String,
    /// The value that counts.
    kept: String,
    /// The wire format that it came in.
    kept_from: String,
    other: String,
    other_from: String,
}

/// One event whole.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventDetail {
    #[serde(flatten)]
    event: MeteredEvent,
    /// What it is attributed to, by column.
    dimensions: BTreeMap<&'static str, String>,
    /// What was counted, exact decimals by name.
    meters: BTreeMap<String, String>,
    /// Everything else that the sender said.
    #[schema(value_type = Option<Object>)]
    attributes: Value,
    cost: CostView,
    /// The effective cost that the rules saw; null if it was not known then.
    judged_cost: Option<String>,
    /// Where records of this call disagree.
    conflicts: Vec<ConflictView>,
    /// What the rules said about it.
    alerts: Vec<AlertView>,
    /// What was asked and answered, if that was kept.
    prompt: Option<Prompt>,
}

impl EventDetail {
    /// From a row of [`columns`], then [`detail_columns`].
    pub(crate) fn of(
        mut row: Vec<Value>,
        findings: Vec<Finding>,
        prompt: Option<Prompt>,
    ) -> Result<Self, serde_json::Error> {
        let mut rest = row.split_off(COLUMNS.len()).into_iter();
        let mut next = || rest.next().unwrap_or_default();
        let event: MeteredEvent = serde_json::from_value(object(row))?;
        let mut cost = event.cost();
        next().as_str().map_or(Ok(()), |text| explain(&mut cost, text))?;
        (cost.price_version, cost.price_entry) = (serde_json::from_value(next())?, serde_json::from_value(next())?);
        // What it would cost if it were not voided; what counts stands in the event itself.
        let voided_cost = next().as_str().and_then(|text| text.parse().ok());
        if event.is_voided() {
            cost.effective = voided_cost;
        }
        let judged_cost: Option<String> = serde_json::from_value(next())?;
        let conflicts = match next() {
            Value::String(text) => serde_json::from_str(&text)?,
            _ => Vec::new(),
        };
        let meters: BTreeMap<String, String> = serde_json::from_value(next())?;
        let attributes = match next() {
            Value::String(text) => serde_json::from_str(&text)?,
            _ => Value::Null,
        };
        let dimensions: BTreeMap<&str, String> = Dimension::ALL
            .iter()
            .filter_map(|dimension| Some((dimension.column(), next().as_str()?.to_owned())))
            .collect();
        let name = |dimension: Dimension| dimensions.get(dimension.column()).cloned();
        cost.unpriced = event.unpriced_reason.as_deref().and_then(|code| Unpriced::of(code, name, &cost));
        Ok(Self {
            event,
            dimensions,
            // As short as they are exact: `12`, not `12.000000000`.
            meters: meters
                .into_iter()
                .map(|(name, text)| {
                    (name, text.parse::<Quantity>().map_or(text.clone(), |quantity| quantity.to_string()))
                })
                .collect(),
            attributes,
            cost: CostView::of(cost),
            judged_cost,
            conflicts,
            alerts: findings.iter().map(AlertView::from).collect(),
            prompt,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_fields() {
        assert_eq!(camel_case("time_to_first_token_ms"), "timeToFirstTokenMs");
        assert_eq!(camel_case("seq"), "seq");
    }
}
