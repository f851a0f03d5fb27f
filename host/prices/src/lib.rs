//! The operator's prices: kept in versions, put in force for what comes, applied to the past where that is asked for.
//!
//! | module | what it holds |
//! |---|---|
//! | `prices` | [`Prices`]: the book as it is changed |
//! | `rates` | exchange rates, and the currency that costs are kept in |
//! | `repricing` | the past at the prices of today: looked at first, then begun or taken back |
//! | `what_if` | the past at other prices, without any change |
//! | `comparison` | sums of two costs of the same events, side by side |

mod comparison;
mod error;
mod prices;
mod rates;
mod repricing;
mod what_if;

pub use outlay_control::prices::RateRow as Rate;

pub use comparison::{Compared, Comparison, Day, Group, Sums};
pub use error::PricesError;
pub use prices::{Draft, PriceView, Prices};
pub use what_if::Instead;
