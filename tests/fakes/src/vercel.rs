//! The Vercel AI Gateway: reports, which cost something, and credits.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, date, from_date};
use crate::trouble::Trouble;

/// Of a team with a Pro plan.
pub const API_KEY: &str = "vck_fakeQ7wXm3Zr9Kd5Tb1Lv8Ns4Hy6Pc2Gf0JaEuO7iR5tY3uW1q";
/// Of a team with a Hobby plan: has credits, but no reports.
pub const HOBBY_KEY: &str = "vck_fakeB2nVc8Xz4Lk6Jh1Gf9Ds3Ap7Oi5Uy0TrEwQ6mN4bV2cX8z";
/// Of a team whose credits are used up.
pub const EMPTY_KEY: &str = "vck_fakeT5gBn1Hy7Uj3Mk9Il6Oq2Wa8Sz4Xe0DcRfV5tG1bY7hN3u";

const REPORT: &str = include_str!("../../../connectors/vercel/fixtures/report.json");
const CREDITS: &str = include_str!("../../../connectors/vercel/fixtures/credits.json");
/// Days before today that have figures.
const HISTORY_DAYS: i64 = 40;
const LONGEST_DAYS: i64 = 366;

/// What a report can be grouped by, and what the fixture's requests have in common.
const GROUPINGS: &[(&str, &str)] = &[
    ("day", ""),
    ("model", "openai/gpt-5"),
    ("user", "user-123"),
    ("tag", "production"),
    ("provider", "openai"),
    ("credential_type", "system"),
];
const PARAMETERS: &[&str] = &[
    "start_date",
    "end_date",
    "group_by",
    "date_part",
    "user_id",
    "tags",
    "tags_match",
    "model",
    "provider",
    "api_key_id",
];

#[derive(Debug, Default)]
pub struct Vercel;

impl Provider for Vercel {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "vercel",
            name: "Vercel AI Gateway",
            settings: vec![],
            credentials: vec![("api_key", API_KEY.to_owned())],
            endpoints: vec![("https://ai-gateway.vercel.sh", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "api_key", key, finds);
        vec![
            key("a key that is not known", "vck_fakeRevokedRevokedRevokedRevokedRevokedRevoked", "credentials_invalid"),
            key("an account's token", "vcp_fakeM4kL9jH2gF7dS5aP0oI8uY3tR6eW1qZ", "credentials_invalid"),
            key("a plan without reports", HOBBY_KEY, "credentials_insufficient"),
            key("no credits left", EMPTY_KEY, "credentials_insufficient"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let is_report = seen.path == "/v1/report";
        if !is_report && seen.path != "/v1/credits" {
            return Err(problem(404, "not_found", "Not found"));
        }
        match (seen.bearer(), is_report) {
            (Some(API_KEY), _) | (Some(HOBBY_KEY | EMPTY_KEY), false) => Ok(()),
            (Some(HOBBY_KEY), true) => {
                Err(problem(403, "forbidden", "Custom Reporting is available for Pro and Enterprise teams"))
            }
            (Some(EMPTY_KEY), true) => Err(problem(402, "insufficient_funds", "Insufficient AI Gateway credits")),
            _ => Err(problem(401, "authentication_error", "Invalid API key")),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                problem(429, "rate_limit_exceeded", "Too many requests").retry_after(retry_after)
            }
            _ => problem(500, "internal_server_error", "Internal server error"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(405, "method_not_allowed", "Method not allowed");
        }
        if seen.path == "/v1/credits" {
            return if seen.query.is_empty() {
                Reply::fixture(200, CREDITS)
            } else {
                bad("/v1/credits has no parameters")
            };
        }
        report(seen, now).unwrap_or_else(|problem| problem)
    }
}

fn problem(status: u16, kind: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"error": {"message": message, "type": kind}}))
}

fn bad(message: &str) -> Reply {
    problem(400, "invalid_request_error", message)
}

fn report(seen: &Seen, now: i64) -> Result<Reply, Reply> {
    let mut names = BTreeSet::new();
    for (name, _) in &seen.query {
        if !PARAMETERS.contains(&name.as_str()) {
            return Err(bad(&format!("Unknown parameter: {name}")));
        }
        if !names.insert(name) {
            return Err(bad(&format!("{name} is given twice")));
        }
    }
    let day = |name: &str| {
        let text = seen.parameter(name).ok_or_else(|| bad(&format!("{name} is required")))?;
        from_date(text).ok_or_else(|| bad(&format!("{name} must be YYYY-MM-DD")))
    };
    let (start, end) = (day("start_date")?, day("end_date")?);
    if end < start || end - start > LONGEST_DAYS * DAY {
        return Err(bad("end_date must not be before start_date, nor more than a year after it"));
    }
    let by = seen.parameter("group_by").unwrap_or("day");
    let grouping = GROUPINGS.iter().find(|(name, _)| *name == by);
    let (_, label) = *grouping.ok_or_else(|| bad(&format!("group_by must not be {by}")))?;
    let is_daily = match seen.parameter("date_part") {
        None => by == "day",
        Some("day") => true,
        Some(other) => return Err(bad(&format!("date_part must not be {other}"))),
    };
    let is_wanted = ["model", "provider"].iter().all(|name| {
        let ours = GROUPINGS.iter().find(|(known, _)| known == name).map(|(_, label)| *label);
        seen.parameter(name).is_none() || seen.parameter(name) == ours
    });
    // Both days are included.
    let days: Vec<i64> = (start..=end)
        .step_by(86_400)
        .filter(|day| is_wanted && *day <= now && *day > now - HISTORY_DAYS * DAY)
        .collect();
    let row = |day: Option<i64>, times: usize| {
        let mut row = figures(times);
        if let Some(day) = day {
            row.insert("day".to_owned(), json!(date(day)));
        }
        if by != "day" {
            row.insert(by.to_owned(), json!(label));
        }
        Value::Object(row)
    };
    let results: Vec<Value> = match (is_daily, days.len()) {
        (true, _) => days.into_iter().map(|day| row(Some(day), 1)).collect(),
        (false, 0) => vec![],
        (false, times) => vec![row(None, times)],
    };
    Ok(Reply::json(200, &json!({"results": results})))
}

/// The fixture's figures of so many days; of one day as they are written there.
fn figures(times: usize) -> Map<String, Value> {
    let report: Value = serde_json::from_str(REPORT).unwrap_or_default();
    let row = report["results"][0].as_object().cloned().unwrap_or_default();
    let scaled = |value: Value| {
        let figure: Decimal = value.to_string().parse().unwrap_or_default();
        let scaled = (figure * Decimal::from(times)).normalize().to_string();
        if times == 1 { value } else { serde_json::from_str(&scaled).unwrap_or_default() }
    };
    row.into_iter().filter(|(_, value)| value.is_number()).map(|(name, value)| (name, scaled(value))).collect()
}
