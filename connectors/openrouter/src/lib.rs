//! Connector: usage and costs of an OpenRouter account.
//!
//! | module | what it knows |
//! |---|---|
//! | `activity` | the activity: what each day cost, and what was used |
//! | `split` | whose key used how much of it |
//! | `keys` | the list of keys, and their names |

mod activity;
mod keys;
mod split;

use outlay_connector::{
    Account, AuthMethod, Connector, Decimal, DeclaredRequest, Error, Failure, Field, Manifest, Page, Request, Response,
    Settings, Window, auth, cursor, declare, field, field_with_default, manifest, page_of_names,
};
use serde::Deserialize;

#[derive(Debug)]
pub struct OpenRouter;

outlay_connector::export!(OpenRouter);

const CREDITS: &str = "credits";
const SPLIT: &str = "split_by_key";

impl Connector for OpenRouter {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "management_key",
                "Management key",
                "Made at openrouter.ai under Settings, Management keys; it starts with sk-or-. An ordinary API key can call models, \
                 but may not read the account's activity.",
            )],
            settings: vec![Field {
                options: vec!["yes".into(), "no".into()],
                ..field_with_default(
                    SPLIT,
                    "Split usage by key",
                    "Asks once for each key that ever cost something, if they are 100 at most. Of more, usage has no keys.",
                    "yes",
                )
            }],
            auth: vec![auth("management", AuthMethod::Bearer("management_key".into()))],
            requests: vec![activity::request(), keys::request(), declared(CREDITS, "/api/v1/credits")],
            // A day is told when it is over.
            schedule: "7 1,7,13,19 * * *".into(),
            streams: activity::streams().chain([keys::stream()]).collect(),
            cannot_tell: vec![
                "Only the last 30 completed days (UTC) are told: what was not read by then is lost, and today shows tomorrow.".into(),
                "Cached input is not told apart: all input counts as uncached.".into(),
                "Costs are told by workspace and model, not by key; usage by key and model, not by workspace.".into(),
                "What is spent with a provider's key of your own is on that provider's bill; it is kept apart as a quantity.".into(),
                "The names of workspaces are not read.".into(),
            ],
            ..manifest("openrouter", env!("CARGO_PKG_VERSION"), "OpenRouter")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        activity::check()?;
        let mut notes = vec!["The key may read the activity of the last 30 days.".to_owned()];
        // Nice to know; the activity was the test.
        let credits = ask(Request::get(CREDITS)).and_then(|response| response.json::<Credits>());
        notes.extend(credits.ok().map(|Credits { data }| {
            format!("Credits bought so far: {} USD, used so far: {} USD.", data.total_credits, data.total_usage)
        }));
        Ok(Account { id: None, name: None, notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if cursor.is_some() {
            return Err(cursor::foreign());
        }
        if stream == keys::NAMES {
            return Ok(page_of_names(keys::names()?, None));
        }
        activity::sync(stream, window, settings.get(SPLIT) != Some("no"))
    }
}

#[derive(Debug, Deserialize)]
struct Credits {
    data: Totals,
}

#[derive(Debug, Deserialize)]
struct Totals {
    total_credits: Decimal,
    total_usage: Decimal,
}

fn declared(id: &str, path: &str) -> DeclaredRequest {
    declare(id, "GET", "https://openrouter.ai", path, "management")
}

/// Says what to do where OpenRouter only says no.
fn ask(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("OpenRouter", |status, _said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "OpenRouter does not know this key: it is mistyped, cut off, expired or deleted. Paste the whole management \
                 key (sk-or-...).",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This key may not read the account's activity. That takes a management key, made at openrouter.ai under \
                 Settings, Management keys; an API key for calling models cannot.",
            ),
            404 => (
                Failure::SettingsInvalid,
                "Nothing is there: look at the endpoint, if another than OpenRouter's own was set for this connection.",
            ),
            429 => (Failure::RateLimited, "OpenRouter asks to wait."),
            500..=599 => (Failure::Unavailable, "OpenRouter has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
