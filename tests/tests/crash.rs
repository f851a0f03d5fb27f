//! Accepted means durable: killed under load, every accepted event is there once; stopped, the last requests are answered.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::{costing, decimal};
use system_tests::{Answer, Caller, Server, list, wait_until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const CLIENTS: usize = 6;
const KILLS: usize = 5;
/// Accepted between kills.
const EVENTS: usize = 600;
/// What DESIGN promises after a kill; the machine may be busy once, not every time.
const READY: Duration = Duration::from_secs(5);

/// A request as a client remembers it until it is answered.
#[derive(Clone)]
struct Parcel {
    ids: Vec<String>,
    path: &'static str,
    idempotency_key: Option<String>,
    body: Value,
}

impl Parcel {
    /// Clients differ in how they post: one by one, in batches, as an SDK.
    fn new(client: usize, round: usize, number: usize) -> Self {
        let name = format!("c{client}-r{round}-n{number}");
        let event = |id: &String| costing(id, "0.000001");
        match client % 3 {
            0 => Self { body: event(&name), ids: vec![name], path: "/v1/events", idempotency_key: None },
            1 => {
                let ids: Vec<String> = (0..20).map(|item| format!("{name}-{item}")).collect();
                Self { body: ids.iter().map(event).collect(), ids, path: "/v1/events", idempotency_key: None }
            }
            _ => Self {
                body: event(&name),
                path: "/meter/v2/ai/completions",
                idempotency_key: Some(name.clone()),
                ids: vec![name],
            },
        }
    }

    async fn post(&self, sender: &Caller) -> reqwest::Result<Answer> {
        let mut request = sender.request(Method::POST, self.path).json(&self.body);
        if let Some(key) = &self.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        Answer::attempt(request).await
    }
}

/// What a client knows when its server is gone.
#[derive(Default)]
struct Outcome {
    accepted: Vec<String>,
    /// Sent, and never answered.
    unanswered: Option<Parcel>,
}

/// Posts until the server is gone.
async fn client(sender: Caller, number: usize, round: usize, accepted: Arc<AtomicUsize>) -> Outcome {
    let mut outcome = Outcome::default();
    for count in 0.. {
        let parcel = Parcel::new(number, round, count);
        match parcel.post(&sender).await {
            Ok(answer) if matches!(answer.status, 200 | 201) => {
                let body = answer.json();
                let refused = body["rejected"].as_u64().unwrap_or(0) + body["duplicates"].as_u64().unwrap_or(0);
                assert_eq!((refused, body["duplicate"] == true), (0, false), "{body}");
                accepted.fetch_add(parcel.ids.len(), Ordering::Relaxed);
                outcome.accepted.extend(parcel.ids);
            }
            // It may say that it stops.
            Ok(answer) => {
                assert_eq!(answer.status, 503, "{}", answer.text);
                outcome.unanswered = Some(parcel);
                break;
            }
            Err(_) => {
                outcome.unanswered = Some(parcel);
                break;
            }
        }
    }
    outcome
}

/// Starts the clients; once enough is accepted, `end` ends the server. What they know then.
async fn load(server: &mut Server, sender: &Caller, round: usize, end: impl AsyncFnOnce(&mut Server)) -> Vec<Outcome> {
    let accepted = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(client(sender.clone(), number, round, Arc::clone(&accepted)));
    }
    wait_until("accepted events", async || {
        let count = accepted.load(Ordering::Relaxed);
        if count >= EVENTS { Ok(()) } else { Err(format!("{count} events")) }
    })
    .await;
    end(server).await;
    clients.join_all().await
}

/// Every one of these is in the warehouse once, and the sum of their costs is exact.
async fn holds_exactly(server: &Server, ids: &BTreeSet<String>) {
    let admin = server.admin().await;
    wait_until("all events in the warehouse", async || {
        let count = admin.sql("SELECT count(*) AS events FROM events").await[0]["events"].clone();
        if count == ids.len() { Ok(()) } else { Err(format!("{count} of {}", ids.len())) }
    })
    .await;
    let rows = server.sql("SELECT transaction_id FROM events").await;
    let found: BTreeSet<String> = rows.iter().map(|row| row["transaction_id"].as_str().unwrap().to_owned()).collect();
    let missing: Vec<_> = ids.difference(&found).take(5).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    assert_eq!(found.len(), ids.len(), "each once");
    let sum = server.sql("SELECT sum(effective_cost) AS cost, count(DISTINCT seq) AS seqs FROM events").await;
    assert_eq!(
        decimal(&sum[0]["cost"]),
        decimal(&json!(format!("{}.{:06}", ids.len() / 1_000_000, ids.len() % 1_000_000)))
    );
    assert_eq!(sum[0]["seqs"], ids.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_every_accepted_event_is_there_once() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let mut known = BTreeSet::new();
    let mut fastest = Duration::MAX;
    for round in 0..KILLS {
        let sender = server.stranger().with_key(Some(&key));
        let outcomes = load(&mut server, &sender, round, async |server| server.kill().await).await;
        server.start_again().await;
        fastest = fastest.min(server.ready_after);

        // As SDKs do, what was not answered is sent again: it was taken before, or it is now, and never twice.
        let sender = server.stranger().with_key(Some(&key));
        for Outcome { accepted, unanswered } in outcomes {
            known.extend(accepted);
            let Some(parcel) = unanswered else { continue };
            let body = parcel.post(&sender).await.unwrap();
            assert!(matches!(body.status, 200 | 201), "{}", body.text);
            let statuses: Vec<Value> =
                list(&body.json()["results"]).iter().map(|item| item["status"].clone()).collect();
            // A request is taken whole or not at all.
            assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{statuses:?}");
            known.extend(parcel.ids);
        }
        holds_exactly(&server, &known).await;
    }
    assert!(fastest <= READY, "ready {fastest:?} after a kill at best");
    assert!(known.len() >= KILLS * EVENTS);

    // The ledger's own numbers agree.
    let status = server.admin().await.get("/api/v1/status").await.expect(200);
    assert_eq!(status["events"], known.len().to_string());
    assert_eq!(status["ledgerSeq"], status["appliedSeq"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_under_load_nothing_is_lost_either() {
    let mut server = Server::start().await;
    let sender = server.caller("metering").await;
    let outcomes = load(&mut server, &sender, 0, async |server| server.stop().await).await;
    server.start_again().await;
    let again = server.caller("metering").await;
    let mut known = BTreeSet::new();
    for Outcome { accepted, unanswered } in outcomes {
        known.extend(accepted);
        if let Some(parcel) = unanswered {
            assert!(matches!(parcel.post(&again).await.unwrap().status, 200 | 201));
            known.extend(parcel.ids);
        }
    }
    holds_exactly(&server, &known).await;
    assert!(server.log().contains("stopped"));
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_end() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let address = server.base().trim_start_matches("http://").to_owned();
    let body = costing("last-words", "0.5").to_string();
    let mut line = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /v1/events HTTP/1.1\r\nhost: {address}\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        body.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: it is at work on this request.
    let mut asked = [0; 64];
    let read = line.read(&mut asked).await.unwrap();
    assert!(String::from_utf8_lossy(&asked[..read]).starts_with("HTTP/1.1 100"), "{:?}", &asked[..read]);

    server.signal_to_stop().await;
    wait_until("closed doors", async || match TcpStream::connect(&address).await {
        Ok(_) => Err("it still takes connections"),
        Err(_) => Ok(()),
    })
    .await;
    line.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"accepted\":1"), "{answer}");
    assert!(server.ended().await.success());

    server.start_again().await;
    let rows = server.rows(1, "SELECT transaction_id, effective_cost FROM events").await;
    assert_eq!(rows[0]["transaction_id"], "last-words");
}
