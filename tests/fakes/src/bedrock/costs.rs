//! Cost Explorer: `GetCostAndUsage`.

use serde_json::{Map, Value, json};

use super::{only, problem};
use crate::paging::Paging;
use crate::reply::Reply;
use crate::time::{DAY, date, from_date};

const PAGES: [&str; 2] = [
    include_str!("../../../../connectors/bedrock/fixtures/get_cost_and_usage.page1.json"),
    include_str!("../../../../connectors/bedrock/fixtures/get_cost_and_usage.page2.json"),
];
const METRICS: [&str; 7] = [
    "UnblendedCost",
    "BlendedCost",
    "AmortizedCost",
    "NetUnblendedCost",
    "NetAmortizedCost",
    "NormalizedUsageAmount",
    "UsageQuantity",
];
/// Days before today that have figures.
const HISTORY: i64 = 100;
/// How long figures are kept: about 13 months.
const KEPT: i64 = 400;
const DAYS_A_PAGE: i64 = 40;

fn wrong(message: &str) -> Reply {
    problem(400, "ValidationException", message)
}

pub(super) fn answer(question: &Value, now: i64) -> Result<Reply, Reply> {
    only(question, &["TimePeriod", "Granularity", "Metrics", "GroupBy", "Filter", "NextPageToken"])?;
    let day = |name: &str| {
        let day = question["TimePeriod"][name].as_str().and_then(from_date);
        day.ok_or_else(|| wrong(&format!("{name} must be of the form yyyy-MM-dd.")))
    };
    let (start, end) = (day("Start")?, day("End")?);
    if start >= end {
        return Err(wrong("Start date should be before end date."));
    }
    if start > now {
        return Err(wrong("Start date cannot be after today."));
    }
    if end > next_month(now) {
        return Err(wrong("End date past the beginning of next month."));
    }
    if start < now - KEPT * DAY {
        return Err(problem(400, "BillExpirationException", "The requested report expired."));
    }
    if question["Granularity"] != "DAILY" {
        return Err(wrong("This fake knows the granularity DAILY."));
    }
    let metrics = texts(&question["Metrics"]);
    if metrics.is_empty() || metrics.iter().any(|metric| !METRICS.contains(metric)) {
        return Err(wrong("Metrics are unknown or missing."));
    }
    let group_by: Vec<_> = question["GroupBy"].as_array().into_iter().flatten().collect();
    let keys: Vec<&str> = group_by.iter().filter_map(|group| group["Key"].as_str()).collect();
    if keys != ["SERVICE", "USAGE_TYPE"] || group_by.iter().any(|group| group["Type"] != "DIMENSION") {
        return Err(wrong("This fake groups by the dimensions SERVICE and USAGE_TYPE."));
    }
    let only_usage = only_usage(question.get("Filter"))?;

    let mut rest = question.clone();
    let token = rest.as_object_mut().and_then(|members| members.remove("NextPageToken"));
    let paging = Paging::of(rest.to_string());
    let offset = match token.as_ref().and_then(Value::as_str) {
        None => 0,
        Some(token) => paging
            .offset_of(token, "ce-")
            .ok_or_else(|| problem(400, "RequestChangedException", "Your request parameters changed between pages."))?,
    };
    let first = start + offset * DAY;
    let last = (first + DAYS_A_PAGE * DAY).min(end);
    let results: Vec<Value> = (first.div_euclid(DAY)..last.div_euclid(DAY))
        .map(|day| {
            json!({
                "TimePeriod": {"Start": date(day * DAY), "End": date((day + 1) * DAY)},
                "Total": {},
                "Groups": groups(day, now, &metrics, only_usage),
                "Estimated": day * DAY >= month(now),
            })
        })
        .collect();
    let mut answer = json!({
        "GroupDefinitions": group_by, "ResultsByTime": results, "DimensionValueAttributes": [],
    });
    if last < end {
        answer["NextPageToken"] = json!(paging.cursor((last - start) / DAY, "ce-"));
    }
    Ok(Reply::json(200, &answer))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Whether records of other types than usage are left out.
fn only_usage(filter: Option<&Value>) -> Result<bool, Reply> {
    let Some(filter) = filter else { return Ok(false) };
    only(filter, &["Dimensions"])?;
    only(&filter["Dimensions"], &["Key", "Values"])?;
    if filter["Dimensions"]["Key"] != "RECORD_TYPE" {
        return Err(wrong("This fake filters by RECORD_TYPE."));
    }
    Ok(!texts(&filter["Dimensions"]["Values"]).iter().any(|kind| *kind != "Usage"))
}

/// The fixtures' two days, one after the other; nothing yet of today. Without a filter there are a credit and tax, too.
fn groups(day: i64, now: i64, metrics: &[&str], only_usage: bool) -> Vec<Value> {
    let today = now.div_euclid(DAY);
    if day >= today || day < today - HISTORY {
        return vec![];
    }
    let page = PAGES.get(usize::try_from(day.rem_euclid(2)).unwrap_or_default()).copied().unwrap_or_default();
    let page: Value = serde_json::from_str(page).unwrap_or_default();
    let mut groups = page["ResultsByTime"][0]["Groups"].as_array().cloned().unwrap_or_default();
    for group in &mut groups {
        let asked: Map<String, Value> = metrics
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), group["Metrics"].get(*name)?.clone())))
            .collect();
        group["Metrics"] = Value::Object(asked);
    }
    if !only_usage {
        for (service, usage_type, amount) in [("Amazon Bedrock", "Credit", "-0.05"), ("Tax", "", "0.07")] {
            groups.push(json!({
                "Keys": [service, usage_type], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}},
            }));
        }
    }
    groups
}

/// The first second of the month.
fn month(time: i64) -> i64 {
    let text = date(time);
    text.get(..7).and_then(|month| from_date(&format!("{month}-01"))).unwrap_or(time)
}

fn next_month(time: i64) -> i64 {
    month(month(time) + 32 * DAY)
}
