//! What the whole-system tests share: the built binary on a folder of its own, callers, receivers.
//!
//! | module | what it is |
//! |---|---|
//! | `server` | a running server: start, kill, stop, start again |
//! | `caller` | asking it over HTTP, with SQL |
//! | `cli` | running commands of the binary |
//! | `demo` | `outlay demo`, served |
//! | `console` | the console's browser tests |
//! | `power_cut` | what was not synced vanishes after a kill; faults of the disk |
//! | `webhook` | a receiver of alerts that checks signatures |
//! | `events` | events to post |
//! | `secrets` | secrets of every sort, and whether each is what it was |
//! | `wait` | waiting for a condition |
//!
//! Test here what only the whole can show; what a room can show is tested in the room.
#![allow(clippy::print_stderr)]

pub mod caller;
pub mod cli;
pub mod console;
mod demo;
pub mod environment;
pub mod events;
pub mod power_cut;
pub mod secrets;
mod server;
mod wait;
mod webhook;

pub use caller::{Answer, Caller, list};
pub use demo::Demo;
pub use server::Server;
pub use wait::{wait_until, wait_up_to};
pub use webhook::{Delivery, Receiver};
