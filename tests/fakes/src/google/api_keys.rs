//! The list of a project's API keys, without their texts.

use serde_json::{Value, json};

use super::bad;
use crate::paging::Paging;
use crate::reply::Reply;
use crate::seen::Seen;

/// Fewer than are asked for, as servers may, so that pages happen.
const MOST: usize = 2;
const PREFIX: &str = "keys-";

pub(super) fn answer(list: &str, seen: &Seen) -> Result<Reply, Reply> {
    const KNOWN: &[&str] = &["pageSize", "pageToken", "showDeleted"];
    if let Some((unknown, _)) = seen.query.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
        return Err(bad(&format!("Invalid JSON payload received. Unknown name \"{unknown}\".")));
    }
    let size = match seen.parameter("pageSize").map(str::parse::<usize>) {
        None => MOST,
        Some(Ok(size)) if size <= 300 => size.clamp(1, MOST),
        Some(_) => return Err(bad("Invalid page size.")),
    };
    let mut others: Vec<_> = seen.query.iter().filter(|(name, _)| name != "pageToken").collect();
    others.sort_unstable();
    let paging = Paging::of((&seen.path, others));
    let offset = seen.parameter("pageToken").map(|token| paging.offset_of(token, PREFIX));
    let offset = offset.map(|offset| offset.and_then(|offset| usize::try_from(offset).ok()));
    let offset = offset.map_or(Some(0), |offset| offset).ok_or_else(|| bad("Invalid page token."))?;
    let list: Value = serde_json::from_str(list).unwrap_or_default();
    let keys = list["keys"].as_array().cloned().unwrap_or_default();
    let page: Vec<&Value> = keys.iter().skip(offset).take(size).collect();
    let mut answer = json!({ "keys": page });
    let end = offset + size;
    if end < keys.len() {
        answer["nextPageToken"] = paging.cursor(i64::try_from(end).unwrap_or(i64::MAX), PREFIX).into();
    }
    Ok(Reply::json(200, &answer))
}
