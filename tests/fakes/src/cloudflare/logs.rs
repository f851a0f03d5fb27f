//! The logs: the fixture's row, some times a day.

use serde_json::{Value, json};

use super::{GATEWAYS, problem};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, from_rfc3339, rfc3339};

const FIXTURE: &str = include_str!("../../../../connectors/cloudflare/fixtures/ai_gateway_logs.json");
/// Days before today that have rows.
const HISTORY: i64 = 20;
const MOST_ROWS: usize = 50;
const PARAMETERS: &[&str] =
    &["start_date", "end_date", "order_by", "order_by_direction", "page", "per_page", "meta_info"];

/// Account and gateway of a path.
pub(super) fn place(path: &str) -> Option<(&str, &str)> {
    let (account, rest) = path.strip_prefix("/client/v4/accounts/")?.split_once('/')?;
    let gateway = rest.strip_prefix("ai-gateway/gateways/")?.strip_suffix("/logs")?;
    let is_id = account.len() == 32 && account.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_id && !gateway.is_empty() && !gateway.contains('/')).then_some((account, gateway))
}

pub(super) fn answer(seen: &Seen, gateway: &str, now: i64) -> Result<Reply, Reply> {
    let wrong = |message: &str| problem(400, 7_001, message);
    if let Some((unknown, _)) = seen.query.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str())) {
        return Err(wrong(&format!("Unrecognized key: {unknown}")));
    }
    let number = |name: &str, default: usize| match seen.parameter(name) {
        None => Ok(default),
        Some(text) => text.parse().ok().filter(|number| *number > 0).ok_or_else(|| wrong(&format!("Invalid {name}"))),
    };
    let (page, per_page) = (number("page", 1)?, number("per_page", 20)?);
    if per_page > MOST_ROWS {
        return Err(wrong("Number must be less than or equal to 50: per_page"));
    }
    let time = |name: &str, default: i64| match seen.parameter(name) {
        None => Ok(default),
        Some(text) => from_rfc3339(text).ok_or_else(|| wrong(&format!("Invalid datetime: {name}"))),
    };
    let (start, end) = (time("start_date", 0)?, time("end_date", now)?);
    if start > end {
        return Err(wrong("start_date lies behind end_date"));
    }
    if seen.parameter("order_by").is_some_and(|order| order != "created_at") {
        return Err(wrong("This fake orders by created_at."));
    }
    let mut rows: Vec<Value> = rows(gateway, now, start, end);
    match seen.parameter("order_by_direction") {
        Some("asc") => {}
        None | Some("desc") => rows.reverse(),
        Some(_) => return Err(wrong("Invalid order_by_direction")),
    }
    let total = rows.len();
    let part: Vec<Value> = rows.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    let info = json!({"page": page, "per_page": per_page, "count": part.len(), "total_count": total});
    Ok(Reply::json(200, &json!({"success": true, "errors": [], "messages": [], "result": part, "result_info": info})))
}

/// A day of the first gateway: ten calls as in the fixture, three seconds apart, one that was answered from the cache,
/// and one that failed. Of the other: one call. In order of time.
fn rows(gateway: &str, now: i64, start: i64, end: i64) -> Vec<Value> {
    let fixture: Value = serde_json::from_str(FIXTURE).unwrap_or_default();
    let call = &fixture["result"][0];
    let at = call["created_at"].as_str().and_then(from_rfc3339).unwrap_or_default().rem_euclid(DAY);
    let today = now.div_euclid(DAY);
    let days = (today - HISTORY).max(start.div_euclid(DAY))..=today.min(end.div_euclid(DAY));
    let calls = if gateway == GATEWAYS[0] { 12 } else { 1 };
    days.flat_map(|day| (0..calls).map(move |call| (day, call)))
        .map(|(day, index)| (day * DAY + at + index * 3, index))
        .filter(|(time, _)| (start..=end).contains(time) && *time <= now)
        .map(|(time, index)| {
            let mut row = call.clone();
            row["id"] = json!(format!("01FIXTURE{time:017}"));
            row["created_at"] = json!(rfc3339(time));
            match index {
                10 => {
                    row["cached"] = json!(true);
                    row["cost"] = json!(0);
                }
                11 => {
                    row["success"] = json!(false);
                    row["status_code"] = json!(429);
                    (row["tokens_in"], row["tokens_out"], row["cost"]) = (json!(0), json!(0), json!(0));
                }
                _ => {}
            }
            row
        })
        .collect()
}
