//! Back-test: the same component over history, as if it had been there.
//!
//! | input | what the rule sees |
//! |---|---|
//! | as judged | the ledger's entries, as they came: what a live rule found is found again, byte for byte |
//! | as known now | today's events and costs from the warehouse, corrections and re-pricing included |

mod judged;
mod past;
mod report;
mod rows;
mod time;

use std::ops::{ControlFlow, Range};

use arrow::record_batch::RecordBatch;
use outlay_domain::Timestamp;
use outlay_ledger::Ledger;

use crate::Rules;
use crate::error::RulesError;
use crate::judge::Failure;
use crate::replay::{Spec, skips};
use crate::status::{RuleState, Status};
use crate::view::{MadeOf, NewRule};
use crate::workshop::Trial;

pub use report::{Backtest, BacktestAlert};

/// What the rule is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BacktestInput {
    #[default]
    AsJudged,
    AsKnownNow,
}

/// What to try, on what. `received_at` is what time means here.
#[derive(Debug, Clone)]
pub struct BacktestRequest {
    pub input: BacktestInput,
    /// Half-open.
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What is known of the past now. The room that keeps it is none of this one's business.
pub trait History {
    /// Shows live events that were received in a time (half-open), in the order of the ledger: batches of `seq`,
    /// `received_at` and `event_time` (in microseconds), then of the columns, as far as they are known, by name. Costs
    /// stand in the events' own currencies. `told` is asked now and then whether to go on.
    ///
    /// # Errors
    /// If it cannot be read: a sentence.
    fn show(
        &self,
        columns: &[&str],
        time: (Timestamp, Timestamp),
        visit: &mut dyn FnMut(&RecordBatch) -> ControlFlow<()>,
        told: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), String>;
}

/// How much is done, and how much there is; breaks when nobody wants it any more.
pub(crate) type Told<'t> = &'t mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// A rule that is ready to be run over history.
#[derive(Debug)]
pub struct BacktestJob {
    spec: Spec,
    /// What the rule never judges: as it does in the ledger.
    without: Vec<Range<u64>>,
    /// It is a rule of the ledger, as it is there.
    is_as_it_is: bool,
    request: BacktestRequest,
}

impl Rules {
    /// A rule as it is, or with other settings or another component.
    pub async fn backtest_of(
        &self,
        id: &str,
        made_of: Option<MadeOf>,
        settings: Option<serde_json::Value>,
        request: BacktestRequest,
    ) -> Result<BacktestJob, RulesError> {
        let row = self.row(id).await?;
        let is_as_it_is = made_of.is_none() && settings.is_none();
        let now = self.view(row);
        let rule = NewRule {
            name: now.name,
            made_of: made_of.unwrap_or(now.made_of),
            settings: settings.unwrap_or(now.settings),
            channels: Vec::new(),
            enabled: false,
            shadow: false,
            memory_mib: Some(now.memory_mib),
        };
        let mut job = self.backtest(rule, request).await?;
        if is_as_it_is {
            job.is_as_it_is = true;
            job.spec.who.id = now.id;
            job.without = skips(&self.ledger, &job.spec.who.id, 0)?;
        }
        Ok(job)
    }

    /// A rule that is not made yet.
    pub async fn backtest(&self, rule: NewRule, request: BacktestRequest) -> Result<BacktestJob, RulesError> {
        if request.from >= request.to {
            return Err(RulesError::invalid("invalid_field", "to", "the time must end after it begins"));
        }
        let row = self.draft(rule, "")?;
        let status = Status::new(RuleState::Starting, None, 0, 0, None).into();
        let spec = self.spec(&row, status).await?;
        if let Some(wasm) = self.wasm_of(&row, &spec.component) {
            let (settings, zone) = (row.settings, row.time_zone);
            let trial = Trial { settings, zone, memory: spec.memory, recent: Vec::new() };
            self.inspect(&wasm, Some(trial)).await?;
        } else {
            crate::workshop::started(&spec)?;
        }
        Ok(BacktestJob { spec, without: Vec::new(), is_as_it_is: false, request })
    }
}

/// Why a back-test has no result.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    #[error(transparent)]
    Ledger(#[from] outlay_ledger::LedgerError),
    #[error("what is known of the past cannot be read: {0}")]
    History(String),
    /// A sentence for the rule's owner.
    #[error("the rule fails{at}: {reason}", at = seq.map(|seq| format!(" at seq {seq}")).unwrap_or_default())]
    Rule { seq: Option<u64>, reason: String },
}

impl BacktestError {
    fn at(seq: u64, failure: Failure) -> Self {
        Self::Rule { seq: Some(seq), reason: failure.reason }
    }
}

impl BacktestJob {
    /// Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// If history cannot be read, or the rule fails over it.
    pub fn run(self, ledger: &Ledger, history: &dyn History, told: Told<'_>) -> Result<Backtest, BacktestError> {
        match self.request.input {
            BacktestInput::AsJudged => judged::run(self, ledger, told),
            BacktestInput::AsKnownNow => past::run(self, history, told),
        }
    }
}
