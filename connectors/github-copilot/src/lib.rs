//! Connector: AI credits of GitHub Copilot, used and charged.
//!
//! | module | what it knows |
//! |---|---|
//! | `github` | requests to GitHub, and what its errors mean |
//! | `report` | the billing report of a day, as entries |
//! | `days` | a window, day by day and, if wanted, user by user |

mod days;
mod github;
mod report;

use outlay_connector::time::yesterday;
use outlay_connector::{
    Account, AuthMethod, Connector, Error, Field, Manifest, Page, Settings, StreamInfo, StreamKind, Window, auth,
    daily, field, manifest, no_such_stream,
};

use crate::report::View;

pub(crate) const PROVIDER: &str = "github-copilot";

const CREDITS: &str = "credits";
const CHARGES: &str = "charges";

const A_DAY: u32 = 86_400;

#[derive(Debug)]
pub struct GitHubCopilot;

outlay_connector::export!(GitHubCopilot);

impl Connector for GitHubCopilot {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "token",
                "Personal access token",
                "Classic (ghp_...), of an owner or billing manager, with the scopes manage_billing:copilot and read:org; for \
                 an enterprise read:enterprise, too. Fine-grained tokens work only for some organizations.",
            )],
            settings: vec![
                field("account", "Account", "The name of the organization or enterprise, as in its address."),
                choice("account_kind", "Kind of account", "", [github::ORGANIZATION, github::ENTERPRISE]),
                choice(
                    "by_user",
                    "Credits by user",
                    "Whether to read who used the credits: one request a day and user.",
                    ["no", github::YES],
                ),
            ],
            auth: vec![auth(github::TOKEN, AuthMethod::Bearer("token".into()))],
            requests: github::requests(),
            schedule: "43 * * * *".into(),
            streams: vec![
                StreamInfo {
                    deep_re_read: 36 * A_DAY,
                    backfill: 180 * A_DAY,
                    ..info(CHARGES, StreamKind::Cost, "Charges")
                },
                StreamInfo {
                    // By user, a day takes a request for each seat: what was read stays read if GitHub asks to wait.
                    max_window: A_DAY,
                    backfill: 60 * A_DAY,
                    ..info(CREDITS, StreamKind::Usage, "Credits used")
                },
            ],
            cannot_tell: vec![
                "Tokens and requests: GitHub counts credits.".into(),
                "What is charged for each user: charges are of the whole account. Credits are told by user if wanted."
                    .into(),
                "What seats cost: only AI credits are read.".into(),
                "Anything before June 2026, when credits began, or older than 24 months.".into(),
            ],
            ..manifest(PROVIDER, env!("CARGO_PKG_VERSION"), "GitHub Copilot")
        }
    }

    fn check(settings: &Settings) -> Result<Account, Error> {
        report::read(settings, yesterday().start, None)?;
        let (kind, name) = github::account(settings)?;
        let mut notes = vec!["Charges come some hours late and change until some days after the month.".to_owned()];
        if github::is_by_user(settings) {
            let seats = github::seats(settings, 1)?;
            notes.push(format!("Credits are read by user: {} seats, a request a day for each.", seats.total));
        }
        Ok(Account { id: Some(format!("{kind}:{}", name.to_ascii_lowercase())), name: Some(name.to_owned()), notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        match stream {
            CREDITS if github::is_by_user(settings) => days::by_user(settings, window, cursor),
            CREDITS => days::of_account(settings, View::Credits, window, cursor),
            CHARGES => days::of_account(settings, View::Charges, window, cursor),
            other => Err(no_such_stream(other)),
        }
    }
}

fn choice(id: &str, label: &str, help: &str, options: [&str; 2]) -> Field {
    Field {
        required: false,
        default: options.first().map(|&first| first.to_owned()),
        options: options.map(str::to_owned).to_vec(),
        ..field(id, label, help)
    }
}

fn info(id: &str, kind: StreamKind, title: &str) -> StreamInfo {
    StreamInfo { every: 6 * 3_600, lateness: A_DAY, ..daily(id, kind, title) }
}

#[cfg(test)]
mod tests;
