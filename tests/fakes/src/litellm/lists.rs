//! Teams, keys, users: lists for admins.

use serde_json::{Value, json};

use super::{Sight, detail, fixture, number, only};
use crate::reply::Reply;
use crate::seen::Seen;

#[derive(Debug)]
pub(super) struct List {
    path: &'static str,
    /// Where its items are.
    items: &'static str,
    /// The parameter that says how many a page has, and how many it has without.
    size: (&'static str, usize),
    parameters: &'static [&'static str],
    fixture: &'static str,
}

const LISTS: &[List] = &[
    List {
        path: "/v2/team/list",
        items: "teams",
        size: ("page_size", 10),
        parameters: &["team_id", "team_alias", "user_id", "organization_id"],
        fixture: fixture!("teams"),
    },
    List {
        path: "/key/list",
        items: "keys",
        size: ("size", 10),
        parameters: &["user_id", "team_id", "key_alias", "return_full_object", "include_team_keys"],
        fixture: fixture!("keys"),
    },
    List {
        path: "/user/list",
        items: "users",
        size: ("page_size", 25),
        parameters: &["role", "user_ids", "user_email", "team"],
        fixture: fixture!("users"),
    },
];

pub(super) fn at(path: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.path == path)
}

pub(super) fn answer(list: &List, seen: &Seen, sight: Sight) -> Result<Reply, Reply> {
    let known: Vec<&str> = list.parameters.iter().copied().chain(["page", list.size.0]).collect();
    only(seen, &known)?;
    if sight == Sight::Own {
        return Err(match list.items {
            "users" => Reply::fixture(403, fixture!("error.403")),
            _ => detail(401, &json!({"error": "Only admin users can query all of them. Your user role=internal_user"})),
        });
    }
    let (page, size) = (number(seen, "page", 1, usize::MAX)?, number(seen, list.size.0, list.size.1, 100)?);
    let whole: Value = serde_json::from_str(list.fixture).unwrap_or_default();
    let all = whole[list.items].as_array().cloned().unwrap_or_default();
    let is_whole = list.items != "keys" || seen.parameter("return_full_object") == Some("true");
    let shown: Vec<Value> = all
        .iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|item| if is_whole { item.clone() } else { item["token"].clone() })
        .collect();
    let (total, pages) = (all.len(), all.len().div_ceil(size));
    Ok(Reply::json(
        200,
        &match list.items {
            "keys" => json!({"keys": shown, "total_count": total, "current_page": page, "total_pages": pages}),
            items => json!({items: shown, "total": total, "page": page, "page_size": size, "total_pages": pages}),
        },
    ))
}
