//! The activity of the last 30 completed days: one answer without pages. Costs are asked for by workspace, usage by key.

use outlay_connector::time::{DAY, HOUR, from_date};
use outlay_connector::{
    Count, Decimal, DeclaredRequest, Entry, Error, Failure, Page, Request, StreamInfo, StreamKind, Window, daily,
    entry, error, last_page, no_such_stream,
};
use serde::Deserialize;
use serde_json::json;

use crate::{ask, declared, split};

const REQUEST: &str = "activity";
const USAGE: &str = "usage";
const COSTS: &str = "costs";

pub(crate) fn request() -> DeclaredRequest {
    declared(REQUEST, "/api/v1/activity")
}

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    [(COSTS, StreamKind::Cost, "Costs by model and workspace"), (USAGE, StreamKind::Usage, "Usage by model and key")]
        .into_iter()
        .map(|(id, kind, title)| StreamInfo {
            // All that there is, at once.
            max_window: 32 * DAY as u32,
            backfill: 30 * DAY as u32,
            lateness: 6 * HOUR as u32,
            ..daily(id, kind, title)
        })
}

/// Fails if the key is not known or may not read this.
pub(crate) fn check() -> Result<(), Error> {
    read(Request::get(REQUEST)).map(drop)
}

pub(crate) fn sync(stream: &str, window: Window, by_key: bool) -> Result<Page, Error> {
    let entries = match stream {
        COSTS => {
            let rows = read(Request::get(REQUEST).query("group_by", "workspace"))?;
            within(rows, window).map(|(row, start)| row.cost(start)).collect::<Result<Vec<_>, _>>()?
        }
        USAGE => split::usage(window, by_key)?,
        _ => return Err(no_such_stream(stream)),
    };
    Ok(last_page(entries))
}

/// The rows of a key (by its hash), or of the account.
pub(crate) fn of_key(hash: Option<&str>) -> Result<Vec<Row>, Error> {
    let request = Request::get(REQUEST);
    read(match hash {
        Some(hash) => request.query("api_key_hash", hash),
        None => request,
    })
}

fn read(request: Request) -> Result<Vec<Row>, Error> {
    let answer: Answer = ask(request)?.json()?;
    answer
        .data
        .into_iter()
        .map(|row| {
            let day: String = row.date.chars().take(10).collect();
            Ok(Row { start: from_date(&day)?, ..row })
        })
        .collect()
}

/// The rows of a window, and where their days begin.
pub(crate) fn within(rows: Vec<Row>, window: Window) -> impl Iterator<Item = (Row, i64)> {
    let dated = rows.into_iter().map(|row| {
        let start = row.start;
        (row, start)
    });
    dated.filter(move |(_, start)| *start >= window.start && *start < window.end)
}

#[derive(Debug, Deserialize)]
struct Answer {
    data: Vec<Row>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    /// `2026-10-01`
    date: String,
    #[serde(skip)]
    start: i64,
    pub(crate) model: Option<String>,
    pub(crate) model_permaslug: Option<String>,
    pub(crate) endpoint_id: Option<String>,
    /// Who answered for OpenRouter.
    pub(crate) provider_name: Option<String>,
    workspace_id: Option<String>,
    /// In US dollars, charged to the account's credits.
    usage: Option<Decimal>,
    /// In US dollars, charged by the provider to a key of one's own.
    pub(crate) byok_usage_inference: Option<Decimal>,
    pub(crate) requests: Option<Count>,
    pub(crate) prompt_tokens: Option<Count>,
    /// Reasoning included.
    pub(crate) completion_tokens: Option<Count>,
}

impl Row {
    fn cost(self, start: i64) -> Result<Entry, Error> {
        let raw = json!({
            "model": self.model, "model_permaslug": self.model_permaslug, "endpoint_id": self.endpoint_id,
            "provider_name": self.provider_name, "workspace_id": self.workspace_id,
        });
        let usage = self.usage.ok_or_else(|| error(Failure::Unexpected, "a row of the activity has no `usage`"))?;
        Ok(Entry {
            model: self.model,
            project: self.workspace_id,
            cost: Some(usage.into_string()),
            currency: Some("USD".into()),
            raw: raw.to_string(),
            ..entry("openrouter", start, start + DAY)
        })
    }
}
