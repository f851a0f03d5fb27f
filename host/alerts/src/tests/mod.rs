//! Alerts with a real ledger, a real database, real channels and a real receiver that checks signatures.
#![allow(clippy::unwrap_used)]

mod channels;
mod deciding;
mod delivering;
mod escalating;
mod exactly_once;
mod following;
mod forgetting;
mod logging;
mod mailing;
mod migrating;
mod payloads;
mod receiver;
mod rotating;
mod slack;
mod storms;
mod world;
