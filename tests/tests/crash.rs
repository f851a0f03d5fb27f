//! Accepted means durable: killed under load, every accepted event is there once; stopped, the last requests are answered.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::events::{costing, decimal, number};
use system_tests::{Answer, Caller, Server, list, wait_until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// At least one of each kind.
const CLIENTS: usize = 6;
const KILLS: u64 = 20;
/// Accepted between kills.
const EVENTS: usize = 150;
/// Events that the check asks for at once.
const ROWS_AN_ANSWER: usize = 50_000;
/// What DESIGN promises after a kill; the machine may be busy once, not every time.
const READY: Duration = Duration::from_secs(5);

/// A number that `cargo xtask soak` chooses.
fn chosen(variable: &str, otherwise: u64) -> u64 {
    let number = |text: String| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}"));
    std::env::var(variable).map_or(otherwise, number)
}

/// A request as a client remembers it until it is answered.
#[derive(Clone)]
struct Parcel {
    /// The events that cost so many millionths once it is accepted.
    ids: Vec<String>,
    cost: u64,
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

fn cost(millionths: u64) -> Value {
    number(&format!("0.{millionths:06}"))
}

impl Parcel {
    /// Clients differ in how they post: one by one, in batches, as an SDK, compressed.
    fn new(client: usize, name: String) -> Self {
        let event = |id: &String| costing(id, "0.000001");
        let batch = |name: &str| (0..20).map(|item| format!("{name}-{item}")).collect::<Vec<String>>();
        let bytes = |ids: &[String]| ids.iter().map(event).collect::<Value>().to_string().into_bytes();
        let plain = Self { ids: vec![], cost: 1, path: "/v1/events", headers: vec![], body: vec![] };
        match client % 5 {
            1 => {
                let ids = batch(&name);
                Self { body: bytes(&ids), ids, ..plain }
            }
            2 => {
                let ids = batch(&name);
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(&bytes(&ids)).unwrap();
                let headers = vec![("content-encoding", "gzip".to_owned())];
                Self { body: encoder.finish().unwrap(), ids, headers, ..plain }
            }
            3 => Self {
                body: event(&name).to_string().into_bytes(),
                path: "/meter/v2/ai/completions",
                headers: vec![("idempotency-key", name.clone())],
                ids: vec![name],
                ..plain
            },
            _ => Self { body: event(&name).to_string().into_bytes(), ids: vec![name], ..plain },
        }
    }

    /// What a client of the last kind posts after an event: it cost more.
    fn amendment(of: &Self, answer: &Value) -> Self {
        let body = json!({"amends": answer["results"][0]["eventId"], "totalCost": cost(3)});
        Self { cost: 3, body: body.to_string().into_bytes(), ..of.clone() }
    }

    async fn post(&self, sender: &Caller) -> reqwest::Result<Answer> {
        let mut request = sender.request(Method::POST, self.path).body(self.body.clone());
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        Answer::attempt(request.header("content-type", "application/json")).await
    }
}

/// What a client knows when its server is gone.
#[derive(Default)]
struct Outcome {
    accepted: Vec<Parcel>,
    /// Sent, and never answered.
    unanswered: Option<Parcel>,
}

/// Posts until the server is gone.
async fn client(sender: Caller, number: usize, round: u64, accepted: Arc<AtomicUsize>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut next = None;
    for count in 0.. {
        let parcel = next.take().unwrap_or_else(|| Parcel::new(number, format!("c{number}-r{round}-n{count}")));
        match parcel.post(&sender).await {
            Ok(answer) if matches!(answer.status, 200 | 201) => {
                let body = answer.json();
                let refused = body["rejected"].as_u64().unwrap_or(0) + body["duplicates"].as_u64().unwrap_or(0);
                assert_eq!((refused, body["duplicate"] == true), (0, false), "{body}");
                accepted.fetch_add(parcel.ids.len(), Ordering::Relaxed);
                next = (number % 5 == 4 && parcel.cost == 1).then(|| Parcel::amendment(&parcel, &body));
                outcome.accepted.push(parcel);
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
async fn load(server: &mut Server, sender: &Caller, round: u64, end: impl AsyncFnOnce(&mut Server)) -> Vec<Outcome> {
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

/// What every event must cost, in millionths.
#[derive(Default)]
struct Book(BTreeMap<String, u64>);

impl Book {
    fn enter(&mut self, parcel: Parcel) {
        self.0.extend(parcel.ids.into_iter().map(|id| (id, parcel.cost)));
    }

    /// As SDKs do, what was not answered is sent again: it was taken before, or it is now, and never twice.
    async fn settle(&mut self, outcomes: Vec<Outcome>, sender: &Caller) {
        for Outcome { accepted, unanswered } in outcomes {
            accepted.into_iter().for_each(|parcel| self.enter(parcel));
            let Some(parcel) = unanswered else { continue };
            let body = parcel.post(sender).await.unwrap();
            assert!(matches!(body.status, 200 | 201), "{}", body.text);
            let statuses: Vec<Value> =
                list(&body.json()["results"]).iter().map(|item| item["status"].clone()).collect();
            // A request is taken whole or not at all.
            assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{statuses:?}");
            self.enter(parcel);
        }
    }

    /// Every event is in the warehouse once, and the sum of their costs is exact.
    async fn is_kept(&self, server: &Server) {
        let admin = server.admin().await;
        let sum: u64 = self.0.values().sum();
        let expected = decimal(&json!(format!("{}.{:06}", sum / 1_000_000, sum % 1_000_000)));
        let sql = "SELECT count(*) AS events, count(DISTINCT seq) AS seqs, sum(effective_cost) AS cost FROM events";
        wait_until(&format!("all {} events in the warehouse, which cost {expected}", self.0.len()), async || {
            let found = admin.sql(sql).await.remove(0);
            let is_all = found["events"] == self.0.len() && found["seqs"] == self.0.len();
            if is_all && decimal(&found["cost"]) == expected { Ok(()) } else { Err(found) }
        })
        .await;
        let rows = all_rows(&admin).await;
        let id = |row: &Value| row["transaction_id"].as_str().unwrap().to_owned();
        let found: BTreeSet<String> = rows.iter().map(id).collect();
        let missing: Vec<_> = self.0.keys().filter(|id| !found.contains(*id)).take(5).collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
        assert_eq!(found.len(), self.0.len(), "each once");
        for row in &rows {
            let millionths = self.0[&id(row)];
            let is_right = decimal(&row["effective_cost"]) == decimal(&cost(millionths).to_string().into());
            assert!(is_right && row["revision"] == u64::from(millionths == 3), "{millionths}: {row}");
        }
    }
}

/// Every event, more than one answer may have.
async fn all_rows(admin: &Caller) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let sql = "SELECT seq, transaction_id, effective_cost, revision FROM events WHERE seq > ? ORDER BY seq LIMIT ?";
        let last = rows.last().map_or(json!(0), |row| row["seq"].clone());
        let more = admin.sql_with(sql, &json!([last, ROWS_AN_ANSWER])).await;
        let is_last = more.len() < ROWS_AN_ANSWER;
        rows.extend(more);
        if is_last {
            return rows;
        }
    }
}

/// Crashes it again and again under load; after each start everything is there. How fast it was ready at best.
async fn survives(server: &mut Server, rounds: u64, crash: impl AsyncFn(&mut Server, u64)) -> Duration {
    let key = server.key("metering").await;
    let mut book = Book::default();
    let mut fastest = Duration::MAX;
    for round in 0..rounds {
        let sender = server.stranger().with_key(Some(&key));
        let outcomes = load(server, &sender, round, async |server: &mut Server| crash(server, round).await).await;
        server.start_again().await;
        fastest = fastest.min(server.ready_after);
        book.settle(outcomes, &server.stranger().with_key(Some(&key))).await;
        book.is_kept(server).await;
    }
    // The ledger's own numbers agree.
    let status = server.admin().await.get("/api/v1/status").await.expect(200);
    assert_eq!(status["events"], book.0.len().to_string());
    assert_eq!(status["ledgerSeq"], status["appliedSeq"]);
    assert_eq!(server.panics(), Vec::<String>::new());
    fastest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_every_accepted_event_is_there_once() {
    let mut server = Server::start().await;
    let rounds = chosen("OUTLAY_CRASH_ROUNDS", KILLS);
    let fastest = survives(&mut server, rounds, async |server: &mut Server, _| server.kill().await).await;
    assert!(fastest <= READY, "ready {fastest:?} after a kill at best");
}

/// Said when a test fails, so that it can be run again with the same.
#[cfg(target_os = "linux")]
struct Seed(u64);

#[cfg(target_os = "linux")]
impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the power was cut with OUTLAY_CRASH_SEED={}", self.0);
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_power_cuts_under_load_every_accepted_event_is_there_once() {
    const POWER_CUTS: u64 = 10;
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let rounds = chosen("OUTLAY_CRASH_ROUNDS", POWER_CUTS);
    let seed = Seed(chosen("OUTLAY_CRASH_SEED", 20_261_126));
    let crash = async |server: &mut Server, round: u64| {
        server.kill().await;
        let report = layer.power_cut(seed.0.wrapping_add(round));
        eprintln!("power cut {round}: {report}");
    };
    survives(&mut server, rounds, crash).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_under_load_nothing_is_lost_either() {
    let mut server = Server::start().await;
    let sender = server.caller("metering").await;
    let outcomes = load(&mut server, &sender, 0, async |server| server.stop().await).await;
    server.start_again().await;
    let mut book = Book::default();
    book.settle(outcomes, &server.caller("metering").await).await;
    book.is_kept(&server).await;
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
