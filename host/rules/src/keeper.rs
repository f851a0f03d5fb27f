//! Keeps rules and components: opens them, watches over them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use outlay_control::Control;
use outlay_control::rules::{RuleCounts, RuleRow};
use outlay_domain::sink::NotAccepted;
use outlay_domain::{Clock, Timestamp};
use outlay_ledger::Ledger;
use outlay_sandbox::{Engines, RuleComponent, Shelf};
use tokio::sync::mpsc;

use crate::error::RulesError;
use crate::live::Live;
use crate::member::{Notice, Who};
use crate::replay::{Replay, Spec, Stop, bring_all, saved};
use crate::rule_set::RuleSet;
use crate::status::{RuleLogLine, RuleState, Status};
use crate::workshop::Workshop;
use crate::{components, recovery, ticks, zone};

/// How often counts are written down.
const FLUSH_EVERY: Duration = Duration::from_secs(5);

/// Rules and components: made, changed, looked at, kept alive.
#[derive(Debug)]
pub struct Rules {
    pub(crate) control: Control,
    pub(crate) engines: Engines,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) workshop: Workshop,
    /// Where uploaded wasm lies.
    pub(crate) shelf: Shelf,
    pub(crate) builtins: BTreeMap<String, RuleComponent>,
    /// Uploaded components that were needed so far, by digest.
    pub(crate) loaded: Mutex<HashMap<String, RuleComponent>>,
    /// By rule.
    kept: Mutex<HashMap<String, Kept>>,
    live: OnceLock<Arc<dyn Live>>,
    /// Until it is attached: what is to be done then.
    waiting: Mutex<Option<Waiting>>,
    /// Rules that are brought back after a batch that was not committed; true if that happened again meanwhile.
    recovering: Mutex<HashMap<String, bool>>,
    /// The name of the time zone that rules are started in.
    pub(crate) zone: Mutex<String>,
    /// One change at a time.
    pub(crate) changing: tokio::sync::Mutex<()>,
}

/// What is known of a rule beside its row.
#[derive(Debug, Clone)]
struct Kept {
    status: Arc<Status>,
    /// Of the revision that runs, or is to.
    spec: Option<Spec>,
    /// What was last written down.
    written: RuleCounts,
}

#[derive(Debug)]
struct Waiting {
    notices: mpsc::UnboundedReceiver<Notice>,
    /// To be brought back, from this entry on.
    detached: Vec<(Spec, u64)>,
    /// Their revision never started: they start at the end of the ledger.
    unstarted: Vec<String>,
}

impl Rules {
    /// Opens what is kept and restores every enabled rule: its saved state, then the ledger after it. `builtins` are
    /// names and wasm. The set goes to the pipeline; then [`attach`](Self::attach).
    pub async fn open(
        control: Control,
        engines: Engines,
        ledger: Arc<Ledger>,
        builtins: Vec<(String, Vec<u8>)>,
        shelf: Shelf,
        clock: Arc<dyn Clock>,
        workshop: Workshop,
    ) -> Result<(Arc<Self>, RuleSet), RulesError> {
        let loading = engines.clone();
        let builtins = in_background(move || components::load_builtins(&loading, builtins)).await??;
        let (notify, notices) = mpsc::unbounded_channel();
        let rules = Self {
            control,
            engines,
            ledger,
            clock,
            workshop,
            shelf,
            builtins,
            loaded: Mutex::default(),
            kept: Mutex::default(),
            live: OnceLock::new(),
            waiting: Mutex::default(),
            recovering: Mutex::default(),
            zone: Mutex::new(zone::DEFAULT.to_owned()),
            changing: tokio::sync::Mutex::default(),
        };
        rules.read_time_zone().await?;
        let mut waiting = Waiting { notices, detached: Vec::new(), unstarted: Vec::new() };
        let set = rules.restore(RuleSet::new(notify), &mut waiting).await?;
        *rules.waiting() = Some(waiting);
        Ok((Arc::new(rules), set))
    }

    async fn restore(&self, mut set: RuleSet, waiting: &mut Waiting) -> Result<RuleSet, RulesError> {
        let (mut specs, mut made_anew) = (Vec::new(), Vec::new());
        for row in self.control.rules().await? {
            let status = Arc::new(resting_status(&row));
            self.keep(&row.id, Arc::clone(&status), None);
            if status.state().0 != RuleState::Starting {
                continue;
            }
            match self.spec(&row, Arc::clone(&status)).await {
                Ok(spec) => {
                    if spec.component.sha256() != row.sha256 {
                        // A built-in rule of another make takes the state of its forerunner, if it can.
                        made_anew.push(row.id.clone());
                        let sha256 = spec.component.sha256().to_owned();
                        self.control.update_rule(&RuleRow { sha256, ..row.clone() }).await?;
                    }
                    self.keep(&row.id, status, Some(spec.clone()));
                    specs.push(spec);
                }
                Err(error) => {
                    tracing::error!(rule = row.id, %error, "a rule cannot be started");
                    status.set(RuleState::Suspended, Some(format!("it cannot be started: {error}")));
                }
            }
        }
        let (ledger, end) = (Arc::clone(&self.ledger), self.ledger.end());
        let replayed = in_background(move || replay_all(&ledger, specs)).await??;
        replayed.tell();
        for (spec, outcome) in replayed.rules {
            match outcome {
                Ok(replay) if replay.is_stopped() => {
                    let reason = "it was stopped after repeated failures".to_owned();
                    spec.status.set(RuleState::Suspended, Some(reason.clone()));
                    self.note_suspension(&spec.who.id, spec.who.revision, &reason).await;
                }
                Ok(replay) => {
                    spec.status.set(RuleState::Live, None);
                    let (member, late) = replay.into_member();
                    set.add(member, late);
                }
                Err(Stop::NoSnapshot) => waiting.unstarted.push(spec.who.id),
                Err(Stop::Failed { .. }) if made_anew.contains(&spec.who.id) => waiting.unstarted.push(spec.who.id),
                Err(Stop::Ledger(error)) => return Err(error.into()),
                Err(stop) => {
                    let reason = if let Stop::Failed { failure, .. } = stop { failure.reason } else { String::new() };
                    tracing::warn!(rule = spec.who.id, reason, "a rule could not be restored at once");
                    spec.status.set(RuleState::Detached, Some(reason).filter(|reason| !reason.is_empty()));
                    waiting.detached.push((spec, end));
                }
            }
        }
        for (spec, judged_to) in &waiting.detached {
            set.await_member(spec.member(None), *judged_to);
        }
        Ok(set)
    }

    /// Reaches the set from now on, and brings back what could not be restored. Call it once, inside a runtime.
    pub fn attach(self: &Arc<Self>, live: Arc<dyn Live>) {
        let Some(Waiting { notices, detached, unstarted }) = self.waiting().take() else { return };
        if self.live.set(Arc::clone(&live)).is_err() {
            return;
        }
        for (spec, judged_to) in detached {
            tokio::spawn(recovery::recover(Arc::clone(self), Arc::clone(&live), spec, judged_to));
        }
        tokio::spawn(Arc::clone(self).start_all(unstarted));
        tokio::spawn(ticks::tick(Arc::clone(&live)));
        tokio::spawn(Arc::clone(self).heed(notices, live));
        tokio::spawn(Arc::clone(self).flush_often());
    }

    /// Lets time pass, as happens every ten seconds by itself: for a clock that is moved by hand.
    pub async fn tick(&self) -> Result<(), NotAccepted> {
        match self.live.get() {
            Some(live) => ticks::once(live.as_ref()).await,
            None => Ok(()),
        }
    }

    async fn start_all(self: Arc<Self>, unstarted: Vec<String>) {
        for id in unstarted {
            if let Err(error) = self.restart(&id).await {
                tracing::error!(rule = id, %error, "a rule cannot be started");
                if let Some(status) = self.status(&id) {
                    status.set(RuleState::Suspended, Some(format!("it cannot be started: {error}")));
                }
            }
        }
    }

    async fn heed(self: Arc<Self>, mut notices: mpsc::UnboundedReceiver<Notice>, live: Arc<dyn Live>) {
        while let Some(notice) = notices.recv().await {
            match notice {
                Notice::Failed { rule_id, revision, judged_to, durable_to } => {
                    let spec = self.kept().get(&rule_id).and_then(|kept| kept.spec.clone());
                    if let Some(spec) = spec.filter(|spec| spec.who.revision == revision) {
                        let (rules, live) = (Arc::clone(&self), Arc::clone(&live));
                        tokio::spawn(async move {
                            let mut end = rules.ledger.watch();
                            if end.wait_for(|&end| end >= durable_to).await.is_ok() {
                                recovery::recover(rules, live, spec, judged_to).await;
                            }
                        });
                    }
                }
                Notice::RolledBack { judged_to } => {
                    tokio::spawn(Arc::clone(&self).bring_all_back(Arc::clone(&live), judged_to));
                }
                Notice::Suspended { rule_id, revision, reason } => {
                    self.note_suspension(&rule_id, revision, &reason).await;
                }
            }
        }
    }

    /// After a batch that was judged and not committed.
    async fn bring_all_back(self: Arc<Self>, live: Arc<dyn Live>, judged_to: u64) {
        // A change that failed with the batch puts its rule back first.
        let _no_change = self.changing.lock().await;
        let specs: Vec<Spec> = self.kept().values().filter_map(|kept| kept.spec.clone()).collect();
        for spec in specs {
            if matches!(spec.status.state().0, RuleState::Suspended | RuleState::Disabled) {
                continue;
            }
            spec.status.set(RuleState::Detached, Some("the ledger could not be written; it is replayed".to_owned()));
            let member = spec.member(None);
            let added = live.change(Box::new(move |set, _| {
                set.await_member(member, judged_to);
                Vec::new()
            }));
            if let Err(error) = added.await {
                tracing::debug!(rule = spec.who.id, %error, "the rule waits for the ledger");
            }
            // One recovery a rule; what is rolled back meanwhile is taken up by it.
            let is_under_way = self.recovering().insert(spec.who.id.clone(), true).is_some();
            if !is_under_way {
                tokio::spawn(Arc::clone(&self).recover_until_done(Arc::clone(&live), spec, judged_to));
            }
        }
    }

    async fn recover_until_done(self: Arc<Self>, live: Arc<dyn Live>, spec: Spec, judged_to: u64) {
        loop {
            self.recovering().insert(spec.who.id.clone(), false);
            recovery::recover(Arc::clone(&self), Arc::clone(&live), spec.clone(), judged_to).await;
            let mut recovering = self.recovering();
            if recovering.get(&spec.who.id) != Some(&true) {
                recovering.remove(&spec.who.id);
                return;
            }
        }
    }

    async fn flush_often(self: Arc<Self>) {
        loop {
            tokio::time::sleep(FLUSH_EVERY).await;
            if let Err(error) = self.flush().await {
                tracing::warn!(%error, "the counts of rules could not be written down");
            }
        }
    }

    /// Writes down how often rules found something and failed.
    pub async fn flush(&self) -> Result<(), RulesError> {
        let changed: Vec<(String, RuleCounts)> = {
            let kept = self.kept();
            let counts = kept.iter().map(|(id, kept)| (id, kept.status.to_write(), &kept.written));
            counts.filter(|(_, now, written)| now != *written).map(|(id, now, _)| (id.clone(), now)).collect()
        };
        for (id, now) in changed {
            self.control.set_rule_counts(&id, &now).await?;
            if let Some(kept) = self.kept().get_mut(&id) {
                kept.written = now;
            }
        }
        Ok(())
    }

    /// What the rule wrote, and what there was to say about it; the oldest line first. Lines do not outlive the process.
    pub async fn log(&self, id: &str) -> Result<Vec<RuleLogLine>, RulesError> {
        self.control.rule(id).await?.ok_or(RulesError::NoSuchRule)?;
        Ok(self.status(id).map(|status| status.log()).unwrap_or_default())
    }

    pub(crate) async fn note_suspension(&self, rule_id: &str, revision: u64, reason: &str) {
        tracing::error!(rule = rule_id, reason, "a rule is suspended");
        let revision = i64::try_from(revision).unwrap_or(i64::MAX);
        if let Err(error) = self.control.suspend_rule(rule_id, revision, reason).await {
            tracing::error!(rule = rule_id, %error, "the suspension of a rule could not be written down");
        }
    }

    /// What it takes to start a rule.
    pub(crate) async fn spec(&self, row: &RuleRow, status: Arc<Status>) -> Result<Spec, RulesError> {
        let component = self.component_of(row).await?;
        let revision = u64::try_from(row.revision).unwrap_or_default();
        let who = Who { id: row.id.clone(), revision, name: row.name.clone(), shadow: row.shadow };
        let zone = TimeZone::get(&row.time_zone).unwrap_or(TimeZone::UTC);
        let memory = usize::try_from(row.memory_mib).unwrap_or_default() << 20;
        Ok(Spec { who, component, settings: row.settings.clone(), zone, memory, status })
    }

    pub(crate) fn live(&self) -> Result<&Arc<dyn Live>, RulesError> {
        self.live.get().ok_or_else(|| NotAccepted("the server is starting".to_owned()).into())
    }

    pub(crate) fn status(&self, id: &str) -> Option<Arc<Status>> {
        self.kept().get(id).map(|kept| Arc::clone(&kept.status))
    }

    pub(crate) fn keep(&self, id: &str, status: Arc<Status>, spec: Option<Spec>) {
        let mut kept = self.kept();
        let written = kept.get(id).map_or_else(|| status.to_write(), |kept| kept.written.clone());
        kept.insert(id.to_owned(), Kept { status, spec, written });
    }

    pub(crate) fn forget(&self, id: &str) {
        self.kept().remove(id);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recovering(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        self.recovering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a rule is while nothing runs.
pub(crate) fn resting_status(row: &RuleRow) -> Status {
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    let (state, reason) = match (row.enabled, &row.suspended) {
        (false, _) => (RuleState::Disabled, None),
        (true, Some(reason)) => (RuleState::Suspended, Some(reason.clone())),
        (true, None) => (RuleState::Starting, None),
    };
    let last_error = row.last_error.clone().zip(row.last_error_at.map(Timestamp));
    Status::new(state, reason, count(row.findings), count(row.traps), last_error)
}

/// What became of all rules at the start, and what it took: senders wait for it.
struct Replayed {
    rules: Vec<(Spec, Result<Replay, Stop>)>,
    /// From the oldest saved state to the end of the ledger.
    entries: u64,
    starting: Duration,
    replaying: Duration,
}

impl Replayed {
    fn tell(&self) {
        let (rules, entries) = (self.rules.len(), self.entries);
        if rules > 0 {
            let (starting_ms, replaying_ms) = (self.starting.as_millis(), self.replaying.as_millis());
            tracing::info!(rules, entries, starting_ms, replaying_ms, "rules are restored");
        }
    }
}

/// Starts all from their saved states and replays the ledger once for all.
fn replay_all(ledger: &Ledger, specs: Vec<Spec>) -> Result<Replayed, RulesError> {
    let (mut begun, mut replays, mut done) = (Vec::new(), Vec::new(), Vec::new());
    let began = Instant::now();
    for spec in specs {
        let Some(snapshot) = saved(ledger, &spec.who)? else {
            done.push((spec, Err(Stop::NoSnapshot)));
            continue;
        };
        match Replay::start(spec.clone(), &snapshot, Vec::new(), None) {
            Ok(replay) => {
                begun.push(spec);
                replays.push(replay);
            }
            Err(failure) => {
                let begin = snapshot.seq + 1;
                done.push((spec, Err(Stop::Failed { failure, entries: begin..begin, is_new: false })));
            }
        }
    }
    let starting = began.elapsed();
    let first = replays.iter().map(Replay::judged_to).min();
    let entries = first.map_or(0, |first| ledger.end().saturating_sub(first));
    done.extend(begun.into_iter().zip(bring_all(ledger, replays)?));
    Ok(Replayed { rules: done, entries, starting, replaying: began.elapsed().saturating_sub(starting) })
}

/// Runs what takes long where it holds up nobody.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RulesError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| RulesError::CutOff)
}
