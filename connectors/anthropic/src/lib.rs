//! Connector: usage and costs of an Anthropic organization.
//!
//! Usage and costs are two views of the same consumption: usage has tokens, models, keys and users, costs are what is
//! billed. They are separate streams and are never added.
//!
//! | module | what it knows |
//! |---|---|
//! | `reports` | the reports in daily buckets: messages and costs |
//! | `usage`, `costs` | their rows, and which counter becomes what |
//! | `claude_code` | the report of Claude Code, one day and person after another |
//! | `names` | what people call workspaces, keys and users |

mod claude_code;
mod costs;
mod names;
mod reports;
mod usage;

use outlay_connector::types::HeaderAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Request, Response, Settings,
    Window, auth, cursor, declare, field, manifest, now,
};
use serde::Deserialize;

#[derive(Debug)]
pub struct Anthropic;

outlay_connector::export!(Anthropic);

const ORIGIN: &str = "https://api.anthropic.com";
const VERSION: &str = "2023-06-01";
const ORGANIZATION: &str = "organization";

impl Connector for Anthropic {
    fn manifest() -> Manifest {
        let key = HeaderAuth { name: "x-api-key".into(), credential: "admin_api_key".into() };
        let organization = declared(ORGANIZATION, "/v1/organizations/me");
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "admin_api_key",
                "Admin API key",
                "An admin of the organization creates it in the Claude Console under Settings, Admin keys. It starts with \
                 sk-ant-admin. An ordinary API key (sk-ant-api...) may not read usage or costs.",
            )],
            auth: vec![auth("admin", AuthMethod::Header(key))],
            requests: reports::requests()
                .chain([claude_code::request(), organization])
                .chain(names::requests())
                .collect(),
            schedule: "23 * * * *".into(),
            streams: reports::streams().chain([claude_code::stream()]).chain(names::streams()).collect(),
            cannot_tell: vec![
                "The number of requests is not given, only tokens and web searches.".into(),
                "Costs are not given per key or per user, only per workspace and line.".into(),
                "Priority Tier tokens are in the usage, but what they cost is not in the costs; code execution is in the costs, \
                 but not in the usage."
                    .into(),
                "Claude Code by way of Amazon Bedrock or Vertex AI is not in its report; its usage with an API account is also in the \
                 messages."
                    .into(),
                "Individual accounts, and organizations of Claude Platform on AWS, have no access to these reports.".into(),
                "How far back the history goes, and whether days are corrected later, is not stated.".into(),
            ],
            ..manifest("anthropic", env!("CARGO_PKG_VERSION"), "Anthropic")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        reports::check()?;
        // Who it is, is nice to know; the costs were the test.
        let organization = ask(Request::get(ORGANIZATION)).and_then(|response| response.json::<Organization>()).ok();
        let (id, name) = organization.map(|organization| (organization.id, organization.name)).unzip();
        let notes = vec!["The key may read usage and costs. Both are usually there five minutes later.".into()];
        Ok(Account { id, name: name.flatten(), notes })
    }

    fn sync(
        _settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if let Some(page) = names::sync(stream, cursor) {
            return page;
        }
        match stream {
            claude_code::ID => claude_code::sync(window, cursor),
            _ => reports::sync(stream, window, cursor),
        }
    }
}

#[derive(Debug, Deserialize)]
struct Organization {
    id: String,
    name: Option<String>,
}

/// The form of every report: a list that comes in pages.
#[derive(Debug, Deserialize)]
struct Listing<T> {
    data: Vec<T>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    next_page: Option<String>,
}

impl<T> Listing<T> {
    /// The page after this one; none at the end.
    fn next(&self, current: Option<&str>) -> Result<Option<String>, Error> {
        cursor::next(Some(self.has_more), self.next_page.clone(), current)
    }
}

fn declared(id: &str, path: &str) -> DeclaredRequest {
    declare(id, "GET", ORIGIN, path, "admin")
}

/// Whether a bucket that ends then may still change by itself.
fn is_open(end: i64) -> bool {
    end > now()
}

/// Says what to do where Anthropic only says no.
fn ask(request: Request) -> Result<Response, Error> {
    request.header("anthropic-version", VERSION).send_any()?.or_advice("Anthropic", |status, _said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "Anthropic does not know this key: it is mistyped, cut off or revoked, or it is of another kind. Paste the \
                 whole admin key (sk-ant-admin...).",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This key may not read usage and costs. That takes an admin key (sk-ant-admin...), which an admin of the \
                 organization creates in the Claude Console under Settings, Admin keys; ordinary keys (sk-ant-api...) cannot.",
            ),
            404 => (
                Failure::SettingsInvalid,
                "Nothing is there: look at the endpoint, if another than Anthropic's own was set for this connection.",
            ),
            429 => (Failure::RateLimited, "Anthropic asks to wait."),
            500..=599 => (Failure::Unavailable, "Anthropic has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
