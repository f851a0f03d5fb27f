//! Projects, their keys, and users: lists of an organization.

use serde_json::{Value, json};

use super::{bad, problem};
use crate::reply::Reply;
use crate::seen::Seen;

const PROJECTS: &str = include_str!("../../../../connectors/openai/fixtures/projects.json");
const KEYS: &str = include_str!("../../../../connectors/openai/fixtures/project_api_keys.json");
const USERS: &str = include_str!("../../../../connectors/openai/fixtures/users.json");
/// The one project whose keys the fixtures have.
const PROJECT_WITH_KEYS: &str = "proj_fixAlpha";

/// The items of the list at a path; none if there is no such path.
pub(super) fn at(path: &str) -> Option<List> {
    let path = path.strip_prefix("/v1/organization/")?;
    if let Some(project) = path.strip_prefix("projects/").and_then(|rest| rest.strip_suffix("/api_keys")) {
        let project = project.to_owned();
        return items(PROJECTS).iter().any(|known| known["id"] == *project).then_some(List::Keys { project });
    }
    match path {
        "projects" => Some(List::Projects),
        "users" => Some(List::Users),
        _ => None,
    }
}

#[derive(Debug)]
pub(super) enum List {
    Projects,
    Users,
    Keys { project: String },
}

pub(super) fn answer(list: &List, seen: &Seen) -> Result<Reply, Reply> {
    for (name, _) in &seen.query {
        let is_known = ["limit", "after"].contains(&name.as_str())
            || (matches!(list, List::Projects) && name == "include_archived");
        if !is_known {
            return Err(bad(&format!("Unknown parameter: '{name}'."), Some("query")));
        }
    }
    let limit = match seen.parameter("limit").map(str::parse::<usize>) {
        None => 20,
        Some(Ok(limit)) if (1..=100).contains(&limit) => limit,
        Some(_) => return Err(bad("Invalid 'limit': it must be from 1 to 100.", Some("limit"))),
    };
    let items = match list {
        List::Projects => items(PROJECTS),
        List::Users => items(USERS),
        List::Keys { project } if project == PROJECT_WITH_KEYS => items(KEYS),
        List::Keys { .. } => vec![],
    };
    let start = match seen.parameter("after") {
        None => 0,
        Some(after) => {
            let place = items.iter().position(|item| item["id"] == *after);
            1 + place.ok_or_else(|| problem(404, "invalid_request_error", "No such object.", Some("after"), None))?
        }
    };
    let page: Vec<Value> = items.iter().skip(start).take(limit).cloned().collect();
    let id = |item: Option<&Value>| item.map_or(Value::Null, |item| item["id"].clone());
    Ok(Reply::json(
        200,
        &json!({
            "object": "list", "first_id": id(page.first()), "last_id": id(page.last()),
            "has_more": start + page.len() < items.len(), "data": page,
        }),
    ))
}

fn items(fixture: &str) -> Vec<Value> {
    let list: Value = serde_json::from_str(fixture).unwrap_or_default();
    list["data"].as_array().cloned().unwrap_or_default()
}
