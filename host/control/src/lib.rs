//! Control data: teams, people, sessions, keys, audit, in SQLite.
//!
//! One file a thing, plain rows in and out. This room does not know what the data means: it seals nothing, checks no
//! permission and sends nothing.

pub mod audit;
pub mod keys;
pub mod people;
mod store;

pub use store::{Control, ControlError, new_id};
