//! A disk that is full, read-only, broken or damaged: nothing accepted is lost, nothing refused appears, and the server
//! says what is wrong.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::cli::{self, Ran};
use system_tests::events::{costing, with};
use system_tests::{Answer, Caller, Server, environment, list, wait_until, wait_up_to};
use tokio::task::JoinSet;

const COMPLETIONS: &str = "/meter/v2/ai/completions";
/// Within this the server takes events again after its disk recovered.
const RECOVERED: Duration = Duration::from_secs(10);
/// EX_IOERR: only a new start finds out what is on disk.
const IN_DOUBT: i32 = 74;

/// What was posted: all of this is there, and nothing else.
#[derive(Default)]
struct Accepted(BTreeSet<String>);

impl Accepted {
    /// Posts an event that is taken.
    async fn post(&mut self, sender: &Caller, id: &str) {
        let answer = sender.post("/v1/events", &costing(id, "0.5")).await.expect(200);
        assert_eq!(answer["accepted"], 1, "{answer}");
        self.0.insert(id.to_owned());
    }

    /// Each is in the warehouse once, and nothing else is.
    async fn is_all(&self, server: &Server) {
        let rows = server.rows(self.0.len(), "SELECT transaction_id FROM events").await;
        let found: BTreeSet<String> =
            rows.iter().map(|row| row["transaction_id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, self.0);
    }
}

/// Nothing was taken, and the sender is told when to come back.
#[track_caller]
fn turned_away(answer: &Answer, code: &str) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let body = answer.json();
    let told = body["error"]["code"].as_str().or_else(|| body["code"].as_str());
    assert_eq!(told, Some(code), "{body}");
}

/// `readyz` says so, once it does.
async fn ingest_is(server: &Server, status: u16, word: &str) {
    wait_until(&format!("ingest that is {word}"), async || {
        let answer = server.stranger().get("/readyz").await;
        let is_so = answer.status == status && answer.json()["parts"]["ingest"] == word;
        if is_so { Ok(()) } else { Err(answer.text) }
    })
    .await;
}

/// Posts the same again until it is taken, or was taken meanwhile.
async fn taken_again(sender: &Caller, id: &str) -> Value {
    wait_up_to(RECOVERED, "events to be taken again", async || {
        let answer = sender.post("/v1/events", &costing(id, "0.5")).await;
        if answer.status == 200 { Ok(answer.json()) } else { Err(answer.text) }
    })
    .await
}

#[tokio::test]
async fn a_full_disk_turns_senders_away_and_loses_nothing() {
    for fault in ["enospc path=/ledger/", "enospc_after=100 path=/ledger/", "erofs path=/ledger/"] {
        let (mut server, layer) = Server::start_over_faults(&[]).await;
        let sender = server.caller("metering").await;
        let mut accepted = Accepted::default();
        for number in 0..10 {
            accepted.post(&sender, &format!("before-{number}")).await;
        }

        layer.set_fault(fault);
        turned_away(&sender.post("/v1/events", &costing("lost-0", "0.5")).await, "ledger_failed");
        ingest_is(&server, 503, "failed").await;
        for number in 1..12 {
            let event = costing(&format!("lost-{number}"), "0.5");
            turned_away(&sender.post("/v1/events", &json!([event, costing("lost-too", "1")])).await, "ledger_failed");
            let request = sender.request(Method::POST, COMPLETIONS).header("idempotency-key", "again").json(&event);
            turned_away(&Answer::to(request).await, "ledger_failed");
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        // Who reads is not disturbed.
        accepted.is_all(&server).await;

        layer.clear();
        assert_eq!(taken_again(&sender, "after").await["accepted"], 1, "{fault}");
        accepted.0.insert("after".to_owned());
        ingest_is(&server, 200, "ready").await;
        accepted.is_all(&server).await;
        // What was turned away is new, under the same key, too.
        for number in [0, 3, 11] {
            accepted.post(&sender, &format!("lost-{number}")).await;
        }
        let request = sender.request(Method::POST, COMPLETIONS).header("idempotency-key", "again");
        let resource = Answer::to(request.json(&costing("lost-5", "0.5"))).await.expect(201);
        assert_eq!(resource["duplicate"], false, "{fault}");
        accepted.0.insert("lost-5".to_owned());
        accepted.is_all(&server).await;

        server.kill().await;
        layer.lose_all_unsynced();
        server.start_again().await;
        accepted.is_all(&server).await;
        accepted.post(&server.caller("metering").await, "at last").await;
        accepted.is_all(&server).await;
        assert_eq!(server.panics(), Vec::<String>::new(), "{fault}");
    }
}

#[tokio::test]
async fn a_disk_that_is_full_for_everything_recovers_too() {
    for fault in ["enospc", "erofs"] {
        let (mut server, layer) = Server::start_over_faults(&[]).await;
        let sender = server.caller("metering").await;
        let mut accepted = Accepted::default();
        accepted.post(&sender, "before").await;
        layer.set_fault(fault);
        for number in 0..10 {
            turned_away(&sender.post("/v1/events", &costing(&format!("lost-{number}"), "1")).await, "ledger_failed");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        layer.clear();
        assert_eq!(taken_again(&sender, "after").await["accepted"], 1, "{fault}");
        accepted.0.insert("after".to_owned());
        ingest_is(&server, 200, "ready").await;
        accepted.is_all(&server).await;
        server.stop().await;
        server.start_again().await;
        accepted.is_all(&server).await;
    }
}

#[tokio::test]
async fn a_warehouse_without_room_follows_later() {
    let (mut server, layer) = Server::start_over_faults(&["--most-behind", "60000"]).await;
    let sender = server.caller("metering").await;
    sender.post("/v1/events", &costing("before", "0.5")).await.expect(200);
    let count = async |server: &Server, expected: u64| {
        let sql = json!({"sql": "SELECT count(*)::BIGINT AS count, count(DISTINCT event_id)::BIGINT AS distinct FROM events"});
        let admin = server.admin().await;
        wait_up_to(Duration::from_secs(60), &format!("{expected} events"), async || {
            let answer = admin.post("/api/v1/sql", &sql).await;
            let is_so = answer.status == 200 && answer.json()["rows"] == json!([[expected, expected]]);
            if is_so { Ok(()) } else { Err(answer.text) }
        })
        .await;
    };
    count(&server, 1).await;
    layer.set_fault("enospc path=/warehouse");
    // Enough for a checkpoint, which fails, whereupon DuckDB answers nothing more. The ledger has room: senders notice
    // nothing.
    for batch in 0..14 {
        let events: Vec<Value> = (0..10_000).map(|number| costing(&format!("{batch}-{number}"), "0.5")).collect();
        let answer = sender.post("/v1/events", &Value::from(events)).await.expect(200);
        assert_eq!(answer["accepted"], 10_000);
    }
    wait_until("a warehouse that cannot follow", async || {
        let parts = server.stranger().get("/readyz").await.expect(200)["parts"].clone();
        if parts == json!({"ingest": "ready", "warehouse": "failed"}) { Ok(()) } else { Err(parts) }
    })
    .await;
    let answer = server.admin().await.post("/api/v1/sql", &json!({"sql": "SELECT 1"})).await;
    assert_eq!(answer.expect(503)["error"]["code"], "warehouse_unavailable");
    // What is known without it is told.
    let status = server.admin().await.get("/api/v1/status").await.expect(200);
    assert_eq!((&status["warehouse"], &status["events"]), (&json!("failed"), &Value::Null), "{status}");
    assert!(status["ledgerSeq"].as_str().unwrap().parse::<u64>().unwrap() >= 140_001, "{status}");
    // In the end no more may wait.
    let mut taken = 140_001;
    wait_until("senders that are turned away", async || {
        let events: Vec<Value> = (0..10_000).map(|number| costing(&format!("{taken}-{number}"), "0.5")).collect();
        let answer = sender.post("/v1/events", &Value::from(events)).await;
        if answer.status == 200 {
            taken += 10_000;
            return Err(format!("{taken} taken"));
        }
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (429, &json!("warehouse_behind")),
            "{}",
            answer.text
        );
        assert_eq!(answer.header("retry-after"), "10");
        Ok(())
    })
    .await;
    ingest_is(&server, 503, "refusing").await;
    layer.clear();
    wait_until("an event to be taken", async || {
        let answer = sender.post("/v1/events", &costing("after", "0.5")).await;
        if answer.status == 200 { Ok(()) } else { Err(answer.text) }
    })
    .await;
    taken += 1;
    count(&server, taken).await;
    assert!(server.log().contains("was opened again"), "{}", server.log());
    server.kill().await;
    server.start_again().await;
    count(&server, taken).await;
    assert_eq!(server.panics(), Vec::<String>::new());
}

/// Makes a rule and waits until it judges.
async fn rule(admin: &Caller, rule: &Value) -> String {
    let id = admin.post("/api/v1/rules", rule).await.expect(201)["id"].as_str().unwrap().to_owned();
    is_live(admin, &id).await;
    id
}

async fn is_live(admin: &Caller, rule: &str) {
    wait_until("a rule that judges", async || {
        let rule = admin.get(&format!("/api/v1/rules/{rule}")).await.expect(200);
        if rule["state"] == "live" { Ok(()) } else { Err(rule) }
    })
    .await;
}

/// A rule that remembers, of this repository: it fires on the first dear call of each organization.
async fn first_dear_call(server: &Server) -> String {
    let out = server.folder().join("rule.wasm");
    let folder = environment::workspace().join("examples/rules/first-expensive-call");
    let arguments = ["rule", "build", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
    cli::run(cli::outlay(server.folder(), arguments)).await.expect_ok();
    let settings = r#"{"limit": "1.25", "of_each": "organization"}"#;
    let arguments = ["rule", "upload", out.to_str().unwrap(), "--name", "First dear call", "--settings", settings];
    let ran = server.cli(&arguments).await;
    let line = ran.expect_ok().lines().find_map(|line| line.strip_prefix("Rule ")).unwrap();
    line.split_once(':').unwrap().0.trim().to_owned()
}

/// The findings of all alerts by rule, once there are so many.
async fn findings(admin: &Caller, count: u64) -> Vec<(String, u64)> {
    wait_until(&format!("{count} findings"), async || {
        let alerts = admin.get("/api/v1/alerts?status=all").await.expect(200);
        let of = |alert: &Value| {
            let findings: u64 = alert["findings"].as_str().unwrap().parse().unwrap();
            (alert["ruleName"].as_str().unwrap().to_owned(), findings)
        };
        let mut found: Vec<_> = list(&alerts["items"]).iter().map(of).collect();
        found.sort();
        if found.iter().map(|(_, findings)| findings).sum::<u64>() == count { Ok(found) } else { Err(alerts) }
    })
    .await
}

#[tokio::test]
async fn rules_judge_once_what_is_taken_and_forget_what_was_not() {
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let admin = server.admin().await;
    let settings = json!({"metric": "cost_per_transaction", "limit": "1.25"});
    let dear = json!({"name": "Dear", "builtin": "threshold", "settings": settings, "enabled": true});
    let rules = [rule(&admin, &dear).await, first_dear_call(&server).await];
    for rule in &rules {
        is_live(&admin, rule).await;
    }
    let sender = server.caller("metering").await;
    let event = |id: &str, organization: &str| with(costing(id, "2"), json!({"organizationName": organization}));
    let fired = async |sender: &Caller, event: Value| {
        let answer = sender.post("/v1/events", &event).await.expect(200);
        assert_eq!((&answer["accepted"], &answer["verdict"]), (&json!(1), &json!("complete")), "{answer}");
        let names = list(&answer["alerts"]).iter().map(|alert| alert["ruleName"].as_str().unwrap().to_owned());
        names.collect::<BTreeSet<_>>()
    };
    let both = BTreeSet::from(["Dear".to_owned(), "First dear call".to_owned()]);
    let one = BTreeSet::from(["Dear".to_owned()]);
    assert_eq!(fired(&sender, event("1", "acme")).await, both);
    assert_eq!(fired(&sender, event("2", "acme")).await, one);
    let before = findings(&admin, 3).await;

    layer.set_fault("enospc path=/ledger/");
    for round in 0..5 {
        turned_away(&sender.post("/v1/events", &event("3", "globex")).await, "ledger_failed");
        turned_away(&sender.post("/v1/events", &event(&format!("x-{round}"), "initech")).await, "ledger_failed");
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    assert_eq!(findings(&admin, 3).await, before);
    layer.clear();
    assert_eq!(taken_again(&sender, "plain").await["accepted"], 1);
    for rule in &rules {
        is_live(&admin, rule).await;
    }
    // The first that counts is the first; the one before the fault is remembered.
    assert_eq!(fired(&sender, event("3", "globex")).await, both);
    assert_eq!(fired(&sender, event("4", "globex")).await, one);
    assert_eq!(fired(&sender, event("5", "acme")).await, one);
    let after = findings(&admin, 3 + 4).await;

    server.kill().await;
    layer.lose_all_unsynced();
    server.start_again().await;
    let (admin, sender) = (server.admin().await, server.caller("metering").await);
    for rule in &rules {
        is_live(&admin, rule).await;
    }
    assert_eq!(findings(&admin, 7).await, after);
    assert_eq!(fired(&sender, event("6", "globex")).await, one);
    assert_eq!(fired(&sender, event("7", "initech")).await, both);
    findings(&admin, 10).await;
    let rows = server.rows(8, "SELECT transaction_id AS id, findings FROM events ORDER BY id").await;
    let counts: Vec<_> = rows.iter().map(|row| row["findings"].as_u64().unwrap()).collect();
    assert_eq!(counts, [2, 1, 2, 1, 1, 1, 2, 0], "{rows:?}");
}

#[tokio::test]
async fn a_failed_sync_ends_the_process() {
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let key = server.key("metering").await;
    server.admin().await;
    let mut accepted = Accepted::default();
    for round in 0..3 {
        let sender = server.stranger().with_key(Some(&key));
        for number in 0..20 {
            accepted.post(&sender, &format!("{round}-{number}")).await;
        }
        layer.set_fault("fsync_eio path=/ledger/");
        // Nobody is told that anything was taken.
        let mut rivals = JoinSet::new();
        for number in 0..4 {
            let (sender, id) = (sender.clone(), format!("{round}-rival-{number}"));
            rivals.spawn(async move {
                let request = sender.request(Method::POST, "/v1/events").json(&costing(&id, "0.5"));
                if let Ok(answer) = Answer::attempt(request).await {
                    assert_eq!(answer.status, 503, "{}", answer.text);
                }
            });
        }
        assert_eq!(server.ended().await.code(), Some(IN_DOUBT));
        rivals.join_all().await;
        layer.clear();
        // Nothing of the failed sync is sure, and nobody says it is.
        if round % 2 == 0 {
            layer.lose_all_unsynced();
        }
        server.start_again().await;
        let sender = server.stranger().with_key(Some(&key));
        for number in 0..4 {
            // It is on disk, or it is not; then it is, and once.
            let id = format!("{round}-rival-{number}");
            let answer = sender.post("/v1/events", &costing(&id, "0.5")).await.expect(200);
            assert_eq!(answer["rejected"], 0, "{answer}");
            accepted.0.insert(id);
        }
        accepted.is_all(&server).await;
    }
    assert!(server.log().contains("the ledger is in doubt"));
}

#[tokio::test]
async fn the_last_space_is_left_alone() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let mut accepted = Accepted::default();
    accepted.post(&server.stranger().with_key(Some(&key)), "before").await;
    accepted.is_all(&server).await;
    server.stop().await;
    server.start_again_unready(&["--reserve-mb", "999999999"]).await;
    ingest_is(&server, 503, "refusing").await;
    let sender = server.stranger().with_key(Some(&key));
    turned_away(&sender.post("/v1/events", &costing("lost", "1")).await, "disk_nearly_full");
    turned_away(&sender.post(COMPLETIONS, &costing("lost", "1")).await, "disk_nearly_full");
    let open_meter = json!({"specversion": "1.0", "id": "lost", "source": "/", "type": "t", "data": {"n": 1}});
    turned_away(&sender.post("/api/v1/events", &open_meter).await, "disk_nearly_full");
    assert_eq!(server.stranger().get("/healthz").await.status, 200);
    accepted.is_all(&server).await;
    server.stop().await;
    server.start_again().await;
    accepted.post(&server.stranger().with_key(Some(&key)), "after").await;
    accepted.is_all(&server).await;
}

/// The newest file of the ledger.
fn newest(server: &Server) -> PathBuf {
    let folder = server.data().join("ledger/frames");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension != "tmp")).max().unwrap()
}

fn append(file: &Path, bytes: &[u8]) {
    fs::OpenOptions::new().append(true).open(file).unwrap().write_all(bytes).unwrap();
}

#[tokio::test]
async fn a_write_that_was_not_finished_is_cut_off() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let mut accepted = Accepted::default();
    accepted.post(&server.stranger().with_key(Some(&key)), "first").await;
    server.stop().await;
    let whole = fs::read(newest(&server)).unwrap();
    let tails: [&[u8]; 7] =
        [b"O", b"OLF", &[0; 4096], &[0xA5; 700], &whole[..20], &whole[..whole.len() / 2], &whole[..4].repeat(50)];
    for (round, tail) in tails.into_iter().enumerate() {
        let file = newest(&server);
        let length = fs::metadata(&file).unwrap().len();
        append(&file, tail);
        server.start_again().await;
        assert_eq!(fs::metadata(&file).unwrap().len(), length, "tail {round} is gone");
        assert!(server.log().contains("was not finished and is cut off"), "{round}");
        accepted.is_all(&server).await;
        accepted.post(&server.stranger().with_key(Some(&key)), &format!("after-{round}")).await;
        if round % 2 == 0 { server.kill().await } else { server.stop().await }
    }
    server.start_again().await;
    accepted.is_all(&server).await;
}

#[tokio::test]
async fn a_record_that_is_cut_short_costs_only_itself() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let mut accepted = Accepted::default();
    for round in 0..3 {
        let sender = server.stranger().with_key(Some(&key));
        accepted.post(&sender, &format!("kept-{round}")).await;
        server.kill().await;
        let file = newest(&server);
        let kept = fs::metadata(&file).unwrap().len();
        server.start_again().await;
        let sender = server.stranger().with_key(Some(&key));
        let event = costing(&format!("cut-{round}"), "0.5");
        assert_eq!(sender.post("/v1/events", &event).await.expect(200)["accepted"], 1);
        server.kill().await;
        let length = fs::metadata(&file).unwrap().len();
        assert!(length > kept + 100);
        let cut = [kept + 1, length - 1, (kept + length) / 2][round];
        fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(cut).unwrap();
        // The warehouse never is ahead of a ledger whose last write was not finished.
        fs::remove_file(server.data().join("warehouse.duckdb")).unwrap();
        server.start_again().await;
        accepted.is_all(&server).await;
        // It is new: nobody knows it any more.
        let sender = server.stranger().with_key(Some(&key));
        accepted.post(&sender, &format!("cut-{round}")).await;
        accepted.is_all(&server).await;
    }
}

/// Tries to start it; it must not.
async fn does_not_start(server: &Server) -> Ran {
    let command = server.command(&["serve", "--listen", "127.0.0.1:0"]);
    let ran = tokio::time::timeout(Duration::from_secs(60), cli::run(command)).await;
    ran.expect("a server that refuses to start ends")
}

#[tokio::test]
async fn damage_in_the_middle_is_not_cut_off() {
    let mut server = Server::start().await;
    let key = server.key("metering").await;
    let mut accepted = Accepted::default();
    for number in 0..30 {
        accepted.post(&server.stranger().with_key(Some(&key)), &format!("event-{number}")).await;
    }
    server.stop().await;
    let file = newest(&server);
    let whole = fs::read(&file).unwrap();
    for place in [0, 5, 40, whole.len() / 10, whole.len() / 5, whole.len() / 3] {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(&file, &damaged).unwrap();
        let refusal = does_not_start(&server).await;
        let message = refusal.expect_failure();
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(message.contains(name) && message.contains("restore it from a backup"), "byte {place}: {message}");
        assert!(fs::read(&file).unwrap() == damaged, "byte {place}: the file is left as it is");
    }
    fs::write(&file, &whole).unwrap();
    server.start_again().await;
    accepted.is_all(&server).await;
}
