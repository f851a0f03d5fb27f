//! Every connector against its provider. What all of them must do is tested here, over all fakes; what each one's figures
//! are, in a module of its own.

mod anthropic;
mod azure_openai;
mod bedrock;
mod cloudflare;
mod cursor;
mod elevenlabs;
mod figures;
mod gemini;
mod github_copilot;
mod langfuse;
mod litellm;
mod openai;
mod openrouter;
mod piapi;
mod vercel;
mod vertex;
mod xai;

use fakes::{ALL, Provider, Trouble};
use outlay_connections::{ConnectionView, Status};
use outlay_domain::record::{Record, Window};
use std::time::Duration;

use crate::house::{House, draft, log};

/// A connection of this house that has read everything.
async fn connected<P: Provider>(house: &House<P>) -> ConnectionView {
    let created = house.connections.create(draft(&house.fake.connect()), "Ada").await.unwrap();
    let view = house.settled(&created.id, |_| true).await;
    assert_eq!((view.status, view.reason.as_ref()), (Status::Connected, None), "{view:?}");
    view
}

fn make(id: &str) -> Box<dyn Provider> {
    ALL.iter().find(|(known, _)| *known == id).unwrap().1()
}

/// Everything that was read, without what a moment's difference changes.
fn read(windows: &[Window]) -> Vec<(String, Record)> {
    let mut records: Vec<_> = windows
        .iter()
        .flat_map(|window| window.records.iter().map(|record| (window.stream.clone(), record.clone())))
        .filter(|(_, record)| !record.open && !record.gone)
        .map(|(stream, record)| (stream, Record { previous: None, ..record }))
        .collect();
    records.sort_by_cached_key(|record| format!("{record:?}"));
    records.dedup();
    records
}

async fn each(test: impl AsyncFn(&'static str)) {
    for (id, _) in ALL {
        test(id).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_provider_is_read_from_end_to_end() {
    each(async |id| {
        let house = House::with(make(id)).await;
        let view = connected(&house).await;
        let has_records = view.last_sync.as_ref().is_some_and(|sync| sync.records > 0);
        assert_eq!(has_records, house.fake.has_history(), "{id}: {view:?}");
        let windows = house.windows();
        for window in &windows {
            for record in &window.records {
                let is_inside = window.start <= record.period_start && record.period_start < window.end;
                assert!(is_inside, "{id} {}: {record:?}", window.stream);
                assert!(record.period_start < record.period_end && !record.provider.is_empty(), "{id}: {record:?}");
            }
        }
        for (name, secret) in house.fake.connect().credentials {
            let log = log().lock().unwrap();
            let is_told = log.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!is_told, "{id}: {name} is in the log");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn troubles_of_a_provider_pass_and_lose_nothing() {
    each(async |id| {
        let (calm, rough) = (House::with(make(id)).await, House::with(make(id)).await);
        connected(&calm).await;
        rough.fake.answer_next([
            Trouble::RateLimited { retry_after: Some(0) },
            Trouble::Slow(Duration::from_millis(100)),
            Trouble::ServerError,
        ]);
        let created = rough.connections.create(draft(&rough.fake.connect()), "Ada").await.unwrap();
        rough.settled(&created.id, |_| true).await;
        for trouble in [Trouble::Truncated, Trouble::NotJson, Trouble::ServerError] {
            rough.fake.answer_next([trouble]);
            rough.connections.sync_now(&created.id, "Ada").await.unwrap();
            rough.settled(&created.id, |_| true).await;
        }
        rough.connections.sync_now(&created.id, "Ada").await.unwrap();
        let view = rough.settled(&created.id, |_| true).await;
        assert_eq!(view.status, Status::Connected, "{id}: {view:?}");
        assert_eq!(read(&calm.windows()), read(&rough.windows()), "{id}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_kind_of_credential_is_told_from_a_wrong_one() {
    each(async |id| {
        let house = House::with(make(id)).await;
        let mistakes = house.fake.mistakes(&house.fake.origin());
        assert!(!mistakes.is_empty(), "{id}");
        for mistake in mistakes {
            let checked = house.connections.check_draft(&draft(&mistake.connect)).await;
            let checked = checked.unwrap_or_else(|error| panic!("{id}, {}: {error}", mistake.what));
            let (code, message) = checked.failure.unwrap_or_else(|| panic!("{id}, {}: it works", mistake.what));
            assert_eq!(code, mistake.finds, "{id}, {}: {message}", mistake.what);
            for (_, secret) in &mistake.connect.credentials {
                assert!(!message.contains(secret.as_str()), "{id}, {}: {message}", mistake.what);
            }
        }
    })
    .await;
}
