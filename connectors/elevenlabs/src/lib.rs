//! Connector: usage and costs of an ElevenLabs workspace.
//!
//! A workspace is billed either in credits of its plan or in money; a setting says which, and only that is asked for.
//! Characters are a third view of the same calls. None of the three is added to another.
//!
//! | module | what it knows |
//! |---|---|
//! | `streams` | the endpoints: what they are asked, how far back they are read |
//! | `table` | answers in columns, which are found by name or unit |
//! | `characters` | the older endpoint, whose answer is a series of numbers |

mod characters;
mod streams;
mod table;

use outlay_connector::types::HeaderAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, Count, Error, Failure, Field, Manifest, Page, Request, Response, Settings, Window,
    auth, declare, field, last_page, manifest, time,
};
use serde::Deserialize;
use serde_json::Value;

use crate::streams::{BILLED_IN, CHARACTERS, COSTS, CREDITS, SUBSCRIPTION};

#[derive(Debug)]
pub struct ElevenLabs;

outlay_connector::export!(ElevenLabs);

const DEFAULT_BASE: &str = "https://api.elevenlabs.io";
const BASE: &str = "setting:base_url";

impl Connector for ElevenLabs {
    fn manifest() -> Manifest {
        let declared = |id: &str, method: &str, path: &str| declare(id, method, BASE, path, "key");
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "api_key",
                "API key",
                "A workspace admin creates it at elevenlabs.io under Developers, API keys, with read access to workspace \
                 analytics and to user. It starts with sk_.",
            )],
            settings: vec![
                Field {
                    default: Some(streams::IN_CREDITS.into()),
                    options: vec![streams::IN_CREDITS.into(), streams::IN_MONEY.into()],
                    ..field(
                        BILLED_IN,
                        "Billed in",
                        "credits: a plan with credits. money: a workspace whose usage is billed in a currency.",
                    )
                },
                Field {
                    required: false,
                    default: Some(DEFAULT_BASE.into()),
                    ..field(
                        "base_url",
                        "Base URL",
                        "Only for workspaces with data residency, for example https://api.eu.residency.elevenlabs.io.",
                    )
                },
            ],
            auth: vec![auth(
                "key",
                AuthMethod::Header(HeaderAuth { name: "xi-api-key".into(), credential: "api_key".into() }),
            )],
            requests: vec![
                declared(CREDITS, "POST", "/v1/workspace/analytics/query/usage-by-product-over-time"),
                declared(COSTS, "POST", "/v1/workspace/analytics/usage"),
                declared(CHARACTERS, "GET", "/v1/usage/character-stats"),
                declared(SUBSCRIPTION, "GET", "/v1/user/subscription"),
            ],
            schedule: "41 * * * *".into(),
            streams: streams::infos(),
            cannot_tell: vec![
                "What a credit costs: workspaces on a plan with credits have no costs here, only the credits they used."
                    .into(),
                "Tokens: speech and music are counted in credits and characters.".into(),
                "The names of keys and users; keys are told apart by a hash.".into(),
                "Characters by key or user: ElevenLabs breaks them down by one thing only, here by model.".into(),
                "The fee of the plan and of seats.".into(),
            ],
            ..manifest("elevenlabs", env!("CARGO_PKG_VERSION"), "ElevenLabs")
        }
    }

    /// Asks for what the streams ask for; the subscription is worth a note, but a key need not be allowed to read it.
    fn check(settings: &Settings) -> Result<Account, Error> {
        let stream = if streams::is_billed_in_money(settings) { COSTS } else { CREDITS };
        streams::sync(stream, settings, time::yesterday())?;
        let mut notes = vec!["The key may read the workspace's usage.".to_owned()];
        let subscription = Request::get(SUBSCRIPTION).send_any().and_then(Response::successful);
        if let Ok(subscription) = subscription.and_then(|response| response.json::<Subscription>()) {
            notes.extend(subscription.note());
        }
        Ok(Account { id: None, name: None, notes })
    }

    /// Everything of a window comes at once.
    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        _cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        streams::sync(stream, settings, window).map(last_page)
    }
}

#[derive(Debug, Deserialize)]
struct Subscription {
    character_count: Option<Count>,
    character_limit: Option<Count>,
}

impl Subscription {
    fn note(&self) -> Option<String> {
        let (Count(used), Count(limit)) = (self.character_count?, self.character_limit?);
        Some(format!("The plan has {limit} credits in this period; {used} of them are used."))
    }
}

fn send(request: Request) -> Result<Response, Error> {
    advised(request.send_any()?)
}

/// Says what to do where ElevenLabs only says no. It answers 401 both to a key that it does not know and to one that lacks
/// a permission.
fn advised(response: Response) -> Result<Response, Error> {
    let status_word = serde_json::from_slice::<Value>(response.body()).unwrap_or_default();
    let status_word = status_word["detail"]["status"].as_str().unwrap_or_default().to_owned();
    response.or_advice("ElevenLabs", |status, said| {
        Some(match (status, status_word.as_str()) {
            (401 | 403, "missing_permissions") => (Failure::CredentialsInsufficient, NOT_ALLOWED),
            (401 | 403, _) if said.contains("missing the permission") => (Failure::CredentialsInsufficient, NOT_ALLOWED),
            (401, _) => (
                Failure::CredentialsInvalid,
                "ElevenLabs does not know this key: it is mistyped, deleted, or of a workspace with data residency, which has \
                 a base URL of its own.",
            ),
            (403, _) => (Failure::CredentialsInsufficient, NOT_ALLOWED),
            (404, _) => (Failure::SettingsInvalid, "Nothing is there; look at the base URL, which has no path."),
            (400, _) => (
                Failure::SettingsInvalid,
                "ElevenLabs refuses the request; see in the settings whether the workspace is billed in credits or in money.",
            ),
            (429, _) => (Failure::RateLimited, "ElevenLabs asks to wait."),
            (500..=599, _) => (Failure::Unavailable, "ElevenLabs has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

/// Of an endpoint that ElevenLabs may take away: that concerns one stream, and no setting brings it back.
fn send_old(request: Request) -> Result<Response, Error> {
    let response = request.send_any()?;
    if matches!(response.status(), 400 | 404) {
        return response.or_advice("ElevenLabs", |_status, _said| {
            Some((Failure::Unexpected, "ElevenLabs no longer tells characters of text to speech in this way."))
        });
    }
    advised(response)
}

const NOT_ALLOWED: &str = "This key may not read the workspace's usage. A workspace admin gives it read access to workspace \
     analytics under Developers, API keys.";

#[cfg(test)]
mod tests;
