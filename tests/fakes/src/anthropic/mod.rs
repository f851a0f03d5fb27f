//! Anthropic: the usage and cost reports of an organization, Claude Code, and its workspaces, keys and users.
//!
//! | module | what it does |
//! |---|---|
//! | `reports` | `/v1/organizations/usage_report/messages` and `/v1/organizations/cost_report` |
//! | `question` | their parameters |
//! | `claude_code` | `/v1/organizations/usage_report/claude_code` |
//! | `lists` | workspaces, keys, users |

mod claude_code;
mod lists;
mod question;
mod reports;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Map, Value, json};

use crate::fake::{Fake, lock};
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Reads usage and costs.
pub const ADMIN_KEY: &str = "sk-ant-admin01-fake-Q7mZ2xV9cL4bN8sK1wR6tY3uE5iO0pAfGhJkLdMnB";
/// Calls models; may not read usage or costs.
pub const API_KEY: &str = "sk-ant-api03-fake-R2dT5gW8hJ1kM4nP7qS0vX3zB6cF9eHaLoIuY";

pub type FakeAnthropic = Fake<Anthropic>;

/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../connectors/anthropic/fixtures/", $name, ".json"))
    };
}
pub(crate) use fixture;

#[derive(Debug, Default)]
pub struct Anthropic {
    /// By report and day (since 1970), in place of the fixtures.
    told: Mutex<Told>,
}

type Told = BTreeMap<(String, i64), Vec<Map<String, Value>>>;

impl Anthropic {
    /// From now on a report (`cost_report`, `usage_report/messages`) has these results on a day (since 1970).
    pub fn tell(&self, report: &str, day: i64, results: &[Value]) {
        let results = results.iter().filter_map(Value::as_object).cloned().collect();
        lock(&self.told).insert((format!("/v1/organizations/{report}"), day), results);
    }
}

impl Provider for Anthropic {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "anthropic",
            name: "Anthropic",
            settings: vec![],
            credentials: vec![("admin_api_key", ADMIN_KEY.to_owned())],
            endpoints: vec![("https://api.anthropic.com", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "admin_api_key", key, finds);
        let mut elsewhere = right.clone();
        elsewhere.endpoints = vec![("https://api.anthropic.com", format!("{origin}/v1"))];
        vec![
            key("an admin key that is not known", "sk-ant-admin01-revoked-000000000000", "credentials_invalid"),
            key("an ordinary API key", API_KEY, "credentials_insufficient"),
            Mistake { what: "an endpoint with /v1", connect: elsewhere, finds: "settings_invalid" },
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let is_known = reports::at(&seen.path).is_some()
            || lists::at(&seen.path).is_some()
            || [claude_code::PATH, lists::ORGANIZATION].contains(&seen.path.as_str());
        if !is_known {
            return Err(problem(404, "not_found_error", "Not found"));
        }
        match seen.header("x-api-key") {
            Some(ADMIN_KEY) => {}
            Some(API_KEY) => return Err(Reply::fixture(403, fixture!("error.403"))),
            Some(_) => return Err(Reply::fixture(401, fixture!("error.401"))),
            None => return Err(problem(401, "authentication_error", "x-api-key header is required")),
        }
        match seen.header("anthropic-version") {
            Some("2023-06-01") => Ok(()),
            Some(other) => Err(bad(&format!("anthropic-version: \"{other}\" is not a valid version"))),
            None => Err(bad("anthropic-version: header is required")),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => Reply::fixture(429, fixture!("error.429")).retry_after(retry_after),
            // Anthropic's own status for too much to do.
            _ => Reply::fixture(529, fixture!("error.529")),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(405, "invalid_request_error", "Method Not Allowed");
        }
        let answered = match (reports::at(&seen.path), lists::at(&seen.path)) {
            (Some(report), _) => reports::answer(report, &seen.query, now, &lock(&self.told)),
            (None, Some(list)) => lists::answer(list, seen),
            (None, None) if seen.path == claude_code::PATH => claude_code::answer(&seen.query, now),
            (None, None) => Ok(Reply::fixture(200, fixture!("organization"))),
        };
        answered.unwrap_or_else(|problem| problem)
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply.header("request-id", format!("req_fake{:08}", seen.number))
    }
}

/// An error as Anthropic words it.
fn problem(status: u16, kind: &str, message: &str) -> Reply {
    let error = json!({"type": kind, "message": message});
    Reply::json(status, &json!({"type": "error", "error": error, "request_id": "req_011CFixture"}))
}

fn bad(message: &str) -> Reply {
    problem(400, "invalid_request_error", message)
}

/// The items of a fixture's list.
fn items(fixture: &str) -> Vec<Value> {
    let list: Value = serde_json::from_str(fixture).unwrap_or_default();
    list["data"].as_array().cloned().unwrap_or_default()
}
