//! The daily activity: rows of the database, page by page, put together by day.

use serde_json::{Map, Value, json};

use super::rows::{Row, of_users};
use super::{Sight, fixture, number, only, problem};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date, from_date};

pub(super) const PATH: &str = "/user/daily/activity";
/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;

const PARAMETERS: &[&str] = &["start_date", "end_date", "model", "api_key", "user_id", "page", "page_size", "timezone"];

pub(super) fn answer(seen: &Seen, sight: Sight, users: usize, now: i64) -> Result<Reply, Reply> {
    only(seen, PARAMETERS)?;
    let bad = |message: &str| problem(400, "bad_request", message);
    let (Some(start), Some(end)) = (seen.parameter("start_date"), seen.parameter("end_date")) else {
        return Err(Reply::fixture(400, fixture!("error.400_dates")));
    };
    let day = |text| from_date(text).ok_or_else(|| bad("dates are YYYY-MM-DD"));
    let (start, end) = (day(start)?, day(end)?);
    if end < start {
        return Err(bad("end_date lies before start_date"));
    }
    if seen.parameter("timezone").is_some_and(|minutes| minutes != "0") {
        return Err(bad("this fake knows days of UTC only"));
    }
    let (page, size) = (number(seen, "page", 1, usize::MAX)?, number(seen, "page_size", 50, 1_000)?);

    let is_wanted = |row: &Row| {
        let fits = |name: &str, text: &str| seen.parameter(name).is_none_or(|wanted| wanted == text);
        fits("model", &row.model) && fits("api_key", &row.key) && fits("user_id", &row.user)
    };
    let rows: Vec<Row> = match sight {
        Sight::All => of_users(users).into_iter().filter(is_wanted).collect(),
        Sight::Own => vec![],
    };
    // The newest day first. A page may begin and end within a day.
    let days = (start.div_euclid(DAY)..=end.div_euclid(DAY)).rev().map(|day| day * DAY);
    let days = days.filter(|day| *day <= now && *day > now - HISTORY_DAYS * DAY);
    let all: Vec<(i64, &Row)> = days.flat_map(|day| rows.iter().map(move |row| (day, row))).collect();
    let pages = all.len().div_ceil(size);
    let shown: Vec<(i64, &Row)> = all.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    let mut results = Vec::new();
    for day in shown.chunk_by(|a, b| a.0 == b.0) {
        let rows: Vec<&Row> = day.iter().map(|(_, row)| *row).collect();
        let first = day.first().map_or(start, |(day, _)| *day);
        results.push(json!({"date": date(first), "metrics": metrics(&rows), "breakdown": breakdown(&rows)}));
    }
    let rows: Vec<&Row> = shown.iter().map(|(_, row)| *row).collect();
    let mut metadata: Map<String, Value> = Map::new();
    for (name, value) in metrics(&rows).as_object().into_iter().flatten() {
        metadata.insert(format!("total_{name}"), value.clone());
    }
    metadata.insert("page".to_owned(), json!(page));
    metadata.insert("total_pages".to_owned(), json!(pages));
    metadata.insert("has_more".to_owned(), json!(page < pages));
    Ok(Reply::json(200, &json!({"results": results, "metadata": metadata})))
}

fn breakdown(rows: &[&Row]) -> Value {
    let of_keys = |rows: &[&Row]| {
        grouped(rows, |row| &row.key, |rows| json!({"metrics": metrics(rows), "metadata": key_metadata(rows)}))
    };
    let with_keys =
        |rows: &[&Row]| json!({"metrics": metrics(rows), "metadata": {}, "api_key_breakdown": of_keys(rows)});
    json!({
        "models": grouped(rows, |row| &row.model, with_keys),
        "model_groups": grouped(rows, |row| &row.model_group, with_keys),
        "providers": grouped(rows, |row| &row.provider, with_keys),
        "entities": grouped(rows, |row| &row.user, with_keys),
        "api_keys": of_keys(rows),
        "endpoints": {}, "mcp_servers": {}, "guardrails": {},
    })
}

fn grouped(rows: &[&Row], by: fn(&Row) -> &String, told: impl Fn(&[&Row]) -> Value) -> Value {
    let mut groups: Vec<(&String, Vec<&Row>)> = Vec::new();
    for &row in rows {
        match groups.iter_mut().find(|(name, _)| *name == by(row)) {
            Some((_, group)) => group.push(row),
            None => groups.push((by(row), vec![row])),
        }
    }
    let told: Map<String, Value> = groups.iter().map(|(name, group)| ((*name).clone(), told(group))).collect();
    told.into()
}

fn key_metadata(rows: &[&Row]) -> Value {
    rows.first().map_or(Value::Null, |row| {
        json!({
            "key_alias": row.key_alias, "team_id": row.team, "user_id": row.user,
            "user_email": format!("{}@example.com", row.user), "key_exists": true,
        })
    })
}

fn metrics(rows: &[&Row]) -> Value {
    let mut sum = Row::default();
    for row in rows {
        sum.add(row);
    }
    let spend: Value = serde_json::from_str(&sum.spend.normalize().to_string()).unwrap_or_default();
    json!({
        "spend": spend, "flat_cost": 0.0, "ptu_hours": 0.0, "prompt_tokens": sum.prompt_tokens,
        "completion_tokens": sum.completion_tokens, "cache_read_input_tokens": sum.cache_read_tokens,
        "cache_creation_input_tokens": sum.cache_creation_tokens,
        "total_tokens": sum.prompt_tokens + sum.completion_tokens,
        "successful_requests": sum.successes, "failed_requests": sum.failures,
        "api_requests": sum.successes + sum.failures,
    })
}
