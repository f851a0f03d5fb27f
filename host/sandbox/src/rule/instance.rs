use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Store, UpdateDeadline};

use super::bindings::outlay::rule::types as wire;
use super::bindings::{Rule, RuleImports, RulePre};
use super::finding::findings;
use super::selection::Selection;
use super::wasi::{Output, Stream};
use super::{RuleFailure, RuleFinding, RuleLimits};
use crate::fault::Fault;
use crate::limits::{Memory, Pot, Watch, ticks};
use crate::log::{Level, Log, LogLine};

/// A place in time, in microseconds since 1970 (UTC), and when the calendar's periods that hold it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    pub at: i64,
    pub day: i64,
    /// A Monday.
    pub week: i64,
    pub month: i64,
    pub quarter: i64,
}

impl From<Moment> for wire::Moment {
    fn from(Moment { at, day, week, month, quarter }: Moment) -> Self {
        Self { at, day, week, month, quarter }
    }
}

/// A running rule: its settings, and the state that it keeps from call to call.
///
/// Every failure but `Refused` ends it: later calls fail with `AlreadyTrapped`.
pub struct RuleInstance {
    guest: Guest,
    selection: Selection,
}

impl RuleInstance {
    pub(super) fn start(mut guest: Guest, settings: &str) -> Result<Self, RuleFailure> {
        let time = guest.limits.setup;
        let answer = guest.call(time, |rule, store| rule.call_configure(store, settings))?;
        Ok(Self { guest, selection: Selection::checked(answer?)? })
    }

    /// What it sees with these settings.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Where the clock stands that a runtime with WASI sees, in microseconds since 1970 (UTC): the `received_at` of the
    /// rows that come next. `tick` sets it, too.
    pub fn set_clock(&mut self, received_at: i64) {
        self.guest.store.data_mut().now = received_at;
    }

    /// Judges the rows of one frame.
    pub fn evaluate(&mut self, frame: &[u8]) -> Result<Vec<RuleFinding>, RuleFailure> {
        let time = self.guest.limits.evaluate;
        let answer = self.guest.call(time, |rule, store| rule.call_evaluate(store, frame))?;
        self.guest.judged(answer?, true)
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Moment) -> Result<Vec<RuleFinding>, RuleFailure> {
        let time = self.guest.limits.evaluate;
        self.set_clock(now.at);
        let answer = self.guest.call(time, |rule, store| rule.call_tick(store, now.into()))?;
        self.guest.judged(answer?, false)
    }

    /// The rule's whole state, at most 1 MiB.
    pub fn snapshot(&mut self) -> Result<Vec<u8>, RuleFailure> {
        let RuleLimits { setup, snapshot: most, .. } = *self.guest.limits;
        let state = self.guest.call(setup, |rule, store| rule.call_snapshot(store))?;
        if state.len() > most {
            let message = format!("a snapshot of {} KiB, {} KiB are allowed", state.len() >> 10, most >> 10);
            return Err(self.guest.end(RuleFailure::TooMuchOutput { message }));
        }
        Ok(state)
    }

    /// Takes a state that an earlier instance with the same settings gave.
    pub fn restore(&mut self, state: &[u8]) -> Result<(), RuleFailure> {
        let time = self.guest.limits.setup;
        Ok(self.guest.call(time, |rule, store| rule.call_restore(store, state))??)
    }

    /// Bytes of its memories: the most that it ever used.
    pub fn memory(&self) -> usize {
        self.guest.store.data().memory.used()
    }

    /// How many WebAssembly instructions it has executed; none where they are not counted.
    pub fn instructions(&self) -> Option<u64> {
        self.guest.store.get_fuel().ok().map(|left| FUEL - left)
    }

    /// What it wrote since the last time: at most 200 lines of 2,000 bytes, and one that counts the rest.
    pub fn take_log(&mut self) -> Vec<LogLine> {
        self.guest.store.data_mut().log.take()
    }
}

impl fmt::Debug for RuleInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleInstance").field("ended", &self.guest.ended).finish_non_exhaustive()
    }
}

/// Instructions are counted, where they are, and not limited.
const FUEL: u64 = u64::MAX;

/// What each rule may use, and all of them together.
#[derive(Debug, Clone)]
pub(crate) struct Allowed {
    pub(crate) limits: Arc<RuleLimits>,
    pub(crate) pot: Arc<Pot>,
}

/// What the host keeps for one instance.
#[derive(Debug)]
pub(super) struct State {
    log: Log,
    memory: Memory,
    watch: Watch,
    /// What only rules with WASI have: their clock, and what they print.
    now: i64,
    output: Output,
}

impl State {
    /// Microseconds since 1970.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.now).unwrap_or_default()
    }

    pub(super) fn print(&mut self, stream: Stream, bytes: &[u8]) {
        self.output.print(stream, bytes, &mut self.log);
    }
}

impl RuleImports for State {
    fn log(&mut self, level: wire::Level, message: String) {
        let level = match level {
            wire::Level::Debug => Level::Debug,
            wire::Level::Info => Level::Info,
            wire::Level::Warn => Level::Warn,
            wire::Level::Error => Level::Error,
        };
        self.log.write(level, message);
    }
}

impl wire::Host for State {}

/// A store with its instance, and whether it can still be called.
pub(super) struct Guest {
    store: Store<State>,
    rule: Rule,
    limits: Arc<RuleLimits>,
    memory: usize,
    ended: bool,
}

impl Guest {
    /// `memory` is how much it may use, in bytes.
    pub(super) fn new(pre: &RulePre<State>, shared: &Allowed, memory: usize) -> Result<Self, RuleFailure> {
        let Allowed { limits, pot } = shared;
        let memory = memory.min(limits.memory);
        let bounds = Memory::of(memory, Arc::clone(pot));
        let state =
            State { log: Log::default(), memory: bounds, watch: Watch::default(), now: 0, output: Output::default() };
        let mut store = Store::new(pre.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(limits.transfer);
        // Fails in every engine that does not count.
        let _is_counted = store.set_fuel(FUEL);
        store.epoch_deadline_callback(|mut store| {
            let over = store.data_mut().watch.is_over();
            Ok(if over { UpdateDeadline::Interrupt } else { UpdateDeadline::Continue(ticks(Duration::ZERO)) })
        });
        let deadline = store.data_mut().watch.start(limits.setup);
        store.set_epoch_deadline(deadline);
        let rule = pre.instantiate(&mut store).map_err(|error| {
            let fault = Fault::of(&error, store.data().log.last_error());
            RuleFailure::from_fault(fault, memory, limits.setup)
        })?;
        Ok(Self { store, rule, limits: Arc::clone(limits), memory, ended: false })
    }

    pub(super) fn describe(&mut self) -> Result<wire::Manifest, RuleFailure> {
        self.call(self.limits.setup, |rule, store| rule.call_describe(store))
    }

    fn call<T>(
        &mut self,
        time: Duration,
        call: impl FnOnce(&Rule, &mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, RuleFailure> {
        if self.ended {
            return Err(RuleFailure::AlreadyTrapped);
        }
        let state = self.store.data_mut();
        state.log.begin_call();
        let deadline = state.watch.start(time);
        self.store.set_epoch_deadline(deadline);
        let outcome = call(&self.rule, &mut self.store);
        let State { output, log, .. } = self.store.data_mut();
        output.finish(log);
        outcome.map_err(|error| {
            let fault = Fault::of(&error, self.store.data().log.last_error());
            self.ended = true;
            RuleFailure::from_fault(fault, self.memory, time)
        })
    }

    fn judged(&mut self, found: Vec<wire::Finding>, of_rows: bool) -> Result<Vec<RuleFinding>, RuleFailure> {
        findings(found, self.limits.findings, of_rows).map_err(|failure| self.end(failure))
    }

    fn end(&mut self, failure: RuleFailure) -> RuleFailure {
        self.ended = true;
        failure
    }
}
