//! The price book: what a meter costs, when, and why.
//!
//! It turns one [`Event`](outlay_domain::Event) into a [`Cost`](outlay_domain::Cost): exact, explained line by line,
//! and null with a reason where the price is unknown. It knows public list prices, and what the operator adds to them:
//! own prices, discounts, included usage, exchange rates. It does no I/O and does not know the time: prices are those
//! of the event's own time.
//!
//! | module | what it holds |
//! |---|---|
//! | [`book`] | [`PriceBook`]: the one call that other rooms make |
//! | [`browse`] | the list as people look through it |
//! | [`convention`] | turns a sender's input count into uncached input |
//! | [`providers`] | the names that providers go by |
//! | [`own`] | what the operator adds to the list |
//! | [`live`] | the book in force, replaced as a whole |
//! | [`many`] | prices of a model as such |
//! | [`tier`] | in which tier calls were served |
//! | `units` | what can be priced: meters and the price keys that they have in the data |
//! | `data` | reads the price data |
//! | `catalogue` | the price data in memory; which prices are in force for a call |
//! | `supplement` | how the supplement adds to the list and corrects it |
//! | `constraint`, `terms` | when prices are in force; what about a call decides on them |
//! | `matching` | which entry of the data a provider and a model name mean |
//! | `offer` | what is asked for the meters of a call |
//! | `explain` | the lines of a cost |
//! | `estimate` | what a provider's own usage would cost |
//! | `settle` | which of the reported and the computed amounts count |
//! | `arithmetic` | quantity ÷ per × price × multiplier, exact |

pub mod book;
pub mod browse;
pub mod convention;
pub mod live;
pub mod many;
pub mod own;
pub mod providers;
pub mod tier;

mod arithmetic;
mod catalogue;
mod constraint;
mod data;
mod estimate;
mod explain;
mod matching;
mod offer;
mod settle;
mod supplement;
mod terms;
mod units;

pub use book::{BookState, PriceBook};
pub use catalogue::TiersBy;
pub use convention::exclusive_input;
pub use data::InvalidPriceData;
pub use live::LiveBook;
pub use providers::{canonical_provider, provider_aliases};
