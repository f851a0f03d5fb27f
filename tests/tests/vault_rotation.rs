//! The master key is rotated while everybody works, and while the server is killed: nothing that was sealed is lost.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use system_tests::events::costing;
use system_tests::secrets::{Keys, Person, all_open, channel_signs, connection_works, make_channel, settled, vault};
use system_tests::{Answer, Caller, Receiver, Server};
use tokio::task::JoinSet;

const SECRET: &str = "whsec_a secret that signs";
const ROTATIONS: usize = 8;
const KILLS: usize = 10;
const POWER_CUTS: u64 = 6;

fn connection(provider: &FakeOpenAi, name: &str) -> Value {
    json!({"connector": "openai", "name": name, "credentials": {"admin_api_key": ADMIN_KEY},
        "settings": {"base_url": provider.base_url()}, "allowPrivate": true})
}

async fn connect(owner: &Caller, provider: &FakeOpenAi, name: &str) -> String {
    let made = owner.post("/api/v1/connections", &connection(provider, name)).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn provider() -> FakeOpenAi {
    let provider = FakeOpenAi::start().await.unwrap();
    provider.set_history_days(2);
    provider
}

/// The ids of the keys that the sealed texts of all tables name.
async fn keys_in_use(server: &Server) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(server.data().join("control.sqlite"));
    let database = SqlitePool::connect_with(options).await.unwrap();
    let query = "SELECT DISTINCT substr(sealed, 4, 8) FROM (SELECT sealed FROM keys UNION ALL \
        SELECT sealed FROM connection_credentials UNION ALL SELECT sealed FROM channel_secrets UNION ALL SELECT proof FROM vault)";
    let ids = sqlx::query_scalar(query).fetch_all(&database).await.unwrap();
    database.close().await;
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_are_stored_during_rotations_are_kept_and_events_go_on() {
    let (provider, receiver) = (provider().await, Receiver::start(SECRET).await);
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let (owner, sender) = (server.owner(), server.caller("metering").await);
    let first = connect(&owner, &provider, "first").await;
    let channel = make_channel(&owner, &receiver, "first", SECRET).await;
    settled(&owner, &first).await;

    let stop = Arc::new(AtomicBool::new(false));
    let events = Arc::new(AtomicUsize::new(0));
    let mut posting = JoinSet::new();
    for lane in 0..2 {
        let (sender, stop, events) = (sender.clone(), Arc::clone(&stop), Arc::clone(&events));
        posting.spawn(async move {
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                sender.post("/v1/events", &costing(&format!("{lane}-{number}"), "0.5")).await.expect(200);
                events.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let mut storing = JoinSet::new();
    for lane in 0..3 {
        let (owner, stop, channel, first) = (owner.clone(), Arc::clone(&stop), channel.clone(), first.clone());
        storing.spawn(async move {
            let mut keys = Keys::default();
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                keys.make(&owner, &format!("key {lane}-{number}")).await;
                // Those that are kept are written back; those that are given are sealed anew.
                let renamed = json!({"name": format!("hook {lane}-{number}")});
                owner.patch(&format!("/api/v1/channels/{channel}"), &renamed).await.expect(200);
                if lane == 0 {
                    let again = json!({"credentials": {"admin_api_key": ADMIN_KEY}});
                    owner.patch(&format!("/api/v1/connections/{first}"), &again).await.expect(200);
                }
            }
            keys
        });
    }
    let mut connections = vec![first.clone()];
    for round in 0..ROTATIONS {
        let rotated = server.cli(&["vault", "rotate"]).await;
        assert!(rotated.expect_ok().contains("are sealed under the key"), "{rotated:?}");
        connections.push(connect(&owner, &provider, &format!("during {round}")).await);
        channel_signs(&owner, &channel).await;
        assert_eq!(connected_or_pending(&owner, &first).await, None);
    }
    stop.store(true, Ordering::Relaxed);
    while let Some(ended) = posting.join_next().await {
        ended.unwrap();
    }
    let mut keys = Keys::default();
    while let Some(ended) = storing.join_next().await {
        keys.extend(ended.unwrap());
    }
    assert!(keys.len() > ROTATIONS && events.load(Ordering::Relaxed) > ROTATIONS, "{} keys", keys.len());

    server.cli(&["vault", "rotate"]).await.expect_ok();
    // The sender's key, too; the channel signs with one secret.
    let sealed = keys.len() + 1 + connections.len() + 1;
    for _ in 0..2 {
        let owner = server.owner();
        all_open(&owner, sealed).await;
        for id in &connections {
            connection_works(&owner, id).await;
        }
        channel_signs(&owner, &channel).await;
        keys.are_all_shown(&server, &person).await;
        assert_eq!(keys_in_use(&server).await, [vault(&owner).await["keyId"].as_str().unwrap()]);
        server.stop().await;
        server.start_again().await;
    }
    let told = server.sql("SELECT count(*) AS n FROM events").await;
    assert_eq!(told[0]["n"], events.load(Ordering::Relaxed), "every event that was taken is there");
}

/// Why a connection does not work, if so.
async fn connected_or_pending(owner: &Caller, id: &str) -> Option<Value> {
    let connection = owner.get(&format!("/api/v1/connections/{id}")).await.expect(200);
    (connection["status"] == "disconnected").then_some(connection)
}

/// Rotates again and again until the server is gone.
fn rotate_until_killed(owner: Caller) -> tokio::task::JoinHandle<usize> {
    tokio::spawn(async move {
        for done in 0.. {
            let asked = owner.request(Method::POST, "/api/v1/vault/rotate").json(&json!({}));
            match Answer::attempt(asked).await {
                Ok(answer) => drop(answer.expect(200)),
                Err(_) => return done,
            }
        }
        0
    })
}

/// No two runs are the same.
fn at_random(most: u64) -> u64 {
    RandomState::new().hash_one(()) % most
}

/// Secrets of each sort, and what is known of them.
struct World {
    provider: FakeOpenAi,
    _receiver: Receiver,
    person: Person,
    keys: Keys,
    channel: String,
    connection: String,
}

impl World {
    async fn make(server: &Server) -> Self {
        let (provider, receiver) = (provider().await, Receiver::start(SECRET).await);
        let (owner, person) = (server.owner(), Person::sign_in(server).await);
        let mut keys = Keys::default();
        for number in 0..20 {
            keys.make(&owner, &format!("key {number}")).await;
        }
        let channel = make_channel(&owner, &receiver, "hook", SECRET).await;
        let connection = connect(&owner, &provider, "OpenAI").await;
        settled(&owner, &connection).await;
        Self { provider, _receiver: receiver, person, keys, channel, connection }
    }

    async fn is_whole(&self, server: &Server) {
        let owner = server.owner();
        all_open(&owner, self.keys.len() + 2).await;
        self.keys.are_all_shown(server, &self.person).await;
        channel_signs(&owner, &self.channel).await;
        connection_works(&owner, &self.connection).await;
        assert!(!self.provider.requests().is_empty());
        let here = vault(&owner).await;
        assert_eq!(keys_in_use(server).await, [here["keyId"].as_str().unwrap()]);
        // One key, and what a rotation that did not count may have left.
        let files = fs::read_dir(server.data()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let keys: Vec<String> = files.filter(|name| name.starts_with("master.key")).collect();
        assert!(keys.iter().all(|name| name == "master.key" || name == "master.key.new"), "{keys:?}");
        assert!(keys.iter().any(|name| name == "master.key"), "{keys:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_during_rotations_starts_with_all_its_secrets() {
    let mut server = Server::start().await;
    let world = World::make(&server).await;
    let mut rotations = 0;
    for _ in 0..KILLS {
        let rotating = rotate_until_killed(server.owner());
        tokio::time::sleep(Duration::from_micros(20_000 + at_random(100_000))).await;
        server.kill().await;
        rotations += rotating.await.unwrap();
        server.start_again().await;
        world.is_whole(&server).await;
    }
    eprintln!("{rotations} rotations, {KILLS} kills");
    assert!(rotations > KILLS, "{rotations}");
    assert!(server.panics().is_empty(), "{:?}", server.panics());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_during_rotations_loses_no_secret() {
    let (mut server, layer) = Server::start_over_faults(&[]).await;
    let world = World::make(&server).await;
    let seed = at_random(u64::MAX);
    eprintln!("seed {seed}");
    for round in 0..POWER_CUTS {
        let rotating = rotate_until_killed(server.owner());
        tokio::time::sleep(Duration::from_micros(20_000 + at_random(100_000))).await;
        server.kill().await;
        rotating.await.unwrap();
        layer.power_cut(seed.wrapping_add(round));
        server.start_again().await;
        world.is_whole(&server).await;
    }
}

#[tokio::test]
async fn a_key_of_the_operators_is_handed_in_with_and_without_a_server() {
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let mut keys = Keys::default();
    keys.make(&server.owner(), "prod").await;
    let at = |server: &Server, name: &str| server.folder().join(name);
    let write = |server: &Server, name: &str, digit: &str| {
        fs::write(at(server, name), digit.repeat(64)).unwrap();
        fs::set_permissions(at(server, name), PermissionsExt::from_mode(0o600)).unwrap();
        format!("file:{}", at(server, name).display())
    };
    let first = write(&server, "first", "1");
    let rotated = server.cli(&["vault", "rotate", "--new-key-from", &first]).await;
    assert!(rotated.expect_ok().contains("at its next start"), "{rotated:?}");
    assert!(!server.data().join("master.key").exists(), "Outlay's own is gone");
    keys.are_all_shown(&server, &person).await;
    let looked = server.cli(&["doctor"]).await;
    assert!(looked.expect_ok().contains("OUTLAY_MASTER_KEY_FILE"), "{looked:?}");
    server.stop().await;
    let missing = server.cli(&["keys", "list"]).await;
    assert!(missing.expect_failure().contains("is missing"), "{missing:?}");

    // With no server running, from the operator's key to another one, then back to one that Outlay keeps.
    let file = at(&server, "first");
    server.set_variable("OUTLAY_MASTER_KEY_FILE", file);
    let refused = server.cli(&["vault", "rotate"]).await;
    let told = refused.expect_failure();
    assert!(told.contains("OUTLAY_MASTER_KEY_FILE") && told.contains("--new-key-from"), "{told}");
    let same = server.cli(&["vault", "rotate", "--new-key-from", &first]).await;
    assert!(same.expect_failure().contains("present master key"), "{same:?}");
    for wrong in ["file:/nowhere", "env:NOT_SET", "1111", "command:false"] {
        assert!(!server.cli(&["vault", "rotate", "--new-key-from", wrong]).await.ok, "{wrong}");
    }
    let second = at(&server, "second");
    write(&server, "second", "2");
    let line = format!("command:cat '{}'", second.display());
    server.cli(&["vault", "rotate", "--new-key-from", &line]).await.expect_ok();
    let old = server.cli(&["keys", "list"]).await;
    assert!(old.expect_failure().contains("another master key"), "{old:?}");
    server.set_variable("OUTLAY_MASTER_KEY_FILE", second);
    let looked = server.cli(&["doctor"]).await;
    assert!(looked.expect_ok().contains("OUTLAY_MASTER_KEY_FILE"), "{looked:?}");
    server.cli(&["vault", "rotate", "--new-key-to", "data"]).await.expect_ok();
    server.forget_variable("OUTLAY_MASTER_KEY_FILE");
    server.start_again().await;
    keys.are_all_shown(&server, &person).await;
    assert_eq!(vault(&server.owner()).await["kind"], "data");
}
