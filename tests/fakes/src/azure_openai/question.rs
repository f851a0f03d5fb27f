//! The body of a cost query, checked as Cost Management checks it.

use serde_json::Value;

use super::bad;
use crate::reply::Reply;
use crate::time::{DAY, from_rfc3339};

const DIMENSIONS: &[&str] = &[
    "ResourceId",
    "ResourceType",
    "MeterCategory",
    "MeterSubcategory",
    "Meter",
    "ServiceName",
    "ResourceGroupName",
    "SubscriptionId",
    "ResourceLocation",
    "ChargeType",
    "PublisherType",
];
const TYPES: &[&str] = &["ActualCost", "AmortizedCost", "Usage"];
const MOST: usize = 2;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Question {
    /// The first seconds of the first day and of the one after the last.
    pub(super) start: i64,
    pub(super) end: i64,
    /// Columns of the answer.
    pub(super) sums: Vec<String>,
    pub(super) grouping: Vec<String>,
    /// Whether what the fixtures have is among it.
    pub(super) has_ours: bool,
}

impl Question {
    /// `money` is what the agreement calls it.
    pub(super) fn read(body: Option<Value>, money: &str) -> Result<Self, Reply> {
        let body = body.ok_or_else(|| bad("The request body is not JSON."))?;
        only(&body, &["type", "timeframe", "timePeriod", "dataset"])?;
        let dataset = &body["dataset"];
        only(dataset, &["granularity", "aggregation", "grouping", "filter"])?;
        one_of(&body["type"], TYPES, "type")?;
        one_of(&body["timeframe"], &["Custom"], "timeframe")?;
        one_of(&dataset["granularity"], &["Daily"], "granularity")?;
        let instant = |name: &str| body["timePeriod"][name].as_str().and_then(from_rfc3339);
        let (Some(from), Some(to)) = (instant("from"), instant("to")) else {
            return Err(bad("A custom time frame needs a time period with from and to."));
        };
        if from > to {
            return Err(bad("The time period ends before it starts."));
        }
        let known = [money, "UsageQuantity"];
        let mut sums = vec![];
        for (_, sum) in dataset["aggregation"].as_object().into_iter().flatten() {
            only(sum, &["name", "function"])?;
            one_of(&sum["function"], &["Sum"], "function")?;
            sums.push(one_of(&sum["name"], &known, "aggregation")?);
        }
        let mut grouping = vec![];
        for group in dataset["grouping"].as_array().into_iter().flatten() {
            only(group, &["type", "name"])?;
            one_of(&group["type"], &["Dimension"], "grouping type")?;
            grouping.push(one_of(&group["name"], DIMENSIONS, "grouping")?);
        }
        if sums.is_empty() || sums.len() > MOST || grouping.len() > MOST {
            return Err(bad("There must be one or two aggregations, and at most two groupings."));
        }
        let day = |second: i64| second.div_euclid(DAY) * DAY;
        Ok(Self { start: day(from), end: day(to) + DAY, sums, grouping, has_ours: has_ours(&dataset["filter"])? })
    }
}

fn has_ours(filter: &Value) -> Result<bool, Reply> {
    if filter.is_null() {
        return Ok(true);
    }
    // `and` and `or` are known, too, but nobody asks with them.
    only(filter, &["dimensions"])?;
    let dimensions = &filter["dimensions"];
    only(dimensions, &["name", "operator", "values"])?;
    one_of(&dimensions["operator"], &["In"], "operator")?;
    let name = one_of(&dimensions["name"], DIMENSIONS, "filter")?;
    let mut values = dimensions["values"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(name != "ResourceType" || values.any(|value| value.eq_ignore_ascii_case("microsoft.cognitiveservices/accounts")))
}

fn only(object: &Value, known: &[&str]) -> Result<(), Reply> {
    let fields = object.as_object().ok_or_else(|| bad("Invalid query definition."))?;
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(bad(&format!("Invalid query definition: '{unknown}' is not known."))),
        None => Ok(()),
    }
}

fn one_of(value: &Value, known: &[&str], what: &str) -> Result<String, Reply> {
    let text = value.as_str().unwrap_or_default();
    let message =
        || bad(&format!("Invalid query definition: invalid {what} '{text}'; valid are {}.", known.join(", ")));
    if known.contains(&text) { Ok(text.to_owned()) } else { Err(message()) }
}
