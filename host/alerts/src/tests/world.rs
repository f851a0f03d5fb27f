//! Everything around the room, in one folder.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use outlay_control::Control;
use outlay_control::rules::RuleRow;
use outlay_domain::entry::{AlertRow, Row};
use outlay_domain::sink::{EntrySink, NotAccepted};
use outlay_domain::{Clock, Entry, Finding, FindingState, Frame, Severity, Timestamp};
use outlay_egress::{Egress, Times};
use outlay_ledger::{Commit, Ledger};
use outlay_vault::{MasterKey, Vault};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::receiver::{Receiver, SECRET};
use crate::{Alert, Alerts, Channel, Filter, NewChannel};

pub(super) const RULE: &str = "rule-1";
pub(super) const CONSOLE: &str = "https://outlay.example.com";

/// Stands still until it is moved.
#[derive(Debug)]
pub(super) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// The ledger's one writer.
#[derive(Debug)]
pub(super) struct Writer {
    ledger: Arc<Ledger>,
    clock: Arc<TestClock>,
    order: Mutex<()>,
    /// As after a crash between the commit and the answer.
    pub(super) never_answers: AtomicBool,
}

impl Writer {
    fn commit(&self, entries: Vec<Entry>, findings: Vec<Finding>) -> u64 {
        let _one_at_a_time = self.order.lock().unwrap();
        let first_seq = self.ledger.end();
        let mut frame = Frame { first_seq, received_at: self.clock.now(), entries, findings };
        if frame.entries.is_empty() {
            frame.entries.push(Entry::Mark);
        }
        self.ledger.commit(&Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &[] }).unwrap();
        first_seq
    }
}

#[async_trait]
impl EntrySink for Writer {
    async fn append(&self, entries: Vec<Entry>) -> Result<u64, NotAccepted> {
        let seq = self.commit(entries, vec![]);
        if self.never_answers.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        Ok(seq)
    }
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) control: Control,
    pub(super) clock: Arc<TestClock>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) writer: Arc<Writer>,
    pub(super) alerts: Arc<Alerts>,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::open(tempfile::tempdir().unwrap()).await
    }

    pub(super) async fn open(folder: TempDir) -> Self {
        let control = Control::open(&folder.path().join("control.sqlite")).await.unwrap();
        let ledger = Arc::new(Ledger::open(&folder.path().join("ledger")).unwrap());
        let clock = Arc::new(TestClock(AtomicI64::new("2026-11-25T12:00:00Z".parse::<Timestamp>().unwrap().0)));
        let writer = Arc::new(Writer {
            ledger: Arc::clone(&ledger),
            clock: Arc::clone(&clock),
            order: Mutex::default(),
            never_answers: AtomicBool::new(false),
        });
        let alerts = open_alerts(&control, &ledger, &clock).await;
        Self { folder, control, clock, ledger, writer, alerts }
    }

    /// Closes all files.
    pub(super) async fn close(self) -> TempDir {
        self.control.close().await;
        self.folder
    }

    /// As after a restart: everything that the room had in memory is gone.
    pub(super) async fn restart(&mut self) {
        self.alerts = open_alerts(&self.control, &self.ledger, &self.clock).await;
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
        self.alerts.deliveries_due.notify_one();
        self.alerts.time_matters.notify_one();
    }

    /// A rule that delivers to these channels.
    pub(super) async fn rule(&self, channels: &[&Channel]) {
        let ids: Vec<&str> = channels.iter().map(|channel| channel.id.as_str()).collect();
        let rule = RuleRow {
            id: RULE.into(),
            team: "default".into(),
            name: "Expensive call".into(),
            builtin: Some("threshold".into()),
            component: None,
            sha256: String::new(),
            settings: "{}".into(),
            channels: serde_json::to_string(&ids).unwrap(),
            enabled: true,
            shadow: false,
            revision: 1,
            suspended: None,
            findings: 0,
            traps: 0,
            created_at: 0,
            created_by: "test".into(),
            updated_at: 0,
            memory_mib: 16,
            time_zone: "UTC".into(),
            last_error: None,
            last_error_at: None,
        };
        self.control.insert_rule(&rule).await.unwrap();
    }

    pub(super) async fn channel(&self, name: &str, receiver: &Receiver) -> Channel {
        let settings = settings(json!({"url": receiver.url, "secret": SECRET}));
        let new = NewChannel { name: name.into(), kind: None, settings, allow_private: true };
        self.alerts.create_channel(new, "test").await.unwrap()
    }

    /// One frame in which the rules said this.
    pub(super) fn say(&self, findings: Vec<Finding>) {
        let seq = self.ledger.end();
        let findings = findings.into_iter().map(|finding| Finding { seq, ..finding }).collect();
        self.clock.0.fetch_add(1_000, Ordering::Relaxed);
        self.writer.commit(vec![Entry::Tick], findings);
    }

    pub(super) fn run(&self) -> (JoinHandle<()>, CancellationToken) {
        let cancel = CancellationToken::new();
        let sink: Arc<dyn EntrySink> = Arc::clone(&self.writer) as _;
        (tokio::spawn(Arc::clone(&self.alerts).run(sink, cancel.clone())), cancel)
    }

    pub(super) async fn all(&self) -> Vec<Alert> {
        self.alerts.list(Filter::All, 100, None).await.unwrap().items
    }

    /// What the warehouse gets to see.
    pub(super) fn rows(&self) -> Vec<AlertRow> {
        let mut rows = vec![];
        let each = |frame: Arc<Frame>| {
            rows.extend(frame.entries.iter().cloned().filter_map(|entry| match entry {
                Entry::Row(Row::Alert(row)) => Some(row),
                _ => None,
            }));
            ControlFlow::Continue(())
        };
        self.ledger.frames(0, each).unwrap();
        rows
    }
}

/// Of the same key at every start.
pub(super) fn vault() -> Vault {
    Vault::new(&MasterKey::parse(&"5e".repeat(32)).unwrap())
}

async fn open_alerts(control: &Control, ledger: &Arc<Ledger>, clock: &Arc<TestClock>) -> Arc<Alerts> {
    let vault = Arc::new(vault());
    let egress = Egress::new(Times::default()).unwrap();
    let clock: Arc<dyn Clock> = Arc::clone(clock) as _;
    Alerts::open(control.clone(), vault, egress, Arc::clone(ledger), clock, Some(CONSOLE.to_owned())).await.unwrap()
}

pub(super) fn settings(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

pub(super) fn firing(key: &str, value: &str) -> Finding {
    Finding {
        seq: 0,
        rule_id: RULE.into(),
        rule_name: "Expensive call".into(),
        shadow: false,
        state: FindingState::Firing,
        severity: Severity::Warning,
        title: format!("{key}: {value} USD is over 1.25 USD"),
        detail: "One call cost more than its limit.".into(),
        key: key.into(),
        value: Some(value.into()),
        limit: Some("1.25".into()),
        event_id: Some(format!("evt_{value}")),
    }
}

pub(super) fn cleared(key: &str) -> Finding {
    Finding { state: FindingState::Cleared, event_id: None, ..firing(key, "0") }
}

/// Asks until it is so.
pub(super) async fn until(is_so: impl AsyncFn() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asking).await.expect("it never became so");
}
