//! Cost Explorer: what AWS bills, day by day. Each request costs 0.01 USD.

use std::collections::BTreeMap;

use outlay_connector::{
    Decimal, Entry, Error, Failure, Page, StreamInfo, StreamKind, Window, cursor, daily, entry, error, now, page, time,
};
use serde::Deserialize;
use serde_json::json;

use crate::aws::Operation;

pub(crate) const STREAM: &str = "costs";
pub(crate) const GET: &str = "get_cost_and_usage";
pub(crate) const ORIGIN: &str = "https://ce.us-east-1.amazonaws.com";
pub(crate) const REGION: &str = "us-east-1";
const OPERATION: Operation = Operation {
    request: GET,
    content_type: "application/x-amz-json-1.1",
    target: "AWSInsightsIndexService.GetCostAndUsage",
};
const COST: &str = "UnblendedCost";
const QUANTITY: &str = "UsageQuantity";

pub(crate) fn info() -> StreamInfo {
    let seconds = |seconds: i64| seconds as u32;
    StreamInfo {
        re_read: seconds(5 * time::DAY),
        // Of the month before, figures are estimates until AWS closes it, some days into the next one.
        deep_re_read: seconds(41 * time::DAY),
        every: seconds(12 * time::HOUR),
        max_window: seconds(93 * time::DAY),
        lateness: seconds(2 * time::DAY),
        // Kept for about 13 months; a back-fill reaches them.
        backfill: seconds(180 * time::DAY),
        ..daily(STREAM, StreamKind::Cost, "Costs")
    }
}

pub(crate) fn sync(window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let mut question = json!({
        "TimePeriod": {"Start": time::date(window.start), "End": time::date(window.end)},
        "Granularity": "DAILY",
        "Metrics": [COST, QUANTITY],
        "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
        // Credits, refunds and tax are records of other types.
        "Filter": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}},
    });
    if let Some(token) = cursor {
        question["NextPageToken"] = json!(token);
    }
    let answer: Answer = OPERATION.ask(None, &question)?.json()?;
    let mut entries = vec![];
    for day in answer.results_by_time {
        let (start, end) = (time::from_date(&day.time_period.start)?, time::from_date(&day.time_period.end)?);
        if (window.start..window.end).contains(&start) {
            for group in day.groups {
                entries.extend(
                    group.into_entry(Entry { open: day.estimated || end > now(), ..entry("bedrock", start, end) })?,
                );
            }
        }
    }
    Ok(page(entries, cursor::next(None, answer.next_page_token, cursor)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    results_by_time: Vec<Day>,
    next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Day {
    time_period: TimePeriod,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    estimated: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    start: String,
    end: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    keys: Vec<String>,
    metrics: BTreeMap<String, Amount>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Amount {
    amount: Decimal,
    unit: Option<String>,
}

impl Group {
    /// None for what is not Bedrock's.
    fn into_entry(mut self, blank: Entry) -> Result<Option<Entry>, Error> {
        let [service, usage_type] = &self.keys[..] else {
            return Err(error(Failure::Unexpected, "a cost of AWS is not of one service and one usage type"));
        };
        if !is_of_bedrock(service) {
            return Ok(None);
        }
        let missing = |what: &str| error(Failure::Unexpected, format!("a cost of AWS has no {what}"));
        let cost = self.metrics.remove(COST).ok_or_else(|| missing("amount"))?;
        let currency = cost.unit.ok_or_else(|| missing("currency"))?.to_uppercase();
        let quantity = self.metrics.remove(QUANTITY);
        let quantity = quantity.and_then(|quantity| Some((quantity.amount.into_quantity()?, quantity.unit?)));
        let (units, unit) = quantity.filter(|(_, unit)| !unit.is_empty() && unit != "N/A").unzip();
        Ok(Some(Entry {
            model: model_of(service, usage_type),
            cost: Some(cost.amount.into_string()),
            currency: Some(currency),
            units,
            unit,
            raw: json!({"SERVICE": service, "USAGE_TYPE": usage_type}).to_string(),
            ..blank
        }))
    }
}

/// Amazon's own models are of the service `Amazon Bedrock`; each of the others has a service of its own, such as
/// `Claude Sonnet 4.5 (Amazon Bedrock Edition)`. The words stand in any order.
fn is_of_bedrock(service: &str) -> bool {
    service.to_lowercase().contains("bedrock")
}

/// A guess from free text; the text itself is in `raw`.
fn model_of(service: &str, usage_type: &str) -> Option<String> {
    let edition = service.split_once('(').and_then(|(before, rest)| {
        let (inside, after) = rest.split_once(')')?;
        is_of_bedrock(inside).then(|| format!("{} {}", before.trim(), after.trim()).trim().to_owned())
    });
    edition.filter(|name| !name.is_empty()).or_else(|| own_model(usage_type))
}

/// `NovaPro` of `USE1-NovaPro-input-tokens`.
fn own_model(usage_type: &str) -> Option<String> {
    let (_region, rest) = usage_type.split_once('-')?;
    let kinds = ["-input-", "-output-", "-cache-"];
    let end = kinds.iter().filter_map(|kind| rest.to_ascii_lowercase().find(kind)).min()?;
    rest.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn models_are_read_from_the_names_of_services_or_usage_types() {
        let check = |service: &str, usage_type: &str, expected: Option<&str>| {
            assert_eq!(model_of(service, usage_type).as_deref(), expected, "{service}, {usage_type}");
        };
        let marketplace = "USW2-MP:USW2_InputTokenCount-Units";
        check("Claude Sonnet 4.5 (Amazon Bedrock Edition)", marketplace, Some("Claude Sonnet 4.5"));
        check("(Bedrock Edition) Claude 3 Haiku", marketplace, Some("Claude 3 Haiku"));
        check("Amazon Bedrock", "USE1-NovaPro-input-tokens", Some("NovaPro"));
        check("Amazon Bedrock", "USE1-Nova2.0Lite-cache-read-input-token-count", Some("Nova2.0Lite"));
        check("Amazon Bedrock", "USE1-Guardrail-ContentPolicyUnitsConsumed", None);
        check("Amazon Bedrock", "", None);
    }

    #[test]
    fn a_question_is_that_of_the_documentation() {
        let expected: Value =
            serde_json::from_str(include_str!("../fixtures/get_cost_and_usage.request.json")).unwrap_or_default();
        let host = outlay_connector::testing::Host::at(1_791_072_000, |_| {
            Ok(outlay_connector::testing::answer(200, r#"{"ResultsByTime": []}"#))
        });
        let window = Window { start: 1_790_812_800, end: 1_790_985_600 };
        let (page, host) = host.run(|| sync(window, None));
        assert!(page.is_ok());
        let asked = host.requests.first().and_then(|request| request.body.clone()).unwrap_or_default();
        assert_eq!(serde_json::from_slice::<Value>(&asked).unwrap_or_default(), expected);
    }
}
