//! Usage by key: the activity of the account, less that of each key. What is left belongs to no key that is still there.

use std::collections::BTreeMap;

use outlay_connector::time::DAY;
use outlay_connector::{Count, Decimal, Entry, Error, Window, entry, log};
use serde_json::json;

use crate::activity::{Row, of_key, within};
use crate::keys;

/// Each takes a request, and what belongs to no key is known only when all have been asked: they have to fit into one
/// call, of which the host takes five minutes at most.
const MOST_KEYS: usize = 100;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    start: i64,
    model: Option<String>,
    model_permaslug: Option<String>,
    endpoint_id: Option<String>,
    provider_name: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    requests: Option<u64>,
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    /// In US dollars.
    own_key: Option<Decimal>,
}

pub(crate) fn usage(window: Window, by_key: bool) -> Result<Vec<Entry>, Error> {
    let mut left = cells(of_key(None)?, window);
    let mut keys = if by_key && !left.is_empty() { keys::all()? } else { vec![] };
    keys.retain(keys::Key::has_cost);
    if keys.len() > MOST_KEYS {
        log::warn(format!("{} keys are too many to ask for each: usage has no keys", keys.len()));
        keys.clear();
    }
    let mut entries = vec![];
    for key in keys {
        for (cell, counts) in cells(of_key(Some(&key.hash))?, window) {
            if let Some(left) = left.get_mut(&cell) {
                left.take_away(&counts);
            }
            entries.extend(counts.entries(&cell, Some(&key.hash)));
        }
    }
    for (cell, counts) in left {
        if counts.is_something() {
            entries.extend(counts.entries(&cell, None));
        }
    }
    Ok(entries)
}

/// Rows that are about the same are added up.
fn cells(rows: Vec<Row>, window: Window) -> BTreeMap<Cell, Counts> {
    let mut cells: BTreeMap<Cell, Counts> = BTreeMap::new();
    for (row, start) in within(rows, window) {
        let counts = Counts {
            requests: Count::number(row.requests),
            prompt_tokens: Count::number(row.prompt_tokens),
            completion_tokens: Count::number(row.completion_tokens),
            own_key: row.byok_usage_inference,
        };
        let cell = Cell {
            start,
            model: row.model,
            model_permaslug: row.model_permaslug,
            endpoint_id: row.endpoint_id,
            provider_name: row.provider_name,
        };
        cells.entry(cell).or_default().add(counts);
    }
    cells
}

impl Counts {
    fn add(&mut self, other: Self) {
        let sum = |mine: Option<u64>, others: Option<u64>| match (mine, others) {
            (Some(mine), Some(others)) => Some(mine.saturating_add(others)),
            (mine, others) => mine.or(others),
        };
        self.requests = sum(self.requests, other.requests);
        self.prompt_tokens = sum(self.prompt_tokens, other.prompt_tokens);
        self.completion_tokens = sum(self.completion_tokens, other.completion_tokens);
        self.own_key = match (self.own_key.take(), other.own_key) {
            (Some(mine), Some(others)) => mine.plus(&others).ok(),
            (mine, others) => mine.or(others),
        };
    }

    fn take_away(&mut self, other: &Self) {
        let less =
            |mine: Option<u64>, others: Option<u64>| mine.map(|mine| mine.saturating_sub(others.unwrap_or_default()));
        self.requests = less(self.requests, other.requests);
        self.prompt_tokens = less(self.prompt_tokens, other.prompt_tokens);
        self.completion_tokens = less(self.completion_tokens, other.completion_tokens);
        let negative = other.own_key.as_ref().and_then(|amount| format!("-{amount}").parse::<Decimal>().ok());
        if let (Some(mine), Some(negative)) = (&self.own_key, negative) {
            // Sums of floats: they may come out a little below zero.
            self.own_key = mine.plus(&negative).ok().filter(|rest| !rest.as_str().starts_with('-'));
        }
    }

    fn is_something(&self) -> bool {
        [self.requests, self.prompt_tokens, self.completion_tokens].into_iter().flatten().any(|count| count > 0)
    }

    /// Tokens, and beside them what a key of one's own was charged by the provider: it is on that provider's bill.
    fn entries(self, cell: &Cell, key: Option<&str>) -> Vec<Entry> {
        let raw = json!({
            "model": cell.model, "model_permaslug": cell.model_permaslug, "endpoint_id": cell.endpoint_id,
            "provider_name": cell.provider_name, "api_key_hash": key,
        });
        let blank = Entry {
            model: cell.model.clone(),
            key: key.map(str::to_owned),
            raw: raw.to_string(),
            ..entry("openrouter", cell.start, cell.start + DAY)
        };
        let mut entries = vec![Entry {
            input_tokens: self.prompt_tokens,
            output_tokens: self.completion_tokens,
            requests: self.requests,
            ..blank.clone()
        }];
        if let Some(amount) = self.own_key.filter(|amount| amount.as_str() != "0") {
            entries.push(Entry { units: Some(amount.into_string()), unit: Some("own_key_usd".into()), ..blank });
        }
        entries
    }
}
