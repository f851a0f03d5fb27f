//! Reports over a real ledger, warehouse and control database: synthetic bills with one fault each.
#![allow(clippy::unwrap_used)]

mod faults;
mod grains;
mod house;
mod many;
mod overviews;
mod projects;
mod spends;
mod views;
