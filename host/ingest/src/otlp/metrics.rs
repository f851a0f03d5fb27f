//! Metrics of used tokens. They repeat calls that are counted one by one, so their points are kept and shown, but
//! cost nothing.

use outlay_domain::{CallId, Kind, Rank};
use serde_json::value::RawValue;

use super::assistants::Assistant;
use super::draft::Draft;
use super::fields::{Fields, quantity_of};
use super::keys::k;
use super::model::{self, Metric, Point, Points};
use super::origin::{Origin, written};
use super::{Exported, Record, protobuf};
use crate::call::{Call, Context, Decoded};
use crate::error::FieldError;
use crate::formats::generic::LONGEST_NAME;

/// The word in the column `source`.
const SOURCE: &str = "otlp.metrics";

/// Metrics that are kept.
const KEPT: &[&str] = &[
    "gen_ai.client.token.usage",
    "gen_ai.client.inference.operation.input_tokens",
    "gen_ai.client.inference.operation.output_tokens",
    "gen_ai.client.inference.usage.input_tokens",
    "gen_ai.client.inference.usage.output_tokens",
    "gen_ai.client.inference.usage.cache_read.input_tokens",
    "gen_ai.client.inference.usage.cache_write.input_tokens",
    "gen_ai.client.inference.usage.reasoning.output_tokens",
    "claude_code.token.usage",
    "claude_code.cost.usage",
    "codex.turn.token_usage",
    "gemini_cli.token.usage",
];

impl<'b> Record<'b> for Metric<'b> {
    const WORD: &'static str = "metric";
    const LISTS: [&'static str; 3] = ["resourceMetrics", "scopeMetrics", "metrics"];

    fn from_protobuf(message: &'b [u8]) -> Result<Self, &'static str> {
        protobuf::metric(message)
    }

    fn from_json(text: &'b RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text.get())
    }

    fn add(&self, origin: &Origin, context: &Context<'_>, exported: &mut Exported) {
        let is_kept = KEPT.contains(&self.name.as_ref());
        for points in [&self.sum, &self.histogram, &self.exponential_histogram] {
            for point in &points.data_points {
                if is_kept && !point.is_empty() {
                    let outcome = decode(self, points, point, origin, context);
                    exported.call(Self::WORD, &self.name, outcome);
                } else {
                    exported.ignore(1);
                }
            }
        }
        exported.ignore(self.gauge.data_points.len() + self.summary.data_points.len());
    }
}

fn decode(
    metric: &Metric<'_>,
    points: &Points<'_>,
    point: &Point<'_>,
    origin: &Origin,
    context: &Context<'_>,
) -> Result<Decoded, FieldError> {
    let name = metric.name.as_ref();
    let fields = Fields::of(&point.attributes);
    let mut draft = Draft::begin(Call::new(SOURCE, Rank::Metric, Kind::Custom), fields, origin, context)?;
    let assistant = Assistant::of_name(name).or(origin.assistant);
    draft.provider(assistant.map(Assistant::provider))?;
    draft.trace(None, None)?;
    if assistant.is_some() {
        draft.agent()?;
    }
    let value = point.value().ok_or_else(|| FieldError::new(name, "has a point without a value"))?;
    let quantity = quantity_of(&value).map_err(|problem| FieldError::new(name, problem))?;
    draft.call.count(&meter_name(name, points, &draft.fields), quantity.unwrap_or_default());
    draft.call.time = model::time(point.time_unix_nano);
    if let Some(start) = model::time(point.start_time_unix_nano) {
        draft.call.extras.put("metric.start_time", start.to_string())?;
    }
    if !metric.unit.is_empty() {
        draft.call.extras.put("metric.unit", metric.unit.as_ref())?;
    }
    draft.call.billing.skipped = true;
    draft.call.billing.skip_reason = Some("AGGREGATE".to_owned());
    // The same point again is the same event; the next point of its series is another one.
    let [resource, library, version, scope] = origin.series();
    let (start, end) = (point.start_time_unix_nano.to_string(), point.time_unix_nano.to_string());
    let (team, attributes) = (context.team, written(&point.attributes));
    draft.call.name(CallId::of(&[
        "metric",
        team,
        resource,
        library,
        version,
        scope,
        name,
        &metric.unit,
        &attributes,
        &start,
        &end,
    ]));
    draft.finish()
}

/// `metric.claude_code.token.usage.cacheRead`, and whether it counts since the start.
fn meter_name(metric: &str, points: &Points<'_>, fields: &Fields<'_>) -> String {
    let mut name = format!("metric.{metric}");
    if let Some(kind) = fields.peek_text_of(&[k!("gen_ai.token.type"), k!("type"), k!("token_type")]) {
        name.push('.');
        let room = LONGEST_NAME.saturating_sub(name.len() + SINCE_START.len());
        name.extend(kind.chars().take(room));
    }
    if points.is_cumulative() {
        name.push_str(SINCE_START);
    }
    name
}

const SINCE_START: &str = ".since_start";
