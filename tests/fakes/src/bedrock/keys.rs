//! Whose keys there are, and what they may do.

use super::series::REGIONS;
use super::sigv4::{Authorization, Parts, signature};
use super::{Operation, problem};
use crate::reply::Reply;
use crate::seen::Seen;

pub const ACCESS_KEY_ID: &str = "AKIAFAKEREADER000001";
pub const SECRET_ACCESS_KEY: &str = "fakeReader/7Qw2Er9TyUi4OpAs1DfGh6JkLz3Xc";
/// Temporary: works with its session token only.
pub const TEMPORARY_KEY_ID: &str = "ASIAFAKETEMPORARY001";
pub const TEMPORARY_SECRET: &str = "fakeTemporary/2Wq8Rt5Yu1Io7Pa3Sd9Fg4Hj6K";
pub const SESSION_TOKEN: &str = "FakeSessionToken//////////wEaCXVzLXdlc3QtMiJHMEUCIQDq==";
pub const ENDED_SESSION_TOKEN: &str = "FakeSessionTokenOfYesterday//////////wEaCXVzLXdlc3QtMiJ==";
/// Known, with the secret of the first; its user may do nothing.
pub const POWERLESS_KEY_ID: &str = "AKIAFAKEPOWERLESS001";

/// With the secret of the first; its user may read metrics and no costs.
pub const METRICS_KEY_ID: &str = "AKIAFAKEMETRICS00001";

/// How far a client's clock may be from ours, in seconds.
const SKEW: i64 = 300;

struct Key {
    id: &'static str,
    secret: &'static str,
    token: Option<&'static str>,
    may: &'static [Operation],
}

const ALL: &[Operation] = &[Operation::ListMetrics, Operation::GetMetricData, Operation::GetCostAndUsage];

const KEYS: &[Key] = &[
    Key { id: ACCESS_KEY_ID, secret: SECRET_ACCESS_KEY, token: None, may: ALL },
    Key { id: TEMPORARY_KEY_ID, secret: TEMPORARY_SECRET, token: Some(SESSION_TOKEN), may: ALL },
    Key {
        id: METRICS_KEY_ID,
        secret: SECRET_ACCESS_KEY,
        token: None,
        may: &[Operation::ListMetrics, Operation::GetMetricData],
    },
    Key { id: POWERLESS_KEY_ID, secret: SECRET_ACCESS_KEY, token: None, may: &[] },
];

/// The region that a request was signed for.
pub(super) fn region(seen: &Seen) -> Option<String> {
    Some(Authorization::parse(seen.header("authorization")?)?.region.to_owned())
}

pub(super) fn admit(seen: &Seen, operation: Operation, now: i64) -> Result<(), Reply> {
    let Some(header) = seen.header("authorization") else {
        return Err(problem(403, "MissingAuthenticationTokenException", "Missing Authentication Token"));
    };
    let Some(signed) = Authorization::parse(header) else {
        return Err(problem(403, "IncompleteSignatureException", "The Authorization header is incomplete."));
    };
    let wrong = |message: &str| problem(403, "InvalidSignatureException", message);
    check_what_is_signed(seen, &signed).map_err(|what| wrong(&what))?;
    let date_time = seen.header("x-amz-date").unwrap_or_default();
    let time = signed_at(date_time).ok_or_else(|| wrong("The date is not in the form YYYYMMDDTHHMMSSZ."))?;
    if !date_time.starts_with(signed.date) {
        return Err(wrong("The date of the credential's scope is not that of the request."));
    }
    if time < now - SKEW {
        return Err(wrong(&format!("Signature expired: {date_time} is now earlier than it may be.")));
    }
    if time > now + SKEW {
        return Err(wrong(&format!("Signature not yet current: {date_time} is in the future.")));
    }
    let is_scoped = signed.service == operation.service()
        && (operation != Operation::GetCostAndUsage || signed.region == "us-east-1");
    if !is_scoped {
        return Err(wrong(&format!("Credential should be scoped to correct service: '{}'.", operation.service())));
    }
    let unknown =
        || problem(400, "UnrecognizedClientException", "The security token included in the request is invalid.");
    let key = KEYS.iter().find(|key| key.id == signed.access_key).ok_or_else(unknown)?;
    if !REGIONS.contains(&signed.region) {
        return Err(unknown());
    }
    match (key.token, seen.header("x-amz-security-token")) {
        (None, None) => {}
        (Some(right), Some(token)) if token == right => {}
        (Some(_), Some(ENDED_SESSION_TOKEN)) => {
            return Err(Reply::fixture(
                400,
                include_str!("../../../../connectors/bedrock/fixtures/error.expiredtoken.json"),
            ));
        }
        _ => return Err(unknown()),
    }
    let parts = Parts {
        method: &seen.method,
        path: &seen.path,
        raw_query: &seen.raw_query,
        headers: &seen.headers,
        body: &seen.body,
    };
    if signature(parts, &signed, key.secret).as_deref() != Some(signed.signature) {
        return Err(wrong(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
             Key and signing method.",
        ));
    }
    if key.may.contains(&operation) {
        return Ok(());
    }
    if operation == Operation::GetCostAndUsage {
        return Err(Reply::fixture(
            400,
            include_str!("../../../../connectors/bedrock/fixtures/error.accessdenied.json"),
        ));
    }
    let permission = operation.permission();
    let message = format!(
        "User: arn:aws:iam::123456789012:user/meter is not authorized to perform: {permission} because no identity-based \
         policy allows the {permission} action"
    );
    Err(problem(400, "AccessDeniedException", &message))
}

/// `host` and every `x-amz-` header must be among what is signed, in order.
fn check_what_is_signed(seen: &Seen, signed: &Authorization<'_>) -> Result<(), String> {
    let amz = seen.headers.keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-amz-"));
    if let Some(missing) = ["host"].into_iter().chain(amz).find(|name| !signed.signed_headers.contains(name)) {
        return Err(format!("'{missing}' must be a 'SignedHeader' in the AWS Authorization."));
    }
    if signed.signed_headers.is_sorted() { Ok(()) } else { Err("SignedHeaders are not sorted.".to_owned()) }
}

/// `20261001T120000Z`
fn signed_at(text: &str) -> Option<i64> {
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_second())
}
