//! What connectors of Google Cloud have in common: metrics of Cloud Monitoring, and costs of the billing export in
//! BigQuery. A connector adds its metrics, its billing service, and what its labels mean.
//!
//! | module | what it knows |
//! |---|---|
//! | [`form`] | the connect form, the service account, the requests |
//! | [`metrics`] | streams of usage: one metric after another of one project after another |
//! | `series` | the form of Cloud Monitoring's answers |
//! | [`costs`] | the stream of costs: a query over the billing export |
//! | `rows` | the form of BigQuery's answers |
//! | `sku` | which model a SKU's text names |
//! | `sync` | which stream is read how |
//! | `check` | do the credentials work? |
//! | `advice` | what to do where Google only says no |

mod advice;
mod check;
pub mod costs;
pub mod form;
pub mod metrics;
mod rows;
mod series;
mod sku;
mod sync;
#[cfg(test)]
mod tests;

pub use check::check;
pub use costs::Billing;
pub use metrics::{Metric, Reduce, UsageStream, answered};
pub use series::Labels;
pub use sync::sync;
