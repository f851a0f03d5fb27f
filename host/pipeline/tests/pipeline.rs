//! The way in, on a real ledger.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread::JoinHandle;

use outlay_domain::sink::EntrySink;
use outlay_domain::{CallId, Entry, Event, Finding, FindingState, Kind, Severity, SystemClock, Timestamp};
use outlay_ledger::{Ledger, Snapshot};
use outlay_pipeline::{AnswerKey, Begun, Incoming, Judge, Judgement, NoRules, Pipeline, Refused, Status};
use outlay_pricing::{LiveBook, PriceBook};

fn incoming(id: &str) -> Incoming {
    let mut event = Event::bare(CallId::of(&[id]), Kind::Completion, Timestamp::from_seconds(1));
    event.transaction_id = Some(id.into());
    Incoming::Event { event: Box::new(event), aliases: vec![CallId::of(&["alias", id])] }
}

fn start<J: Judge + 'static>(ledger: &Arc<Ledger>, judge: J) -> (Pipeline<J>, JoinHandle<()>) {
    let prices = Arc::new(LiveBook::new(PriceBook::bundled().unwrap()));
    Pipeline::start(Arc::clone(ledger), prices, Arc::new(SystemClock::default()), judge).unwrap()
}

struct House<J> {
    folder: tempfile::TempDir,
    ledger: Arc<Ledger>,
    pipeline: Pipeline<J>,
    thread: JoinHandle<()>,
}

impl<J: Judge + 'static> House<J> {
    fn new(judge: J) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Ledger::open(folder.path()).unwrap());
        let (pipeline, thread) = start(&ledger, judge);
        Self { folder, ledger, pipeline, thread }
    }

    async fn close(self) -> (tempfile::TempDir, Arc<Ledger>) {
        self.pipeline.stop().await;
        tokio::task::spawn_blocking(|| self.thread.join()).await.unwrap().unwrap();
        (self.folder, self.ledger)
    }
}

fn event_ids(ledger: &Ledger) -> Vec<CallId> {
    let mut ids = vec![];
    ledger
        .frames(0, |frame| {
            ids.extend(frame.entries.iter().filter_map(|entry| match entry {
                Entry::Event(event) => Some(event.call_id),
                _ => None,
            }));
            ControlFlow::Continue(())
        })
        .unwrap();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_at_once_share_batches_and_every_event_is_there_once() {
    let house = House::new(NoRules);
    let mut senders = tokio::task::JoinSet::new();
    for sender in 0..20 {
        let pipeline = house.pipeline.clone();
        senders.spawn(async move {
            let mut seqs = vec![];
            for number in 0..50 {
                // Every id is sent by two senders.
                let receipt = pipeline.take(vec![incoming(&format!("{}-{number}", sender / 2))], None).await.unwrap();
                seqs.push((receipt.outcomes[0].seq, receipt.outcomes[0].status));
            }
            seqs
        });
    }
    let all: Vec<_> = senders.join_all().await.into_iter().flatten().collect();
    let accepted: HashSet<u64> =
        all.iter().filter(|(_, status)| *status == Status::Accepted).map(|(seq, _)| *seq).collect();
    assert_eq!(accepted.len(), 500);
    assert!(all.iter().all(|(seq, _)| accepted.contains(seq)), "a repeat is told the place of the first");
    let (_folder, ledger) = house.close().await;
    let ids = event_ids(&ledger);
    assert_eq!(ids.len(), 500);
    assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), 500);
}

#[tokio::test]
async fn repeats_are_found_by_any_of_their_ids_even_after_a_restart() {
    let house = House::new(NoRules);
    let first = house.pipeline.take(vec![incoming("a"), incoming("a"), incoming("b")], None).await.unwrap();
    let statuses: Vec<_> = first.outcomes.iter().map(|outcome| outcome.status).collect();
    assert_eq!(statuses, [Status::Accepted, Status::Duplicate, Status::Accepted]);
    assert_eq!(first.outcomes[0].seq, first.outcomes[1].seq);
    let (folder, ledger) = house.close().await;
    drop(ledger);

    let ledger = Arc::new(Ledger::open(folder.path()).unwrap());
    let (pipeline, thread) = start(&ledger, NoRules);
    let mut event = Event::bare(CallId::of(&["c"]), Kind::Completion, Timestamp::from_seconds(1));
    event.transaction_id = Some("b".into());
    let other_name = Incoming::Event { event: Box::new(event), aliases: vec![CallId::of(&["alias", "b"])] };
    let again = pipeline.take(vec![incoming("a"), other_name], None).await.unwrap();
    assert!(again.outcomes.iter().all(|outcome| outcome.status == Status::Duplicate));
    assert_eq!(again.outcomes[1].seq, 2);
    pipeline.stop().await;
    tokio::task::spawn_blocking(|| thread.join()).await.unwrap().unwrap();
}

#[tokio::test]
async fn an_idempotency_key_is_kept_with_its_answer() {
    let house = House::new(NoRules);
    let key = AnswerKey::new("key", "k-1", "/v1/events", b"body");
    let Begun::Fresh(in_progress) = house.pipeline.begin(key).unwrap() else { panic!("a new key is fresh") };
    assert!(matches!(house.pipeline.begin(key).unwrap(), Begun::InProgress));
    let receipt = house.pipeline.take(vec![incoming("a")], Some(in_progress)).await.unwrap();
    let Begun::Replay(replayed) = house.pipeline.begin(key).unwrap() else { panic!("the answer is kept") };
    assert_eq!(replayed, receipt);
    let other_body = AnswerKey::new("key", "k-1", "/v1/events", b"another body");
    assert!(matches!(house.pipeline.begin(other_body).unwrap(), Begun::Mismatch));
    let other_account = AnswerKey::new("other", "k-1", "/v1/events", b"body");
    assert!(matches!(house.pipeline.begin(other_account).unwrap(), Begun::Fresh(_)));
}

/// Fires on every event.
#[derive(Debug)]
struct Always;

impl Judge for Always {
    fn judge(&mut self, first_seq: u64, _: Timestamp, entries: &[Entry]) -> Judgement {
        let finding = |seq: u64| Finding {
            seq,
            rule_id: "r".into(),
            rule_name: "Always".into(),
            shadow: seq.is_multiple_of(2),
            state: FindingState::Firing,
            severity: Severity::Warning,
            title: format!("entry {seq}"),
            detail: String::new(),
            key: "k".into(),
            value: None,
            limit: None,
            event_id: None,
        };
        let findings = (first_seq..).zip(entries).map(|(seq, _)| finding(seq)).collect();
        Judgement { findings, notes: vec![], partial: true }
    }

    fn due_snapshots(&mut self, last_seq: u64, _: Timestamp) -> Vec<Snapshot> {
        vec![Snapshot { rule_id: "r".into(), revision: 1, seq: last_seq, state: vec![7] }]
    }

    fn roll_back(&mut self, _: u64, _: Judgement) {}
}

#[tokio::test]
async fn senders_hear_of_their_own_events_and_not_of_shadow_rules() {
    let house = House::new(Always);
    let receipt = house.pipeline.take(vec![incoming("a"), incoming("b"), incoming("a")], None).await.unwrap();
    let titles: Vec<Vec<_>> = receipt
        .outcomes
        .iter()
        .map(|outcome| outcome.alerts.iter().map(|alert| alert.title.as_str()).collect())
        .collect();
    assert_eq!(titles, [vec!["entry 1"], vec![], vec![]], "a repeat is not judged again");
    assert!(receipt.partial);
    assert_eq!(house.ledger.snapshot("r").unwrap().unwrap().seq, 2);
}

#[tokio::test]
async fn other_entries_and_changes_have_their_place_between_events() {
    let house = House::new(NoRules);
    house.pipeline.take(vec![incoming("a")], None).await.unwrap();
    let second = house.pipeline.append(vec![Entry::Tick, Entry::Tick]).await.unwrap();
    let fourth = house
        .pipeline
        .change(|_, seq| vec![Entry::Skip { rule_id: "r".into(), from_seq: seq, to_seq: seq, reason: "test".into() }]);
    assert_eq!((second, fourth.await.unwrap()), (2, 4));
    let (_folder, ledger) = house.close().await;
    assert_eq!(ledger.end(), 5);
}

#[tokio::test]
async fn a_stopped_pipeline_says_so() {
    let house = House::new(NoRules);
    let pipeline = house.pipeline.clone();
    house.close().await;
    assert!(matches!(pipeline.take(vec![incoming("a")], None).await, Err(Refused::Stopping)));
}
