//! The metrics: one question in JSON, one answer without pages. An answer that is full was cut, so the time that it is
//! about is halved until it is not.

use outlay_connector::time::{DAY, HOUR, from_date, rfc3339, yesterday};
use outlay_connector::{
    Count, Decimal, DeclaredRequest, Entry, Error, Failure, Page, Quality, Request, Response, StreamInfo, StreamKind,
    Window, daily, entry, error, last_page, no_such_stream, now,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{advised, ask, declared};

const V2: &str = "metrics_v2";
/// What servers of one's own have that know no second version.
const V1: &str = "metrics_v1";
const USAGE: &str = "usage";
const COSTS: &str = "costs";
/// The most that an answer holds.
const ROWS: usize = 1_000;

pub(crate) fn requests() -> impl Iterator<Item = DeclaredRequest> {
    [(V2, "/api/public/v2/metrics"), (V1, "/api/public/metrics")].into_iter().map(|(id, path)| declared(id, path))
}

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    [
        (COSTS, StreamKind::Cost, "Costs by model and environment, as Langfuse estimates them"),
        (USAGE, StreamKind::Usage, "Usage by model and environment"),
    ]
    .into_iter()
    .map(|(id, kind, title)| StreamInfo {
        re_read: 2 * DAY as u32,
        lateness: 6 * HOUR as u32,
        every: 3 * HOUR as u32,
        ..daily(id, kind, title)
    })
}

/// Fails if the keys are not known or may not read.
pub(crate) fn check() -> Result<(), Error> {
    rows(COSTS, yesterday()).map(drop)
}

pub(crate) fn sync(stream: &str, window: Window) -> Result<Page, Error> {
    let mut all = vec![];
    gather(stream, window, &mut all)?;
    let mut entries = vec![];
    for row in all {
        let day: String = row.time_dimension.chars().take(10).collect();
        let start = from_date(&day)?;
        if start >= window.start && start < window.end {
            let end = start + DAY;
            entries.extend(row.into_entry(stream, Entry { open: end > now(), ..entry("langfuse", start, end) }));
        }
    }
    Ok(last_page(entries))
}

fn gather(stream: &str, window: Window, all: &mut Vec<Row>) -> Result<(), Error> {
    let rows = rows(stream, window)?;
    if rows.len() < ROWS {
        all.extend(rows);
        return Ok(());
    }
    let days = (window.end - window.start) / DAY;
    if days < 2 {
        return Err(error(
            Failure::Unexpected,
            format!("one day has {ROWS} rows or more: Langfuse does not tell them all"),
        ));
    }
    let middle = window.start + days / 2 * DAY;
    gather(stream, Window { end: middle, ..window }, all)?;
    gather(stream, Window { start: middle, ..window }, all)
}

fn rows(stream: &str, window: Window) -> Result<Vec<Row>, Error> {
    let question = question(stream, window)?.to_string();
    let response = Request::get(V2).query("query", &question).send_any()?;
    let response: Response = match response.status() {
        404 => ask(Request::get(V1).query("query", &question))?,
        _ => advised(response)?,
    };
    Ok(response.json::<Answer>()?.data)
}

fn question(stream: &str, window: Window) -> Result<Value, Error> {
    let sum = |measure: &str| json!({"measure": measure, "aggregation": "sum"});
    let metrics = match stream {
        USAGE => json!([sum("inputTokens"), sum("outputTokens"), {"measure": "count", "aggregation": "count"}]),
        COSTS => json!([sum("totalCost")]),
        _ => return Err(no_such_stream(stream)),
    };
    Ok(json!({
        "view": "observations",
        "dimensions": [{"field": "providedModelName"}, {"field": "environment"}],
        "metrics": metrics,
        "filters": [],
        "timeDimension": {"granularity": "day"},
        "fromTimestamp": rfc3339(window.start),
        "toTimestamp": rfc3339(window.end),
        "orderBy": null,
        "config": {"row_limit": ROWS},
    }))
}

#[derive(Debug, Deserialize)]
struct Answer {
    data: Vec<Row>,
}

/// Numbers may be texts.
#[derive(Debug, Deserialize)]
struct Row {
    time_dimension: String,
    #[serde(rename = "providedModelName")]
    model: Option<String>,
    environment: Option<String>,
    #[serde(rename = "sum_inputTokens")]
    input_tokens: Option<Count>,
    #[serde(rename = "sum_outputTokens")]
    output_tokens: Option<Count>,
    #[serde(rename = "sum_totalCost")]
    total_cost: Option<Decimal>,
    #[serde(rename = "count_count")]
    count: Option<Count>,
}

impl Row {
    /// None of what is no call of a model: spans and events are observations, too. Where tokens have no model, nobody knows
    /// how many calls are among what was counted with them.
    fn into_entry(self, stream: &str, blank: Entry) -> Option<Entry> {
        let model = self.model.filter(|model| !model.is_empty());
        let raw = json!({"providedModelName": model, "environment": self.environment});
        let is_zero = |count: Option<Count>| count.unwrap_or_default() == Count(0);
        let blank = Entry { raw: raw.to_string(), ..blank };
        if stream == COSTS {
            let cost = self.total_cost.filter(|cost| model.is_some() || cost.as_str() != "0")?;
            let (cost, currency) = (Some(cost.into_string()), Some("USD".into()));
            return Some(Entry { model, cost, currency, quality: Quality::Estimated, ..blank });
        }
        if model.is_none() && is_zero(self.input_tokens) && is_zero(self.output_tokens) {
            return None;
        }
        Some(Entry {
            requests: Count::number(self.count.filter(|_| model.is_some())),
            model,
            input_tokens: Count::number(self.input_tokens),
            output_tokens: Count::number(self.output_tokens),
            ..blank
        })
    }
}
