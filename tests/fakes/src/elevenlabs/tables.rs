//! Answers in columns: credits by product over time, and money by day.

use serde_json::{Map, Value, json};

use super::{days, fixture, invalid, problem};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::rfc3339;

pub(super) const CREDITS: &str = "/v1/workspace/analytics/query/usage-by-product-over-time";
pub(super) const COSTS: &str = "/v1/workspace/analytics/usage";

const CREDITS_FIXTURE: &str = include_str!("../../../../connectors/elevenlabs/fixtures/workspace_usage_credits.json");
const COSTS_FIXTURE: &str = include_str!("../../../../connectors/elevenlabs/fixtures/workspace_usage_cost.json");

const GROUPS: &[&str] = &[
    "product_type",
    "model",
    "voice_id",
    "user_id",
    "fiat_currency",
    "fiat_charge_type",
    "region",
    "reporting_workspace_id",
    "request_source",
    "resource_id",
    "subresource_id",
    "request_queue_type",
    "voice_multiplier",
    "hashed_xi_api_key",
    "billing_group_id",
];
/// Money is broken down by two things at most; these do not count.
const ALWAYS: &[&str] = &["model", "request_source", "fiat_charge_type", "fiat_currency"];
const DAY: i64 = 86_400;

pub(super) fn answer(seen: &Seen, is_in_money: bool, now: i64) -> Result<Reply, Reply> {
    let is_cost = seen.path == COSTS;
    let question = seen.json().unwrap_or_default();
    let members = question.as_object().ok_or_else(|| invalid(&["body"], "Input should be an object"))?;
    let known: &[&str] = if is_cost {
        &["start_time", "end_time", "group_by", "filters"]
    } else {
        &["start_time", "end_time", "group_by", "filters", "interval_seconds", "time_zone"]
    };
    if let Some(unknown) = members.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(invalid(&["body", unknown], "Extra inputs are not permitted"));
    }
    if is_cost != is_in_money {
        return Err(problem(400, "invalid_workspace", "This workspace is not billed in this way."));
    }
    // The grouping by day is all that is asked for here; the default is a minute.
    let interval = members.get("interval_seconds").and_then(Value::as_i64).unwrap_or(60);
    if !is_cost && interval != DAY {
        return Err(invalid(&["body", "interval_seconds"], "This fake knows days."));
    }
    if members.get("time_zone").is_some_and(|zone| zone != "UTC") {
        return Err(invalid(&["body", "time_zone"], "This fake knows UTC."));
    }
    let group_by = group_by(members, is_cost)?;
    let time = |name: &str| members.get(name).and_then(Value::as_i64);
    let days = days(time("start_time"), time("end_time"), now, "body")?;

    let fixture = fixture(if is_cost { COSTS_FIXTURE } else { CREDITS_FIXTURE });
    let values: &[&str] = if is_cost { &["total_cost", "total_charge_count"] } else { &["total_credits"] };
    let rows: Vec<Value> = days
        .map(|day| {
            let groups = group_by.iter().map(|name| of_fixture(&fixture, name));
            let values = values.iter().map(|name| of_fixture(&fixture, name));
            [json!(rfc3339(day * DAY))].into_iter().chain(groups).chain(values).collect()
        })
        .collect();
    let columns: Vec<&str> =
        ["time"].into_iter().chain(group_by.iter().copied()).chain(values.iter().copied()).collect();
    let kinds: Vec<&str> = columns.iter().map(|name| kind(name, values)).collect();
    let units: Vec<Option<&str>> = columns.iter().map(|name| (*name == "total_credits").then_some("credits")).collect();
    Ok(Reply::json(200, &json!({"columns": columns, "column_types": kinds, "rows": rows, "column_units": units})))
}

fn kind(column: &str, values: &[&str]) -> &'static str {
    if column == "time" {
        "DateTime"
    } else if values.contains(&column) {
        "Float"
    } else {
        "String"
    }
}

fn group_by(members: &Map<String, Value>, is_cost: bool) -> Result<Vec<&str>, Reply> {
    let given = members.get("group_by").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let groups: Vec<&str> = given.iter().filter_map(Value::as_str).collect();
    if groups.len() != given.len() || groups.iter().any(|name| !GROUPS.contains(name)) {
        return Err(invalid(&["body", "group_by"], "Input should be one of the groupings"));
    }
    let counted = groups.iter().filter(|name| !ALWAYS.contains(name)).count();
    if is_cost && counted > 2 {
        return Err(invalid(&["body", "group_by"], "At most two groupings"));
    }
    Ok(groups)
}

/// The value in the fixture's one row; none if it has no such column.
fn of_fixture(fixture: &Value, name: &str) -> Value {
    let place = fixture["columns"].as_array().and_then(|columns| columns.iter().position(|column| column == name));
    place.map_or(Value::Null, |place| fixture["rows"][0][place].clone())
}
