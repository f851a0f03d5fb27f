//! Alerts with a real ledger, a real database, real channels and a real receiver that checks signatures.
#![allow(clippy::unwrap_used)]

mod channels;
mod delivering;
mod exactly_once;
mod following;
mod receiver;
mod world;
