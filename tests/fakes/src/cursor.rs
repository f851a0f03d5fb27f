//! Cursor: usage events of a team, its members, and its spending in the current cycle.

use std::cmp::Reverse;
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::fake::lock;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::DAY;
use crate::trouble::Trouble;

pub const ADMIN_KEY: &str = "key_fake91c4e7a0b3d6f9c2e5a8b1d4f7c0e3a6b9d2f5c8e1a4b7d0f3c6e9a2b5d8";
/// Of a single user: may not read the team.
pub const USER_KEY: &str = "key_fake22d5f8a1c4e7b0d3f6a9c2e5b8d1f4a7c0e3b6d9f2a5c8e1b4d7f0a3c6";

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../connectors/cursor/fixtures/", $name, ".json"))
    };
}

const EVENTS: [&str; 2] = [fixture!("filtered_usage_events.page1"), fixture!("filtered_usage_events.page2")];
const SPEND: &str = fixture!("spend");
/// The day of the fixtures' events.
const FIXTURE_DAY: i64 = 1_790_812_800;

const MILLISECONDS: i64 = 1_000;
const LONGEST_DAYS: i64 = 30;
/// Days before today that have events.
const HISTORY_DAYS: i64 = 40;
/// However many a client asks for.
const MOST_EVENTS_A_PAGE: i64 = 50;

#[derive(Debug, Default)]
pub struct Cursor {
    late: Mutex<Vec<Value>>,
}

impl Cursor {
    /// An event that becomes known only now, whenever it happened.
    pub fn tell_late(&self, event: Value) {
        lock(&self.late).push(event);
    }
}

impl Provider for Cursor {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "cursor",
            name: "Cursor",
            settings: vec![],
            credentials: vec![("admin_api_key", ADMIN_KEY.to_owned())],
            endpoints: vec![("https://api.cursor.com", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "admin_api_key", key, finds);
        vec![
            key("a key that is not known", "key_fake00revoked00revoked00revoked00revoked00", "credentials_invalid"),
            key("the key of a single user", USER_KEY, "credentials_insufficient"),
        ]
    }

    /// The key is the user name; there is no password.
    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        if !["/teams/filtered-usage-events", "/teams/members", "/teams/spend"].contains(&seen.path.as_str()) {
            return Err(problem(404, "Not found"));
        }
        let is = |key: &str| {
            let expected = format!("Basic {}", STANDARD.encode(format!("{key}:")));
            seen.header("authorization") == Some(expected.as_str())
        };
        match (is(ADMIN_KEY), is(USER_KEY)) {
            (true, _) => Ok(()),
            (_, true) => Err(problem(403, "This API key does not have access to the team's admin endpoints")),
            _ => Err(problem(401, "Invalid API key")),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => problem(429, "Rate limit exceeded").retry_after(retry_after),
            _ => problem(500, "Internal server error"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        let answered = match (seen.method.as_str(), seen.path.as_str()) {
            ("POST", "/teams/filtered-usage-events") => events(seen, &lock(&self.late), now),
            ("POST", "/teams/spend") => spend(seen),
            ("GET", "/teams/members") => Ok(members()),
            _ => Err(problem(405, "Method not allowed")),
        };
        answered.unwrap_or_else(|problem| problem)
    }
}

fn problem(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"error": message}))
}

/// The body, if it has known fields only.
fn body(seen: &Seen, known: &[&str]) -> Result<Value, Reply> {
    let body = seen.json().filter(Value::is_object).ok_or_else(|| problem(400, "The body is not a JSON object"))?;
    match body.as_object().into_iter().flatten().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(problem(400, &format!("Unrecognized key in body: {name}"))),
        None => Ok(body),
    }
}

/// A whole number of the body, or else `default`.
fn number(body: &Value, name: &str, default: i64) -> Result<i64, Reply> {
    match &body[name] {
        Value::Null => Ok(default),
        value => value.as_i64().ok_or_else(|| problem(400, &format!("{name} must be a whole number"))),
    }
}

fn events(seen: &Seen, late: &[Value], now: i64) -> Result<Reply, Reply> {
    let body = body(seen, &["startDate", "endDate", "email", "userId", "page", "pageSize"])?;
    let today = now * MILLISECONDS;
    let start = number(&body, "startDate", today - LONGEST_DAYS * DAY * MILLISECONDS)?;
    let end = number(&body, "endDate", today)?;
    if end < start || end - start > LONGEST_DAYS * DAY * MILLISECONDS {
        return Err(problem(400, "The date range must not be negative or longer than 30 days"));
    }
    let page = number(&body, "page", 1)?;
    let size = number(&body, "pageSize", 10)?;
    if page < 1 || !(1..=1_000).contains(&size) {
        return Err(problem(400, "page starts at 1 and pageSize is 1 to 1000"));
    }
    let size = size.min(MOST_EVENTS_A_PAGE);
    let email = body["email"].as_str();
    let mut found: Vec<Value> = vec![];
    let oldest = (now - HISTORY_DAYS * DAY) * MILLISECONDS;
    let days = start.div_euclid(DAY * MILLISECONDS)..=end.div_euclid(DAY * MILLISECONDS);
    // Newest first, both ends included.
    for day in days.rev() {
        for mut event in fixture_events() {
            let at = milliseconds(&event) + (day * DAY - FIXTURE_DAY) * MILLISECONDS;
            let is_asked = (start..=end).contains(&at) && at <= today && at > oldest;
            if is_asked && email.is_none_or(|email| event["userEmail"] == *email) {
                event["timestamp"] = json!(at.to_string());
                found.push(event);
            }
        }
    }
    let is_asked = |event: &&Value| {
        (start..=end).contains(&milliseconds(event)) && email.is_none_or(|email| event["userEmail"] == *email)
    };
    found.extend(late.iter().filter(is_asked).cloned());
    found.sort_by_key(|event| Reverse(milliseconds(event)));
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let pages = (total + size - 1) / size;
    let skip = usize::try_from((page - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let shown: Vec<Value> = found.into_iter().skip(skip).take(usize::try_from(size).unwrap_or(0)).collect();
    Ok(Reply::json(
        200,
        &json!({
            "totalUsageEventsCount": total,
            "pagination": {
                "numPages": pages, "currentPage": page, "pageSize": size, "hasNextPage": page < pages,
                "hasPreviousPage": page > 1,
            },
            "usageEvents": shown,
            "period": {"startDate": start, "endDate": end},
        }),
    ))
}

/// In the fixtures' order: newest first.
fn fixture_events() -> Vec<Value> {
    let events = |page: &str| {
        let page: Value = serde_json::from_str(page).unwrap_or_default();
        page["usageEvents"].as_array().cloned().unwrap_or_default()
    };
    EVENTS.into_iter().flat_map(events).collect()
}

fn milliseconds(event: &Value) -> i64 {
    event["timestamp"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn spend(seen: &Seen) -> Result<Reply, Reply> {
    body(seen, &["searchTerm", "sortBy", "sortDirection", "page", "pageSize"])?;
    Ok(Reply::fixture(200, SPEND))
}

/// Those who spend.
fn members() -> Reply {
    let spend: Value = serde_json::from_str(SPEND).unwrap_or_default();
    let member =
        |one: &Value| json!({"id": one["userId"], "name": one["name"], "email": one["email"], "role": one["role"]});
    let members: Vec<Value> = spend["teamMemberSpend"].as_array().into_iter().flatten().map(member).collect();
    Reply::json(200, &json!({"teamMembers": members}))
}
