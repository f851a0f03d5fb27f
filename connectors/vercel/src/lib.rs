//! Connector: usage and charges of the Vercel AI Gateway.
//!
//! Every report costs money, so that a window is one report, and reports are asked for twice a day unless a sync fails.
//!
//! | module | what it knows |
//! |---|---|
//! | `report` | the report: its question, the form of the answer, its rows as entries |

mod report;

use outlay_connector::time::yesterday;
use outlay_connector::{
    Account, AuthMethod, Connector, DeclaredRequest, Error, Failure, Field, Manifest, Page, Request, Response,
    Settings, StreamInfo, StreamKind, Window, auth, daily, declare, field, last_page, manifest, no_such_stream,
};
use serde::Deserialize;

use crate::report::View;

const USAGE: &str = "usage";
const CHARGES: &str = "charges";

const REPORT: &str = "report";
const CREDITS: &str = "credits";

const BASE: &str = "https://ai-gateway.vercel.sh";
const KEY: &str = "key";
const A_DAY: u32 = 86_400;

#[derive(Debug)]
pub struct Vercel;

outlay_connector::export!(Vercel);

#[derive(Debug, Deserialize)]
struct Credits {
    /// A text.
    balance: outlay_connector::Decimal,
}

impl Connector for Vercel {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "api_key",
                "AI Gateway API key",
                "From the Vercel dashboard under AI Gateway, API keys; it starts with vck_. The team needs a Pro or Enterprise \
                 plan. Vercel charges for each report.",
            )],
            settings: vec![Field {
                required: false,
                default: Some(report::MODEL.into()),
                options: vec![report::MODEL.into(), report::USER.into()],
                ..field("usage_by", "Usage by", "By the model, or by the user that your requests name.")
            }],
            auth: vec![auth(KEY, AuthMethod::Bearer("api_key".into()))],
            requests: vec![
                DeclaredRequest { billed: true, ..declare(REPORT, "GET", BASE, "/v1/report", KEY) },
                declare(CREDITS, "GET", BASE, "/v1/credits", KEY),
            ],
            schedule: "53 5,17 * * *".into(),
            streams: vec![info(CHARGES, StreamKind::Cost, "Charges"), info(USAGE, StreamKind::Usage, "Usage")],
            cannot_tell: vec![
                "What requests cost that used a provider's own key of yours: that provider bills it.".into(),
                "Keys and projects: a report is of the whole team.".into(),
                "Models and users at once: usage is by one of them.".into(),
                "Whether input contains what was read from a cache; it is taken to.".into(),
                "How late figures are and how far back they reach is not stated.".into(),
            ],
            ..manifest("vercel", env!("CARGO_PKG_VERSION"), "Vercel AI Gateway")
        }
    }

    /// A key that has credits may still belong to a team whose plan has no reports, so one is asked for.
    fn check(_settings: &Settings) -> Result<Account, Error> {
        let credits: Credits = send(Request::get(CREDITS))?.json()?;
        report::read(report::MODEL, yesterday())?;
        let notes = vec![
            format!("The team has {} USD of credits left.", credits.balance),
            "Vercel charges for each report; Outlay asks for two at a sync.".into(),
        ];
        Ok(Account { id: None, name: None, notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        _cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        let (view, by) = match stream {
            USAGE => (View::Usage, settings.get("usage_by").unwrap_or(report::MODEL)),
            CHARGES => (View::Charges, report::MODEL),
            other => return Err(no_such_stream(other)),
        };
        let rows = report::read(by, window)?;
        Ok(last_page(report::entries(view, rows, window)?))
    }
}

/// One window is one report, the first one, too.
fn info(id: &str, kind: StreamKind, title: &str) -> StreamInfo {
    StreamInfo {
        re_read: 2 * A_DAY,
        every: 11 * 3_600,
        max_window: 92 * A_DAY,
        backfill: 31 * A_DAY,
        lateness: A_DAY,
        ..daily(id, kind, title)
    }
}

/// Says what to do where Vercel only says no.
fn send(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("Vercel", |status, _said| {
        Some(match status {
            401 => (
                Failure::CredentialsInvalid,
                "Vercel does not know this key: it is mistyped, cut off or revoked. Paste the whole AI Gateway API key \
                 (vck_...); tokens of a Vercel account are something else.",
            ),
            402 => (
                Failure::CredentialsInsufficient,
                "The team's AI Gateway credits are used up, and reports cost some; top them up in the Vercel dashboard.",
            ),
            403 => (
                Failure::CredentialsInsufficient,
                "The team's plan has no reports. They take a Pro or Enterprise plan.",
            ),
            429 => (Failure::RateLimited, "Vercel asks to wait."),
            500..=599 => (Failure::Unavailable, "Vercel has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests;
