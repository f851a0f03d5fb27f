//! Runs guests: engines, limits, compile cache, typed calls. Knows nothing of events, alerts or connections.

pub mod connector;
pub mod rule;
