//! The words of Outlay as types. No I/O, no clock, no randomness.
//!
//! | module | what it holds |
//! |---|---|
//! | [`ids`] | call ids, positions in the ledger |
//! | [`time`] | timestamps and the clock trait |
//! | [`money`], [`quantity`] | exact decimals: amounts and counted quantities |
//! | [`dimension`], [`meter`] | what an event is attributed to, what it counts |
//! | [`event`], [`cost`] | one metered call and what it cost |
//! | [`merge`] | several records about one call become one event |
//! | [`entry`] | what the ledger holds: frames of entries and findings |
//! | [`reprice`] | costs of the past, computed anew |

mod compact;
pub mod cost;
pub mod dimension;
pub mod entry;
pub mod event;
pub mod ids;
pub mod merge;
pub mod meter;
pub mod money;
pub mod quantity;
pub mod record;
pub mod reprice;
pub mod sink;
pub mod time;

/// A text that needs no memory of its own up to 24 bytes: names that every event repeats.
pub use compact_str::CompactString as ShortText;
pub use cost::{Conversion, Cost, CostLine, Unpriced};
pub use dimension::{Dimension, Dimensions};
pub use entry::{Entry, Finding, FindingState, Frame, Revision, Severity, Voiding};
pub use event::{Billing, Event, Kind, Prompts, Rank, Reported};
pub use ids::{CallId, Position};
pub use meter::Meters;
pub use money::Money;
pub use quantity::Quantity;
pub use reprice::{Reprice, RepriceScope, RepriceStep};
pub use time::{Clock, SystemClock, Timestamp};
