//! Events as entries: those of one bucket, user, model and kind are added up.

use std::collections::BTreeMap;

use outlay_connector::{Count, Decimal, Entry, Error, Failure, Window, entry, error, log, now};
use serde_json::json;

use crate::events::Event;

/// What of the events is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Usage,
    Charges,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    start: i64,
    user: Option<String>,
    model: Option<String>,
    kind: Option<String>,
    has_tokens: bool,
}

#[derive(Debug, Default)]
struct Sum {
    events: u64,
    input: u64,
    cached: u64,
    written: u64,
    output: u64,
    cents: Option<Decimal>,
}

/// `bucket` in seconds. Events outside of the span belong to others.
pub(crate) fn entries(view: View, events: Vec<Event>, span: Window, bucket: i64) -> Result<Vec<Entry>, Error> {
    let mut sums: BTreeMap<Group, Sum> = BTreeMap::new();
    for event in events {
        let at = event.at()?;
        if !(span.start..span.end).contains(&at) {
            continue;
        }
        let start = span.start + (at - span.start).div_euclid(bucket) * bucket;
        let has_tokens = event.token_usage.is_some();
        let Event { user_email: user, model, kind, token_usage, charged_cents, .. } = event;
        if view == View::Charges && charged_cents.is_none() {
            log::warn("an event does not say what was charged; it is left out of the charges");
            continue;
        }
        let sum = sums.entry(Group { start, user, model, kind, has_tokens }).or_default();
        sum.events += 1;
        if let Some(tokens) = token_usage {
            let add = |to: &mut u64, count: Option<Count>| *to = to.saturating_add(count.unwrap_or_default().0);
            add(&mut sum.input, tokens.input_tokens);
            add(&mut sum.cached, tokens.cache_read_tokens);
            add(&mut sum.written, tokens.cache_write_tokens);
            add(&mut sum.output, tokens.output_tokens);
        }
        sum.cents = match (sum.cents.take(), charged_cents) {
            (Some(so_far), Some(more)) => Some(so_far.plus(&more).map_err(|_| too_large())?),
            (so_far, more) => so_far.or(more),
        };
    }
    sums.into_iter().map(|(group, sum)| record(view, group, sum, bucket)).collect()
}

fn record(view: View, group: Group, sum: Sum, bucket: i64) -> Result<Entry, Error> {
    let Group { start, user, model, kind, has_tokens } = group;
    let end = start + bucket;
    let raw = json!({"user": user, "model": model, "kind": kind, "token_based": has_tokens}).to_string();
    let blank = Entry { open: end > now(), model, user, raw, ..entry("cursor", start, end) };
    let count = |count: u64| has_tokens.then_some(count);
    Ok(match view {
        View::Usage => Entry {
            input_tokens: count(sum.input),
            cached_input_tokens: count(sum.cached),
            cache_write_tokens: count(sum.written),
            output_tokens: count(sum.output),
            requests: Some(sum.events),
            ..blank
        },
        View::Charges => {
            let dollars = sum.cents.map(|cents| cents.shift(-2)).transpose().map_err(|_| too_large())?;
            Entry { cost: dollars.map(Decimal::into_string), currency: Some("USD".into()), ..blank }
        }
    })
}

fn too_large() -> Error {
    error(Failure::Unexpected, "the charges are too large to be added up")
}
