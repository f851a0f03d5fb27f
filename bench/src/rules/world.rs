//! Ledger, control data and the keeper of rules in this process, with a sequencer in small: a rule is measured where it
//! judges, without HTTP before it.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use outlay_control::Control;
use outlay_domain::sink::NotAccepted;
use outlay_domain::{Clock, Entry, Frame, Timestamp};
use outlay_ledger::{Commit, Ledger};
use outlay_rules::{Live, MadeOf, NewRule, RuleSet, Rules, SetChange, Workshop};
use outlay_sandbox::{Engines, Shelf};
use serde_json::Value;
use wit_component::ComponentEncoder;

use crate::options::GuestPlace;

/// Where compiled guests are, and where worlds are made.
#[derive(Debug)]
pub(crate) struct Guests {
    guests: PathBuf,
    folder: PathBuf,
    engines: Engines,
}

impl Guests {
    pub(crate) fn open(place: &GuestPlace) -> Result<Self> {
        let folder = place.folder.join("rules");
        fs::create_dir_all(&folder)?;
        let engines = Engines::open(&folder.join("compiled"))?;
        Ok(Self { guests: place.guests.clone(), folder, engines })
    }

    /// A built guest, as a component.
    pub(crate) fn component(&self, package: &str) -> Result<Vec<u8>> {
        let file = self.guests.join(format!("{}.wasm", package.replace('-', "_")));
        let module = fs::read(&file).with_context(|| format!("build the guests: there is no {}", file.display()))?;
        ComponentEncoder::default().validate(true).module(&module)?.encode()
    }
}

/// A clock that only goes on with batches.
#[derive(Debug)]
struct Seconds(AtomicI64);

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

#[derive(Debug)]
pub(crate) struct World {
    rules: Arc<Rules>,
    sequencer: Arc<Sequencer>,
    component: String,
    _folder: tempfile::TempDir,
}

impl Drop for World {
    /// The keeper, which waits for news of the rules, would keep them.
    fn drop(&mut self) {
        self.sequencer.set.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[derive(Debug)]
struct Sequencer {
    ledger: Arc<Ledger>,
    clock: Arc<Seconds>,
    /// None when the world has ended.
    set: Mutex<Option<RuleSet>>,
}

#[async_trait]
impl Live for Sequencer {
    async fn change(&self, change: SetChange) -> Result<u64, NotAccepted> {
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(set) = set.as_mut() else { return Err(NotAccepted("it has ended".to_owned())) };
        let seq = self.ledger.end();
        let entries = change(set, seq);
        if !entries.is_empty() {
            let received_at = Timestamp(self.clock.0.fetch_add(1_000, Ordering::Relaxed));
            let frame = Frame { first_seq: seq, received_at, entries, findings: vec![] };
            let snapshots = set.due_snapshots(frame.end_seq() - 1, received_at);
            let commit = Commit { frame: frame.into(), names: &[], answers: &[], snapshots: &snapshots };
            self.ledger.commit(&commit).map_err(|error| NotAccepted(error.to_string()))?;
        }
        Ok(seq)
    }
}

impl World {
    /// With a component, of which there are no rules yet.
    pub(crate) async fn with(guests: &Guests, package: &str) -> Result<Self> {
        let folder = tempfile::tempdir_in(&guests.folder)?;
        let ledger = Arc::new(Ledger::open(&folder.path().join("ledger"))?);
        let control = Control::open(&folder.path().join("control.sqlite")).await?;
        let clock = Arc::new(Seconds(AtomicI64::new(1_793_000_000_000_000)));
        let (rules, set) = Rules::open(
            control,
            guests.engines.clone(),
            Arc::clone(&ledger),
            vec![],
            Shelf::open(&folder.path().join("components"))?,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Workshop::Here,
        )
        .await?;
        let sequencer = Arc::new(Sequencer { ledger, clock, set: Mutex::new(Some(set)) });
        rules.attach(Arc::clone(&sequencer) as Arc<dyn Live>);
        let component = rules.upload(guests.component(package)?, "benchmark").await?.id;
        Ok(Self { rules, sequencer, component, _folder: folder })
    }

    /// One more rule, which judges from now on.
    pub(crate) async fn add(&self, settings: Value) -> Result<()> {
        let (name, made_of) = ("rule".to_owned(), MadeOf::Component(self.component.clone()));
        let new = NewRule { name, made_of, settings, channels: vec![], enabled: true, shadow: false, memory_mib: None };
        self.rules.create(new, "benchmark").await?;
        Ok(())
    }

    /// Judges a batch as often as it is asked to, on this thread; all rules must have judged everything.
    pub(crate) fn judge(&self, entries: &[Entry], rounds: u32) -> Result<()> {
        let mut set = self.sequencer.set.lock().unwrap_or_else(PoisonError::into_inner);
        let set = set.as_mut().context("it has ended")?;
        let mut seq = self.sequencer.ledger.end();
        for _ in 0..rounds {
            let verdict = set.judge(seq, self.sequencer.clock.now(), entries);
            if verdict.partial || !verdict.notes.is_empty() {
                bail!("a rule was detached: {:?}", verdict.notes);
            }
            seq += entries.len() as u64;
        }
        Ok(())
    }
}
