//! What a difference between three figures consists of: pure functions over exact numbers.
//!
//! Between what was metered and what is billed stands what the provider's own usage would cost by the price book, the
//! estimate: drift = (estimated − metered) + (billed − estimated). [`metering`] splits the first difference, [`billing`]
//! the second. Each ends with a part that is whatever is left, so that the parts always add up to the last digit.

mod bill;
mod counts;
mod metered;
#[cfg(test)]
mod tests;

pub use bill::{Billed, BilledParts, Line, LineKind, billing};
pub use counts::{ByTier, Counts, Prices, REQUESTS, amount};
pub use metered::{MeterSplit, Metering, MeteringParts, metering};
