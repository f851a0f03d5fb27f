//! Anthropic's Admin API: costs and usage by day.

use axum::http::StatusCode;
use jiff::tz::TimeZone;
use outlay_domain::{Money, Timestamp};
use serde_json::{Value, json};

use super::super::models::Model;
use super::books::{Books, Counted, Line, Meter, days};
use super::server::{Asked, Reply};

const KEY: &str = "sk-ant-admin01-harbourline-demo-opens-nothing";
const WORKSPACE: &str = "wrkspc_01HarbourlineProd";
const SELLER: &str = "anthropic";

pub(super) fn connection(origin: &str) -> Value {
    json!({
        "connector": "anthropic", "name": "Anthropic", "credentials": {"admin_api_key": KEY},
        "endpoints": {"https://api.anthropic.com": origin}, "schedule": "5 * * * *",
    })
}

pub(super) fn answer(books: &Books, asked: &Asked) -> Reply {
    if asked.header("x-api-key") != Some(KEY) {
        let error = json!({"type": "authentication_error", "message": "invalid x-api-key"});
        return Reply::refused(StatusCode::UNAUTHORIZED, json!({"type": "error", "error": error}));
    }
    match asked.path.as_str() {
        "/v1/organizations/me" => {
            Reply::of(json!({"id": "5f1c0d52-7a3e-4b0e-9f6e-2d8b1a70c941", "name": "harbourline-prod"}))
        }
        "/v1/organizations/cost_report" => report(books, asked, costs),
        "/v1/organizations/usage_report/messages" => report(books, asked, messages),
        "/v1/organizations/usage_report/claude_code" => list(json!([])),
        "/v1/organizations/workspaces" => list(json!([{"id": WORKSPACE, "name": "Production"}])),
        "/v1/organizations/api_keys" | "/v1/organizations/users" => list(json!([])),
        _ => Reply::nothing_there(),
    }
}

fn list(data: Value) -> Reply {
    Reply::of(json!({"data": data, "has_more": false, "next_page": null, "last_id": null}))
}

/// All buckets at once.
fn report(books: &Books, asked: &Asked, results: fn(&Books, i64, i64) -> Vec<Value>) -> Reply {
    let time = |name: &str| asked.parameter(name)?.parse::<Timestamp>().ok().map(Timestamp::seconds);
    let (from, to) = (time("starting_at").unwrap_or(0), time("ending_at").unwrap_or(i64::MAX));
    let rfc3339 = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string();
    let bucket = |(_, start, end): (jiff::civil::Date, i64, i64)| json!({"starting_at": rfc3339(start), "ending_at": rfc3339(end), "results": results(books, start, end)});
    let all: Vec<Value> = days(books, &TimeZone::UTC, from, to).into_iter().map(bucket).collect();
    list(all.into())
}

fn costs(books: &Books, start: i64, end: i64) -> Vec<Value> {
    let line = |model: Model, line: Line| {
        let (token_type, words) = match line.meter {
            Meter::Input => ("uncached_input_tokens", "Input Tokens"),
            Meter::CacheRead => ("cache_read_input_tokens", "Input Tokens, Cache Read"),
            Meter::CacheWrite => ("cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write, 5m"),
            Meter::HourWrite => ("cache_creation.ephemeral_1h_input_tokens", "Input Tokens, Cache Write, 1h"),
            Meter::Output => ("output_tokens", "Output Tokens"),
        };
        // In cents.
        let cents = Money::from_pico(line.amount.pico() * 100);
        json!({
            "currency": "USD", "amount": cents.to_string(), "workspace_id": WORKSPACE,
            "description": format!("{} Usage - {words}", title(model)), "cost_type": "tokens",
            "context_window": "0-200k", "model": dated(model), "service_tier": "standard", "token_type": token_type,
            "inference_geo": "not_available", "speed": null,
        })
    };
    let all = books.bill(SELLER, start, end).into_iter();
    all.flat_map(|(model, lines)| lines.into_iter().map(move |one| line(model, one))).collect()
}

fn messages(books: &Books, start: i64, end: i64) -> Vec<Value> {
    let row = |(model, Counted { tokens, hour_writes, .. }): (Model, Counted)| {
        json!({
            "uncached_input_tokens": tokens.input, "cache_read_input_tokens": tokens.cache_read,
            "cache_creation": {
                "ephemeral_1h_input_tokens": hour_writes,
                "ephemeral_5m_input_tokens": tokens.cache_write - hour_writes,
            },
            "output_tokens": tokens.output, "server_tool_use": {"web_search_requests": 0}, "api_key_id": null,
            "workspace_id": WORKSPACE, "model": dated(model), "service_tier": "standard", "context_window": "0-200k",
            "inference_geo": "not_available", "account_id": null, "service_account_id": null,
        })
    };
    books.between(SELLER, start, end).into_iter().map(row).collect()
}

/// As bills name it.
fn dated(model: Model) -> String {
    let date = match model.name {
        "claude-opus-4-5" => "20251101",
        "claude-haiku-4-5" => "20251001",
        _ => "20250929",
    };
    format!("{}-{date}", model.name)
}

fn title(model: Model) -> &'static str {
    match model.name {
        "claude-opus-4-5" => "Claude Opus 4.5",
        "claude-haiku-4-5" => "Claude Haiku 4.5",
        _ => "Claude Sonnet 4.5",
    }
}
