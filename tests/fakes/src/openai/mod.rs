//! OpenAI: usage and costs of an organization, and chat completions.
//!
//! | module | what it does |
//! |---|---|
//! | `usage` | `/v1/organization/usage/*` and `/v1/organization/costs` |
//! | `question` | their parameters |
//! | `lists` | projects, their keys, users |
//! | `chat` | `/v1/chat/completions`, plain and streamed |

mod chat;
mod lists;
mod question;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use crate::fake::{Fake, lock};
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

pub use chat::ChatUsage;

/// Reads usage and costs; cannot chat.
pub const ADMIN_KEY: &str = "sk-admin-fake-4f9dT3BlbkFJq7WmXz2Kc8RbYv5LsNhP0aUeGiO6DjQt";
/// Chats; may not read usage or costs.
pub const PROJECT_KEY: &str = "sk-proj-fake-T3BlbkFJx1Vn8ZrWk5MqDs3HyCg7LfBt";

pub type FakeOpenAi = Fake<OpenAi>;

const CHAT: &str = "/v1/chat/completions";

#[derive(Debug)]
pub struct OpenAi {
    admin_keys: Mutex<BTreeSet<String>>,
    chat_usage: Mutex<ChatUsage>,
    /// Days before today that have figures.
    history_days: AtomicU64,
    /// By path, in place of the fixtures.
    told: Mutex<BTreeMap<String, Told>>,
}

/// What an endpoint says of one day (since 1970); of other days it says nothing.
#[derive(Debug, Clone)]
struct Told {
    day: i64,
    results: Vec<Map<String, Value>>,
}

impl Default for OpenAi {
    fn default() -> Self {
        Self {
            admin_keys: Mutex::new(BTreeSet::from([ADMIN_KEY.to_owned()])),
            chat_usage: Mutex::default(),
            history_days: AtomicU64::new(40),
            told: Mutex::default(),
        }
    }
}

impl OpenAi {
    /// Makes an admin key known.
    pub fn accept(&self, admin_key: &str) {
        lock(&self.admin_keys).insert(admin_key.to_owned());
    }

    pub fn revoke(&self, admin_key: &str) {
        lock(&self.admin_keys).remove(admin_key);
    }

    /// What chat completions cost from now on.
    pub fn set_chat_usage(&self, usage: ChatUsage) {
        *lock(&self.chat_usage) = usage;
    }

    /// Days before today that have figures; 40 unless told.
    pub fn set_history_days(&self, days: u64) {
        self.history_days.store(days, Ordering::Relaxed);
    }

    /// From now on an endpoint (`costs`, `usage/completions`) has these results on a day (since 1970), and no others.
    pub fn tell(&self, endpoint: &str, day: i64, results: &[Value]) {
        let results = results.iter().filter_map(Value::as_object).cloned().collect();
        lock(&self.told).insert(format!("/v1/organization/{endpoint}"), Told { day, results });
    }
}

impl OpenAi {
    fn chat(&self, seen: &Seen, now: i64) -> Result<Reply, Reply> {
        chat::answer(seen.json().as_ref(), *lock(&self.chat_usage), seen.number, now)
    }
}

impl Fake<OpenAi> {
    /// With `/v1` at its end, as clients want it.
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.origin())
    }
}

impl Provider for OpenAi {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "openai",
            name: "OpenAI",
            settings: vec![("base_url", format!("{origin}/v1"))],
            credentials: vec![("admin_api_key", ADMIN_KEY.to_owned())],
            endpoints: vec![],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "admin_api_key", key, finds);
        vec![
            key("an admin key that is not known", "sk-admin-revoked-T3BlbkFJ0000000000", "credentials_invalid"),
            key("a project key", PROJECT_KEY, "credentials_insufficient"),
            Mistake::setting("a base URL without /v1", &right, "base_url", origin, "settings_invalid"),
        ]
    }

    /// Admin keys read, other keys chat.
    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let is_chat = seen.path == CHAT;
        if !is_chat && usage::endpoint(&seen.path).is_none() && lists::at(&seen.path).is_none() {
            let message = format!("Invalid URL ({} {})", seen.method, seen.path);
            return Err(problem(404, "invalid_request_error", &message, None, None));
        }
        let unknown = || Reply::fixture(401, include_str!("../../../../connectors/openai/fixtures/error.401.json"));
        let key = seen.bearer().ok_or_else(unknown)?;
        if is_chat {
            let is_admin = key.starts_with("sk-admin-");
            return if key.starts_with("sk-") && !is_admin { Ok(()) } else { Err(unknown()) };
        }
        if lock(&self.admin_keys).contains(key) {
            return Ok(());
        }
        if key.starts_with("sk-proj-") {
            return Err(Reply::fixture(403, include_str!("../../../../connectors/openai/fixtures/error.403.json")));
        }
        Err(unknown())
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                Reply::fixture(429, include_str!("../../../../connectors/openai/fixtures/error.429.json"))
                    .retry_after(retry_after)
            }
            _ => Reply::fixture(500, include_str!("../../../../connectors/openai/fixtures/error.500.json")),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        let endpoint = usage::endpoint(&seen.path);
        let expected = if seen.path == CHAT { "POST" } else { "GET" };
        if seen.method != expected {
            let message = format!("Not allowed to {} on {}.", seen.method, seen.path);
            return problem(405, "invalid_request_error", &message, None, Some("method_not_supported"));
        }
        let answered = match endpoint {
            Some(endpoint) => {
                let told = lock(&self.told).get(endpoint.path).cloned();
                usage::answer(endpoint, &seen.query, now, self.history_days.load(Ordering::Relaxed), told.as_ref())
            }
            None => match lists::at(&seen.path) {
                Some(list) => lists::answer(&list, seen),
                None => self.chat(seen, now),
            },
        };
        answered.unwrap_or_else(|problem| problem)
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply
            .header("openai-organization", "fake-organization")
            .header("x-request-id", format!("req_fake{:08}", seen.number))
    }
}

/// An error as OpenAI words it.
fn problem(status: u16, kind: &str, message: &str, param: Option<&str>, code: Option<&str>) -> Reply {
    Reply::json(status, &json!({"error": {"message": message, "type": kind, "param": param, "code": code}}))
}

fn bad(message: &str, param: Option<&str>) -> Reply {
    problem(400, "invalid_request_error", message, param, None)
}
