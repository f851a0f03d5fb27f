//! Connector: usage and spend of a LiteLLM proxy.
//!
//! A proxy is no billing source: what passes through it is billed by the providers behind it. Its spend is its own
//! estimate.
//!
//! | module | what it knows |
//! |---|---|
//! | `activity` | the daily activity: its pages, and what they add up to |
//! | `names` | what people call teams, keys and users |

mod activity;
mod names;

use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Request, Response, Settings,
    Window, auth, declare, field, manifest,
};

#[derive(Debug)]
pub struct LiteLlm;

outlay_connector::export!(LiteLlm);

const WRONG_KIND: &str = "This key is not an admin's: it sees only its own user's calls. Use the proxy's master key, or a key of a \
                          user with the role proxy_admin or proxy_admin_viewer.";

impl Connector for LiteLlm {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "api_key",
                "Admin API key",
                "The proxy's master key, or better a key of a user with the role proxy_admin_viewer, which can read but not \
                 change anything. A key of an ordinary user sees only that user's calls.",
            )],
            settings: vec![field(
                "base_url",
                "Base URL",
                "The proxy's address, for example https://llm.example.com. Without /v1 or /ui at its end.",
            )],
            auth: vec![auth("admin", AuthMethod::Bearer("api_key".into()))],
            requests: std::iter::once(activity::request()).chain(names::requests()).collect(),
            schedule: "11 * * * *".into(),
            billing_source: false,
            streams: activity::streams().chain(names::streams()).collect(),
            cannot_tell: vec![
                "Spend is LiteLLM's own estimate from its price list, not a bill; models that it knows no price of cost nothing."
                    .into(),
                "What passes through the proxy is also in the usage and on the bill of the provider behind it.".into(),
                "Which provider answered is not told together with model and key, only the deployment's model name.".into(),
                "Spend that belongs to no model, such as that of MCP tools, is left out.".into(),
                "A proxy without a database keeps no spend at all.".into(),
            ],
            ..manifest("litellm", env!("CARGO_PKG_VERSION"), "LiteLLM")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        activity::check()?;
        names::check()?;
        Ok(Account {
            id: None,
            name: None,
            notes: vec!["The key may read everybody's usage. Spend is there about a minute after a call.".into()],
        })
    }

    fn sync(
        _settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        match names::sync(stream, cursor) {
            Some(page) => page,
            None => activity::sync(stream, window),
        }
    }
}

fn declared(id: &str, path: &str) -> DeclaredRequest {
    declare(id, "GET", "setting:base_url", path, "admin")
}

fn ask(request: Request) -> Result<Response, Error> {
    advised(request.send_any()?)
}

/// Says what to do where LiteLLM only says no.
fn advised(response: Response) -> Result<Response, Error> {
    response.or_advice("LiteLLM", |status, said| {
        Some(match status {
            // Some versions answer 400 where others answer 401.
            401 | 400 if status == 401 || said.starts_with("Authentication Error") => (
                Failure::CredentialsInvalid,
                "The proxy does not know this key: it is mistyped, cut off, expired or deleted. Paste the whole key (sk-...).",
            ),
            403 => (Failure::CredentialsInsufficient, WRONG_KIND),
            404 | 405 => (
                Failure::SettingsInvalid,
                "Nothing is there: the base URL is the address of the proxy itself, without /v1 or /ui at its end.",
            ),
            429 => (Failure::RateLimited, "The proxy asks to wait."),
            500..=599 if said.contains("DB not connected") || said.contains("No db connected") => (
                Failure::Unavailable,
                "The proxy has no database, so that it keeps no spend: give it one (DATABASE_URL), or wait until it is back.",
            ),
            500..=599 => (Failure::Unavailable, "The proxy has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
