//! Cloudflare: the logs of AI gateways.
//!
//! | module | what it does |
//! |---|---|
//! | `logs` | `/client/v4/accounts/{account}/ai-gateway/gateways/{gateway}/logs` |

mod logs;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Reads the logs.
pub const API_TOKEN: &str = "fakeReadT0ken-8Kq2Zx7Lm4Wn1Vb6Yc3Hd9Js5Gp0Rt";
/// Runs requests through a gateway; may not read its logs.
pub const RUN_TOKEN: &str = "fakeRunT0ken-3Jd8Fs1Pq6Zx2Lm7Wn4Vb9Yc5Hk0Gt";
/// No token at all.
pub const GLOBAL_KEY: &str = "c2547eb745079dac9320b638f5e225cf483cc5cfdda41";
pub const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub const GATEWAYS: [&str; 2] = ["production", "staging"];

pub type FakeCloudflare = Fake<Cloudflare>;

#[derive(Debug, Default)]
pub struct Cloudflare;

const VERIFY: &str = "/client/v4/user/tokens/verify";

impl Provider for Cloudflare {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "cloudflare",
            name: "Cloudflare AI Gateway",
            settings: vec![("account_id", ACCOUNT.to_owned()), ("gateways", GATEWAYS.join(", "))],
            credentials: vec![("api_token", API_TOKEN.to_owned())],
            endpoints: vec![("https://api.cloudflare.com", origin.to_owned())],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let token = |what, token: &str, finds| Mistake::credential(what, &right, "api_token", token, finds);
        let setting = |what, id, text: &str, finds| Mistake::setting(what, &right, id, text, finds);
        let another = "f0000000000000000000000000000000";
        vec![
            token("a token that is not known", "fakeUnkn0wnToken-0000000000000000000000000", "credentials_invalid"),
            token("the Global API Key", GLOBAL_KEY, "credentials_invalid"),
            token("a token that may only run requests", RUN_TOKEN, "credentials_insufficient"),
            setting("an account that the token is not for", "account_id", another, "credentials_insufficient"),
            setting("an account's name in the place of its ID", "account_id", "Example Inc.", "settings_invalid"),
            setting("a gateway that there is not", "gateways", "production, prod", "settings_invalid"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let token = seen.bearer().ok_or_else(|| problem(400, 9_106, "Missing Authorization header"))?;
        // Tokens have 40 characters and more, not only digits of base 16.
        if token.len() < 40 || token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(problem(400, 6_003, "Invalid request headers"));
        }
        let is_known = [API_TOKEN, RUN_TOKEN].contains(&token);
        if seen.path == VERIFY {
            return if is_known { Ok(()) } else { Err(problem(401, 1_000, "Invalid API Token")) };
        }
        let Some((account, gateway)) = logs::place(&seen.path) else {
            return Err(problem(
                404,
                7_003,
                &format!("Could not route to {}, perhaps your object identifier is invalid?", seen.path),
            ));
        };
        if token != API_TOKEN || account != ACCOUNT {
            return Err(problem(if is_known { 403 } else { 401 }, 10_000, "Authentication error"));
        }
        if seen.method != "GET" {
            return Err(problem(405, 10_405, "Method not allowed for this authentication scheme"));
        }
        if GATEWAYS.contains(&gateway) { Ok(()) } else { Err(problem(404, 7_002, "Gateway not found")) }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                problem(429, 971, "Please wait and consider throttling your request speed").retry_after(retry_after)
            }
            _ => problem(500, 10_001, "Internal server error"),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        match logs::place(&seen.path) {
            Some((_, gateway)) => logs::answer(seen, gateway, now).unwrap_or_else(|problem| problem),
            None => {
                let result = json!({"id": "ed17574386854bf78a67040be0a770b0", "status": "active"});
                Reply::json(200, &json!({"success": true, "errors": [], "messages": [], "result": result}))
            }
        }
    }

    fn dress(&self, seen: &Seen, reply: Reply) -> Reply {
        reply.header("cf-ray", format!("fake{:012x}-AMS", seen.number))
    }
}

fn problem(status: u16, code: i64, message: &str) -> Reply {
    let errors = json!([{"code": code, "message": message}]);
    Reply::json(status, &json!({"success": false, "errors": errors, "messages": [], "result": Value::Null}))
}
