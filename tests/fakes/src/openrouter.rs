//! OpenRouter: the activity of the last thirty completed days, the list of keys, credits.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date, from_date};
use crate::trouble::Trouble;

/// Reads the account's activity.
pub const MANAGEMENT_KEY: &str = "sk-or-fake-management-5Rk8Tn2Wq7Xb4Zc9Vd1Lm6";
/// Calls models; may not read the activity.
pub const API_KEY: &str = "sk-or-v1-fake-3Hj6Pg9Sf2Ka5Yu8Io1Er4Tw7Qz";

pub type FakeOpenRouter = Fake<OpenRouter>;

const ORIGIN: &str = "https://openrouter.ai";
const ACTIVITY: &str = "/api/v1/activity";
const KEYS: &str = "/api/v1/keys";
const CREDITS: &str = "/api/v1/credits";
/// Days before today that are told.
const HISTORY_DAYS: i64 = 30;
/// Of a page of keys.
const KEYS_A_PAGE: usize = 100;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../connectors/openrouter/fixtures/", $name, ".json"))
    };
}

#[derive(Debug, Default)]
pub struct OpenRouter;

impl Provider for OpenRouter {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "openrouter",
            name: "OpenRouter",
            settings: vec![],
            credentials: vec![("management_key", MANAGEMENT_KEY.to_owned())],
            endpoints: vec![(ORIGIN, origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "management_key", key, finds);
        let elsewhere = Connect { endpoints: vec![(ORIGIN, format!("{origin}/api/v1"))], ..right.clone() };
        vec![
            key("a key that is not known", "sk-or-fake-deleted-00000000000", "credentials_invalid"),
            key("a key for calling models", API_KEY, "credentials_insufficient"),
            Mistake { what: "an endpoint with /api/v1", connect: elsewhere, finds: "settings_invalid" },
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        if ![ACTIVITY, KEYS, CREDITS].contains(&seen.path.as_str()) {
            return Err(problem(404, "Not Found"));
        }
        match seen.bearer() {
            Some(MANAGEMENT_KEY) => Ok(()),
            Some(API_KEY) => Err(Reply::fixture(403, fixture!("error.403"))),
            Some(_) => Err(problem(401, "User not found.")),
            None => Err(Reply::fixture(401, fixture!("error.401"))),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => problem(429, "Rate limit exceeded").retry_after(retry_after),
            _ => problem(503, "Service Unavailable"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(405, "Method Not Allowed");
        }
        let answered = match seen.path.as_str() {
            ACTIVITY => activity(seen, now),
            KEYS => keys(seen),
            _ => only(seen, &[]).map(|()| Reply::fixture(200, fixture!("credits"))),
        };
        answered.unwrap_or_else(|problem| problem)
    }
}

/// Every day has the fixture's rows: those of the account, by workspace, or of the one key that was used.
fn activity(seen: &Seen, now: i64) -> Result<Reply, Reply> {
    only(seen, &["date", "api_key_hash", "user_id", "workspace_id", "group_by"])?;
    let by_workspace = match seen.parameter("group_by") {
        None => false,
        Some("workspace") => true,
        Some(other) => return Err(problem(400, &format!("Invalid group_by: {other}"))),
    };
    let today = now.div_euclid(DAY);
    let mut days: Vec<i64> = (today - HISTORY_DAYS..today).rev().collect();
    if let Some(text) = seen.parameter("date") {
        let wanted = from_date(text).map(|start| start / DAY).filter(|day| days.contains(day));
        days = vec![wanted.ok_or_else(|| problem(400, "Date must be within the last 30 (completed) UTC days"))?];
    }
    let rows = match seen.parameter("api_key_hash") {
        None if by_workspace => items(fixture!("activity.by_workspace")),
        None => items(fixture!("activity")),
        Some(hash) if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            return Err(problem(400, "Invalid API key hash"));
        }
        Some(hash) => match items(fixture!("keys")).first() {
            Some(used) if used["hash"] == *hash => items(fixture!("activity.by_key")),
            _ => vec![],
        },
    };
    let is_wanted = |row: &&Value| seen.parameter("workspace_id").is_none_or(|wanted| row["workspace_id"] == *wanted);
    let on = |day: i64| {
        let rows: Vec<&Value> = rows.iter().filter(is_wanted).collect();
        rows.into_iter().map(move |row| {
            let mut row = row.clone();
            row["date"] = json!(date(day * DAY));
            row
        })
    };
    let data: Vec<Value> = days.into_iter().flat_map(on).collect();
    Ok(Reply::json(200, &json!({"data": data})))
}

fn keys(seen: &Seen) -> Result<Reply, Reply> {
    only(seen, &["offset", "include_disabled"])?;
    let offset: usize = seen.parameter("offset").unwrap_or("0").parse().map_err(|_| problem(400, "Invalid offset"))?;
    let with_disabled = seen.parameter("include_disabled") == Some("true");
    let known = items(fixture!("keys")).into_iter().filter(|key| with_disabled || key["disabled"] == false);
    let data: Vec<Value> = known.skip(offset).take(KEYS_A_PAGE).collect();
    Ok(Reply::json(200, &json!({"data": data})))
}

fn only(seen: &Seen, known: &[&str]) -> Result<(), Reply> {
    match seen.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((unknown, _)) => Err(problem(400, &format!("Unrecognized key: {unknown}"))),
        None => Ok(()),
    }
}

fn problem(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"code": status, "message": message, "metadata": {}}}))
}

fn items(fixture: &str) -> Vec<Value> {
    let list: Value = serde_json::from_str(fixture).unwrap_or_default();
    list["data"].as_array().cloned().unwrap_or_default()
}
