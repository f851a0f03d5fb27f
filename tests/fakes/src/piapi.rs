//! PiAPI: the balance of an account, and nothing of its past.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::fake::lock;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

pub const API_KEY: &str = "4fd1fake9b7c2e6a8d0f3b5c7e9a1d2f4b6c8e0a2d4f6b8c0e2a4d6f8b0c2e4a";
/// Of an account that PiAPI has disabled.
pub const DISABLED_KEY: &str = "7ab2fake0c4e6f8a1b3d5f7a9c0e2b4d6f8a0c2e4b6d8f0a2c4e6b8d0f2a4c6e";
/// One that is let in, only to be told that it may not see this.
pub const BLOCKED_KEY: &str = "9cd3fake1e5f7b9d0c2e4a6b8d0f1a3c5e7b9d1f3a5c7e9b1d3f5a7c9e1b3d5f";

const INFO: &str = include_str!("../../../connectors/piapi/fixtures/account_info.json");
const UNKNOWN: &str = include_str!("../../../connectors/piapi/fixtures/error.401.json");
/// Credits of one dollar, as in the fixture.
const CREDITS_A_DOLLAR: u64 = 1_000_000;

/// What an account has.
#[derive(Debug)]
struct Credits {
    used: u64,
    available: u64,
    /// Whether the answer says how many were used, and is wrapped.
    is_told: bool,
}

#[derive(Debug)]
pub struct PiApi(Mutex<Credits>);

impl Default for PiApi {
    fn default() -> Self {
        let pack = &fixture()["data"]["credit_pack_info"];
        let count = |name: &str| pack[name].as_u64().unwrap_or_default();
        Self(Mutex::new(Credits { used: count("used_credits"), available: count("available_credits"), is_told: true }))
    }
}

impl PiApi {
    /// The account uses so many credits.
    pub fn spend(&self, credits: u64) {
        let mut all = lock(&self.0);
        all.used += credits;
        all.available = all.available.saturating_sub(credits);
    }

    /// The account is given so many credits.
    pub fn top_up(&self, credits: u64) {
        lock(&self.0).available += credits;
    }

    /// From now on the answer says only what is left.
    pub fn hide_used_credits(&self) {
        lock(&self.0).is_told = false;
    }

    fn info(&self, key: &str) -> Value {
        let Credits { used, available, is_told } = *lock(&self.0);
        let usd: Value = serde_json::from_str(&dollars(available)).unwrap_or_default();
        let mut answer = fixture();
        let data = &mut answer["data"];
        data["api_key"] = json!(key);
        data["is_enable"] = json!(key != DISABLED_KEY);
        data["equivalent_in_usd"] = usd.clone();
        data["credit_pack_info"] =
            json!({"total_credits": used + available, "used_credits": used, "available_credits": available});
        data["wallet"]["point_remain"] = json!(available);
        if is_told {
            answer
        } else {
            json!({"name": "Ada", "plan": "creator", "equivalent_in_usd": usd, "remaining_credits": available})
        }
    }
}

impl Provider for PiApi {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "piapi",
            name: "PiAPI",
            settings: vec![("environment", "staging".to_owned())],
            credentials: vec![("api_key", API_KEY.to_owned())],
            endpoints: vec![("https://api.piapi.ai", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "api_key", key, finds);
        vec![
            key(
                "a key that is not known",
                "0000fake0000000000000000000000000000000000000000000000000000wxyz",
                "credentials_invalid",
            ),
            key("another provider's key", "sk-proj-fake-T3BlbkFJx1Vn8ZrWk5MqDs3HyCg7LfBt", "credentials_invalid"),
            key("the key of a disabled account", DISABLED_KEY, "credentials_insufficient"),
            key("a blocked key", BLOCKED_KEY, "credentials_insufficient"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        if seen.path != "/account/info" {
            return Err(problem(404, "Not Found"));
        }
        match seen.header("x-api-key") {
            Some(API_KEY | DISABLED_KEY) => Ok(()),
            // Some errors come with status 200.
            Some(BLOCKED_KEY) => Err(Reply::json(200, &json!({"code": 403, "message": "Forbidden", "data": null}))),
            _ => Err(Reply::fixture(401, UNKNOWN)),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => problem(429, "Too Many Requests").retry_after(retry_after),
            _ => Reply::text(503, "text/plain", "Under maintenance, please come back later."),
        }
    }

    fn answer(&self, seen: &Seen, _now: i64) -> Reply {
        if seen.method != "GET" {
            return problem(405, "Method Not Allowed");
        }
        if let Some((name, _)) = seen.query.first() {
            return problem(400, &format!("unknown parameter {name}"));
        }
        Reply::json(200, &self.info(seen.header("x-api-key").unwrap_or_default()))
    }

    fn has_history(&self) -> bool {
        false
    }
}

fn fixture() -> Value {
    serde_json::from_str(INFO).unwrap_or_default()
}

/// Exact: `12.34`.
fn dollars(credits: u64) -> String {
    let text = format!("{}.{:06}", credits / CREDITS_A_DOLLAR, credits % CREDITS_A_DOLLAR);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn problem(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"code": status, "message": message, "data": null}))
}
