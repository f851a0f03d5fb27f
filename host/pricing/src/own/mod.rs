//! What the operator knows better than the list: own prices, discounts, included usage, exchange rates.
//!
//! | module | what it holds |
//! |---|---|
//! | `shape` | how they are written down, and what is wrong with one |
//! | `set` | all of them, ready to be asked: which one is in force for a call |
//! | `exchange` | dated exchange rates |

mod exchange;
mod set;
mod shape;

pub use exchange::ExchangeRate;
pub use shape::{InvalidOwnPrice, MeterPrice, OwnPrice, OwnTerms, PriceTier, Scope};

pub(crate) use exchange::Exchange;
pub(crate) use set::{Candidates, InForce, Names, OwnPrices};
