//! A provider that has very much, or nothing, to tell: OpenAI's usage of completions, the same every day.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use outlay_domain::{Clock, SystemClock};
use serde_json::json;

const DAY: u64 = 86_400;

pub(super) struct Provider {
    address: std::net::SocketAddr,
    server: tokio::task::JoinHandle<()>,
}

struct Told {
    /// What a day has, as JSON.
    results: String,
}

impl Provider {
    pub(super) async fn start(rows_a_day: u64) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let rows: Vec<String> = (0..rows_a_day).map(row).collect();
        let told = Arc::new(Told { results: format!("[{}]", rows.join(",")) });
        let router = Router::new().fallback(answer).with_state(told);
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the provider stopped: {error}");
            }
        });
        Ok(Self { address, server })
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// As many keys, users and models as large organizations have.
fn row(number: u64) -> String {
    const MODELS: [&str; 4] = ["gpt-5-2025-08-07", "gpt-5-mini-2025-08-07", "gpt-4o-2024-08-06", "o4-mini-2025-04-16"];
    let model = MODELS.get(number as usize % MODELS.len()).copied().unwrap_or_default();
    json!({
        "object": "organization.usage.completions.result", "project_id": format!("proj_{}", number % 40),
        "user_id": format!("user-{}", number % 500), "api_key_id": format!("key_{number}"), "model": model,
        "batch": false, "service_tier": "default", "input_tokens": 1_000 + number, "input_cached_tokens": number % 900,
        "output_tokens": 10 + number % 500, "num_model_requests": 1 + number % 90,
    })
    .to_string()
}

/// Whole pages of buckets. What pages come to is the connector's business.
async fn answer(State(told): State<Arc<Told>>, uri: Uri, Query(query): Query<Vec<(String, String)>>) -> Response {
    let number =
        |name: &str| query.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse::<u64>().ok());
    let Some(start) = number("start_time") else {
        return json(r#"{"object": "list", "data": [], "has_more": false}"#.to_owned());
    };
    let now = u64::try_from(SystemClock::default().now().seconds()).unwrap_or_default();
    let (end, limit) = (number("end_time").unwrap_or(now), number("limit").unwrap_or(7));
    let first = number("page").unwrap_or(start);
    let has_rows = uri.path().ends_with("/usage/completions");
    let results = if has_rows { told.results.as_str() } else { "[]" };
    let days: Vec<u64> = (0..limit).map(|day| first + day * DAY).take_while(|start| *start < end).collect();
    let buckets: Vec<String> = days
        .iter()
        .map(|start| {
            format!(r#"{{"object":"bucket","start_time":{start},"end_time":{},"results":{results}}}"#, start + DAY)
        })
        .collect();
    let next = first + days.len() as u64 * DAY;
    let (has_more, page) = if next < end { (true, format!("\"{next}\"")) } else { (false, "null".to_owned()) };
    json(format!(r#"{{"object":"page","data":[{}],"has_more":{has_more},"next_page":{page}}}"#, buckets.join(",")))
}

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
