//! Between the generated bindings and [`Rule`]: settings and frames are read, panics are reported. Used by `export!`.

use std::cell::RefCell;
use std::fmt;
use std::sync::Once;

use outlay_frame::Frame;

use crate::bindings::{Finding as WireFinding, Manifest, Moment as WireMoment, RuleError, Selection};
use crate::{Error, Event, Finding, Moment, Rule, Timestamp, log, settings};

pub fn describe<R: Rule>() -> Manifest {
    report_panics();
    R::manifest()
}

/// Where a component keeps its rule: empty until `configure`.
pub struct Slot<R>(RefCell<Option<R>>);

impl<R> fmt::Debug for Slot<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

impl<R> Default for Slot<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> Slot<R> {
    pub const fn new() -> Self {
        Self(RefCell::new(None))
    }
}

impl<R: Rule> Slot<R> {
    pub fn configure(&self, settings: &str) -> Result<Selection, RuleError> {
        report_panics();
        let rule = R::configure(settings::parse(settings)?)?;
        let selection = Selection { columns: rule.columns(), conditions: rule.filter() };
        *self.0.borrow_mut() = Some(rule);
        Ok(selection)
    }

    pub fn evaluate(&self, frame: &[u8]) -> Result<Vec<WireFinding>, RuleError> {
        let frame = Frame::read(frame).map_err(|problem| Error::new(problem.to_string()))?;
        self.with(|rule| {
            let judge = |row| rule.on_event(&Event::new(&frame, row)).map(|finding| wire(Some(row), finding));
            Ok((0..frame.rows()).filter_map(judge).collect())
        })
    }

    pub fn tick(&self, now: WireMoment) -> Result<Vec<WireFinding>, RuleError> {
        let now = moment(now);
        self.with(|rule| Ok(rule.on_tick(&now).into_iter().map(|finding| wire(None, finding)).collect()))
    }

    pub fn snapshot(&self) -> Vec<u8> {
        self.0.borrow().as_ref().map(R::snapshot).unwrap_or_default()
    }

    pub fn restore(&self, state: &[u8]) -> Result<(), RuleError> {
        self.with(|rule| rule.restore(state))
    }

    fn with<T>(&self, act: impl FnOnce(&mut R) -> Result<T, Error>) -> Result<T, RuleError> {
        match self.0.borrow_mut().as_mut() {
            Some(rule) => act(rule),
            None => Err(Error::new("the rule was called before it was configured")),
        }
    }
}

fn moment(wire: WireMoment) -> Moment {
    let WireMoment { at, day, week, month, quarter } = wire;
    let [at, day, week, month, quarter] = [at, day, week, month, quarter].map(Timestamp);
    Moment { at, day, week, month, quarter }
}

fn wire(row: Option<u32>, finding: Finding) -> WireFinding {
    let Finding { state, severity, title, detail, key, value, limit } = finding;
    WireFinding { row, state, severity, title, detail, key, value, limit }
}

/// A trap tells the host only that something was unreachable; the text of a panic must travel as a log line.
fn report_panics() {
    static ONCE: Once = Once::new();
    if cfg!(target_arch = "wasm32") {
        ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| log::error(panic))));
    }
}
