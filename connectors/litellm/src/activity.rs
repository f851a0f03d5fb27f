//! The daily activity: what each key used of each model on a day (UTC).
//!
//! Its pages are cut over rows of the proxy's database, not over days: what a key used of a model may stand on several
//! of them. All pages of a day are therefore read at once and added up.

use std::collections::BTreeMap;

use outlay_connector::time::{DAY, date};
use outlay_connector::{
    Count, Decimal, DeclaredRequest, Entry, Error, Failure, Page, Quality, Request, StreamInfo, StreamKind, Window,
    daily, entry, error, last_page, no_such_stream, now,
};
use serde::Deserialize;
use serde_json::json;

use crate::{ask, declared};

const REQUEST: &str = "activity";
const USAGE: &str = "usage";
const COSTS: &str = "costs";

/// An answer says everything about six times, in different groupings.
const ROWS_A_PAGE: u32 = 500;
const MOST_PAGES: u32 = 400;

pub(crate) fn request() -> DeclaredRequest {
    declared(REQUEST, "/user/daily/activity")
}

pub(crate) fn streams() -> impl Iterator<Item = StreamInfo> {
    [
        (COSTS, StreamKind::Cost, "Spend by model and key, as LiteLLM estimates it"),
        (USAGE, StreamKind::Usage, "Usage by model and key"),
    ]
    .into_iter()
    .map(|(id, kind, title)| StreamInfo {
        re_read: 2 * DAY as u32,
        max_window: DAY as u32,
        ..daily(id, kind, title)
    })
}

/// Fails if the key is not known or the proxy keeps no spend.
pub(crate) fn check() -> Result<(), Error> {
    read_page(now() - DAY, 1, 1).map(drop)
}

pub(crate) fn sync(stream: &str, window: Window) -> Result<Page, Error> {
    let fill = match stream {
        USAGE => used,
        COSTS => cost,
        _ => return Err(no_such_stream(stream)),
    };
    if window.end - window.start > DAY {
        return Err(error(Failure::Unexpected, "the window has more than one day"));
    }
    let blank = Entry { open: window.end > now(), ..entry("litellm", window.start, window.end) };
    let entries = day(window.start)?.into_iter().map(|(cell, sums)| fill(&cell, sums, blank.clone())).collect();
    Ok(last_page(entries))
}

/// A key's use of a model. Without a key where the proxy does not tell it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    model: String,
    key: Option<String>,
}

#[derive(Debug, Default)]
struct Sums {
    metrics: Metrics,
    team: Option<String>,
    user: Option<String>,
}

fn used(cell: &Cell, sums: Sums, blank: Entry) -> Entry {
    let Sums { metrics, .. } = &sums;
    let (cached, written) =
        (Count::number(metrics.cache_read_input_tokens), Count::number(metrics.cache_creation_input_tokens));
    let in_cache = cached.unwrap_or_default().saturating_add(written.unwrap_or_default());
    Entry {
        // Prompt tokens contain those that were read from and written to a cache.
        input_tokens: Count::number(metrics.prompt_tokens).map(|all| all.saturating_sub(in_cache)),
        cached_input_tokens: cached,
        cache_write_tokens: written,
        output_tokens: Count::number(metrics.completion_tokens),
        requests: Count::number(metrics.api_requests),
        ..about(cell, sums, blank)
    }
}

fn cost(cell: &Cell, mut sums: Sums, blank: Entry) -> Entry {
    let spend = sums.metrics.spend.take();
    Entry {
        currency: spend.as_ref().map(|_| "USD".into()),
        cost: spend.map(Decimal::into_string),
        quality: Quality::Estimated,
        ..about(cell, sums, blank)
    }
}

fn about(cell: &Cell, sums: Sums, blank: Entry) -> Entry {
    let raw = json!({"model": cell.model, "api_key": cell.key, "team_id": sums.team, "user_id": sums.user});
    Entry {
        model: Some(cell.model.clone()),
        key: cell.key.clone(),
        project: sums.team,
        user: sums.user,
        raw: raw.to_string(),
        ..blank
    }
}

/// All pages of a day, added up.
fn day(start: i64) -> Result<BTreeMap<Cell, Sums>, Error> {
    let wanted = date(start);
    let mut sums = BTreeMap::new();
    for number in 1..=MOST_PAGES {
        let answer = read_page(start, number, ROWS_A_PAGE)?;
        let is_last = answer.is_last(number);
        for day in answer.results.into_iter().filter(|day| day.date.starts_with(&wanted)) {
            add(&mut sums, day.breakdown.and_then(|breakdown| breakdown.models).unwrap_or_default())?;
        }
        if is_last {
            return Ok(sums);
        }
    }
    Err(error(Failure::Unexpected, format!("{wanted} has more than {MOST_PAGES} pages of {ROWS_A_PAGE} rows")))
}

fn read_page(start: i64, number: u32, rows: u32) -> Result<Answer, Error> {
    // Both days are inclusive.
    let request = Request::get(REQUEST)
        .query("start_date", date(start))
        .query("end_date", date(start))
        .query("page", number)
        .query("page_size", rows);
    ask(request)?.json()
}

fn add(sums: &mut BTreeMap<Cell, Sums>, models: BTreeMap<String, Model>) -> Result<(), Error> {
    for (model, Model { metrics, api_key_breakdown }) in models {
        let keys = api_key_breakdown.unwrap_or_default();
        if keys.is_empty() {
            sums.entry(Cell { model, key: None }).or_default().metrics.add(metrics)?;
            continue;
        }
        for (key, Key { metrics, metadata }) in keys {
            let sum = sums.entry(Cell { model: model.clone(), key: Some(key) }).or_default();
            sum.metrics.add(metrics)?;
            let metadata = metadata.unwrap_or_default();
            sum.team = sum.team.take().or(metadata.team_id);
            sum.user = sum.user.take().or(metadata.user_id);
        }
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Day>,
    metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    total_pages: Option<u32>,
    has_more: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Day {
    date: String,
    breakdown: Option<Breakdown>,
}

#[derive(Debug, Deserialize)]
struct Breakdown {
    models: Option<BTreeMap<String, Model>>,
}

#[derive(Debug, Deserialize)]
struct Model {
    metrics: Metrics,
    /// Older versions have none.
    api_key_breakdown: Option<BTreeMap<String, Key>>,
}

#[derive(Debug, Deserialize)]
struct Key {
    metrics: Metrics,
    metadata: Option<KeyMetadata>,
}

#[derive(Debug, Default, Deserialize)]
struct KeyMetadata {
    team_id: Option<String>,
    user_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Metrics {
    /// In US dollars; sums of floats on LiteLLM's side.
    spend: Option<Decimal>,
    prompt_tokens: Option<Count>,
    completion_tokens: Option<Count>,
    cache_read_input_tokens: Option<Count>,
    cache_creation_input_tokens: Option<Count>,
    api_requests: Option<Count>,
}

impl Answer {
    fn is_last(&self, number: u32) -> bool {
        let says_more = self.metadata.as_ref().is_some_and(|metadata| {
            metadata.has_more.unwrap_or_else(|| metadata.total_pages.is_some_and(|total| total > number))
        });
        !says_more || self.results.is_empty()
    }
}

impl Metrics {
    fn add(&mut self, other: Self) -> Result<(), Error> {
        self.spend = match (self.spend.take(), other.spend) {
            (Some(mine), Some(others)) => Some(
                mine.plus(&others)
                    .map_err(|_| error(Failure::Unexpected, "a spend has more digits than Outlay reads"))?,
            ),
            (mine, others) => mine.or(others),
        };
        let pairs = [
            (&mut self.prompt_tokens, other.prompt_tokens),
            (&mut self.completion_tokens, other.completion_tokens),
            (&mut self.cache_read_input_tokens, other.cache_read_input_tokens),
            (&mut self.cache_creation_input_tokens, other.cache_creation_input_tokens),
            (&mut self.api_requests, other.api_requests),
        ];
        for (mine, others) in pairs {
            *mine = match (*mine, others) {
                (Some(Count(a)), Some(Count(b))) => Some(Count(a.saturating_add(b))),
                (mine, others) => mine.or(others),
            };
        }
        Ok(())
    }
}
