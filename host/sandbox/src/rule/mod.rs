//! Rules: synchronous guests that judge frames.
//!
//! A [`RuleComponent`] is a checked and compiled rule; [`RuleComponent::start`] makes a [`RuleInstance`] with settings
//! of its own. Frames and snapshots are opaque bytes here.

mod bindings;
mod component;
mod failure;
mod finding;
mod instance;
mod limits;
mod manifest;
mod selection;
mod wasi;

pub use component::RuleComponent;
pub use failure::RuleFailure;
pub use finding::{FindingState, RuleFinding, Severity};
pub use instance::{Moment, RuleInstance};
pub use limits::RuleLimits;
pub use manifest::{Manifest, Scope};
pub use selection::{Condition, Operator, Selection};

pub(crate) use component::load;
pub(crate) use instance::Allowed;
