//! Rules: their life cycle, dispatch over events, snapshots.
//!
//! Two halves. The [`RuleSet`] lives on the thread that gives every entry its place: it judges each batch before it is
//! committed, and never waits, asks a database or panics. The keeper, [`Rules`], lives beside it: it keeps components and
//! settings, starts rules, and brings back those that failed. They talk through [`Live`] and through notices.
//!
//! | module | what it holds |
//! |---|---|
//! | `row`, `column` | what a rule judges; how each column of a frame is read from it |
//! | `calendar` | when days, weeks, months and quarters begin in a team's time zone |
//! | `batch` | entries as columns, encoded once for all rules; frames |
//! | `plan` | what one rule reads and which rows reach it |
//! | `judge` | one rule over one batch |
//! | `member` | one rule of the set: judged with, saved, detached |
//! | `rule_set` | all rules over one batch |
//! | `replay` | a rule brought to where the ledger is |
//! | `recovery` | what follows a failure: replay in the background, re-attachment, suspension |
//! | `status` | what both halves share of a rule: state, counts, log |
//! | `keeper`, `edit`, `components` | [`Rules`]: open, attach; rules and components made and changed |
//! | `trial` | a rule is tried on recent events before it is let in |
//!
//! A rule's state is a fold over the ledger: what depended on time or load is an entry there (`Skip`, `RuleChange`), and
//! replay obeys it. This room knows nothing of HTTP, of alerts, or of how entries get into the ledger.

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
mod recovery;
mod replay;
mod row;
mod rule_set;
mod share;
mod status;
mod texts;
mod trial;
mod view;

pub use error::RulesError;
pub use keeper::Rules;
pub use live::{Live, SetChange};
pub use rule_set::{RuleSet, Verdict};
pub use status::{RuleCost, RuleLogLine, RuleState};
pub use view::{ChangeRule, Component, ComponentCheck, MadeOf, NewRule, Rule};
