//! The report. A row is a day of what it is grouped by; that column bears the grouping's name.

use outlay_connector::time::{DAY, date, from_date};
use outlay_connector::{Count, Decimal, Entry, Error, Failure, Request, Window, entry, error, log, now};
use serde::Deserialize;
use serde_json::json;

use crate::{REPORT, send};

pub(crate) const MODEL: &str = "model";
pub(crate) const USER: &str = "user";

/// What of a row is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Usage,
    Charges,
}

#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Row>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    day: Option<String>,
    model: Option<String>,
    user: Option<String>,
    /// What is taken from the team's credits; nothing where a provider's own key was used.
    total_cost: Option<Decimal>,
    /// All input, cached and cache writes included, as it seems.
    input_tokens: Option<Count>,
    cached_input_tokens: Option<Count>,
    cache_creation_input_tokens: Option<Count>,
    /// Reasoning included.
    output_tokens: Option<Count>,
    request_count: Option<Count>,
}

/// By the day and something else. Both ends of the question are included.
pub(crate) fn read(by: &str, window: Window) -> Result<Vec<Row>, Error> {
    let request = Request::get(REPORT)
        .query("start_date", date(window.start))
        .query("end_date", date(window.end - 1))
        .query("date_part", "day")
        .query("group_by", by);
    let answer: Answer = send(request)?.json()?;
    Ok(answer.results)
}

pub(crate) fn entries(view: View, rows: Vec<Row>, window: Window) -> Result<Vec<Entry>, Error> {
    let mut entries = vec![];
    for row in rows {
        let day = row.day.as_deref().ok_or_else(|| error(Failure::Unexpected, "a row of the report has no day"))?;
        // Some answers write the day as an instant.
        let start = from_date(day.split('T').next().unwrap_or_default())?;
        if (window.start..window.end).contains(&start) {
            entries.push(row.entry(view, start)?);
        } else {
            log::warn(format!("a row of {} was left out: it was not asked for", date(start)));
        }
    }
    Ok(entries)
}

impl Row {
    fn entry(self, view: View, start: i64) -> Result<Entry, Error> {
        let end = start + DAY;
        let uncached = self.uncached();
        let raw = json!({"model": self.model, "user": self.user}).to_string();
        let blank = Entry { open: end > now(), raw, ..entry("vercel", start, end) };
        Ok(match view {
            View::Usage => Entry {
                input_tokens: uncached,
                cached_input_tokens: Count::number(self.cached_input_tokens),
                cache_write_tokens: Count::number(self.cache_creation_input_tokens),
                output_tokens: Count::number(self.output_tokens),
                requests: Count::number(self.request_count),
                model: self.model,
                user: self.user,
                ..blank
            },
            View::Charges => {
                let cost = self.total_cost.ok_or_else(|| error(Failure::Unexpected, "a row has no `total_cost`"))?;
                Entry { cost: Some(cost.into_string()), currency: Some("USD".into()), model: self.model, ..blank }
            }
        })
    }

    fn uncached(&self) -> Option<u64> {
        let Count(cached) = self.cached_input_tokens.unwrap_or_default();
        let Count(written) = self.cache_creation_input_tokens.unwrap_or_default();
        let uncached = self.input_tokens?.0.checked_sub(cached).and_then(|rest| rest.checked_sub(written));
        if uncached.is_none() {
            log::warn("a row has more cached than input tokens; its uncached input is unknown");
        }
        uncached
    }
}
