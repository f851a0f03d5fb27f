//! Connector: what went through Cloudflare AI Gateways, from their logs.
//!
//! A log has one row a request. They are read slice by slice of time, a few pages each, and added up by the hour. Costs
//! are Cloudflare's estimates of what other providers bill.
//!
//! | module | what it knows |
//! |---|---|
//! | `logs` | how the log is asked, slice by slice |
//! | `sums` | what is added up, and by what |
//! | `errors` | what to do about each of Cloudflare's errors |

mod errors;
mod logs;
mod sums;

use outlay_connector::{
    Account, AuthMethod, Connector, Error, Failure, Manifest, Page, Request, Settings, StreamInfo, StreamKind, Window,
    auth, cursor, daily, declare, error, field, manifest, no_such_stream, now, optional_field, page, time,
};
use serde::{Deserialize, Serialize};

use crate::sums::Sums;

#[derive(Debug)]
pub struct Cloudflare;

outlay_connector::export!(Cloudflare);

const ORIGIN: &str = "https://api.cloudflare.com";
const LOGS: &str = "logs";
const VERIFY: &str = "verify";
const USAGE: &str = "usage";
const COSTS: &str = "costs";
/// Cloudflare takes 1,200 requests in five minutes.
const PER_MINUTE: u32 = 200;
const MOST_GATEWAYS: usize = 50;

impl Connector for Cloudflare {
    fn manifest() -> Manifest {
        let mut logs =
            declare(LOGS, "GET", ORIGIN, "/client/v4/accounts/{account}/ai-gateway/gateways/{gateway}/logs", "token");
        logs.per_minute = Some(PER_MINUTE);
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "api_token",
                "API token",
                "Create it at dash.cloudflare.com under My Profile, API Tokens, with the account permission AI Gateway, Read. \
                 The Global API Key is something else and cannot be used.",
            )],
            settings: vec![
                field("account_id", "Account ID", "32 characters; the dashboard's address has it behind its host."),
                field("gateways", "Gateway(s)", "The ids of the AI gateways, separated by commas."),
                optional_field(
                    "project_key",
                    "Project from metadata",
                    "The key of the requests' custom metadata that says the project, such as team. Empty: the gateway is the \
                     project.",
                ),
                optional_field(
                    "user_key",
                    "User from metadata",
                    "The key of the requests' custom metadata that says the user, such as user_id.",
                ),
            ],
            auth: vec![auth("token", AuthMethod::Bearer("api_token".into()))],
            requests: vec![logs, declare(VERIFY, "GET", ORIGIN, "/client/v4/user/tokens/verify", "token")],
            schedule: "53 * * * *".into(),
            billing_source: false,
            streams: vec![
                info(COSTS, StreamKind::Cost, "Estimated costs", 6 * time::HOUR),
                info(USAGE, StreamKind::Usage, "Requests", 0),
            ],
            cannot_tell: vec![
                "What is billed: costs are Cloudflare's estimates of what the providers behind the gateway bill.".into(),
                "Which part of the input a provider read from its own cache: all of it counts as input.".into(),
                "Requests whose log was dropped or never written: a gateway keeps as many logs as its plan allows, and only \
                 while logging is switched on."
                    .into(),
                "The cost of models that Cloudflare has no price for.".into(),
                "Who made a request, unless custom metadata says so.".into(),
            ],
            ..manifest("cloudflare", env!("CARGO_PKG_VERSION"), "Cloudflare AI Gateway")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        let Gateways { account, ids } = Gateways::of(settings)?;
        let hour = Window { start: now() - time::HOUR, end: now() };
        let mut notes = vec![];
        for gateway in &ids {
            let logged = logs::count(&account, gateway, hour)?;
            notes.extend(logged.map(|logged| format!("{gateway}: requests logged in the last hour: {logged}.")));
        }
        Ok(Account { id: Some(account), name: None, notes })
    }

    /// Some hours of one gateway.
    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        let entries_of = match stream {
            COSTS => Sums::costs,
            USAGE => Sums::usage,
            _ => return Err(no_such_stream(stream)),
        };
        let Gateways { account, ids } = Gateways::of(settings)?;
        let place = Place::resume(cursor, window)?;
        let Some(gateway) = ids.get(place.gateway) else {
            return Err(cursor::foreign());
        };
        let slice = logs::whole_hours(&account, gateway, Window { start: place.from, end: window.end })?;
        let mut sums = Sums::new(gateway, settings);
        for row in &slice.rows {
            sums.add(row)?;
        }
        let next = if slice.end < window.end {
            Some(Place { gateway: place.gateway, from: slice.end })
        } else {
            (place.gateway + 1 < ids.len()).then_some(Place { gateway: place.gateway + 1, from: window.start })
        };
        let next = next.map(|next| cursor::write(&next)).transpose()?;
        Ok(page(entries_of(sums), next))
    }
}

/// Both streams read the same logs, costs less often. No more is read again than may have come late: a gateway that is
/// full deletes its oldest rows, and what is left of an hour must not take the place of what was read of it.
fn info(id: &str, kind: StreamKind, title: &str, every: i64) -> StreamInfo {
    let seconds = |seconds: i64| seconds as u32;
    StreamInfo {
        step: seconds(time::HOUR),
        re_read: seconds(2 * time::HOUR),
        every: seconds(every),
        // The host takes 10,000 requests a sync: what was read of a busy gateway by then stays read.
        max_window: seconds(time::DAY),
        lateness: seconds(time::HOUR),
        backfill: seconds(30 * time::DAY),
        ..daily(id, kind, title)
    }
}

/// Of one account.
#[derive(Debug)]
struct Gateways {
    account: String,
    ids: Vec<String>,
}

impl Gateways {
    fn of(settings: &Settings) -> Result<Self, Error> {
        let wrong = |message: &str| error(Failure::SettingsInvalid, message);
        let account = settings.get("account_id").unwrap_or_default().to_lowercase();
        if account.len() != 32 || !account.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong("An account ID has 32 characters, 0 to 9 and a to f; the dashboard's address has it."));
        }
        let mut ids: Vec<String> = vec![];
        for id in settings.list("gateways") {
            if ids.iter().all(|known| known != id) {
                ids.push(id.to_owned());
            }
        }
        if ids.is_empty() || ids.len() > MOST_GATEWAYS {
            return Err(wrong("Name 1 to 50 gateways, separated by commas."));
        }
        Ok(Self { account, ids })
    }
}

/// Where in a window we are.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    gateway: usize,
    from: i64,
}

impl Place {
    fn resume(cursor: Option<&str>, window: Window) -> Result<Self, Error> {
        let place = cursor::read(cursor)?.unwrap_or(Self { gateway: 0, from: window.start });
        if (window.start..window.end).contains(&place.from) { Ok(place) } else { Err(cursor::foreign()) }
    }
}

fn get_logs(account: &str, gateway: &str) -> Request {
    Request::get(LOGS).path(account).path(gateway)
}

#[cfg(test)]
mod tests;
