//! What a text in the search field means.
//!
//! Ids are nearly unique and not in order, so each would cost a look at all there is; texts of dimensions are few. So the
//! ledger is asked first, which knows calls by their names, and the sums, which know values.

use std::sync::Arc;

use outlay_domain::CallId;
use outlay_ingest::call_names;
use outlay_ledger::{Ledger, LedgerError};
use outlay_warehouse::{Grain, rolled_up};
use serde_json::Value;

use super::ask;
use super::histogram::integer;
use crate::error::ApiError;
use crate::host::Host;

/// Columns in which a part of a text is looked for.
const SEARCHED: [&str; 6] = ["model", "agent", "organization", "product", "task_type", "subscriber_email"];
/// So many values of a column are named; of more the text itself is looked for again, which is quicker than a long list.
const MOST_VALUES: usize = 8;
/// A trace of more calls is looked for by its id again.
const MOST_CALLS: usize = 1_000;

/// The first of these that is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is a name of these calls, or of the trace that they are of; of none if it is nothing at all.
    Calls(Vec<i64>),
    /// It is a part of values.
    Values(Vec<ValuesOf>),
    /// It is the id of a trace of very many calls.
    Trace(String),
}

/// What holds the text, in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValuesOf {
    These(&'static str, Vec<String>),
    Many(&'static str, String),
}

/// `within` is a condition on the time of events.
pub(crate) async fn found(host: &Host, text: Option<&str>, within: &str) -> Result<Option<Found>, ApiError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let calls = calls(host, text).await?;
    if !calls.is_empty() {
        return Ok(Some(Found::Calls(calls)));
    }
    let mut values = Vec::new();
    for column in SEARCHED {
        let holding = values_of(host, column, text).await?;
        match holding.len() {
            0 => {}
            1..=MOST_VALUES => values.push(ValuesOf::These(column, holding)),
            _ => values.push(ValuesOf::Many(column, text.to_owned())),
        }
    }
    if !values.is_empty() {
        return Ok(Some(Found::Values(values)));
    }
    let mut calls = Vec::new();
    let columns: &[&str] = if text.parse::<CallId>().is_ok() { &["event_id"] } else { &["transaction_id", "trace_id"] };
    for column in columns {
        calls.extend(calls_of(host, column, text, within).await?);
    }
    calls.sort_unstable();
    calls.dedup();
    Ok(Some(if calls.len() > MOST_CALLS { Found::Trace(text.to_owned()) } else { Found::Calls(calls) }))
}

/// Places in the ledger of the calls that go by this name.
async fn calls(host: &Host, text: &str) -> Result<Vec<i64>, ApiError> {
    let names = text.parse::<CallId>().map_or_else(|_| call_names("default", text), |id| vec![id]);
    let ledger = Arc::clone(&host.ledger);
    let work = tokio::task::spawn_blocking(move || named(&ledger, &names));
    work.await.map_err(|error| ApiError::internal(&error))?.map_err(|error| ApiError::internal(&error))
}

fn named(ledger: &Ledger, names: &[CallId]) -> Result<Vec<i64>, LedgerError> {
    let mut calls = Vec::new();
    for name in names {
        let call = call(ledger, *name)?.and_then(|call| i64::try_from(call).ok());
        calls.extend(call.filter(|call| !calls.contains(call)));
    }
    Ok(calls)
}

/// The place of a call in the ledger, where it came first; none if the ledger does not reach back to it.
pub(crate) fn call(ledger: &Ledger, name: CallId) -> Result<Option<u64>, LedgerError> {
    let Some(newest) = ledger.seen(name)? else { return Ok(None) };
    Ok(ledger.entry(newest)?.and_then(|(entry, _)| entry.event_seq(newest)))
}

/// Places of the calls whose column is this text; one more than are named if there are as many. A column at a time, since
/// DuckDB reads several in full before it compares.
async fn calls_of(host: &Host, column: &str, text: &str, within: &str) -> Result<Vec<i64>, ApiError> {
    let sql = format!("SELECT seq FROM events WHERE {column} = ? AND {within} LIMIT {}", MOST_CALLS + 1);
    let rows = ask(host, sql, vec![text.into()]).await?;
    Ok(rows.iter().filter_map(|row| integer(row.first()?)).collect())
}

/// Values of a column that hold the text, in any case; one more than are named if there are as many.
async fn values_of(host: &Host, column: &str, text: &str) -> Result<Vec<String>, ApiError> {
    let from = rolled_up([column], Grain::Day).unwrap_or_else(|| "events".to_owned());
    let sql = format!(
        "SELECT DISTINCT {column} FROM {from} WHERE contains(lower({column}), lower(?)) ORDER BY 1 LIMIT {}",
        MOST_VALUES + 1
    );
    let rows = ask(host, sql, vec![text.into()]).await?;
    Ok(rows.iter().filter_map(|row| Some(row.first()?.as_str()?.to_owned())).collect())
}

impl Found {
    /// As a condition on `events`, and the columns of it that a roll-up must know, if one can answer.
    pub(crate) fn condition(self) -> (String, Vec<Value>, Option<Vec<&'static str>>) {
        match self {
            Self::Calls(seqs) => (places(&seqs), Vec::new(), None),
            Self::Values(values) => {
                let (mut parts, mut params, mut columns) = (Vec::new(), Vec::new(), Vec::new());
                for of_column in values {
                    let (column, part, texts) = of_column.condition();
                    columns.push(column);
                    parts.push(part);
                    params.extend(texts.into_iter().map(Value::from));
                }
                (format!("({})", parts.join(" OR ")), params, Some(columns))
            }
            Self::Trace(id) => ("trace_id = ?".to_owned(), vec![id.into()], None),
        }
    }
}

/// Within their bounds, which tell DuckDB what it need not read.
fn places(seqs: &[i64]) -> String {
    let Some((first, last)) = seqs.iter().min().zip(seqs.iter().max()) else { return "false".to_owned() };
    let seqs: Vec<String> = seqs.iter().map(i64::to_string).collect();
    format!("(seq BETWEEN {first} AND {last} AND seq IN ({}))", seqs.join(", "))
}

impl ValuesOf {
    fn condition(self) -> (&'static str, String, Vec<String>) {
        match self {
            Self::These(column, texts) => {
                let places = vec!["?"; texts.len()].join(", ");
                (column, format!("{column} IN ({places})"), texts)
            }
            Self::Many(column, text) => (column, format!("contains(lower({column}), lower(?))"), vec![text]),
        }
    }
}
