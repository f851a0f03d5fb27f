//! Control data: teams, people, sessions, keys, audit, in SQLite.
//!
//! One file a thing, plain rows in and out. This room does not know what the data means: it seals nothing, checks no
//! permission and sends nothing.

pub mod alerts;
pub mod audit;
pub mod channels;
pub mod components;
pub mod connections;
pub mod connectors;
pub mod decisions;
pub mod deliveries;
pub mod keys;
pub mod names;
pub mod people;
pub mod prices;
pub mod project_map;
pub mod rules;
pub mod settings;
mod store;
pub mod storms;
pub mod syncs;
pub mod vault;

pub use store::{Control, ControlError, new_id};
