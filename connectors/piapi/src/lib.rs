//! Connector: what a PiAPI account spends.
//!
//! PiAPI has no history of usage or costs, only a balance. The connector remembers the balance of the last sync; what it
//! lost since then was spent.
//!
//! | module | what it knows |
//! |---|---|
//! | `account` | the form of the answer, and its errors |
//! | `spend` | what lies between two balances, in exact money |
//! | `memory` | what is remembered from one sync to the next |

mod account;
mod memory;
mod spend;

use outlay_connector::types::HeaderAuth;
use outlay_connector::{
    Account, AuthMethod, Connector, Error, Field, Manifest, Page, Quality, Settings, StreamInfo, StreamKind, Window,
    auth, daily, declare, entry, field, manifest, no_such_stream, now,
};
use serde_json::json;

use crate::memory::{Interval, Memory};

const BALANCE: &str = "balance";
const HOUR: u32 = 3_600;

#[derive(Debug)]
pub struct PiApi;

outlay_connector::export!(PiApi);

impl Connector for PiApi {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            credentials: vec![field(
                "api_key",
                "API key",
                "From piapi.ai under Workspace, API Key: about 64 letters and digits, the key that your programs use.",
            )],
            settings: vec![Field {
                required: false,
                default: Some("production".into()),
                ..field("environment", "Environment", "A word of yours for this account. Nothing of it is sent to PiAPI.")
            }],
            auth: vec![auth(
                "key",
                AuthMethod::Header(HeaderAuth { name: "x-api-key".into(), credential: "api_key".into() }),
            )],
            requests: vec![declare(account::REQUEST, "GET", "https://api.piapi.ai", "/account/info", "key")],
            schedule: "11 * * * *".into(),
            streams: vec![StreamInfo {
                step: HOUR,
                re_read: 0,
                lateness: 0,
                max_window: 31 * 24 * HOUR,
                // There is no history: what the first sync finds is where it starts from.
                backfill: HOUR,
                ..daily(BALANCE, StreamKind::Cost, "Spent balance")
            }],
            cannot_tell: vec![
                "What was spent before the first sync: PiAPI has no history.".into(),
                "Models, tokens, requests, keys and users: a balance says only how much was spent between two syncs.".into(),
                "Where the account does not tell its used credits, what was spent between the same two syncs as a top-up."
                    .into(),
                "Credits that expire look like credits that were spent.".into(),
            ],
            ..manifest("piapi", env!("CARGO_PKG_VERSION"), "PiAPI")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        let info = account::read()?;
        let mut notes = vec!["PiAPI has no history: what is spent is known from now on, sync by sync.".into()];
        if info.balance.used.is_none() {
            notes.push("This account does not tell its used credits; a top-up hides what was spent around it.".into());
        }
        Ok(Account { id: info.id, name: info.name, notes })
    }

    fn sync(
        settings: &Settings,
        stream: &str,
        window: Window,
        _cursor: Option<&str>,
        state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        if stream != BALANCE {
            return Err(no_such_stream(stream));
        }
        let now = now();
        let mut memory = state.and_then(Memory::parse);
        // Of times that are over nothing can be learned any more.
        if (window.start..window.end).contains(&now) {
            let info = account::read()?;
            memory = Some(Memory::after(memory, info, now, window.start));
        }
        let spent = memory.iter().flat_map(|memory| &memory.intervals);
        let entries = spent.filter(|interval| (window.start..window.end).contains(&interval.start));
        let entries = entries.map(|interval| record(interval, settings)).collect();
        let state = memory.map(|memory| memory.bytes()).transpose()?;
        Ok(Page { entries, names: vec![], next: None, state })
    }
}

fn record(interval: &Interval, settings: &Settings) -> outlay_connector::Entry {
    outlay_connector::Entry {
        project: settings.get("environment").map(str::to_owned),
        units: interval.credits.map(|credits| credits.to_string()),
        unit: interval.credits.map(|_| "credits".to_owned()),
        cost: Some(interval.cost.clone()),
        currency: Some("USD".into()),
        quality: Quality::Derived,
        raw: json!({"from": if interval.credits.is_some() { "used_credits" } else { "equivalent_in_usd" }}).to_string(),
        ..entry("piapi", interval.start, interval.end)
    }
}

#[cfg(test)]
mod tests;
