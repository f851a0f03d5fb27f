//! The form of an answer, and which counter becomes what. Everything but the buckets' times may be absent: null means
//! that OpenAI does not say.

use outlay_connector::{Count, Decimal, Entry, Error, Failure, Response, Window, cursor, entry, error, log};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::streams::{Counts, Stream};

#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    data: Vec<Bucket>,
    #[serde(default)]
    has_more: Option<bool>,
    #[serde(default)]
    next_page: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Bucket {
    start_time: i64,
    end_time: i64,
    results: Vec<Row>,
}

/// A result of any of the endpoints; each has some of these.
#[derive(Debug, Deserialize)]
struct Row {
    project_id: Option<String>,
    user_id: Option<String>,
    api_key_id: Option<String>,
    model: Option<String>,
    batch: Option<bool>,
    service_tier: Option<String>,
    size: Option<String>,
    source: Option<String>,
    vector_store_id: Option<String>,
    context_level: Option<String>,
    line_item: Option<String>,

    /// All input, cached and cache writes included.
    input_tokens: Option<Count>,
    input_cached_tokens: Option<Count>,
    input_cache_write_tokens: Option<Count>,
    input_uncached_tokens: Option<Count>,
    output_tokens: Option<Count>,
    num_model_requests: Option<Count>,
    num_requests: Option<Count>,
    num_sessions: Option<Count>,
    images: Option<Count>,
    characters: Option<Count>,
    seconds: Option<Count>,
    usage_bytes: Option<Count>,

    amount: Option<Amount>,
    quantity: Option<Decimal>,
    quantity_unit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Amount {
    /// A number by the specification, a string in the field. Major unit.
    value: Option<Decimal>,
    /// Lower case.
    currency: Option<String>,
}

pub(crate) fn page(response: &Response) -> Result<Answer, Error> {
    response.json()
}

impl Answer {
    /// The page after this one; none at the end.
    pub(crate) fn next(&self, current: Option<&str>) -> Result<Option<String>, Error> {
        cursor::next(self.has_more, self.next_page.clone(), current)
    }
}

/// The entries of a page that lie in the window. Where the end was left out, more may have come.
pub(crate) fn entries(stream: &Stream, answer: Answer, window: Window, now: i64) -> Result<Vec<Entry>, Error> {
    let mut entries = vec![];
    for bucket in answer.data {
        if bucket.start_time >= bucket.end_time {
            return Err(error(Failure::Unexpected, format!("a bucket of {} ends before it starts", stream.id)));
        }
        if bucket.start_time < window.start || bucket.start_time >= window.end {
            continue;
        }
        for row in bucket.results {
            let blank = Entry { open: bucket.end_time > now, ..entry("openai", bucket.start_time, bucket.end_time) };
            entries.push(row.into_entry(stream, blank)?);
        }
    }
    Ok(entries)
}

impl Row {
    fn into_entry(self, stream: &Stream, blank: Entry) -> Result<Entry, Error> {
        let raw = self.group_keys(stream.group_by)?;
        let requests = Count::number(self.num_model_requests);
        let units = |count: Option<Count>, unit: &str| {
            (count.map(|Count(number)| number.to_string()), count.map(|_| unit.to_owned()))
        };
        let mut entry = blank;
        match stream.counts {
            Counts::Tokens => {
                entry.input_tokens = self.uncached();
                entry.cached_input_tokens = Count::number(self.input_cached_tokens);
                entry.cache_write_tokens = Count::number(self.input_cache_write_tokens);
                entry.output_tokens = Count::number(self.output_tokens);
                entry.requests = requests;
            }
            Counts::InputTokens => {
                entry.input_tokens = self.uncached();
                entry.requests = requests;
            }
            Counts::Images => {
                entry.requests = requests;
                (entry.units, entry.unit) = units(self.images, "images");
            }
            Counts::Characters => {
                entry.requests = requests;
                (entry.units, entry.unit) = units(self.characters, "characters");
            }
            Counts::Seconds => {
                entry.requests = requests;
                (entry.units, entry.unit) = units(self.seconds, "seconds");
            }
            Counts::Bytes => (entry.units, entry.unit) = units(self.usage_bytes, "bytes"),
            Counts::Sessions => {
                entry.requests = Count::number(self.num_sessions);
                (entry.units, entry.unit) = units(self.num_sessions, "sessions");
            }
            // The model's own requests are counted with the completions.
            Counts::Searches => {
                entry.requests = Count::number(self.num_requests);
                (entry.units, entry.unit) = units(self.num_requests, "searches");
            }
            Counts::Money => {
                let amount = self.amount.ok_or_else(|| error(Failure::Unexpected, "a cost has no amount"))?;
                let value = amount.value.ok_or_else(|| error(Failure::Unexpected, "a cost's amount has no value"))?;
                let currency =
                    amount.currency.ok_or_else(|| error(Failure::Unexpected, "a cost's amount has no currency"))?;
                entry.cost = Some(value.into_string());
                entry.currency = Some(currency.to_uppercase());
                // Corrections may be negative.
                entry.units = self.quantity.and_then(Decimal::into_quantity);
                entry.unit = self.quantity_unit;
            }
        }
        entry.model = self.model.or_else(|| self.line_item.as_deref().and_then(model_of).map(str::to_owned));
        (entry.project, entry.key, entry.user) = (self.project_id, self.api_key_id, self.user_id);
        entry.raw = raw;
        Ok(entry)
    }

    /// Input that was neither read from nor written to a cache. Old rows know no caches.
    fn uncached(&self) -> Option<u64> {
        if let Some(Count(uncached)) = self.input_uncached_tokens {
            return Some(uncached);
        }
        let Count(cached) = self.input_cached_tokens.unwrap_or_default();
        let Count(written) = self.input_cache_write_tokens.unwrap_or_default();
        let uncached = self.input_tokens?.0.checked_sub(cached).and_then(|rest| rest.checked_sub(written));
        if uncached.is_none() {
            log::warn("a row has more cached than input tokens; its uncached input is unknown");
        }
        uncached
    }

    fn group_keys(&self, group_by: &[&str]) -> Result<String, Error> {
        let text = |value: &Option<String>| value.clone().map_or(Value::Null, Value::String);
        let mut keys = Map::new();
        for key in group_by {
            let value = match *key {
                "project_id" => text(&self.project_id),
                "user_id" => text(&self.user_id),
                "api_key_id" => text(&self.api_key_id),
                "model" => text(&self.model),
                "batch" => self.batch.map_or(Value::Null, Value::Bool),
                "service_tier" => text(&self.service_tier),
                "size" => text(&self.size),
                "source" => text(&self.source),
                "vector_store_id" => text(&self.vector_store_id),
                "context_level" => text(&self.context_level),
                "line_item" => text(&self.line_item),
                other => return Err(error(Failure::Unexpected, format!("grouping `{other}` has no column"))),
            };
            keys.insert((*key).to_owned(), value);
        }
        Ok(Value::Object(keys).to_string())
    }
}

/// Line items are free text, usually `<model>[ <tier>], <kind of token>`. A guess; the text itself stays in `raw`.
fn model_of(line_item: &str) -> Option<&str> {
    let (name, _kind) = line_item.rsplit_once(',')?;
    let name = name.trim();
    let model = [" batch", " priority", " flex"].iter().find_map(|tier| name.strip_suffix(tier)).unwrap_or(name).trim();
    (!model.is_empty() && !model.contains(char::is_whitespace)).then_some(model)
}
