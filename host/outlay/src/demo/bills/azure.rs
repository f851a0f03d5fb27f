//! Azure: it gives a token, and then asks to wait until the full hour after the story's end.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::calendar::HOUR;
use super::books::Books;
use super::server::{Asked, Reply};

const SUBSCRIPTION: &str = "6b1f6c1e-52a7-4c39-9a57-0d1f5e2c7a10";

pub(super) fn connection(origin: &str) -> Value {
    json!({
        "connector": "azure-openai", "name": "Azure OpenAI",
        "credentials": {"client_secret": "harbourline-demo-opens-nothing"},
        "settings": {
            "tenant_id": "0f0b3f7a-5a40-4b76-8f0e-3c1d2b9e8d55", "client_id": "b7a4f1de-8c6e-4d2a-8f3a-6e9c0d1b2a34",
            "subscription_ids": SUBSCRIPTION,
        },
        "endpoints": {"https://login.microsoftonline.com": origin, "https://management.azure.com": origin},
        "schedule": "0 * * * *",
    })
}

pub(super) fn answer(books: &Books, asked: &Asked) -> Reply {
    if asked.path.ends_with("/oauth2/v2.0/token") {
        return Reply::of(json!({"token_type": "Bearer", "expires_in": 3599, "access_token": "harbourline-demo"}));
    }
    let error = json!({"code": "TooManyRequests", "message": "Too many requests. Please retry."});
    let now = books.now().seconds();
    let wait = (now.max(books.calendar.end().seconds()).div_euclid(HOUR) + 1) * HOUR - now;
    Reply::refused(StatusCode::TOO_MANY_REQUESTS, json!({"error": error})).later(wait)
}
