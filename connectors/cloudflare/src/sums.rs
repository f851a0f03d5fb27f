//! Rows are added up by the hour, and by all that tells them apart.

use std::collections::BTreeMap;

use outlay_connector::time::{self, HOUR};
use outlay_connector::{Count, Decimal, Entry, Error, Failure, Quality, Settings, entry, error, now};
use serde_json::{Map, Value, json};

use crate::logs::Row;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    start: i64,
    provider: Option<String>,
    model: Option<String>,
    project: Option<String>,
    user: Option<String>,
    cached: bool,
    success: bool,
}

#[derive(Debug, Default)]
struct Sum {
    requests: u64,
    input: Option<u64>,
    output: Option<u64>,
    /// Of the rows that have one.
    cost: Option<Decimal>,
    with_cost: u64,
}

#[derive(Debug)]
pub(crate) struct Sums<'s> {
    gateway: &'s str,
    project_key: Option<&'s str>,
    user_key: Option<&'s str>,
    sums: BTreeMap<Key, Sum>,
}

impl<'s> Sums<'s> {
    pub(crate) fn new(gateway: &'s str, settings: &'s Settings) -> Self {
        let (project_key, user_key) = (settings.get("project_key"), settings.get("user_key"));
        Self { gateway, project_key, user_key, sums: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, row: &Row) -> Result<(), Error> {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let metadata = row.metadata.as_deref().and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
        let said = |key: Option<&str>| match metadata.as_ref()?.get(key?)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let key = Key {
            start: time::from_rfc3339(&row.created_at)?.div_euclid(HOUR) * HOUR,
            provider: text(&row.provider),
            model: text(&row.model),
            project: said(self.project_key).or_else(|| self.project_key.is_none().then(|| self.gateway.to_owned())),
            user: said(self.user_key),
            cached: row.cached.unwrap_or_default(),
            success: row.success.unwrap_or(true),
        };
        // What the gateway answered from its own cache used nothing of a provider's, and cost nothing.
        let cost = if key.cached { Some(Decimal::zero()) } else { row.cost.clone() };
        let used = |count: Option<Count>| if key.cached { Some(0) } else { Count::number(count) };
        let (input, output) = (used(row.tokens_in), used(row.tokens_out));
        let sum = self.sums.entry(key).or_default();
        sum.requests += 1;
        sum.input = added(sum.input, input)?;
        sum.output = added(sum.output, output)?;
        if let Some(cost) = cost {
            sum.with_cost += 1;
            sum.cost = Some(match &sum.cost {
                Some(before) => before.plus(&cost).map_err(|_| too_large())?,
                None => cost,
            });
        }
        Ok(())
    }

    pub(crate) fn usage(self) -> Vec<Entry> {
        self.entries(|sum, entry| {
            entry.requests = Some(sum.requests);
            entry.input_tokens = sum.input;
            entry.output_tokens = sum.output;
            true
        })
    }

    /// Of what has a cost.
    pub(crate) fn costs(self) -> Vec<Entry> {
        self.entries(|sum, entry| {
            entry.quality = Quality::Estimated;
            entry.requests = Some(sum.with_cost);
            entry.currency = Some("USD".into());
            entry.cost = sum.cost.map(Decimal::into_string);
            entry.cost.is_some()
        })
    }

    fn entries(self, fill: impl Fn(Sum, &mut Entry) -> bool) -> Vec<Entry> {
        let mut entries = vec![];
        for (key, sum) in self.sums {
            let end = key.start + HOUR;
            let provider = key.provider.as_deref().unwrap_or("cloudflare");
            let mut entry = Entry { open: end > now(), ..entry(provider, key.start, end) };
            entry.raw = json!({
                "gateway": self.gateway, "provider": key.provider, "model": key.model, "project": key.project,
                "user": key.user, "cached": key.cached, "success": key.success,
            })
            .to_string();
            (entry.model, entry.project, entry.user) = (key.model, key.project, key.user);
            if fill(sum, &mut entry) {
                entries.push(entry);
            }
        }
        entries
    }
}

fn added(sum: Option<u64>, more: Option<u64>) -> Result<Option<u64>, Error> {
    match (sum, more) {
        (Some(sum), Some(more)) => sum.checked_add(more).map(Some).ok_or_else(too_large),
        (sum, more) => Ok(sum.or(more)),
    }
}

fn too_large() -> Error {
    error(Failure::Unexpected, "a sum of the log is too large")
}
