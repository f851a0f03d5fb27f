//! Cloudflare's errors have numbers. The same number stands for a token that is wrong and for one that may not read this,
//! so that the token is asked about itself.

use outlay_connector::{Error, Failure, Request, Response};
use serde_json::Value;

use crate::VERIFY;

const INVALID_HEADERS: i64 = 6_003;
const INVALID_AUTHORIZATION: i64 = 6_111;

pub(crate) fn send(request: Request) -> Result<Response, Error> {
    let response = request.send_any()?;
    let status = response.status();
    let code = code(&response);
    let is_known = matches!(status, 401 | 403) && is_token_known();
    response.or_advice("Cloudflare", |status, _said| {
        Some(match (status, code) {
            (400, Some(INVALID_HEADERS | INVALID_AUTHORIZATION)) => (
                Failure::CredentialsInvalid,
                "This is no API token; perhaps it is the Global API Key. Create a token under My Profile, API Tokens, with the \
                 account permission AI Gateway, Read.",
            ),
            (401 | 403, _) if is_known => (
                Failure::CredentialsInsufficient,
                "This token may not read the logs of this account's AI gateways. Give it the account permission AI Gateway, \
                 Read, for this account, and compare the account ID.",
            ),
            (401 | 403, _) => (Failure::CredentialsInvalid, UNKNOWN),
            (404, _) => (
                Failure::SettingsInvalid,
                "There is no such gateway in this account: compare the account ID and the gateways in the settings.",
            ),
            (429, _) => (Failure::RateLimited, "Cloudflare asks to wait."),
            (500..=599, _) => (Failure::Unavailable, "Cloudflare has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

const UNKNOWN: &str = "Cloudflare does not know this token: it is mistyped, deleted or has expired. Paste the whole token; it is \
     shown once when it is created.";

fn code(response: &Response) -> Option<i64> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    body["errors"][0]["code"].as_i64()
}

/// Whether Cloudflare knows the token, whatever it may do.
fn is_token_known() -> bool {
    let verified = Request::get(VERIFY).send_any().and_then(Response::successful);
    let body: Option<Value> = verified.and_then(|response| response.json()).ok();
    body.is_some_and(|body| body["result"]["status"] == "active")
}
