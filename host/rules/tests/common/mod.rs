//! A house with real rules: ledger, control data, the keeper, and a sequencer in small.

// Each test program uses a part of it.
#![allow(dead_code)]

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use std::{env, fs};

use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use outlay_control::Control;
use outlay_domain::sink::NotAccepted;
use outlay_domain::{CallId, Clock, Dimension, Entry, Event, Finding, Frame, Kind, Timestamp};
use outlay_ledger::{Commit, Ledger};
use outlay_rules::{History, Live, MadeOf, NewRule, Rule, RuleSet, RuleState, Rules, RulesError, SetChange, Workshop};
use outlay_sandbox::{Engines, Shelf};
use outlay_warehouse::Warehouse;
use serde_json::Value;
use wit_component::ComponentEncoder;

/// One for all tests of a program: each reserves much address space, and compiled code is kept between them.
pub(crate) fn engines() -> Engines {
    static ENGINES: OnceLock<Engines> = OnceLock::new();
    let cache = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiled-rules");
    ENGINES.get_or_init(|| Engines::open(&cache).unwrap()).clone()
}

/// The guest that was built of this package, as a component.
pub(crate) fn component(package: &str) -> Vec<u8> {
    let module = built("wasm32-unknown-unknown", package);
    ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}

/// The component that was built of this package for WASI.
pub(crate) fn wasi_component(package: &str) -> Vec<u8> {
    built("wasm32-wasip2", package)
}

fn built(target: &str, package: &str) -> Vec<u8> {
    // <target>/release/deps/<this program>
    let program = env::current_exe().unwrap();
    let folder = program.ancestors().nth(3).unwrap().join(target).join("guest");
    let file = folder.join(format!("{}.wasm", package.replace('-', "_")));
    fs::read(&file)
        .unwrap_or_else(|error| panic!("build the guests with `cargo xtask guests`: {}: {error}", file.display()))
}

/// Seconds of the ledger's time.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// What became of a batch.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) first_seq: u64,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Entry>,
    pub(crate) partial: bool,
}

impl Taken {
    /// Seq and title of each finding.
    pub(crate) fn said(&self) -> Vec<(u64, &str)> {
        self.findings.iter().map(|finding| (finding.seq, finding.title.as_str())).collect()
    }
}

/// As the pipeline's: judges, commits, one batch at a time.
#[derive(Debug)]
pub(crate) struct Sequencer {
    ledger: Arc<Ledger>,
    clock: Arc<TestClock>,
    set: Mutex<RuleSet>,
    /// Changes wait while it is set.
    held: AtomicBool,
}

impl Sequencer {
    fn commit(&self, set: &mut RuleSet, entries: Vec<Entry>) -> Taken {
        let received_at = Timestamp(self.clock.0.fetch_add(1_000, Ordering::Relaxed));
        let first_seq = self.ledger.end();
        let verdict = set.judge(first_seq, received_at, &entries);
        let mut frame = Frame { first_seq, received_at, entries, findings: verdict.findings.clone() };
        frame.entries.extend(verdict.notes.clone());
        let snapshots = set.due_snapshots(frame.end_seq() - 1, received_at);
        self.ledger.commit(&Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &snapshots }).unwrap();
        Taken { first_seq, findings: verdict.findings, notes: verdict.notes, partial: verdict.partial }
    }
}

#[async_trait]
impl Live for Sequencer {
    async fn change(&self, change: SetChange) -> Result<u64, NotAccepted> {
        while self.held.load(Ordering::Acquire) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let mut set = self.set.lock().unwrap();
        let seq = self.ledger.end();
        let entries = change(&mut set, seq);
        if !entries.is_empty() {
            self.commit(&mut set, entries);
        }
        Ok(seq)
    }
}

pub(crate) struct House {
    pub(crate) rules: Arc<Rules>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) control: Control,
    sequencer: Arc<Sequencer>,
    folder: Arc<tempfile::TempDir>,
    events: AtomicI64,
}

/// A house with the built-in rule, and nothing in it.
pub(crate) async fn house() -> House {
    House::open(Arc::new(tempfile::tempdir().unwrap()), 1_000_000_000, 0).await
}

impl House {
    async fn open(folder: Arc<tempfile::TempDir>, now: i64, events: i64) -> Self {
        let ledger = Arc::new(Ledger::open(&folder.path().join("ledger")).unwrap());
        let control = Control::open(&folder.path().join("control.sqlite")).await.unwrap();
        let clock = Arc::new(TestClock(now.into()));
        let builtin = |name: &str, package: &str| (name.to_owned(), component(package));
        let builtins = vec![
            builtin("first", "rule-first-expensive-call"),
            builtin("metric", "rule-metric"),
            builtin("threshold", "rule-threshold"),
        ];
        let (rules, set) = Rules::open(
            control.clone(),
            engines(),
            Arc::clone(&ledger),
            builtins,
            Shelf::open(&folder.path().join("components")).unwrap(),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Workshop::Here,
        )
        .await
        .unwrap();
        let sequencer =
            Sequencer { ledger: Arc::clone(&ledger), clock, set: Mutex::new(set), held: AtomicBool::new(false) };
        let sequencer = Arc::new(sequencer);
        rules.attach(Arc::clone(&sequencer) as Arc<dyn Live>);
        Self { rules, ledger, control, sequencer, folder, events: events.into() }
    }

    /// As after a crash: what is on disk is opened as a second process would. The old half is held and never used again.
    pub(crate) async fn restart(self) -> Self {
        self.sequencer.held.store(true, Ordering::Release);
        let copy = Arc::new(tempfile::tempdir().unwrap());
        copy_folder(self.folder.path(), copy.path());
        let now = self.sequencer.clock.0.load(Ordering::Relaxed);
        Self::open(copy, now, self.events.load(Ordering::Relaxed)).await
    }

    /// Judges and commits events as one batch.
    pub(crate) fn take(&self, events: Vec<Event>) -> Taken {
        self.take_entries(events.into_iter().map(|event| Entry::Event(Box::new(event))).collect())
    }

    pub(crate) fn take_entries(&self, mut entries: Vec<Entry>) -> Taken {
        for entry in &mut entries {
            if let Entry::Event(event) = entry {
                let number = self.events.fetch_add(1, Ordering::Relaxed);
                event.call_id = CallId::of(&[&number.to_string()]);
            }
        }
        self.sequencer.commit(&mut self.sequencer.set.lock().unwrap(), entries)
    }

    /// Whether changes wait: a rule that failed stays detached while they do.
    pub(crate) fn hold(&self, held: bool) {
        self.sequencer.held.store(held, Ordering::Release);
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.sequencer.clock.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    pub(crate) async fn create(&self, made_of: MadeOf, settings: Value) -> Result<Rule, RulesError> {
        let name = "Test".to_owned();
        let new = NewRule { name, made_of, settings, channels: vec![], enabled: true, shadow: false, memory_mib: None };
        self.rules.create(new, "test").await
    }

    pub(crate) async fn threshold(&self, settings: Value) -> Result<Rule, RulesError> {
        self.create(MadeOf::Builtin("threshold".into()), settings).await
    }

    pub(crate) async fn hostile(&self, settings: Value) -> Result<Rule, RulesError> {
        let uploaded = self.rules.upload(component("rule-hostile"), "test").await.unwrap();
        self.create(MadeOf::Component(uploaded.id), settings).await
    }

    /// Waits until the rule is in this state.
    pub(crate) async fn wait_for(&self, rule: &str, state: RuleState) -> Rule {
        for _ in 0..2_000 {
            let now = self.rules.get(rule).await.unwrap();
            if now.state == state {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("never {state:?}: {:?}, {:?}", self.rules.get(rule).await, self.rules.log(rule).await);
    }

    /// The warehouse, with everything that the ledger has by now.
    pub(crate) fn history(&self) -> Past {
        let warehouse = Warehouse::open(&self.folder.path().join(format!("{}.duckdb", self.ledger.end()))).unwrap();
        let mut applier = warehouse.applier().unwrap();
        while applier.step(&self.ledger).unwrap() > 0 {}
        Past(warehouse)
    }

    /// Every finding that was ever committed, and every entry but events.
    pub(crate) fn committed(&self) -> (Vec<Finding>, Vec<Entry>) {
        let (mut findings, mut entries) = (vec![], vec![]);
        self.ledger
            .frames(0, |frame| {
                findings.extend(frame.findings.clone());
                entries.extend(frame.entries.iter().filter(|entry| !matches!(entry, Entry::Event(_))).cloned());
                ControlFlow::Continue(())
            })
            .unwrap();
        (findings, entries)
    }
}

pub(crate) struct Past(Warehouse);

impl History for Past {
    fn show(
        &self,
        columns: &[&str],
        time: (Timestamp, Timestamp),
        visit: &mut dyn FnMut(&RecordBatch) -> ControlFlow<()>,
        told: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), String> {
        self.0.past_rows(columns, time, visit, told).map_err(|error| error.to_string())
    }
}

/// An event of an agent.
pub(crate) fn call(agent: &str) -> Event {
    let mut event = Event::bare(CallId([0; 16]), Kind::Completion, Timestamp(5));
    event.dimensions.set(Dimension::Agent, agent);
    event
}

/// An event that cost something.
pub(crate) fn costing(agent: &str, cost: &str) -> Event {
    let mut event = call(agent);
    event.cost.effective = Some(cost.parse().unwrap());
    event
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else if let Err(error) = fs::copy(entry.path(), to.join(entry.file_name())) {
            // Files that come and go (SQLite's, compactions) may be gone meanwhile.
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{error}");
        }
    }
}
