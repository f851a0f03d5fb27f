//! Time: a clock that jumps, and what is so old that it goes.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::fs;

use serde_json::json;
use system_tests::events::costing;
use system_tests::{Caller, Server, wait_until};

const DAY: i64 = 86_400;

/// Posts an event that is new.
async fn takes(sender: &Caller, id: &str) {
    let answer = sender.post("/v1/events", &costing(id, "0.5")).await.expect(200);
    assert_eq!((&answer["accepted"], &answer["duplicates"]), (&json!(1), &json!(0)), "{id}: {answer}");
}

/// Posts one that is known.
async fn knows(sender: &Caller, id: &str) {
    let answer = sender.post("/v1/events", &costing(id, "0.5")).await.expect(200);
    assert_eq!((&answer["accepted"], &answer["duplicates"]), (&json!(0), &json!(1)), "{id}: {answer}");
}

/// The ids of the rows, in the order of the ledger.
async fn rows(server: &Server, count: usize) -> Vec<String> {
    let rows = server.rows(count, "SELECT transaction_id FROM events ORDER BY seq").await;
    rows.iter().map(|row| row["transaction_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_clock_that_jumps_loses_and_doubles_nothing() {
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let key = server.key("metering").await;
    let mut posted: Vec<String> = Vec::new();
    // Ahead, far back, back to the truth; in one process, and between two.
    for (round, days) in [0, 40, -400, 0, -40, 40, 0].into_iter().enumerate() {
        layer.set_fault(&format!("clock_seconds={}", days * DAY));
        if round > 3 {
            if round == 5 {
                server.kill().await
            } else {
                server.stop().await
            }
            server.start_again().await;
        }
        let sender = server.stranger().with_key(Some(&key));
        for id in &posted {
            knows(&sender, id).await;
        }
        for number in 0..3 {
            let id = format!("{round}-{number}");
            takes(&sender, &id).await;
            posted.push(id);
        }
        assert_eq!(rows(&server, posted.len()).await, posted);
    }
    // What was taken later says so.
    let sql = "SELECT seq, received_at > lag(received_at) OVER (ORDER BY seq) AS later FROM events ORDER BY seq";
    let later = server.rows(posted.len(), sql).await;
    assert!(later.iter().skip(1).all(|row| row["later"] == true), "{later:?}");
    assert_eq!(server.panics(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_older_than_the_ledger_reaches_goes_from_it_and_stays_readable() {
    let (mut server, layer) = Server::start_over_faults(&["--ledger-days", "2"]).await;
    let key = server.key("metering").await;
    let files = |server: &Server| {
        let frames = fs::read_dir(server.data().join("ledger/frames")).unwrap();
        frames.filter(|file| file.as_ref().unwrap().path().extension().is_none_or(|end| end != "tmp")).count()
    };
    takes(&server.stranger().with_key(Some(&key)), "day 0").await;
    for day in 1..=4 {
        server.stop().await;
        layer.set_fault(&format!("clock_seconds={}", day * DAY));
        server.start_again().await;
        takes(&server.stranger().with_key(Some(&key)), &format!("day {day}")).await;
        let before = files(&server);
        let expected = if day < 2 { before } else { before - 1 };
        let mut hours = 0;
        wait_until("the oldest day to go", async || {
            // An hour later, what is older than two days goes. Whoever is asked looks at the clock.
            hours += 1;
            layer.set_fault(&format!("clock_seconds={}\nuptime_seconds={}", day * DAY, hours * 3700));
            server.admin().await.get("/api/v1/status").await.expect(200);
            let left = files(&server);
            if left == expected { Ok(()) } else { Err(left) }
        })
        .await;
    }
    assert_eq!(files(&server), 2);
    let sender = server.stranger().with_key(Some(&key));
    let all = ["day 0", "day 1", "day 2", "day 3", "day 4"];
    assert_eq!(rows(&server, 5).await, all);
    for id in &all[3..] {
        knows(&sender, id).await;
    }
    // A lost warehouse comes back as far as the ledger reaches, and goes on.
    server.kill().await;
    fs::remove_file(server.data().join("warehouse.duckdb")).unwrap();
    server.start_again().await;
    assert_eq!(rows(&server, 2).await, all[3..]);
    let sender = server.stranger().with_key(Some(&key));
    takes(&sender, "last").await;
    assert_eq!(rows(&server, 3).await[2], "last");
    assert_eq!(server.panics(), Vec::<String>::new());
}
