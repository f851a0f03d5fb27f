//! A LiteLLM proxy: the daily activity, and lists of teams, keys and users. It lives behind a path prefix, as proxies of
//! companies often do.
//!
//! | module | what it does |
//! |---|---|
//! | `activity` | `/user/daily/activity` |
//! | `rows` | what the proxy's database holds |
//! | `lists` | `/v2/team/list`, `/key/list`, `/user/list` |

mod activity;
mod lists;
mod rows;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// May do everything.
pub const MASTER_KEY: &str = "sk-fake-master-Zq8Wn3Xk5Vb7Rt1Yp9Ls2Dg4";
/// Sees everything: of a user with the role `proxy_admin_viewer`.
pub const VIEWER_KEY: &str = "sk-fake-viewer-Lm6Jh2Fc9Qx4Tz8Ws1Ek7Ur3";
/// Sees only what its user called, which is nothing.
pub const USER_KEY: &str = "sk-fake-user-Bv5Ny1Ga8Ke3Mi6Od9Pw2Sx7";

pub type FakeLiteLlm = Fake<LiteLlm>;

const PREFIX: &str = "/llm";

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../connectors/litellm/fixtures/", $name, ".json"))
    };
}
pub(crate) use fixture;

#[derive(Debug)]
pub struct LiteLlm {
    users: usize,
}

impl Default for LiteLlm {
    fn default() -> Self {
        Self { users: 1 }
    }
}

impl LiteLlm {
    /// A proxy that so many people use with one key: each of them calls what the fixtures have.
    pub fn of_users(users: usize) -> Self {
        Self { users }
    }
}

/// What a key may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    All,
    Own,
}

/// One header takes precedence over the other.
fn sight(seen: &Seen) -> Result<Sight, Reply> {
    let own = seen.header("x-litellm-api-key").map(|text| text.strip_prefix("Bearer ").unwrap_or(text));
    match own.or_else(|| seen.bearer()) {
        Some(MASTER_KEY | VIEWER_KEY) => Ok(Sight::All),
        Some(USER_KEY) => Ok(Sight::Own),
        Some(_) => Err(Reply::fixture(401, fixture!("error.401"))),
        None => Err(problem(401, "auth_error", "Authentication Error, No api key passed in.")),
    }
}

impl Provider for LiteLlm {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "litellm",
            name: "LiteLLM",
            settings: vec![("base_url", format!("{origin}{PREFIX}"))],
            credentials: vec![("api_key", VIEWER_KEY.to_owned())],
            endpoints: vec![],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "api_key", key, finds);
        let base = |what, base: String| Mistake::setting(what, &right, "base_url", &base, "settings_invalid");
        vec![
            key("a key that is not known", "sk-fake-deleted-000000000000", "credentials_invalid"),
            key("a key of an ordinary user", USER_KEY, "credentials_insufficient"),
            base("a base URL with /v1", format!("{origin}{PREFIX}/v1")),
            base("a base URL without the prefix", origin.to_owned()),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let path = seen.path.strip_prefix(PREFIX).unwrap_or_default();
        if path != activity::PATH && lists::at(path).is_none() {
            return Err(Reply::json(404, &json!({"detail": "Not Found"})));
        }
        sight(seen).map(drop)
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                problem(429, "throttling_error", "Rate limit exceeded.").retry_after(retry_after)
            }
            _ => problem(500, "internal_server_error", "Internal Server Error, timed out waiting for the database"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        if seen.method != "GET" {
            return Reply::json(405, &json!({"detail": "Method Not Allowed"}));
        }
        let path = seen.path.strip_prefix(PREFIX).unwrap_or_default();
        let answered = sight(seen).and_then(|sight| match lists::at(path) {
            Some(list) => lists::answer(list, seen, sight),
            None => activity::answer(seen, sight, self.users, now),
        });
        answered.unwrap_or_else(|problem| problem)
    }

    fn dress(&self, _seen: &Seen, reply: Reply) -> Reply {
        reply.header("x-litellm-version", "1.109.1")
    }
}

/// An error as LiteLLM words it: its code is a text.
fn problem(status: u16, kind: &str, message: &str) -> Reply {
    let error = json!({"message": message, "type": kind, "param": null, "code": status.to_string()});
    Reply::json(status, &json!({"error": error}))
}

/// An error as FastAPI words it.
fn detail(status: u16, detail: &Value) -> Reply {
    Reply::json(status, &json!({"detail": detail}))
}

/// A whole number from 1 on.
fn number(seen: &Seen, name: &str, default: usize, most: usize) -> Result<usize, Reply> {
    let wrong = |message: String| detail(422, &json!([{"type": "int", "loc": ["query", name], "msg": message}]));
    match seen.parameter(name).map(str::parse::<usize>) {
        None => Ok(default),
        Some(Ok(number)) if number > most => Err(wrong(format!("Input should be less than or equal to {most}"))),
        Some(Ok(0)) => Err(wrong("Input should be greater than or equal to 1".to_owned())),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(wrong("Input should be a valid integer".to_owned())),
    }
}

/// The real one overlooks what it does not know; whoever sends it was mistaken all the same.
fn only(seen: &Seen, known: &[&str]) -> Result<(), Reply> {
    match seen.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((unknown, _)) => Err(problem(400, "bad_request", &format!("unknown parameter `{unknown}`"))),
        None => Ok(()),
    }
}
