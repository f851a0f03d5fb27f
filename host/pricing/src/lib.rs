//! The price book: what a meter costs, when, and why.
//!
//! It turns one [`Event`](outlay_domain::Event) into a [`Cost`](outlay_domain::Cost): exact, explained line by line,
//! and null with a reason where the price is unknown. It knows public list prices only: no discounts, credits, taxes
//! or commitments. It does no I/O and does not know the time: prices are those of the event's own time.
//!
//! | module | what it holds |
//! |---|---|
//! | [`book`] | [`PriceBook`]: the one call that other rooms make |
//! | [`convention`] | turns a sender's input count into uncached input |
//! | [`providers`] | the names that providers go by |
//! | `units` | what can be priced: meters and the price keys that they have in the data |
//! | `data` | reads the price data |
//! | `catalogue` | the price data in memory; which prices are in force for a call |
//! | `matching` | which entry of the data a provider and a model name mean |
//! | `explain` | the lines of a cost |
//! | `settle` | which of the reported and the computed amounts count |
//! | `arithmetic` | quantity ÷ per × price × multiplier, exact |

pub mod book;
pub mod convention;
pub mod providers;

mod arithmetic;
mod catalogue;
mod data;
mod explain;
mod matching;
mod settle;
mod units;

pub use book::PriceBook;
pub use convention::exclusive_input;
pub use data::InvalidPriceData;
pub use providers::canonical_provider;
