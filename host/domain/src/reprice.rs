//! Costs of the past, computed anew.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A re-pricing begins, or is taken back. It covers the events that stand before it in the ledger and were not changed
/// behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprice {
    pub id: String,
    pub step: RepriceStep,
    pub who: String,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepriceStep {
    Apply {
        scope: RepriceScope,
        /// The prices, rates and currency that count: JSON, as the room `pricing` writes it.
        book: String,
        /// The list that they stand beside, for example `genai-prices 0.2.1`.
        list: String,
    },
    /// Only the newest one can be taken back.
    Undo,
}

/// The events whose costs are computed anew: those that have all of what is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RepriceScope {
    /// By event time, inclusive.
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub to: Option<Timestamp>,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub organization: Option<String>,
    pub tool: Option<String>,
    /// Only those that have no computed cost.
    pub unpriced_only: bool,
}
