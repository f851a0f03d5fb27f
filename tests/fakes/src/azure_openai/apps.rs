//! App registrations of one tenant, their tokens and their roles.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::address::{Address, Place};
use super::{EMPTY_SUBSCRIPTION, SUBSCRIPTION, fixture, problem};
use crate::fake::lock;
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::now;

pub const TENANT: &str = "44444444-4444-4444-8444-444444444444";
/// May read resources, metrics and costs.
pub const CLIENT: &str = "11111111-1111-4111-8111-111111111111";
/// Has a token, but no role on anything.
pub const CLIENT_WITHOUT_ROLES: &str = "11111111-1111-4111-8111-222222222222";
/// May read resources and metrics only.
pub const CLIENT_WITHOUT_COSTS: &str = "11111111-1111-4111-8111-333333333333";
/// All of them have the same.
pub const CLIENT_SECRET: &str = "Kd58Q~fake.fake_fake-Fake1fake2fake3.Fk4";
pub(super) const EXPIRED_SECRET: &str = "Ab18Q~expired_expired-expired.expired.e1";

const SCOPE: &str = "https://management.azure.com/.default";

/// A token: whose it is, and until when it counts.
#[derive(Debug)]
struct Token {
    client: String,
    until: i64,
}

#[derive(Debug, Default)]
pub(super) struct Apps {
    tokens: Mutex<BTreeMap<String, Token>>,
    given: AtomicU64,
}

impl Apps {
    pub(super) fn forget_tokens(&self) {
        lock(&self.tokens).values_mut().for_each(|token| token.until = 0);
    }

    /// Whether a token may be given.
    pub(super) fn admit(&self, seen: &Seen) -> Result<(), Reply> {
        client(seen).map(drop)
    }

    pub(super) fn token(&self, seen: &Seen) -> Result<Reply, Reply> {
        let client = client(seen)?;
        let mut answer: Value = serde_json::from_str(fixture!("token.response")).unwrap_or_default();
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        let token = format!("{}{number:06}", answer["access_token"].as_str().unwrap_or_default());
        let life = answer["expires_in"].as_i64().unwrap_or_default();
        lock(&self.tokens).insert(token.clone(), Token { client, until: now() + life });
        answer["access_token"] = json!(token);
        Ok(Reply::json(200, &answer))
    }

    /// Whether the sender's app may do this.
    pub(super) fn authorize(&self, seen: &Seen, address: &Address, now: i64) -> Result<(), Reply> {
        let invalid = |code: &str, message: &str| problem(401, code, message);
        let bearer = seen.bearer().ok_or_else(|| {
            invalid("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        })?;
        let tokens = lock(&self.tokens);
        let token =
            tokens.get(bearer).ok_or_else(|| invalid("InvalidAuthenticationToken", "The access token is invalid."))?;
        if token.until <= now {
            return Err(Reply::fixture(401, fixture!("error.401")));
        }
        let subscription = address.subscription.as_str();
        let is_guid =
            subscription.len() == 36 && subscription.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if !is_guid {
            let message = format!("The provided subscription identifier '{subscription}' is malformed or invalid.");
            return Err(problem(400, "InvalidSubscriptionId", &message));
        }
        if ![SUBSCRIPTION, EMPTY_SUBSCRIPTION].contains(&subscription) {
            let message = format!("The subscription '{subscription}' could not be found.");
            return Err(problem(404, "SubscriptionNotFound", &message));
        }
        let is_allowed = match token.client.as_str() {
            CLIENT => true,
            CLIENT_WITHOUT_COSTS => !matches!(address.place, Place::CostQuery),
            _ => false,
        };
        if is_allowed { Ok(()) } else { Err(forbidden(address)) }
    }
}

/// In the words of the fixture, of any action.
fn forbidden(address: &Address) -> Reply {
    let fixture = fixture!("error.403");
    let mut answer: Value = serde_json::from_str(fixture).unwrap_or_default();
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    answer["error"]["message"] = json!(message.replace("Microsoft.CostManagement/query/action", address.action()));
    Reply::json(403, &answer)
}

/// The app that asks for a token with the right secret.
fn client(seen: &Seen) -> Result<String, Reply> {
    let Some(tenant) = seen.path.strip_prefix('/').and_then(|rest| rest.strip_suffix("/oauth2/v2.0/token")) else {
        return Err(problem(404, "InvalidResourceType", "The resource type could not be found."));
    };
    if seen.method != "POST" {
        return Err(refusal(400, "invalid_request", 900_561, "The endpoint only accepts POST requests."));
    }
    let form = seen.form().unwrap_or_default();
    let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let missing = |name: &str| {
        let message = format!("The request body must contain the following parameter: '{name}'.");
        refusal(400, "invalid_request", 900_144, &message)
    };
    let is_guid = tenant.len() == 36 && tenant.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if !is_guid {
        let message =
            format!("Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");
        return Err(refusal(400, "invalid_request", 900_023, &message));
    }
    if tenant != TENANT {
        return Err(refusal(400, "invalid_request", 90_002, &format!("Tenant '{tenant}' not found.")));
    }
    match value("grant_type").ok_or_else(|| missing("grant_type"))? {
        "client_credentials" => {}
        other => {
            let message = format!("The app requested an unsupported grant type '{other}'.");
            return Err(refusal(400, "unsupported_grant_type", 70_003, &message));
        }
    }
    let client = value("client_id").ok_or_else(|| missing("client_id"))?;
    let secret = value("client_secret").ok_or_else(|| missing("client_secret"))?;
    let scope = value("scope").ok_or_else(|| missing("scope"))?;
    if ![CLIENT, CLIENT_WITHOUT_ROLES, CLIENT_WITHOUT_COSTS].contains(&client) {
        let message = format!("Application with identifier '{client}' was not found in the directory 'Contoso'.");
        return Err(refusal(400, "unauthorized_client", 700_016, &message));
    }
    if secret == EXPIRED_SECRET {
        let message = format!("The provided client secret keys for app '{client}' are expired.");
        return Err(refusal(401, "invalid_client", 7_000_222, &message));
    }
    if secret != CLIENT_SECRET {
        return Err(Reply::fixture(401, fixture!("token.error.401")));
    }
    if scope != SCOPE {
        return Err(refusal(
            400,
            "invalid_scope",
            70_011,
            "The provided value for the input parameter 'scope' is not valid.",
        ));
    }
    Ok(client.to_owned())
}

/// An error as Microsoft Entra ID words it.
fn refusal(status: u16, error: &str, code: u32, message: &str) -> Reply {
    let mut answer: Value = serde_json::from_str(fixture!("token.error.401")).unwrap_or_default();
    answer["error"] = json!(error);
    answer["error_codes"] = json!([code]);
    answer["error_description"] = json!(format!("AADSTS{code}: {message} Trace ID: 0 Correlation ID: 0"));
    Reply::json(status, &answer)
}
