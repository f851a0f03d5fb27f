//! Runs guests: engines, limits, compile cache, typed calls. Knows nothing of events, alerts or connections.
//!
//! | module | what it holds |
//! |---|---|
//! | `engines` | [`Engines`]: takes components in and keeps what they share |
//! | `engine` | how the two engines are set up, and the thread that ticks |
//! | `cache` | compiled code on disk |
//! | `upload` | what is checked before a component is compiled; [`Rejected`] |
//! | [`rule`] | rules: synchronous guests that judge frames |
//! | [`connector`] | connectors: asynchronous guests that talk to one provider through the HTTP door |
//! | `shelf` | the folder with what strangers upload |
//! | [`workshop`] | a child process that compiles and tries what strangers upload |
//! | `fault` | what a failed call was: [`Trap`] or a limit |
//! | `log` | what guests write: [`LogLine`], bounded |
//!
//! A guest cannot reach anything but the functions of its contract. Each one has its own store: its memory, its time
//! and what it returns are bounded, and whatever it does ends that store only.

mod cache;
pub mod connector;
mod engine;
mod engines;
mod fault;
mod limits;
mod log;
pub mod rule;
mod shelf;
mod text;
mod upload;
pub mod workshop;

pub use connector::{ConnectorComponent, ConnectorFailure, ConnectorLimits};
pub use engines::{Engines, SandboxError};
pub use fault::Trap;
pub use log::{Level, LogLine};
pub use rule::{RuleComponent, RuleFailure, RuleFinding, RuleInstance, RuleLimits};
pub use shelf::{Draft, Shelf};
pub use upload::{Check, LARGEST_COMPONENT, Rejected};
pub use workshop::{Bounds, Workshop, WorkshopError, WorkshopKind};
