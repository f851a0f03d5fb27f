//! xAI: costs of a team from the Management API, and the API for programs as far as it knows keys.
//!
//! | module | what it does |
//! |---|---|
//! | `usage` | `POST /v1/billing/teams/{team}/usage` |

mod usage;

use serde_json::{Value, json};

use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Of the team, with the permission to read its bill.
pub const MANAGEMENT_KEY: &str = "xai-token-fake-Zk3vQm8RtYw2LbNc5HdJx7PfSg9AeUu4";
/// Of the team, without that permission.
pub const OTHER_KEY: &str = "xai-token-fake-other-Qw8ErTy2UiOp5AsDf7GhJk3LzXc";
/// For programs.
pub const API_KEY: &str = "xai-fake-B7nMq2WsXe4RdCf6TgVh8YjUk1IlOp3Z";
pub const TEAM: &str = "65c1e471-205f-4566-9c5a-07198badf4ce";

const PERMISSION: &str = "team-token:endpoint:BillingRead";

#[derive(Debug, Default)]
pub struct XAi;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'p> {
    /// Which key is it?
    Validation,
    ApiKey,
    Usage {
        team: &'p str,
    },
    Balance {
        team: &'p str,
    },
}

impl<'p> Place<'p> {
    fn of(path: &'p str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match parts[..] {
            ["auth", "management-keys", "validation"] => Some(Self::Validation),
            ["v1", "api-key"] => Some(Self::ApiKey),
            ["v1", "billing", "teams", team, "usage"] => Some(Self::Usage { team }),
            ["v1", "billing", "teams", team, "prepaid", "balance"] => Some(Self::Balance { team }),
            _ => None,
        }
    }
}

impl Provider for XAi {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "xai",
            name: "xAI",
            settings: vec![],
            credentials: vec![("management_key", MANAGEMENT_KEY.to_owned())],
            endpoints: vec![
                ("https://management-api.x.ai", origin.to_owned()),
                ("https://api.x.ai", origin.to_owned()),
            ],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "management_key", key, finds);
        let team = |what, team: &str, finds| Mistake::setting(what, &right, "team_id", team, finds);
        vec![
            key("a management key that is not known", "xai-token-fake-deleted-000000000000", "credentials_invalid"),
            key("an API key for programs", API_KEY, "credentials_insufficient"),
            key("a management key without the permission", OTHER_KEY, "credentials_insufficient"),
            team("a team's name instead of its ID", "default", "settings_invalid"),
            team("another team", "00000000-0000-4000-8000-000000000000", "credentials_insufficient"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let place = Place::of(&seen.path).ok_or_else(|| problem(404, 5, "Not Found"))?;
        let expected = if matches!(place, Place::Usage { .. }) { "POST" } else { "GET" };
        if seen.method != expected {
            return Err(problem(405, 12, "Method Not Allowed"));
        }
        let key = seen.bearer().unwrap_or_default();
        if place == Place::ApiKey {
            let wrong = json!({"code": "Client specified an invalid argument", "error": "Incorrect API key provided."});
            return if key == API_KEY { Ok(()) } else { Err(Reply::json(400, &wrong)) };
        }
        if ![MANAGEMENT_KEY, OTHER_KEY].contains(&key) {
            return Err(problem(401, 16, "Invalid bearer token."));
        }
        let (Place::Usage { team } | Place::Balance { team }) = place else { return Ok(()) };
        if !is_uuid(team) {
            return Err(problem(400, 3, "Invalid uuid."));
        }
        if team != TEAM || key != MANAGEMENT_KEY {
            return Err(problem(403, 7, "The caller does not have permission to execute the specified operation."));
        }
        Ok(())
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => problem(429, 8, "Too many requests.").retry_after(retry_after),
            _ => problem(500, 13, "Internal error."),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        match Place::of(&seen.path) {
            Some(Place::Validation) => Reply::json(200, &validation(seen.bearer() == Some(MANAGEMENT_KEY))),
            Some(Place::ApiKey) => Reply::json(
                200,
                &json!({"redacted_api_key": "xai-...Op3Z", "name": "server", "team_id": TEAM, "api_key_blocked": false}),
            ),
            Some(Place::Usage { .. }) => usage::answer(seen.json().as_ref(), now).unwrap_or_else(|problem| problem),
            Some(Place::Balance { .. }) => {
                Reply::fixture(200, include_str!("../../../../connectors/xai/fixtures/prepaid_balance.json"))
            }
            None => problem(404, 5, "Not Found"),
        }
    }
}

fn validation(has_permission: bool) -> Value {
    let acls = if has_permission { vec![PERMISSION] } else { vec!["team-token:endpoint:ListApiKeys"] };
    json!({
        "apiKeyId": "b86ba29d-9f47-4b3a-a6ae-e69432d5f0dc", "teamId": TEAM, "scope": "SCOPE_TEAM", "scopeId": TEAM,
        "ownerUserId": "4d52c406-6ec6-4361-9b7c-40dc7e8ff284", "createTime": "2026-09-10T23:17:49.460374Z",
        "modifyTime": "2026-09-10T23:17:49.460374Z", "name": "outlay", "acls": acls, "ipRanges": null
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// An error as the Management API words it: a code of gRPC and a message.
fn problem(status: u16, code: u32, message: &str) -> Reply {
    Reply::json(status, &json!({"code": code, "message": message, "details": []}))
}
