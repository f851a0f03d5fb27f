//! The report of Claude Code: one day at a time, a record for each person and terminal.
//!
//! What it says of pay-as-you-go customers is in the messages report, too; of subscriptions it is said only here. Its
//! entries therefore have a provider of their own, so that nobody adds the two up. Anthropic's estimate of what it
//! would have cost is left out: Outlay's price book makes one.

use outlay_connector::time::{DAY, HOUR, date, from_rfc3339};
use outlay_connector::{
    Count, DeclaredRequest, Entry, Error, Failure, Page, Request, StreamInfo, StreamKind, Window, daily, entry, error,
    page,
};
use serde::Deserialize;
use serde_json::json;

use crate::{Listing, ask, declared, is_open};

pub(crate) const ID: &str = "usage_claude_code";
const PROVIDER: &str = "claude-code";
const RECORDS_A_PAGE: u32 = 1_000;

pub(crate) fn request() -> DeclaredRequest {
    declared(ID, "/v1/organizations/usage_report/claude_code")
}

pub(crate) fn stream() -> StreamInfo {
    StreamInfo {
        re_read: 2 * DAY as u32,
        max_window: DAY as u32,
        // What is younger than an hour is not told.
        lateness: 3 * HOUR as u32,
        ..daily(ID, StreamKind::Usage, "Claude Code by user")
    }
}

pub(crate) fn sync(window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    if window.end - window.start > DAY {
        return Err(error(Failure::Unexpected, "the window has more than one day"));
    }
    let mut request = Request::get(ID).query("starting_at", date(window.start)).query("limit", RECORDS_A_PAGE);
    if let Some(page) = cursor {
        request = request.query("page", page);
    }
    let listing: Listing<Record> = ask(request)?.json()?;
    let next = listing.next(cursor)?;
    let mut entries = vec![];
    for record in listing.data {
        let start = from_rfc3339(&record.date)?;
        if start >= window.start && start < window.end {
            let end = start + DAY;
            entries.extend(record.into_entries(&Entry { open: is_open(end), ..entry(PROVIDER, start, end) }));
        }
    }
    Ok(page(entries, next))
}

#[derive(Debug, Deserialize)]
struct Record {
    date: String,
    actor: Actor,
    customer_type: Option<String>,
    terminal_type: Option<String>,
    core_metrics: Option<CoreMetrics>,
    #[serde(default)]
    model_breakdown: Vec<Model>,
}

/// A person, or a key of the organization.
#[derive(Debug, Deserialize)]
struct Actor {
    email_address: Option<String>,
    api_key_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct CoreMetrics {
    num_sessions: Option<Count>,
}

#[derive(Debug, Deserialize)]
struct Model {
    model: Option<String>,
    tokens: Tokens,
}

#[derive(Debug, Deserialize)]
struct Tokens {
    input: Option<Count>,
    output: Option<Count>,
    cache_read: Option<Count>,
    cache_creation: Option<Count>,
}

impl Record {
    /// Tokens of each model, and sessions.
    fn into_entries(self, blank: &Entry) -> Vec<Entry> {
        let Self { actor, customer_type, terminal_type, core_metrics, model_breakdown, .. } = self;
        let raw = json!({
            "email_address": actor.email_address, "api_key_name": actor.api_key_name, "customer_type": customer_type,
            "terminal_type": terminal_type,
        });
        let blank = Entry { user: actor.email_address, key: actor.api_key_name, raw: raw.to_string(), ..blank.clone() };
        let mut entries: Vec<Entry> = model_breakdown
            .into_iter()
            .map(|Model { model, tokens }| Entry {
                model,
                input_tokens: Count::number(tokens.input),
                cached_input_tokens: Count::number(tokens.cache_read),
                cache_write_tokens: Count::number(tokens.cache_creation),
                output_tokens: Count::number(tokens.output),
                ..blank.clone()
            })
            .collect();
        if let Some(Count(sessions @ 1..)) = core_metrics.and_then(|metrics| metrics.num_sessions) {
            entries.push(Entry { units: Some(sessions.to_string()), unit: Some("sessions".into()), ..blank });
        }
        entries
    }
}
