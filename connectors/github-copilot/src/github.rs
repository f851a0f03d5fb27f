//! Requests to GitHub, and what its errors mean.

use outlay_connector::{DeclaredRequest, Error, Failure, Request, Response, Settings, declare, error};
use serde::Deserialize;

pub(crate) const TOKEN: &str = "token";
pub(crate) const ORGANIZATION: &str = "organization";
pub(crate) const ENTERPRISE: &str = "enterprise";
pub(crate) const YES: &str = "yes";

const BASE: &str = "https://api.github.com";
const VERSION: &str = "2026-03-10";
const SEATS_A_PAGE: u32 = 100;

/// What can be asked of either kind of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Credits,
    Seats,
}

const REQUESTS: &[(Subject, &str, &str, &str)] = &[
    // The one path that says `organizations`.
    (Subject::Credits, ORGANIZATION, "organization_credits", "/organizations/{name}/settings/billing/ai_credit/usage"),
    (Subject::Credits, ENTERPRISE, "enterprise_credits", "/enterprises/{name}/settings/billing/ai_credit/usage"),
    (Subject::Seats, ORGANIZATION, "organization_seats", "/orgs/{name}/copilot/billing/seats"),
    (Subject::Seats, ENTERPRISE, "enterprise_seats", "/enterprises/{name}/copilot/billing/seats"),
];

pub(crate) fn requests() -> Vec<DeclaredRequest> {
    REQUESTS.iter().map(|(_, _, id, path)| declare(id, "GET", BASE, path, TOKEN)).collect()
}

/// The account's kind and name.
pub(crate) fn account(settings: &Settings) -> Result<(&'static str, &str), Error> {
    let name =
        settings.get("account").ok_or_else(|| error(Failure::SettingsInvalid, "Say which account is to be read."))?;
    let is_enterprise = settings.get("account_kind") == Some(ENTERPRISE);
    Ok((if is_enterprise { ENTERPRISE } else { ORGANIZATION }, name))
}

pub(crate) fn is_by_user(settings: &Settings) -> bool {
    settings.get("by_user") == Some(YES)
}

/// About the account of the settings.
pub(crate) fn about(settings: &Settings, subject: Subject) -> Result<Request, Error> {
    let (kind, name) = account(settings)?;
    let found = REQUESTS.iter().find(|(about, of, _, _)| (*about, *of) == (subject, kind));
    let (_, _, id, _) = found.ok_or_else(|| error(Failure::Unexpected, format!("nothing is known of {kind}s")))?;
    let request = Request::get(id).path(name);
    Ok(request.header("accept", "application/vnd.github+json").header("x-github-api-version", VERSION))
}

/// Says what to do where GitHub only says no.
pub(crate) fn send(request: Request) -> Result<Response, Error> {
    let response = request.send_any()?;
    // GitHub says 403 of asking too often, too.
    let is_used_up = response.header("x-ratelimit-remaining") == Some("0") || response.retry_after().is_some();
    response.or_advice("GitHub", |status, said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "GitHub does not know this token: it is mistyped, cut off, expired or revoked. Paste the whole token.",
            ),
            403 | 429 if is_used_up || status == 429 => (Failure::RateLimited, "GitHub asks to wait."),
            403 if said.contains("SAML") => (
                Failure::CredentialsInsufficient,
                "The organization has single sign-on: authorize the token for it, on GitHub's page of your tokens.",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This token may not read the billing. That takes a classic token (ghp_...) of an owner or billing manager, \
                 with the scopes manage_billing:copilot and read:org, for an enterprise read:enterprise, too. Fine-grained \
                 tokens work only for some organizations.",
            ),
            404 => (
                Failure::SettingsInvalid,
                "There is no such account, or the token may not see it. Compare its name and kind; the token must be of \
                 somebody who may see its billing.",
            ),
            500..=599 => (Failure::Unavailable, "GitHub has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

/// Who has a seat, on one page.
#[derive(Debug)]
pub(crate) struct Seats {
    pub(crate) users: Vec<String>,
    pub(crate) total: u64,
    pub(crate) is_last: bool,
}

#[derive(Debug, Deserialize)]
struct Answer {
    total_seats: Option<u64>,
    #[serde(default)]
    seats: Vec<Seat>,
}

#[derive(Debug, Deserialize)]
struct Seat {
    assignee: Option<Assignee>,
}

#[derive(Debug, Deserialize)]
struct Assignee {
    login: Option<String>,
}

/// The first page is 1.
pub(crate) fn seats(settings: &Settings, page: u32) -> Result<Seats, Error> {
    let request = about(settings, Subject::Seats)?.query("page", page).query("per_page", SEATS_A_PAGE);
    let Answer { total_seats, seats } = send(request)?.json()?;
    let count = seats.len() as u64;
    Ok(Seats {
        users: seats.into_iter().filter_map(|seat| seat.assignee?.login).collect(),
        total: total_seats.unwrap_or(count),
        is_last: count < u64::from(SEATS_A_PAGE),
    })
}
