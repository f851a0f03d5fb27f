//! Usage and costs: the fixtures, day after day.

use serde_json::{Map, Value, json};

use super::Told;
use super::question::Question;
use crate::reply::Reply;
use crate::time::DAY;

/// One endpoint and the pages that its figures are taken from.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) path: &'static str,
    pub(super) is_cost: bool,
    pub(super) group_by: &'static [&'static str],
    pages: &'static [&'static str],
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../connectors/openai/fixtures/", $name, ".json"))
    };
}

macro_rules! usage {
    ($name:literal, $group_by:expr, $pages:expr) => {
        Endpoint { path: concat!("/v1/organization/usage/", $name), is_cost: false, group_by: $group_by, pages: $pages }
    };
}

const BY_MODEL: &[&str] = &["project_id", "user_id", "api_key_id", "model"];
const COMPLETIONS: &[&str] = &["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"];
const IMAGES: &[&str] = &["project_id", "user_id", "api_key_id", "model", "size", "source"];
const FILES: &[&str] = &["project_id", "user_id", "api_key_id", "vector_store_id"];
const WEB: &[&str] = &["project_id", "user_id", "api_key_id", "model", "context_level"];

const ENDPOINTS: &[Endpoint] = &[
    usage!("completions", COMPLETIONS, &[fixture!("usage_completions.page1"), fixture!("usage_completions.page2")]),
    usage!("embeddings", BY_MODEL, &[fixture!("usage_embeddings")]),
    usage!("moderations", BY_MODEL, &[]),
    usage!("images", IMAGES, &[fixture!("usage_images")]),
    usage!("audio_speeches", BY_MODEL, &[fixture!("usage_audio_speeches")]),
    usage!("audio_transcriptions", BY_MODEL, &[fixture!("usage_audio_transcriptions")]),
    usage!("code_interpreter_sessions", &["project_id"], &[fixture!("usage_code_interpreter_sessions")]),
    usage!("file_search_calls", FILES, &[fixture!("usage_file_search_calls")]),
    usage!("web_search_calls", WEB, &[fixture!("usage_web_search_calls")]),
    usage!("vector_stores", &["project_id"], &[fixture!("usage_vector_stores")]),
    Endpoint {
        path: "/v1/organization/costs",
        is_cost: true,
        group_by: &["project_id", "line_item", "api_key_id"],
        pages: &[fixture!("costs.page1"), fixture!("costs.page2")],
    },
];

pub(super) fn endpoint(path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}

pub(super) fn answer(
    endpoint: &Endpoint,
    query: &[(String, String)],
    now: i64,
    history_days: u64,
    told: Option<&Told>,
) -> Result<Reply, Reply> {
    let question = Question::read(endpoint, query, now)?;
    let days = days(endpoint);
    let oldest = now - i64::try_from(history_days).unwrap_or(i64::MAX / DAY).saturating_mul(DAY);
    let first = question.start.div_euclid(question.width) * question.width;
    let buckets = (question.end - first + question.width - 1).div_euclid(question.width);
    let end = question.offset.saturating_add(question.limit).min(buckets);
    let data: Vec<Value> = (question.offset..end)
        .map(|index| {
            let start = first + index * question.width;
            // Of buckets shorter than a day, the first one has the day's figures.
            if let Some(Told { day, results }) = told {
                let results = if start == day * DAY { rows(results, endpoint, &question) } else { vec![] };
                return bucket(start, question.width, results);
            }
            let has_figures = start.rem_euclid(DAY) == 0 && start > oldest && !days.is_empty();
            let results = match usize::try_from(start.div_euclid(DAY)) {
                Ok(day) if has_figures => rows(&days[day % days.len()], endpoint, &question),
                _ => vec![],
            };
            bucket(start, question.width, results)
        })
        .collect();
    let next_page = (end < buckets).then(|| question.cursor(end));
    let page = json!({"object": "page", "data": data, "has_more": next_page.is_some(), "next_page": next_page});
    Ok(Reply::json(200, &page))
}

fn bucket(start: i64, width: i64, results: Vec<Map<String, Value>>) -> Value {
    json!({"object": "bucket", "start_time": start, "end_time": start + width, "results": results})
}

/// The results of each day of the fixtures.
fn days(endpoint: &Endpoint) -> Vec<Vec<Map<String, Value>>> {
    let buckets = endpoint.pages.iter().flat_map(|page| {
        let page: Value = serde_json::from_str(page).unwrap_or_default();
        page["data"].as_array().cloned().unwrap_or_default()
    });
    buckets
        .map(|bucket| {
            bucket["results"].as_array().into_iter().flatten().filter_map(Value::as_object).cloned().collect()
        })
        .collect()
}

/// A day's results, filtered and grouped: a dimension that was not asked for is null, and rows that then look alike are
/// one row.
fn rows(day: &[Map<String, Value>], endpoint: &Endpoint, question: &Question<'_>) -> Vec<Map<String, Value>> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for row in day.iter().filter(|row| is_wanted(row, question)) {
        let mut row = row.clone();
        for dimension in endpoint.group_by {
            if row.contains_key(*dimension) && !question.group_by.contains(dimension) {
                row.insert((*dimension).to_owned(), Value::Null);
            }
        }
        if endpoint.is_cost && !question.group_by.contains(&"line_item") {
            row.insert("quantity".to_owned(), Value::Null);
            row.insert("quantity_unit".to_owned(), Value::Null);
        }
        match rows
            .iter_mut()
            .find(|other| endpoint.group_by.iter().all(|dimension| other.get(*dimension) == row.get(*dimension)))
        {
            Some(other) => add(other, &row),
            None => rows.push(row),
        }
    }
    rows
}

fn is_wanted(row: &Map<String, Value>, question: &Question<'_>) -> bool {
    question.filters.iter().all(|(field, _)| {
        let stands = row.get(*field).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        question.filters.iter().any(|(other, wanted)| other == field && stands.as_deref() == Some(*wanted))
    })
}

/// Adds the figures of a row to one of the same group.
fn add(row: &mut Map<String, Value>, other: &Map<String, Value>) {
    for (name, value) in other {
        let Some(mine) = row.get_mut(name) else { continue };
        match (&*mine, value) {
            (Value::Number(a), Value::Number(b)) => *mine = sum(&a.to_string(), &b.to_string()),
            (Value::Object(a), Value::Object(b)) => {
                let text = |amount: &Map<String, Value>| match amount.get("value") {
                    Some(Value::String(text)) => text.clone(),
                    Some(number) => number.to_string(),
                    None => "0".to_owned(),
                };
                *mine = json!({"value": sum(&text(a), &text(b)), "currency": a.get("currency")});
            }
            _ => {}
        }
    }
}

/// Exact, as a JSON number.
fn sum(a: &str, b: &str) -> Value {
    let decimal = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap_or_default();
    let text = (decimal(a) + decimal(b)).normalize().to_string();
    serde_json::from_str(&text).unwrap_or_default()
}
