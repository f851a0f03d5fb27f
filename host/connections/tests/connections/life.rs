//! The life of a connection, with the real OpenAI connector against a fake OpenAI.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::future::poll_fn;
use std::task::Poll;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fakes::Trouble;
use fakes::openai::{ADMIN_KEY, FakeOpenAi, OpenAi, PROJECT_KEY};
use outlay_connections::{Change, ConnectionsError, Draft, Status};
use outlay_control::Control;
use outlay_control::syncs::SyncRow;
use outlay_domain::Money;
use outlay_domain::record::{Record, Window};
use secrecy::SecretString;

use crate::house::{House, log};

const DAY: i64 = 86_400;
const WRONG_KEY: &str = "sk-admin-wrong-5Yt8WqLm2ZxPvBn7RcKd";

fn is(status: Status) -> impl Fn(&outlay_connections::ConnectionView) -> bool {
    move |view| view.status == status
}

/// The records of a stream on a day that has the first day of the fixtures.
fn first_fixture_day(windows: &[Window], stream: &str) -> Vec<Record> {
    let records = windows.iter().filter(|window| window.stream == stream).flat_map(|window| &window.records);
    let mut by_day: BTreeMap<i64, Vec<Record>> = BTreeMap::new();
    for record in records.filter(|record| !record.open) {
        by_day.entry(record.period_start.seconds() / DAY).or_default().push(record.clone());
    }
    by_day.into_iter().find(|(day, _)| day % 3 == 0).unwrap().1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_goes_from_pending_to_connected_and_its_records_are_right() {
    let house: House = House::open().await;
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    assert_eq!(created.status, Status::Pending);
    assert_eq!(created.last_sync.unwrap().status, "running");
    let view = house.settled(&created.id, is(Status::Connected)).await;

    let account = view.account.unwrap();
    assert_eq!(account.name.as_deref(), Some("fake-organization"));
    assert_eq!(view.credentials["admin_api_key"].length, ADMIN_KEY.len() as u64);
    assert!(view.next_sync_at.unwrap() > view.created_at);
    let sync = view.last_sync.unwrap();
    assert_eq!((sync.status.as_str(), sync.error.as_ref()), ("done", None));
    assert_eq!((sync.windows_done, sync.windows_total), (54, 54), "ten streams of 93 days and one of 180");

    // What the ledger got: every window whole, in order, without gaps.
    let windows = house.windows();
    assert_eq!(windows.len(), 54);
    assert!(windows.iter().all(|window| window.part == 0 && window.last && window.connection_id == created.id));
    assert_eq!(windows.iter().map(|window| window.window_id.as_str()).collect::<BTreeSet<_>>().len(), 54);
    let records: usize = windows.iter().map(|window| window.records.len()).sum();
    assert_eq!(sync.records, records as u64);
    for stream in view.coverage {
        let mine: Vec<_> = windows.iter().filter(|window| window.stream == stream.stream).collect();
        assert!(mine.windows(2).all(|pair| pair[0].end == pair[1].start), "{}", stream.stream);
        assert_eq!(mine[0].start, stream.from);
        assert!(stream.to <= mine[mine.len() - 1].end && stream.to > created.created_at.min(stream.from));
    }

    // Exact figures, as the fixtures have them.
    let costs = first_fixture_day(&windows, "costs");
    assert_eq!(costs.iter().map(|record| record.cost.unwrap()).sum::<Money>().to_string(), "1.17025");
    assert_eq!(costs[0].model.as_deref(), Some("gpt-5-2025-08-07"));
    assert!(costs.iter().all(|record| record.currency.as_deref() == Some("USD") && record.input_tokens.is_none()));
    let usage = first_fixture_day(&windows, "usage_completions");
    assert_eq!((usage[0].input_tokens, usage[0].cached_input_tokens), (Some(120_000), Some(380_000)));
    assert_eq!((usage[0].output_tokens, usage[0].requests, usage[0].cost), (Some(42_000), Some(310), None));
    assert_eq!(usage[0].user.as_deref(), Some("user-fixAda"));

    // The provider was asked with the credential and page by page.
    let requests = house.fake.requests();
    assert!(requests.iter().all(|seen| seen.header("authorization") == Some(&format!("Bearer {ADMIN_KEY}"))));
    assert!(requests.iter().any(|seen| seen.query.iter().any(|(name, _)| name == "page")));

    // SQL will show the sync's beginning and end.
    house.has_told().await;
    let told: Vec<_> = house.told().into_iter().map(|row| (row.status, row.records)).collect();
    assert_eq!(told, [("running".to_owned(), 0), ("done".to_owned(), records as u64)]);

    // The next sync reads only what is not settled.
    house.forget_ledger();
    let second = house.connections.sync_now(&created.id, "Ada").await.unwrap();
    let view = house.settled(&created.id, |view| view.last_sync.as_ref().unwrap().id == second.id).await;
    assert_eq!(view.status, Status::Connected);
    let days = |stream: &str| {
        let mine: Vec<_> = house.windows().into_iter().filter(|window| window.stream == stream).collect();
        assert_eq!(mine.len(), 1, "{stream}");
        (mine[0].end.seconds() - mine[0].start.seconds()) / DAY
    };
    assert_eq!((days("usage_completions"), days("costs")), (4, 8), "re-read days and the open one");
    let syncs = house.connections.syncs(&created.id, None, 10).await.unwrap();
    assert_eq!(syncs.len(), 2);
    assert_eq!(house.connections.syncs(&created.id, Some(&second.id), 10).await.unwrap()[0].id, sync.id);
    let listed = house.connections.list().await.unwrap();
    assert_eq!((listed.len(), listed[0].coverage.len()), (1, 11));

    nowhere_in_clear(house, &[ADMIN_KEY]).await;
}

/// No form of a key is in the data folder, the ledger's entries or the log.
async fn nowhere_in_clear(house: House, keys: &[&str]) {
    let entries = format!("{:?}", house.ledger);
    let folder = house.close().await;
    let mut places =
        vec![("the ledger".to_owned(), entries.into_bytes()), ("the log".to_owned(), log().lock().unwrap().clone())];
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap().path();
        if file.is_dir() {
            continue;
        }
        places.push((file.display().to_string(), fs::read(&file).unwrap()));
    }
    assert!(places.len() >= 3, "control.db is there");
    assert!(places[1].1.len() > 10_000, "the log is written");
    for key in keys {
        let forms = [(*key).to_owned(), STANDARD.encode(key), key.replace('-', "%2D")];
        for (place, bytes) in &places {
            for form in &forms {
                assert!(!bytes.windows(form.len()).any(|window| window == form.as_bytes()), "a key is in {place}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_keys_disconnect_with_a_sentence_that_helps() {
    let house: House = House::open().await;
    let created = house.connections.create(house.draft(WRONG_KEY), "Ada").await.unwrap();
    let view = house.settled(&created.id, is(Status::Disconnected)).await;
    let reason = view.reason.unwrap();
    assert!(
        reason.starts_with("OpenAI does not know this key") && reason.contains("Paste the whole admin key"),
        "{reason}"
    );
    assert_eq!(view.last_sync.unwrap().status, "failed");
    assert!(house.windows().is_empty());

    // A project key is let in but may not read.
    let other = |key: &str| Change {
        credentials: [("admin_api_key".to_owned(), Some(SecretString::from(format!(" {key}\n"))))].into(),
        ..Change::default()
    };
    let changed = house.connections.update(&created.id, other(PROJECT_KEY), "Ada").await.unwrap();
    assert_eq!((changed.status, changed.reason), (Status::Pending, None));
    let view = house.settled(&created.id, is(Status::Disconnected)).await;
    assert!(view.reason.unwrap().contains("That takes an admin key (sk-admin-...)"));

    // The right one connects; revoked, it disconnects again, and what was read stays covered.
    house.connections.update(&created.id, other(ADMIN_KEY), "Ada").await.unwrap();
    let view = house.settled(&created.id, is(Status::Connected)).await;
    assert_eq!(view.credentials["admin_api_key"].length, ADMIN_KEY.len() as u64, "without the pasted space");
    house.fake.revoke(ADMIN_KEY);
    house.connections.sync_now(&created.id, "Ada").await.unwrap();
    let view = house.settled(&created.id, is(Status::Disconnected)).await;
    assert!(view.reason.unwrap().contains("revoked"));
    assert_eq!(view.coverage.len(), 11);

    // Checking the saved key follows, too.
    let checked = house.connections.check_saved(&created.id).await.unwrap();
    assert_eq!(checked.failure.unwrap().0, "credentials_invalid");
    house.fake.accept(ADMIN_KEY);
    assert_eq!(house.connections.check_saved(&created.id).await.unwrap().failure, None);
    house.settled(&created.id, is(Status::Connected)).await;
    nowhere_in_clear(house, &[ADMIN_KEY, WRONG_KEY, PROJECT_KEY]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_is_checked_before_it_is_saved() {
    let house: House = House::open().await;
    let checked = house.connections.check_draft(&house.draft(ADMIN_KEY)).await.unwrap();
    assert_eq!((checked.failure, checked.account.unwrap().name.as_deref()), (None, Some("fake-organization")));
    let (code, message) = house.connections.check_draft(&house.draft(WRONG_KEY)).await.unwrap().failure.unwrap();
    assert_eq!(code, "credentials_invalid");
    assert!(message.contains("Incorrect API key"), "{message}");

    let refused = |draft: Draft| {
        let house = &house;
        async move {
            match house.connections.create(draft, "Ada").await.unwrap_err() {
                ConnectionsError::Invalid { field, .. } => field,
                other => panic!("{other}"),
            }
        }
    };
    let draft = || house.draft(ADMIN_KEY);
    let setting = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
    assert_eq!(refused(Draft { connector: "nobody".into(), ..draft() }).await, "connector");
    assert_eq!(refused(Draft { name: " ".into(), ..draft() }).await, "name");
    assert_eq!(refused(Draft { schedule: Some("often".into()), ..draft() }).await, "schedule");
    assert_eq!(refused(Draft { credentials: BTreeMap::new(), ..draft() }).await, "admin_api_key");
    assert_eq!(refused(Draft { settings: setting("base", "x"), ..draft() }).await, "base");
    assert_eq!(refused(Draft { allow_private: false, ..draft() }).await, "base_url");
    assert_eq!(
        refused(Draft { settings: setting("base_url", "http://169.254.169.254/"), ..draft() }).await,
        "base_url"
    );
    assert!(house.connections.list().await.unwrap().is_empty());

    house.connections.create(draft(), "Ada").await.unwrap();
    assert!(matches!(house.connections.create(draft(), "Ada").await, Err(ConnectionsError::NameTaken)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_credentials_go_nowhere_else() {
    let house: House = House::open().await;
    let elsewhere = FakeOpenAi::start().await.unwrap();
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    house.settled(&created.id, is(Status::Connected)).await;
    let moved =
        || Change { settings: Some([("base_url".to_owned(), elsewhere.base_url())].into()), ..Change::default() };
    match house.connections.update(&created.id, moved(), "Eve").await {
        Err(ConnectionsError::CredentialsNeeded { field }) => assert_eq!(field, "admin_api_key"),
        other => panic!("{other:?}"),
    }
    assert!(elsewhere.requests().is_empty());

    // With the credential it is another connection: everything is read again.
    let credentials = [("admin_api_key".to_owned(), Some(SecretString::from(ADMIN_KEY)))].into();
    house.forget_ledger();
    let view = house.connections.update(&created.id, Change { credentials, ..moved() }, "Ada").await.unwrap();
    assert_eq!((view.status, view.coverage.len()), (Status::Pending, 0));
    house.settled(&created.id, is(Status::Connected)).await;
    assert!(!elsewhere.requests().is_empty());
    assert_eq!(house.windows().len(), 42, "how long windows may be is known already");

    // Deleted in the middle of a sync, it hands in nothing more, and nothing of it is kept.
    elsewhere.answer_next([Trouble::RateLimited { retry_after: Some(30) }]);
    let asked = elsewhere.requests().len();
    house.connections.sync_now(&created.id, "Ada").await.unwrap();
    while elsewhere.requests().len() == asked {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    house.connections.delete(&created.id, "Ada").await.unwrap();
    let windows = house.windows().len();
    house.has_told().await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(house.windows().len(), windows);
    assert!(matches!(house.connections.get(&created.id).await, Err(ConnectionsError::NoSuchConnection)));
    assert!(house.control.credentials(None).await.unwrap().is_empty());
    assert_eq!(house.told().last().unwrap().status, "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn private_addresses_take_a_grant_that_takes_the_credentials() {
    let house: House = House::open().await;
    let settings = [("base_url".to_owned(), "https://localhost:9/v1".to_owned())].into();
    let draft = Draft { settings, allow_private: false, ..house.draft(ADMIN_KEY) };
    let created = house.connections.create(draft, "Ada").await.unwrap();
    let view = house.settled(&created.id, is(Status::Disconnected)).await;
    assert!(
        view.reason.unwrap().contains("a loopback address, which may be reached only if private addresses are allowed")
    );

    let grant = |allow_private| Change { allow_private: Some(allow_private), ..Change::default() };
    let refused = house.connections.update(&created.id, grant(true), "Eve").await;
    assert!(matches!(refused, Err(ConnectionsError::CredentialsNeeded { .. })));
    let credentials = [("admin_api_key".to_owned(), Some(SecretString::from(ADMIN_KEY)))].into();
    let granted = house.connections.update(&created.id, Change { credentials, ..grant(true) }, "Ada").await.unwrap();
    assert!(granted.allow_private);
    assert!(!house.connections.update(&created.id, grant(false), "Ada").await.unwrap().allow_private);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passing_trouble_is_waited_out_or_shown() {
    let house: House = House::open().await;
    house.fake.answer_next([Trouble::RateLimited { retry_after: Some(0) }, Trouble::ServerError]);
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    let view = house.settled(&created.id, is(Status::Connected)).await;
    assert_eq!(view.last_sync.unwrap().error, None, "tried again within the sync");

    house.fake.answer_next([Trouble::RateLimited { retry_after: Some(7_200) }]);
    let before = view.created_at.seconds();
    let sync = house.connections.sync_now(&created.id, "Ada").await.unwrap();
    let view = house.settled(&created.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    let failed = view.last_sync.unwrap();
    assert_eq!((view.status, failed.status.as_str()), (Status::Connected, "failed"));
    assert!(failed.error.unwrap().contains("OpenAI asks to wait"));
    assert!(view.next_sync_at.unwrap().seconds() >= before + 7_200, "not before the provider says");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_a_sync_may_hang_up() {
    let house: House = House::open().await;
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    house.settled(&created.id, is(Status::Connected)).await;
    // Hung up at each step that it waits at, until it answers; several times, as steps vary.
    for _round in 0..5 {
        for steps in 0.. {
            let mut asked = Box::pin(house.connections.sync_now(&created.id, "Ada"));
            let mut taken = 0;
            let answer = poll_fn(|context| {
                taken += 1;
                if taken > steps { Poll::Ready(None) } else { asked.as_mut().poll(context).map(Some) }
            })
            .await;
            drop(asked);
            house.settled(&created.id, is(Status::Connected)).await;
            if answer.is_some() {
                break;
            }
        }
    }
    let syncs = house.connections.syncs(&created.id, None, 100).await.unwrap();
    let unfinished: Vec<_> = syncs.iter().filter(|sync| sync.status != "done").collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_crash_left_running_is_ended_and_read_again() {
    let house: House = House::open().await;
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    let base_url = created.settings["base_url"].clone();
    house.settled(&created.id, is(Status::Connected)).await;
    // As a crash leaves it: a sync that runs, of which nobody knows.
    let crashed = SyncRow {
        id: outlay_control::new_id(),
        connection_id: created.id.clone(),
        connector: "openai".into(),
        status: "running".into(),
        started_at: created.created_at.0,
        ended_at: None,
        records: 3,
        windows_done: 1,
        windows_total: 2,
        requests: 0,
        days_done: 0,
        days_total: 0,
        error: None,
        told: false,
    };
    house.control.insert_sync(&crashed).await.unwrap();
    let folder = house.close().await;

    let control = Control::open(&folder.path().join("control.db")).await.unwrap();
    let house = House::on(folder, control, OpenAi::default()).await;
    let view = house.settled(&created.id, |view| view.last_sync.as_ref().unwrap().id == crashed.id).await;
    assert_eq!(view.settings["base_url"], base_url);
    assert!(view.last_sync.unwrap().error.unwrap().contains("the server ended during this sync"));
    house.has_told().await;
    let told = house.told();
    assert_eq!((told.len(), told[0].sync_id.as_str(), told[0].status.as_str()), (1, crashed.id.as_str(), "failed"));
}
