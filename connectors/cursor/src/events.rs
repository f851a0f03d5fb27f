//! Usage events of a time, page by page, newest first.

use outlay_connector::{Count, Decimal, Error, Failure, Request, Window, error};
use serde::Deserialize;
use serde_json::json;

use crate::{EVENTS_REQUEST, send};

/// Events of one page, the most that Cursor gives.
const PAGE_SIZE: u32 = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// Milliseconds since 1970, as text.
    timestamp: Decimal,
    pub(crate) user_email: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) kind: Option<String>,
    /// Absent where requests are counted instead.
    pub(crate) token_usage: Option<Tokens>,
    /// Beyond what the plan includes. May have a fraction.
    pub(crate) charged_cents: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tokens {
    pub(crate) input_tokens: Option<Count>,
    pub(crate) output_tokens: Option<Count>,
    pub(crate) cache_write_tokens: Option<Count>,
    pub(crate) cache_read_tokens: Option<Count>,
}

impl Event {
    /// Seconds since 1970.
    pub(crate) fn at(&self) -> Result<i64, Error> {
        let milliseconds = self.timestamp.to_count().and_then(|number| i64::try_from(number).ok());
        let message = || format!("an event has the time `{}`", self.timestamp);
        Ok(milliseconds.ok_or_else(|| error(Failure::Unexpected, message()))?.div_euclid(1_000))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    total_usage_events_count: Option<u64>,
    pagination: Option<Pagination>,
    #[serde(default)]
    usage_events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    num_pages: Option<u32>,
    #[serde(default)]
    has_next_page: bool,
}

impl Answer {
    /// How many pages there are, this one included.
    pub(crate) fn pages(&self) -> u32 {
        self.pagination.as_ref().and_then(|pages| pages.num_pages).unwrap_or(1)
    }

    fn is_last(&self) -> bool {
        self.pagination.as_ref().is_none_or(|pages| !pages.has_next_page)
    }
}

/// The first page is 1.
pub(crate) fn ask(span: Window, page: u32) -> Result<Answer, Error> {
    let body = json!({
        "startDate": span.start * 1_000, "endDate": span.end * 1_000, "page": page, "pageSize": PAGE_SIZE,
    });
    send(Request::post(EVENTS_REQUEST, &body)?)?.json()
}

/// All events, of which the first page is there already. None if events came in between: pages are counted from the newest
/// event on, so that all of them have moved.
pub(crate) fn rest(span: Window, first: Answer, most_pages: u32) -> Result<Option<Vec<Event>>, Error> {
    let (total, mut is_last) = (first.total_usage_events_count, first.is_last());
    let (mut events, mut page) = (first.usage_events, 1);
    while !is_last {
        page += 1;
        if page > most_pages {
            return Err(error(Failure::Unexpected, format!("Cursor has more than {most_pages} pages of one hour")));
        }
        let answer = ask(span, page)?;
        if answer.total_usage_events_count != total {
            return Ok(None);
        }
        is_last = answer.is_last();
        events.extend(answer.usage_events);
    }
    let is_whole = total.is_none_or(|total| u64::try_from(events.len()).is_ok_and(|count| count == total));
    Ok(is_whole.then_some(events))
}
