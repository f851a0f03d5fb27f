//! OpenAI's administration API: costs and usage by day.

use axum::http::StatusCode;
use jiff::tz::TimeZone;
use serde_json::{Number, Value, json};

use super::super::models::{EMBEDDING, Model};
use super::books::{Books, Counted, Line, Meter, days};
use super::server::{Asked, Reply};

const KEY: &str = "sk-admin-harbourline-demo-opens-nothing";
const PROJECT: &str = "proj_HarbourlineProd";
const SELLER: &str = "openai";

pub(super) fn connection(origin: &str) -> Value {
    json!({
        "connector": "openai", "name": "OpenAI", "credentials": {"admin_api_key": KEY},
        "settings": {"base_url": format!("{origin}/v1")}, "schedule": "10 * * * *",
    })
}

pub(super) fn answer(books: &Books, asked: &Asked) -> Reply {
    if asked.bearer() != Some(KEY) {
        let error = json!({"message": "Incorrect API key provided.", "type": "invalid_request_error"});
        return Reply::refused(StatusCode::UNAUTHORIZED, json!({"error": error}));
    }
    match asked.path.strip_prefix("/v1/organization/").unwrap_or_default() {
        "costs" => buckets(books, asked, costs),
        "usage/completions" => buckets(books, asked, completions),
        "usage/embeddings" => buckets(books, asked, embeddings),
        path if path.starts_with("usage/") => buckets(books, asked, |_, _, _| Vec::new()),
        "projects" => list(json!([{"id": PROJECT, "name": "Production"}])),
        path if path == "users" || path.ends_with("/api_keys") => list(json!([])),
        _ => Reply::nothing_there(),
    }
}

fn list(data: Value) -> Reply {
    Reply::of(json!({"object": "list", "data": data, "has_more": false, "last_id": null}))
}

/// All at once.
fn buckets(books: &Books, asked: &Asked, results: fn(&Books, i64, i64) -> Vec<Value>) -> Reply {
    let time = |name: &str| asked.parameter(name)?.parse::<i64>().ok();
    let (from, to) = (time("start_time").unwrap_or(0), time("end_time").unwrap_or(i64::MAX));
    let bucket = |(_, start, end): (jiff::civil::Date, i64, i64)| {
        let results = results(books, start, end);
        json!({"object": "bucket", "start_time": start, "end_time": end, "results": results})
    };
    let data: Vec<Value> = days(books, &TimeZone::UTC, from, to).into_iter().map(bucket).collect();
    Reply::of(json!({"object": "page", "data": data, "has_more": false, "next_page": null}))
}

fn costs(books: &Books, start: i64, end: i64) -> Vec<Value> {
    let line = |model: Model, line: Line| {
        let words = match line.meter {
            Meter::CacheRead => "cached input",
            Meter::Output => "output",
            Meter::Input | Meter::CacheWrite | Meter::HourWrite => "input",
        };
        // A number, as the field has it; its digits are the amount's.
        let value = line.amount.to_string().parse::<Number>().ok();
        json!({
            "object": "organization.costs.result", "amount": {"value": value, "currency": "usd"},
            "line_item": format!("{}, {words}", dated(model)), "project_id": PROJECT, "api_key_id": null,
            "quantity": line.quantity, "quantity_unit": "tokens",
        })
    };
    let all = books.bill(SELLER, start, end).into_iter();
    all.flat_map(|(model, lines)| lines.into_iter().map(move |one| line(model, one))).collect()
}

fn completions(books: &Books, start: i64, end: i64) -> Vec<Value> {
    let row = |(model, Counted { tokens, calls, .. }): (Model, Counted)| {
        json!({
            "object": "organization.usage.completions.result", "input_tokens": tokens.input + tokens.cache_read,
            "input_cached_tokens": tokens.cache_read, "input_uncached_tokens": tokens.input,
            "output_tokens": tokens.output, "num_model_requests": calls, "project_id": PROJECT, "user_id": null,
            "api_key_id": null, "model": dated(model), "batch": false, "service_tier": "default",
        })
    };
    books.between(SELLER, start, end).into_iter().filter(|(model, _)| *model != EMBEDDING).map(row).collect()
}

fn embeddings(books: &Books, start: i64, end: i64) -> Vec<Value> {
    let row = |(model, Counted { tokens, calls, .. }): (Model, Counted)| {
        json!({
            "object": "organization.usage.embeddings.result", "input_tokens": tokens.input,
            "num_model_requests": calls, "project_id": PROJECT, "user_id": null, "api_key_id": null,
            "model": model.name,
        })
    };
    books.between(SELLER, start, end).into_iter().filter(|(model, _)| *model == EMBEDDING).map(row).collect()
}

/// As bills name it.
fn dated(model: Model) -> String {
    if model == EMBEDDING { model.name.to_owned() } else { format!("{}-2025-08-07", model.name) }
}
