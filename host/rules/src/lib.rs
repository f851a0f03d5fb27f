//! Rules: their life cycle, dispatch over events, snapshots.
//!
//! Two halves. The [`RuleSet`] lives on the thread that gives every entry its place: it judges each batch before it is
//! committed, and never waits, asks a database or panics. The keeper, [`Rules`], lives beside it: it keeps components and
//! settings, starts rules, and brings back those that failed. They talk through [`Live`] and through notices.
//!
//! | module | what it holds |
//! |---|---|
//! | `row`, `column`, `texts` | what a rule judges, and how each column of a frame is read from it |
//! | `calendar`, `zone` | when days, weeks, months and quarters begin, in which time zone |
//! | `batch` | entries as columns, encoded once for all rules |
//! | `plan`, `feed` | what one rule reads and which rows reach it; the frames and ticks that it gets |
//! | `judge` | one rule over one batch |
//! | `member`, `share`, `saving` | one rule of the set: judged with, saved, detached; how much time it may use, how often it is saved |
//! | `rule_set` | all rules over one batch |
//! | `ticks` | lets time pass where a rule asks for it |
//! | `replay` | a rule brought to where the ledger is |
//! | `recovery`, `poison` | what follows a failure: replay in the background, the entry that it fails at, re-attachment, suspension |
//! | `status` | what both halves share of a rule: state, counts, log |
//! | `keeper`, `edit`, `revision`, `components` | [`Rules`]: open, attach; rules and components made and changed |
//! | `backtest` | a rule over history |
//! | `trial`, `samples` | a rule is tried before it is let in, on made-up events and on recent ones |
//! | [`workshop`] | what a child process does: checks, compiles, tries; `problem`: what it finds wrong |
//! | [`rehearsal`] | a rule is tried by its author, on events that the author made up |
//!
//! A rule's state is a fold over the ledger: what depended on time or load is an entry there (`Skip`, `RuleChange`), and
//! replay obeys it. This room knows nothing of HTTP, of alerts, or of how entries get into the ledger.

mod backtest;
mod batch;
mod calendar;
mod column;
mod components;
mod edit;
mod error;
mod feed;
mod judge;
mod keeper;
mod live;
mod member;
mod plan;
mod poison;
mod problem;
mod quality;
mod recovery;
pub mod rehearsal;
mod replay;
mod revision;
mod row;
mod rule_set;
mod samples;
mod saving;
mod share;
mod status;
mod texts;
mod ticks;
mod trial;
mod view;
pub mod workshop;
mod zone;

pub use backtest::{Backtest, BacktestAlert, BacktestError, BacktestInput, BacktestJob, BacktestRequest, History};
pub use edit::MOST_MEMORY_MIB;
pub use error::RulesError;
pub use keeper::Rules;
pub use live::{Live, SetChange};
pub use rule_set::{RuleSet, Verdict};
pub use status::{RuleCost, RuleLogLine, RuleState};
pub use view::{ChangeRule, ChangeState, Component, ComponentCheck, MadeOf, NewRule, Revision, Rule};
pub use workshop::Workshop;
