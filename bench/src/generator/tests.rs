#![allow(clippy::unwrap_used)]

use axum::Router;
use axum::http::StatusCode;
use tokio::net::TcpListener;

use super::*;
use crate::payload::{Format, Make};

const DURATION: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(60);

/// Sends single records to a server that answers each after a while.
async fn outcome(pace: Pace, overtime: Duration, answers_after: Duration, status: StatusCode) -> Outcome {
    let answer = async move || {
        sleep(answers_after).await;
        (status, "{}")
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    let make =
        Make { format: Format::Single, seed: 1, lanes: 1, requests: 2, events_a_request: 1, host: &address, key: "k" };
    let load = Load { address: address.clone(), pace, duration: DURATION, overtime, check: Check::Status };
    let outcome = run(&load, make.lanes()).await.unwrap();
    serving.abort();
    outcome
}

#[tokio::test]
async fn without_a_pace_a_connection_sends_when_answered() {
    let outcome = outcome(Pace::AsFastAsAnswered, LONG, Duration::from_millis(20), StatusCode::CREATED).await;
    assert!((1..=5).contains(&outcome.requests), "{outcome:?}");
    assert_eq!((outcome.latencies.count(), outcome.failed()), (outcome.requests, 0));
    assert!(outcome.latencies.percentile_ms(0.0) >= 19.0);
}

#[tokio::test]
async fn a_slow_server_does_not_slow_the_schedule_and_waiting_counts() {
    // Twenty requests are due in 100 ms; one connection brings each through in 20 ms, so that the last waits 300 ms.
    let pace = Pace::RequestsPerSecond(200.0);
    let outcome = outcome(pace, LONG, Duration::from_millis(20), StatusCode::CREATED).await;
    assert_eq!((outcome.requests, outcome.unsent), (20, 0));
    assert!(outcome.latencies.max_ms() >= 299.0, "{}", outcome.latencies.max_ms());
}

#[tokio::test]
async fn what_is_never_sent_counts_as_late() {
    let pace = Pace::RequestsPerSecond(50.0);
    let outcome = outcome(pace, Duration::from_millis(100), Duration::from_millis(300), StatusCode::CREATED).await;
    assert_eq!((outcome.requests, outcome.unsent, outcome.latencies.count()), (1, 4, 5));
    assert!(outcome.latencies.percentile_ms(0.0) >= 200.0);
}

#[tokio::test]
async fn wrong_answers_are_counted_by_what_they_were() {
    let outcome = outcome(Pace::AsFastAsAnswered, LONG, Duration::ZERO, StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!((outcome.requests, outcome.failures.len()), (0, 1));
    assert!(outcome.failures.keys().all(|what| what.contains("503")), "{outcome:?}");
}
