//! DuckDB: the fold over the ledger that all reading asks.
//!
//! One thread, the [`Applier`], writes: it follows the ledger and commits rows together with the `seq` that they
//! reach. Everybody else reads, through [`Warehouse::query`], which lets nothing but SELECT through. This room knows
//! no HTTP and no rules; what it holds can be rebuilt from the ledger.

mod applier;
mod costs;
mod database;
mod earlier;
mod explanation;
mod filler;
mod form;
mod guard;
mod history;
mod json;
mod labels;
mod past;
mod query;
mod raw;
mod refused;
mod repricing;
mod rollup;
mod rows;
mod table;
mod tables;
mod transaction;
mod views;
mod warehouse;
mod watchdog;

pub use applier::Applier;
pub use explanation::explain;
pub use history::{PastCost, PastEvent};
pub use query::{Answer, Limits, Query, QueryError};
pub use rollup::{Grain, rolled_up};
pub use table::{ColumnInfo, TableInfo};
pub use tables::{ClockLabel, ConnectionLabel, CredentialLabel, Labels, ProjectLabel, RefusedRecord, ZoneLabel};
pub use views::{ABOUT, ADJUSTMENTS, TOLD_AGAIN};
pub use warehouse::{Warehouse, WarehouseError};
pub use watchdog::Stop;
