//! Connector: costs of an xAI team, from the Management API.
//!
//! | module | what it knows |
//! |---|---|
//! | `usage` | the question for costs by day, and the form of its answer |
//! | `team` | whose key it is: the team, what a wrong key is, the posted balance |

mod team;
mod usage;

use outlay_connector::time::{DAY, yesterday};
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Request, Response, Settings,
    StreamInfo, StreamKind, Window, auth, daily, declare, field, manifest, no_such_stream, optional_field,
};

#[derive(Debug)]
pub struct XAi;

outlay_connector::export!(XAi);

const MANAGEMENT: &str = "https://management-api.x.ai";
const INFERENCE: &str = "https://api.x.ai";

impl Connector for XAi {
    fn manifest() -> Manifest {
        let days = |days: u32| days * DAY as u32;
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "management_key",
                "Management key",
                "Made at console.x.ai under Settings, Management Keys, with the permission Billing: Read. The API key that \
                 your programs use cannot read costs.",
            )],
            settings: vec![optional_field(
                "team_id",
                "Team ID",
                "Only for a management key of a whole organization: console.x.ai, Settings, Team. Empty: the key's own team.",
            )],
            auth: vec![auth("management", AuthMethod::Bearer("management_key".into()))],
            requests: requests(),
            schedule: "41 * * * *".into(),
            streams: vec![StreamInfo {
                re_read: days(3),
                deep_re_read: days(35),
                // How late costs come is not known, and a day of which there are none yet has a zero, not nothing.
                lateness: days(1),
                backfill: days(90),
                ..daily("costs", StreamKind::Cost, "Costs")
            }],
            cannot_tell: vec![
                "Tokens and requests are not documented; costs are.".into(),
                "Costs are given per description of what was used, not per API key or user.".into(),
                "How late costs come, whether they are corrected and how far back they reach is not stated.".into(),
                "Taxes, and credits that xAI grants, are not in the daily costs.".into(),
            ],
            ..manifest("xai", env!("CARGO_PKG_VERSION"), "xAI")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        let team = team::of(settings).map_err(team::kind_of_key)?;
        usage::ask(&team, yesterday())?;
        Ok(Account { notes: team::balance(&team).into_iter().collect(), id: Some(team), name: None })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        match stream {
            "costs" => usage::read(settings, window, cursor),
            other => Err(no_such_stream(other)),
        }
    }
}

fn requests() -> Vec<DeclaredRequest> {
    let ask = |id, method, path| declare(id, method, MANAGEMENT, path, "management");
    vec![
        ask("key", "GET", "/auth/management-keys/validation"),
        ask("usage", "POST", "/v1/billing/teams/{team}/usage"),
        ask("balance", "GET", "/v1/billing/teams/{team}/prepaid/balance"),
        // Knows keys of the other kind.
        declare("api_key", "GET", INFERENCE, "/v1/api-key", "management"),
    ]
}

/// Says what to do where xAI only says no.
fn send(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("xAI", |status, _said| {
        Some(match status {
            400 | 404 => (Failure::SettingsInvalid, "xAI knows no such team; look at the team ID."),
            401 => (
                Failure::CredentialsInvalid,
                "xAI does not know this management key: it is mistyped, cut off, expired or deleted. Paste the whole key.",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This key may not read the costs of the team. Make a management key of that team with the permission \
                 Billing: Read (console.x.ai, Settings, Management Keys).",
            ),
            429 => (Failure::RateLimited, "xAI asks to wait."),
            500..=599 => (Failure::Unavailable, "xAI has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
