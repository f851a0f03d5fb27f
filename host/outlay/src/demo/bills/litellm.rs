//! The LiteLLM proxy: what passed through it, by day, and what it thinks that cost.

use axum::http::StatusCode;
use outlay_domain::{Money, Timestamp};
use serde_json::{Map, Number, Value, json};

use super::super::calendar::DAY;
use super::super::models::Model;
use super::books::{Books, Counted, LITELLM, Line};
use super::server::{Asked, Reply};

const KEY: &str = "sk-litellm-harbourline-demo-opens-nothing";
/// The hash of the key that products use.
const PRODUCTS: &str = "3f0a6b1c9d5e47288a91c6d0b4e7f2135a68c9d0e1f2a3b4c5d6e7f8091a2b3c";

pub(super) fn connection(origin: &str) -> Value {
    json!({
        "connector": "litellm", "name": "LiteLLM", "credentials": {"api_key": KEY}, "settings": {"base_url": origin},
        "schedule": "15 * * * *", "countsTowardsTotal": false,
    })
}

pub(super) fn answer(books: &Books, asked: &Asked) -> Reply {
    if asked.bearer() != Some(KEY) {
        let error = json!({"message": "Authentication Error, Invalid proxy server token passed", "code": "401"});
        return Reply::refused(StatusCode::UNAUTHORIZED, json!({"error": error}));
    }
    match asked.path.as_str() {
        "/user/daily/activity" => activity(books, asked),
        "/user/list" => Reply::of(json!({"users": [], "total_pages": 1})),
        "/key/list" => Reply::of(json!({"keys": [{"token": PRODUCTS, "key_alias": "products"}], "total_pages": 1})),
        "/v2/team/list" => Reply::of(json!({"teams": [], "total_pages": 1})),
        _ => Reply::nothing_there(),
    }
}

fn activity(books: &Books, asked: &Asked) -> Reply {
    let date = asked.parameter("start_date").unwrap_or_default();
    let start = format!("{date}T00:00:00Z").parse().map_or(0, Timestamp::seconds);
    let counted = books.between(LITELLM, start, start + DAY);
    let bill: Vec<(Model, Vec<Line>)> = books.bill(LITELLM, start, start + DAY);
    let mut models = Map::new();
    for (model, lines) in bill {
        let metrics = metrics(counted.get(&model).copied().unwrap_or_default(), &lines);
        let keys = json!({PRODUCTS: {"metrics": &metrics, "metadata": {"key_alias": "products"}}});
        models.insert(model.name.to_owned(), json!({"metrics": metrics, "api_key_breakdown": keys}));
    }
    let results = if models.is_empty() { json!([]) } else { json!([{"date": date, "breakdown": {"models": models}}]) };
    Reply::of(json!({"results": results, "metadata": {"total_pages": 1, "has_more": false}}))
}

fn metrics(Counted { tokens, calls, .. }: Counted, lines: &[Line]) -> Value {
    let spend = Money::from_pico(lines.iter().map(|line| line.amount.pico()).sum());
    json!({
        "spend": spend.to_string().parse::<Number>().ok(),
        "prompt_tokens": tokens.input + tokens.cache_read + tokens.cache_write,
        "completion_tokens": tokens.output, "cache_read_input_tokens": tokens.cache_read,
        "cache_creation_input_tokens": tokens.cache_write, "api_requests": calls,
    })
}
