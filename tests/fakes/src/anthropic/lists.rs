//! Workspaces, keys, users: lists of an organization.

use serde_json::{Value, json};

use super::{bad, fixture, items};
use crate::reply::Reply;
use crate::seen::Seen;

pub(super) const ORGANIZATION: &str = "/v1/organizations/me";

#[derive(Debug)]
pub(super) struct List {
    path: &'static str,
    /// Besides those that all lists have.
    parameters: &'static [&'static str],
    fixture: &'static str,
}

const LISTS: &[List] = &[
    List { path: "/v1/organizations/workspaces", parameters: &["include_archived"], fixture: fixture!("workspaces") },
    List { path: "/v1/organizations/api_keys", parameters: &["status", "workspace_id"], fixture: fixture!("api_keys") },
    List { path: "/v1/organizations/users", parameters: &["email"], fixture: fixture!("users") },
];

pub(super) fn at(path: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.path == path)
}

pub(super) fn answer(list: &List, seen: &Seen) -> Result<Reply, Reply> {
    for (name, _) in &seen.query {
        if !["limit", "after_id", "before_id"].contains(&name.as_str()) && !list.parameters.contains(&name.as_str()) {
            return Err(bad(&format!("{name}: Extra inputs are not permitted")));
        }
    }
    let limit = match seen.parameter("limit").map(str::parse::<usize>) {
        None => 20,
        Some(Ok(limit)) if (1..=1_000).contains(&limit) => limit,
        Some(_) => return Err(bad("limit: Input should be from 1 to 1000")),
    };
    let mut items = items(list.fixture);
    for filter in ["status", "workspace_id", "email"] {
        if let Some(wanted) = seen.parameter(filter) {
            items.retain(|item| item[filter] == *wanted);
        }
    }
    let start = match seen.parameter("after_id") {
        None => 0,
        Some(after) => {
            let place = items.iter().position(|item| item["id"] == *after);
            1 + place.ok_or_else(|| bad("after_id: Invalid id"))?
        }
    };
    let page: Vec<Value> = items.iter().skip(start).take(limit).cloned().collect();
    let id = |item: Option<&Value>| item.map_or(Value::Null, |item| item["id"].clone());
    Ok(Reply::json(
        200,
        &json!({
            "first_id": id(page.first()), "last_id": id(page.last()),
            "has_more": start + page.len() < items.len(), "data": page,
        }),
    ))
}
