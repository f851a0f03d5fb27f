//! Costs by day: the fixture, day after day, and a zero for every day before there was any use.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::problem;
use crate::reply::Reply;
use crate::time::{DAY, date, from_date, from_rfc3339, rfc3339};

/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;
/// Data points of one answer. More are cut off, and the answer says so.
const MOST_POINTS: i64 = 20;

pub(super) fn answer(body: Option<&Value>, now: i64) -> Result<Reply, Reply> {
    let (start, end) = question(body)?;
    let days = (end - start) / DAY;
    let is_cut = days > MOST_POINTS;
    let fixture: Value = serde_json::from_str(include_str!("../../../../connectors/xai/fixtures/usage.response.json"))
        .unwrap_or_default();
    let series = fixture["timeSeries"].as_array().into_iter().flatten().map(|series| {
        let points = (0..days.min(MOST_POINTS)).map(|day| {
            let day = start + day * DAY;
            json!({"timestamp": rfc3339(day), "values": [amount(series, day, now)]})
        });
        let points: Vec<Value> = points.collect();
        json!({"group": series["group"], "groupLabels": series["groupLabels"], "dataPoints": points})
    });
    let series: Vec<Value> = series.collect();
    Ok(Reply::json(200, &json!({"timeSeries": series, "limitReached": is_cut})))
}

/// The fixture's amount of a day, as it stands there.
fn amount(series: &Value, day: i64, now: i64) -> Value {
    let points = series["dataPoints"].as_array().cloned().unwrap_or_default();
    let is_used = day <= now && day > now - HISTORY_DAYS * DAY;
    let place = usize::try_from(day.div_euclid(DAY)).ok().filter(|_| is_used && !points.is_empty());
    place.map_or_else(|| json!(0), |place| points[place % points.len()]["values"][0].clone())
}

/// The time that is asked for: whole days, the end not included.
fn question(body: Option<&Value>) -> Result<(i64, i64), Reply> {
    let bad = |message: &str| problem(400, 3, message);
    let request = body.and_then(|body| body.get("analyticsRequest")).and_then(Value::as_object);
    let request = request.ok_or_else(|| bad("Missing analyticsRequest."))?;
    known(request, &["timeRange", "timeUnit", "values", "groupBy", "filters"])?;
    let range = request.get("timeRange").and_then(Value::as_object).ok_or_else(|| bad("Missing timeRange."))?;
    known(range, &["startTime", "endTime", "timezone"])?;
    if range.get("timezone").and_then(Value::as_str).is_none_or(|zone| !["Etc/GMT", "Etc/UTC"].contains(&zone)) {
        return Err(bad("Invalid timezone."));
    }
    if request.get("timeUnit") != Some(&json!("TIME_UNIT_DAY")) {
        return Err(bad("Invalid timeUnit."));
    }
    if request.get("values") != Some(&json!([{"name": "usd", "aggregation": "AGGREGATION_SUM"}])) {
        return Err(bad("Unknown value or aggregation."));
    }
    if request.get("groupBy") != Some(&json!(["description"])) {
        return Err(bad("Unknown field in groupBy."));
    }
    if request.get("filters").is_some_and(|filters| filters != &json!([])) {
        return Err(bad("Unknown filter."));
    }
    let time = |name: &str| {
        let text = range.get(name).and_then(Value::as_str).unwrap_or_default();
        let (day, time) = text.split_once(' ').unwrap_or_default();
        let midnight = from_date(day);
        let whole = midnight.and_then(|_| from_rfc3339(&format!("{day}T{time}Z")));
        whole.ok_or_else(|| bad(&format!("Invalid {name}: it must be YYYY-MM-DD HH:MM:SS.")))
    };
    let (start, end) = (time("startTime")?, time("endTime")?);
    if start >= end {
        return Err(bad("endTime must be after startTime."));
    }
    let first_of = |seconds: i64| from_date(&date(seconds)).unwrap_or(seconds);
    // A day of which only a part is asked for is a data point, too.
    Ok((first_of(start), first_of(end + DAY - 1)))
}

fn known(object: &Map<String, Value>, names: &[&str]) -> Result<(), Reply> {
    let names: BTreeSet<&str> = names.iter().copied().collect();
    match object.keys().find(|name| !names.contains(name.as_str())) {
        Some(unknown) => Err(problem(400, 3, &format!("unknown field \"{unknown}\""))),
        None => Ok(()),
    }
}
