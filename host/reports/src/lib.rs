//! Spend, and whether what was metered agrees with what is billed.
//!
//! Three figures stand side by side: what a provider bills, what its own usage would cost by the price book, and what
//! events cost. Spend is billed where a final bill covers the day of an account, else metered; the two are never added.
//! This room asks the warehouse and the control data; it knows no HTTP, and amounts of two currencies are never added.
//!
//! | module | what it does |
//! |---|---|
//! | [`reports`] | [`Reports`]: what all of it shares |
//! | [`days`] | days where a provider's begin, and ranges of them |
//! | [`project_map`] | which project keys and credentials belong to |
//! | [`mapping`] | the same, as reports look it up |
//! | [`names`] | models as bills call them |
//! | [`labels`] | the warehouse is told about accounts and projects |
//! | [`sides`] | what was billed, counted and metered, from the warehouse |
//! | [`lines`] | what a line of a bill charges for |
//! | [`periods`] | days that a bill does not tell apart |
//! | [`grain`] | how finely both sides can be compared |
//! | [`rates`] | prices by meter, looked up once |
//! | [`split`] | what a difference consists of |
//! | [`reconcile`] | the rows of a reconciliation |
//! | [`spend`] | what was spent |
//! | [`now`] | what is being spent |
//! | [`forecast`] | where a month will end |
//! | [`changes`] | what changed, and why |
//! | [`quantile`] | the middle and the quarters of amounts |

pub mod changes;
mod days;
mod error;
pub mod forecast;
mod grain;
mod labels;
mod lines;
mod mapping;
mod names;
pub mod now;
mod periods;
pub mod project_map;
mod quantile;
mod rates;
mod reconcile;
mod reports;
mod rows;
mod sides;
pub mod spend;
pub mod split;

pub use days::Days;
pub use error::ReportsError;
pub use grain::Grain;
pub use project_map::{ProjectMap, ProjectMapItem};
pub use reconcile::{MeterRow, Parts, Reconciled, Row, Total, coverage};
pub use reports::{Accounts, Filter, Reports};
