//! Who used Claude Code on a day: the fixture's records, every day.

use serde_json::{Value, json};

use super::{HISTORY_DAYS, bad, fixture, items};
use crate::paging::Paging;
use crate::reply::Reply;
use crate::time::{DAY, from_date, rfc3339};

pub(super) const PATH: &str = "/v1/organizations/usage_report/claude_code";

pub(super) fn answer(query: &[(String, String)], now: i64) -> Result<Reply, Reply> {
    let one = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if let Some((unknown, _)) =
        query.iter().find(|(name, _)| !["starting_at", "limit", "page"].contains(&name.as_str()))
    {
        return Err(bad(&format!("{unknown}: Extra inputs are not permitted")));
    }
    let date = one("starting_at").ok_or_else(|| bad("starting_at: Field required"))?;
    let day = from_date(date).ok_or_else(|| bad("starting_at: Input should be a date, YYYY-MM-DD"))?;
    let limit = match one("limit").map(str::parse::<usize>) {
        None => 20,
        Some(Ok(limit)) if (1..=1_000).contains(&limit) => limit,
        Some(_) => return Err(bad("limit: Input should be from 1 to 1000")),
    };
    let paging = Paging::of((PATH, date, limit));
    let offset = match one("page") {
        None => 0,
        Some(page) => {
            let offset = paging.offset_of(page, "page_").and_then(|offset| usize::try_from(offset).ok());
            offset.ok_or_else(|| bad("page: Invalid page token"))?
        }
    };
    let has_figures = day <= now && day > now - HISTORY_DAYS * DAY;
    let records = if has_figures { items(fixture!("usage_claude_code")) } else { vec![] };
    let all = records.len();
    let data: Vec<Value> = records
        .into_iter()
        .skip(offset)
        .take(limit)
        .map(|mut record| {
            record["date"] = json!(rfc3339(day));
            record
        })
        .collect();
    let end = offset + data.len();
    let next_page = (end < all).then(|| paging.cursor(i64::try_from(end).unwrap_or_default(), "page_"));
    Ok(Reply::json(200, &json!({"data": data, "has_more": next_page.is_some(), "next_page": next_page})))
}
