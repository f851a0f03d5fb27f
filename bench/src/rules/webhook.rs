//! How soon a webhook is called: from the answer to the sender to the first byte of the delivery.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::Request;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::histogram::Latencies;
use crate::options::Place;
use crate::report::{Line, Report, rounded};
use crate::server::Server;

/// Alerts of one rule: more within a minute would be a storm, which is told in fewer messages.
const ALERTS_A_RULE: usize = 15;
const PAUSE: Duration = Duration::from_millis(30);
const PATIENCE: Duration = Duration::from_secs(30);

/// When the first byte of a delivery came, by the key of its alert.
type Arrivals = Arc<Mutex<HashMap<String, Instant>>>;

pub(crate) async fn run(place: &Place, alerts: usize, report: &mut Report) -> Result<()> {
    let server = Server::start(place, 0).await?;
    let arrivals = Arrivals::default();
    let url = receiver(Arc::clone(&arrivals)).await?;
    let mut api = server.api().await?;
    let hook = json!({"name": "hook", "url": url, "secret": "0123456789abcdef0123456789abcdef", "allowPrivate": true});
    let hook = api.post("/api/v1/channels", &hook).await?["id"].clone();
    let rules = alerts.div_ceil(ALERTS_A_RULE);
    for number in 0..rules {
        let settings = json!({"metric": "output_tokens", "limit": 1_000, "group_by": "organization",
            "filters": {"agent": format!("agent-{number}")}});
        let name = format!("rule {number}");
        let rule =
            json!({"name": name, "builtin": "threshold", "settings": settings, "channels": [hook], "enabled": true});
        api.post("/api/v1/rules", &rule).await?;
    }
    let mut accepted = HashMap::new();
    for number in 0..alerts {
        let organization = format!("customer-{number}");
        let event = json!({"transactionId": organization, "model": "gpt-5", "provider": "openai",
            "organizationName": organization, "agent": format!("agent-{}", number % rules),
            "inputTokenCount": 10, "outputTokenCount": 5_000, "requestTime": "2026-11-27T10:00:00Z",
            "responseTime": "2026-11-27T10:00:01Z", "requestDuration": 1_000});
        api.post("/meter/v2/ai/completions", &event).await?;
        accepted.insert(organization, Instant::now());
        sleep(PAUSE).await;
    }
    let began = Instant::now();
    let seen = || arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone();
    while seen().len() < alerts {
        if began.elapsed() > PATIENCE {
            bail!("{} of {alerts} alerts reached the webhook", seen().len());
        }
        sleep(PAUSE).await;
    }
    let mut latencies = Latencies::new()?;
    for (organization, arrived) in seen() {
        let accepted = accepted.get(&organization).with_context(|| format!("nobody sent {organization}"))?;
        // It may be there before the sender has read its answer.
        latencies.record(arrived.saturating_duration_since(*accepted));
    }
    let percentile = |percent| latencies.percentile_ms(percent);
    let facts = json!({"alerts": alerts, "p50Ms": rounded(percentile(50.0)), "p99Ms": rounded(percentile(99.0)),
        "longestMs": rounded(latencies.max_ms())});
    let lines = vec![
        Line::at_most("accepted to first byte, p99", 100.0, percentile(99.0), " ms"),
        Line::info("p50", percentile(50.0), " ms"),
        Line::info("longest", latencies.max_ms(), " ms"),
    ];
    report.add("webhook", Some(rules), facts, lines)
}

/// Notes when a delivery's head has come; the body follows.
async fn receiver(arrivals: Arrivals) -> Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    let router = Router::new().route("/hook", post(receive)).with_state(arrivals);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

async fn receive(State(arrivals): State<Arrivals>, request: Request<axum::body::Body>) {
    let now = Instant::now();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_else(|_| Bytes::new());
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(organization) = body["key"].as_str().and_then(|key| key.strip_prefix("organization=")) {
        arrivals.lock().unwrap_or_else(PoisonError::into_inner).entry(organization.to_owned()).or_insert(now);
    }
}
