//! ElevenLabs: usage and costs of a workspace, and its subscription.
//!
//! | module | what it does |
//! |---|---|
//! | `tables` | `/v1/workspace/analytics/*`: answers in columns |
//! | `characters` | `/v1/usage/character-stats` |

mod characters;
mod tables;

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::provider::{Connect, Mistake, Provider};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::trouble::Trouble;

/// Of a workspace that is billed in credits.
pub const API_KEY: &str = "sk_fake0c4e5d1b7a92f86351c0de47ab9f2e63d18b5a7c4f";
/// Of a workspace that is billed in money.
pub const MONEY_KEY: &str = "sk_fake7b1f93e2d5a84c60be17f2d9c35a8e4061f7d2b9ac";
/// Speaks; may not read usage.
pub const SPEECH_KEY: &str = "sk_fake2d8e61f05b7c394a8fe01d6b52c97a3e48f1b06d75";

pub type FakeElevenLabs = Fake<ElevenLabs>;

#[derive(Debug, Default)]
pub struct ElevenLabs;

/// Days before today that have figures.
const HISTORY: i64 = 60;
/// 2020-01-01, before which nobody may ask.
const FIRST: i64 = 1_577_836_800;

impl Fake<ElevenLabs> {
    /// How a server is connected to the workspace that is billed in money.
    pub fn connect_to_money(&self) -> Connect {
        let mut connect = self.connect();
        connect.settings.push(("billed_in", "money".to_owned()));
        connect.credentials = vec![("api_key", MONEY_KEY.to_owned())];
        connect
    }
}

impl Provider for ElevenLabs {
    fn connect(&self, origin: &str) -> Connect {
        Connect {
            connector: "elevenlabs",
            name: "ElevenLabs",
            settings: vec![("base_url", origin.to_owned())],
            credentials: vec![("api_key", API_KEY.to_owned())],
            endpoints: vec![],
        }
    }

    fn mistakes(&self, origin: &str) -> Vec<Mistake> {
        let right = self.connect(origin);
        let key = |what, key: &str, finds| Mistake::credential(what, &right, "api_key", key, finds);
        let mut in_money = right.clone();
        in_money.settings.push(("billed_in", "money".to_owned()));
        vec![
            key(
                "a key that is not known",
                "sk_fake00000000000000000000000000000000000000000000",
                "credentials_invalid",
            ),
            key("a key that may only speak", SPEECH_KEY, "credentials_insufficient"),
            Mistake {
                what: "money, where the workspace is billed in credits",
                connect: in_money,
                finds: "settings_invalid",
            },
            Mistake::setting("a base URL with a path", &right, "base_url", &format!("{origin}/v1"), "settings_invalid"),
        ]
    }

    fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        let method = match seen.path.as_str() {
            tables::CREDITS | tables::COSTS => "POST",
            characters::PATH | SUBSCRIPTION => "GET",
            _ => return Err(Reply::json(404, &json!({"detail": "Not Found"}))),
        };
        if seen.method != method {
            return Err(Reply::json(405, &json!({"detail": "Method Not Allowed"})));
        }
        match seen.header("xi-api-key") {
            Some(API_KEY | MONEY_KEY) => Ok(()),
            Some(SPEECH_KEY) => Err(problem(
                401,
                "missing_permissions",
                "The API key you used is missing the permission workspace_analytics_read to execute this operation.",
            )),
            _ => Err(problem(401, "invalid_api_key", "Invalid API key")),
        }
    }

    fn worded(&self, trouble: Trouble) -> Reply {
        match trouble {
            Trouble::RateLimited { retry_after } => {
                problem(429, "too_many_concurrent_requests", "Too many concurrent requests.").retry_after(retry_after)
            }
            _ => problem(500, "internal_server_error", "Something went wrong."),
        }
    }

    fn answer(&self, seen: &Seen, now: i64) -> Reply {
        let is_in_money = seen.header("xi-api-key") == Some(MONEY_KEY);
        let answered = match seen.path.as_str() {
            tables::CREDITS | tables::COSTS => tables::answer(seen, is_in_money, now),
            characters::PATH => characters::answer(seen, now),
            _ => Ok(Reply::json(
                200,
                &json!({
                    "tier": if is_in_money { "enterprise" } else { "creator" }, "character_count": 1_200,
                    "character_limit": 100_000, "currency": "usd", "next_character_count_reset_unix": now + 86_400,
                }),
            )),
        };
        answered.unwrap_or_else(|problem| problem)
    }
}

const SUBSCRIPTION: &str = "/v1/user/subscription";

fn problem(status: u16, word: &str, message: &str) -> Reply {
    Reply::json(status, &json!({"detail": {"status": word, "message": message}}))
}

/// What does not have the form of the documentation.
fn invalid(place: &[&str], message: &str) -> Reply {
    Reply::json(422, &json!({"detail": [{"loc": place, "msg": message, "type": "value_error"}]}))
}

/// The days of a time in milliseconds, from the first that has figures up to `now`.
fn days(
    start: Option<i64>,
    end: Option<i64>,
    now: i64,
    place: &str,
) -> Result<impl Iterator<Item = i64> + use<>, Reply> {
    let (Some(start), Some(end)) = (start, end) else {
        return Err(invalid(&[place, "start and end"], "Field required"));
    };
    if start >= end || start < FIRST * 1_000 {
        return Err(invalid(&[place, "start and end"], "The time is empty, or begins before 2020."));
    }
    let day = |milliseconds: i64| milliseconds.div_euclid(86_400_000);
    let today = now.div_euclid(86_400);
    // The end is not part of it.
    Ok(day(start).max(today - HISTORY)..day(end - 1).min(today) + 1)
}

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
