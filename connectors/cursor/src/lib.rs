//! Connector: usage and charges of a Cursor team.
//!
//! | module | what it knows |
//! |---|---|
//! | `events` | usage events: the question, the form of the answer, all its pages |
//! | `chunks` | how a window is cut so that the events of a piece can be added up in one call |
//! | `sums` | events as entries |
//! | `members` | what people are called |

mod chunks;
mod events;
mod members;
mod sums;

use outlay_connector::types::BasicAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Manifest, Page, Request, Response, Settings,
    StreamInfo, StreamKind, Window, auth, daily, declare, field, manifest, names, no_such_stream,
};

use crate::sums::View;

const USAGE: &str = "usage";
const CHARGES: &str = "charges";
const MEMBERS: &str = "members";

const EVENTS_REQUEST: &str = "events";
const MEMBERS_REQUEST: &str = "members";

const BASE: &str = "https://api.cursor.com";
/// Of a team, of each of its requests.
const A_MINUTE: u32 = 20;

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

#[derive(Debug)]
pub struct Cursor;

outlay_connector::export!(Cursor);

impl Connector for Cursor {
    fn manifest() -> Manifest {
        let declared = |id, method, path| DeclaredRequest {
            per_minute: Some(A_MINUTE),
            ..declare(id, method, BASE, path, "admin")
        };
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "admin_api_key",
                "Admin API key",
                "An administrator of the team creates it in Cursor's dashboard under Settings, Advanced, Admin API Keys. It \
                 starts with key_ or crsr_. The key of a single user is not enough.",
            )],
            auth: vec![auth(
                "admin",
                AuthMethod::Basic(BasicAuth { user: "admin_api_key".into(), password: String::new() }),
            )],
            requests: vec![
                declared(EVENTS_REQUEST, "POST", "/teams/filtered-usage-events"),
                declared(MEMBERS_REQUEST, "GET", "/teams/members"),
            ],
            schedule: "37 * * * *".into(),
            streams: vec![
                info(CHARGES, StreamKind::Cost, "Charges"),
                info(USAGE, StreamKind::Usage, "Usage events"),
                names(MEMBERS, "Names of members"),
            ],
            cannot_tell: vec![
                "Seat fees and what the plan itself costs: only what is charged beyond what it includes.".into(),
                "Keys and projects: the finest is a user and a model.".into(),
                "Tokens of requests that Cursor counts by the request.".into(),
                "Whether input is counted without what was read from a cache; it looks like it.".into(),
                "How far back the history goes is not stated; nothing is told of older days.".into(),
            ],
            ..manifest("cursor", env!("CARGO_PKG_VERSION"), "Cursor")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        let members = members::read()?.len();
        Ok(Account {
            id: None,
            name: None,
            notes: vec![format!("The team has {members} members. The newest hour of usage may be incomplete.")],
        })
    }

    fn sync(
        _settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        match stream {
            USAGE => chunks::sync(View::Usage, window, cursor),
            CHARGES => chunks::sync(View::Charges, window, cursor),
            MEMBERS => members::sync(),
            other => Err(no_such_stream(other)),
        }
    }
}

/// Windows are what one question may cover. The newest hour may be incomplete, and at times more than that.
fn info(id: &str, kind: StreamKind, title: &str) -> StreamInfo {
    StreamInfo {
        re_read: 2 * DAY,
        max_window: 30 * DAY,
        lateness: 3 * HOUR,
        backfill: 90 * DAY,
        ..daily(id, kind, title)
    }
}

/// Says what to do where Cursor only says no.
fn send(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("Cursor", |status, _said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "Cursor does not know this key: it is mistyped, cut off or revoked. Paste the whole Admin API key.",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "This key may not read the team's usage. That takes an Admin API key, which an administrator creates in the \
                 dashboard under Settings, Advanced, Admin API Keys, and a Teams or Enterprise plan.",
            ),
            429 => (Failure::RateLimited, "Cursor asks to wait."),
            500..=599 => (Failure::Unavailable, "Cursor has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
