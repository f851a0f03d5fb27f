//! Connector: usage and costs that a gateway of your own tells as JSON.

use outlay_connector::{
    Account, AuthMethod, Connector, Count, Decimal, Entry, Error, Failure, Manifest, Page, Request, Response, Settings,
    StreamKind, Window, auth, daily, declare, entry, error, field, manifest, now, page, time,
};
use serde::Deserialize;

const USAGE: &str = "usage";
const COSTS: &str = "costs";

#[derive(Debug)]
pub struct HouseGateway;

outlay_connector::export!(HouseGateway);

impl Connector for HouseGateway {
    fn manifest() -> Manifest {
        Manifest {
            documentation: include_str!("../README.md").into(),
            settings: vec![field(
                "base_url",
                "Base URL",
                "Where the gateway is, for example https://gateway.example.com",
            )],
            credentials: vec![field("token", "Token", "One that may read the usage of all teams.")],
            auth: vec![auth("token", AuthMethod::Bearer("token".into()))],
            requests: vec![
                declare("account", "GET", "setting:base_url", "/v1/account", "token"),
                declare("usage", "GET", "setting:base_url", "/v1/usage", "token"),
            ],
            streams: vec![
                daily(USAGE, StreamKind::Usage, "Usage by model and team"),
                daily(COSTS, StreamKind::Cost, "Costs by model and team"),
            ],
            // It passes on what providers bill: their own connectors tell the bill itself.
            billing_source: false,
            cannot_tell: vec!["Nothing is told per user or per key.".into()],
            ..manifest("house-gateway", env!("CARGO_PKG_VERSION"), "House gateway")
        }
    }

    fn check(_settings: &Settings) -> Result<Account, Error> {
        #[derive(Deserialize)]
        struct Answer {
            name: Option<String>,
        }
        let answer: Answer = ask(Request::get("account"))?.json()?;
        Ok(Account { id: None, name: answer.name, notes: vec![] })
    }

    fn sync(
        _settings: &Settings,
        stream: &str,
        window: Window,
        cursor: Option<&str>,
        _state: Option<&[u8]>,
    ) -> Result<Page, Error> {
        let mut request =
            Request::get("usage").query("from", time::date(window.start)).query("to", time::date(window.end));
        if let Some(number) = cursor {
            request = request.query("page", number);
        }
        let answer: Answer = ask(request)?.json()?;
        let entries: Result<Vec<Entry>, Error> = answer.rows.into_iter().map(|row| row.entry(stream)).collect();
        Ok(page(entries?, answer.next_page.map(|number| number.to_string())))
    }
}

/// Says what to do where the gateway only says no.
fn ask(request: Request) -> Result<Response, Error> {
    request.send_any()?.or_advice("The gateway", |status, _said| match status {
        401 => Some((Failure::CredentialsInvalid, "The gateway does not know this token: paste it again.")),
        403 => Some((Failure::CredentialsInsufficient, "This token may not read the usage of all teams.")),
        404 => Some((Failure::SettingsInvalid, "Nothing is there: is the base URL that of the gateway?")),
        _ => None,
    })
}

#[derive(Deserialize)]
struct Answer {
    rows: Vec<Row>,
    next_page: Option<u32>,
}

#[derive(Deserialize)]
struct Row {
    day: String,
    model: Option<String>,
    team: Option<String>,
    requests: Option<Count>,
    /// With the cached ones.
    input_tokens: Option<Count>,
    cached_tokens: Option<Count>,
    output_tokens: Option<Count>,
    cost_usd: Option<Decimal>,
}

impl Row {
    fn entry(self, stream: &str) -> Result<Entry, Error> {
        let start = time::from_date(&self.day)?;
        let end = start + time::DAY;
        let blank = Entry {
            open: now() < end + time::HOUR,
            model: self.model,
            project: self.team,
            ..entry("house-gateway", start, end)
        };
        if stream == COSTS {
            let cost = self.cost_usd.ok_or_else(|| error(Failure::Unexpected, "a row has no `cost_usd`"))?;
            return Ok(Entry { cost: Some(cost.into_string()), currency: Some("USD".into()), ..blank });
        }
        let number = |count: Option<Count>| count.map(|Count(number)| number);
        let cached = number(self.cached_tokens);
        Ok(Entry {
            // Outlay counts cached input apart.
            input_tokens: number(self.input_tokens).and_then(|all| all.checked_sub(cached.unwrap_or_default())),
            cached_input_tokens: cached,
            output_tokens: number(self.output_tokens),
            requests: number(self.requests),
            ..blank
        })
    }
}

#[cfg(test)]
mod tests;
