//! Back-fills, cancelled syncs, names, grants and warnings.

use std::time::Duration;

use fakes::Trouble;
use fakes::openai::{ADMIN_KEY, OpenAi};
use outlay_connections::{Change, ConnectionView, ConnectionsError, Draft, Status};
use outlay_control::Control;
use outlay_domain::Timestamp;
use secrecy::SecretString;

use crate::house::{House, STUCK};

const DAY: i64 = 86_400;

async fn connected(house: &House) -> ConnectionView {
    let created = house.connections.create(house.draft(ADMIN_KEY), "Ada").await.unwrap();
    house.settled(&created.id, |view| view.status == Status::Connected).await
}

fn days_ago(days: i64) -> Timestamp {
    let now = outlay_domain::Clock::now(&outlay_domain::SystemClock::default()).seconds();
    Timestamp::from_seconds((now.div_euclid(DAY) - days) * DAY)
}

fn first_covered(view: &ConnectionView, stream: &str) -> Timestamp {
    view.coverage.iter().find(|one| one.stream == stream).unwrap().from
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_fill_reads_further_back_and_says_how_far_it_is() {
    let house: House = House::open().await;
    house.fake.set_history_days(250);
    let view = connected(&house).await;
    assert_eq!(first_covered(&view, "usage_completions"), days_ago(93));
    house.forget_ledger();
    let sync = house.connections.back_fill(&view.id, days_ago(200), "Ada").await.unwrap();
    let view = house.settled(&view.id, |view| view.last_sync.as_ref().unwrap().id == sync.id).await;
    let sync = view.last_sync.clone().unwrap();
    assert_eq!((sync.status.as_str(), view.back_fill_from), ("done", None));
    assert!(sync.days_total >= 107 && sync.days_done == sync.days_total, "{sync:?}");
    assert_eq!(sync.windows_done, sync.windows_total);
    assert!(sync.requests > 20);
    for stream in ["usage_completions", "costs"] {
        assert_eq!(first_covered(&view, stream), days_ago(200), "{stream}");
    }
    // The newest window first, without gaps, so that what is covered stays one span.
    let windows = house.windows();
    let back: Vec<_> =
        windows.iter().filter(|window| window.stream == "usage_completions" && window.end <= days_ago(93)).collect();
    assert!(back.len() >= 4 && back.windows(2).all(|pair| pair[1].end == pair[0].start));
    assert_eq!((back[0].end, back[back.len() - 1].start), (days_ago(93), days_ago(200)));
    assert!(back.iter().all(|window| !window.records.is_empty()));

    for (from, expected) in [(days_ago(-2), "in the past"), (days_ago(4_000), "at most ten years")] {
        match house.connections.back_fill(&view.id, from, "Ada").await {
            Err(ConnectionsError::Invalid { field, message }) => {
                assert!(field == "from" && message.contains(expected), "{message}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_fill_goes_on_after_a_restart() {
    let house: House = House::open().await;
    let view = connected(&house).await;
    let before = house.fake.requests().len();
    house.fake.answer_next([Trouble::Slow(Duration::ZERO), STUCK]);
    house.connections.back_fill(&view.id, days_ago(200), "Ada").await.unwrap();
    house.asked(before + 1).await;
    assert_eq!(house.connections.get(&view.id).await.unwrap().back_fill_from, Some(days_ago(200)));
    let folder = house.close().await;

    let control = Control::open(&folder.path().join("control.db")).await.unwrap();
    let house = House::on(folder, control, OpenAi::default()).await;
    // Another port, as the provider's server is a new one.
    let settings = Some([("base_url".to_owned(), house.fake.base_url())].into());
    let credentials = [("admin_api_key".to_owned(), Some(SecretString::from(ADMIN_KEY)))].into();
    let change = Change { settings, credentials, ..Change::default() };
    house.connections.update(&view.id, change, "Ada").await.unwrap();
    let view = house.settled(&view.id, |view| view.status == Status::Connected).await;
    assert_eq!(first_covered(&view, "usage_completions"), days_ago(200));
    assert_eq!(view.back_fill_from, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_sync_keeps_what_it_read_and_does_not_start_again_by_itself() {
    let house: House = House::open().await;
    let view = connected(&house).await;
    assert!(matches!(house.connections.cancel(&view.id, "Ada").await, Err(ConnectionsError::NothingRuns)));
    house.forget_ledger();
    let before = house.fake.requests().len();
    house.fake.answer_next([Trouble::Slow(Duration::ZERO), STUCK]);
    house.connections.back_fill(&view.id, days_ago(200), "Ada").await.unwrap();
    house.asked(before + 1).await;
    let cancelled = house.connections.cancel(&view.id, "Bob").await.unwrap();
    assert_eq!((cancelled.status.as_str(), cancelled.error.as_deref()), ("cancelled", Some("cancelled by Bob")));
    let view = house.connections.get(&view.id).await.unwrap();
    assert_eq!((view.status, view.back_fill_from), (Status::Connected, None));
    assert!(view.next_sync_at.unwrap() > days_ago(-1), "not before the schedule says");
    assert_eq!(house.windows().len(), 1, "what was read stays");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(house.connections.get(&view.id).await.unwrap().last_sync.unwrap().id, cancelled.id);
    house.has_told().await;
    assert_eq!(house.told().last().unwrap().status, "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_kept_with_the_connection() {
    let house: House = House::open().await;
    let view = connected(&house).await;
    let names = house.control.provider_names(Some(&view.id)).await.unwrap();
    let found: Vec<(&str, &str, &str)> =
        names.iter().map(|name| (name.kind.as_str(), name.id.as_str(), name.name.as_str())).collect();
    assert_eq!(
        found,
        [
            ("key", "key_fixA1", "alpha server"),
            ("project", "proj_fixAlpha", "Alpha"),
            ("project", "proj_fixBeta", "Beta"),
            ("user", "user-fixAda", "Ada"),
            ("user", "user-fixBob", "Bob"),
        ]
    );
    assert_eq!(names[0].project.as_deref(), Some("proj_fixAlpha"));
    house.connections.delete(&view.id, "Ada").await.unwrap();
    assert!(house.control.provider_names(None).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_granted_is_not_asked() {
    let house: House = House::open().await;
    let with = |granted: &[&str], endpoints: &[(&str, &str)]| Draft {
        granted: Some(granted.iter().map(|&origin| origin.to_owned()).collect()),
        endpoints: endpoints.iter().map(|&(origin, to)| (origin.to_owned(), to.to_owned())).collect(),
        ..house.draft(ADMIN_KEY)
    };
    let refused = |result: Result<ConnectionView, ConnectionsError>| match result {
        Err(ConnectionsError::Invalid { field, message }) => (field, message),
        other => panic!("{other:?}"),
    };
    let (field, message) = refused(house.connections.create(with(&["https://evil.example"], &[]), "Ada").await);
    assert!(field == "grantedOrigins" && message.contains("setting:base_url"), "{message}");
    let unknown = [("https://api.openai.com", "https://gateway.example")];
    let (field, _) = refused(house.connections.create(with(&["setting:base_url"], &unknown), "Ada").await);
    assert_eq!(field, "endpoints");

    let created = house.connections.create(with(&[], &[]), "Ada").await.unwrap();
    let view = house.settled(&created.id, |view| view.status == Status::Disconnected).await;
    assert!(view.reason.unwrap().contains("was not granted"));
    assert!(view.warnings[0].contains("may not ask setting:base_url"), "{:?}", view.warnings);
    assert!(house.fake.requests().is_empty());

    // Granting more sends the credential to a place that it was not entered for.
    let granted = Some(["setting:base_url".to_owned()].into());
    let more = Change { granted, ..Change::default() };
    let asked = house.connections.update(&view.id, more.clone(), "Eve").await;
    assert!(matches!(asked, Err(ConnectionsError::CredentialsNeeded { .. })));
    let credentials = [("admin_api_key".to_owned(), Some(SecretString::from(ADMIN_KEY)))].into();
    house.connections.update(&view.id, Change { credentials, ..more }, "Ada").await.unwrap();
    let view = house.settled(&view.id, |view| view.status == Status::Connected).await;
    assert!(view.warnings.is_empty(), "{:?}", view.warnings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_connections_of_one_account_are_told() {
    let house: House = House::open().await;
    let first = connected(&house).await;
    assert!(first.warnings.is_empty());
    let again = Draft { name: "OpenAI again".to_owned(), ..house.draft(ADMIN_KEY) };
    let again = house.connections.create(again, "Ada").await.unwrap();
    let again = house.settled(&again.id, |view| view.status == Status::Connected).await;
    assert!(again.warnings[0].contains("read by `OpenAI`"), "{:?}", again.warnings);
    let first = house.connections.list().await.unwrap().remove(0);
    assert!(first.warnings[0].contains("read by `OpenAI again`"), "{:?}", first.warnings);
    house.connections.delete(&again.id, "Ada").await.unwrap();
    assert!(house.connections.get(&first.id).await.unwrap().warnings.is_empty());
}
