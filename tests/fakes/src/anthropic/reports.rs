//! Usage and costs: the fixtures, day after day.

use serde_json::{Map, Value, json};

use super::question::Question;
use super::{HISTORY_DAYS, Told, fixture, items};
use crate::reply::Reply;
use crate::time::{DAY, rfc3339};

/// One report and the pages that its figures are taken from.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) path: &'static str,
    pub(super) is_cost: bool,
    /// What can be asked for, and the fields that are null without it.
    pub(super) group_by: &'static [(&'static str, &'static [&'static str])],
    /// Parameter and field.
    pub(super) filters: &'static [(&'static str, &'static str)],
    pages: &'static [&'static str],
}

const MESSAGES: Report = Report {
    path: "/v1/organizations/usage_report/messages",
    is_cost: false,
    group_by: &[
        ("api_key_id", &["api_key_id"]),
        ("workspace_id", &["workspace_id"]),
        ("model", &["model"]),
        ("service_tier", &["service_tier"]),
        ("context_window", &["context_window"]),
        ("inference_geo", &["inference_geo"]),
        ("account_id", &["account_id"]),
        ("service_account_id", &["service_account_id"]),
    ],
    filters: &[
        ("api_key_ids[]", "api_key_id"),
        ("workspace_ids[]", "workspace_id"),
        ("models[]", "model"),
        ("service_tiers[]", "service_tier"),
        ("context_window[]", "context_window"),
        ("inference_geos[]", "inference_geo"),
        ("account_ids[]", "account_id"),
        ("service_account_ids[]", "service_account_id"),
    ],
    pages: &[fixture!("usage_messages.page1"), fixture!("usage_messages.page2")],
};

const COSTS: Report = Report {
    path: "/v1/organizations/cost_report",
    is_cost: true,
    group_by: &[
        ("workspace_id", &["workspace_id"]),
        (
            "description",
            &[
                "description",
                "cost_type",
                "context_window",
                "model",
                "service_tier",
                "token_type",
                "inference_geo",
                "speed",
            ],
        ),
    ],
    filters: &[],
    pages: &[fixture!("cost_report.page1"), fixture!("cost_report.page2")],
};

pub(super) fn at(path: &str) -> Option<&'static Report> {
    [&MESSAGES, &COSTS].into_iter().find(|report| report.path == path)
}

pub(super) fn answer(report: &Report, query: &[(String, String)], now: i64, told: &Told) -> Result<Reply, Reply> {
    let question = Question::read(report, query, now)?;
    let days = days(report);
    let oldest = now - HISTORY_DAYS * DAY;
    let end = question.offset.saturating_add(question.limit).min(question.buckets);
    let data: Vec<Value> = (question.offset..end)
        .map(|index| {
            let start = question.first + index * question.width;
            let day = start.div_euclid(DAY);
            // Of buckets shorter than a day, the first one has the day's figures.
            let results = if start.rem_euclid(DAY) != 0 || start <= oldest {
                vec![]
            } else if let Some(results) = told.get(&(report.path.to_owned(), day)) {
                rows(results, report, &question)
            } else {
                let day = usize::try_from(day).unwrap_or_default() % days.len().max(1);
                days.get(day).map_or_else(Vec::new, |day| rows(day, report, &question))
            };
            json!({
                "starting_at": rfc3339(start), "ending_at": rfc3339(start + question.width), "results": results,
            })
        })
        .collect();
    let next_page = (end < question.buckets).then(|| question.page(end));
    Ok(Reply::json(200, &json!({"data": data, "has_more": next_page.is_some(), "next_page": next_page})))
}

/// The results of each day of the fixtures.
fn days(report: &Report) -> Vec<Vec<Map<String, Value>>> {
    let buckets = report.pages.iter().flat_map(|page| items(page));
    buckets
        .map(|bucket| {
            bucket["results"].as_array().into_iter().flatten().filter_map(Value::as_object).cloned().collect()
        })
        .collect()
}

/// A day's results, filtered and grouped: a field that was not asked for is null, and rows that then look alike are one
/// row.
fn rows(day: &[Map<String, Value>], report: &Report, question: &Question<'_>) -> Vec<Map<String, Value>> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    let fields = || report.group_by.iter().flat_map(|(_, fields)| fields.iter().copied());
    for row in day.iter().filter(|row| is_wanted(row, question)) {
        let mut row = row.clone();
        for (name, fields) in report.group_by {
            for field in fields.iter().filter(|_| !question.group_by.contains(name)) {
                row.insert((*field).to_owned(), Value::Null);
            }
        }
        match rows.iter_mut().find(|other| fields().all(|field| other.get(field) == row.get(field))) {
            Some(other) => add(other, &row),
            None => rows.push(row),
        }
    }
    rows
}

fn is_wanted(row: &Map<String, Value>, question: &Question<'_>) -> bool {
    question.filters.iter().all(|(field, _)| {
        let stands = row.get(*field).and_then(Value::as_str);
        question.filters.iter().any(|(other, wanted)| other == field && stands == Some(*wanted))
    })
}

/// Adds the figures of a row to one of the same group.
fn add(row: &mut Map<String, Value>, other: &Map<String, Value>) {
    for (name, value) in other {
        match (row.get_mut(name), value) {
            (Some(Value::Object(mine)), Value::Object(others)) => add(mine, others),
            (Some(mine @ Value::Number(_)), Value::Number(number)) => {
                *mine = json!(mine.as_u64().unwrap_or_default() + number.as_u64().unwrap_or_default());
            }
            (Some(Value::String(amount)), Value::String(more)) if name == "amount" => {
                let decimal = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap_or_default();
                *amount = (decimal(amount) + decimal(more)).normalize().to_string();
            }
            _ => {}
        }
    }
}
