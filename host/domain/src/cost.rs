//! What an event cost: as reported, as computed, and which of them counts.

use serde::{Deserialize, Serialize};

use crate::{Dimension, Money, Quantity, ShortText};

/// Why an event, or one of its meters, has no price. Unknown is not zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Unpriced {
    /// Nothing says who sold the call.
    NoProvider,
    /// Nothing says which model answered.
    NoModel,
    UnknownProvider {
        provider: String,
    },
    UnknownModel {
        provider: String,
        model: String,
    },
    /// The model is known, but one of the meters that it used has no price.
    NoPriceForMeter {
        meter: String,
    },
    /// Nothing was counted that a price could apply to.
    NothingMetered,
    /// The amount does not fit ± 9.2 million, the range of one event.
    OutOfRange,
    /// Nobody set a price for this tool.
    UnknownTool {
        tool: String,
    },
    /// An amount is in a currency that nobody gave a rate for.
    NoExchangeRate {
        from: String,
        to: String,
    },
}

impl Unpriced {
    /// The word in the column `unpriced_reason`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoProvider => "no_provider",
            Self::NoModel => "no_model",
            Self::UnknownProvider { .. } => "unknown_provider",
            Self::UnknownModel { .. } => "unknown_model",
            Self::NoPriceForMeter { .. } => "no_price_for_meter",
            Self::NothingMetered => "nothing_metered",
            Self::OutOfRange => "out_of_range",
            Self::UnknownTool { .. } => "unknown_tool",
            Self::NoExchangeRate { .. } => "no_exchange_rate",
        }
    }

    /// From the word and what else is known of the event and its cost.
    pub fn of(code: &str, name: impl Fn(Dimension) -> Option<String>, cost: &Cost) -> Option<Self> {
        let name = |dimension| name(dimension).unwrap_or_default();
        let (provider, model) = (name(Dimension::Provider), name(Dimension::Model));
        let without_price = cost.lines.iter().find(|line| line.unit_price.is_none());
        Some(match code {
            "no_provider" => Self::NoProvider,
            "no_model" => Self::NoModel,
            "unknown_provider" => Self::UnknownProvider { provider },
            "unknown_model" => Self::UnknownModel { provider, model },
            "no_price_for_meter" => {
                Self::NoPriceForMeter { meter: without_price.map(|line| line.meter.to_string()).unwrap_or_default() }
            }
            "nothing_metered" => Self::NothingMetered,
            "out_of_range" => Self::OutOfRange,
            "unknown_tool" => Self::UnknownTool { tool: name(Dimension::Tool) },
            "no_exchange_rate" => {
                let from = cost.conversion.as_ref().map(|conversion| conversion.from.to_string()).unwrap_or_default();
                Self::NoExchangeRate { from, to: cost.currency.to_string() }
            }
            _ => return None,
        })
    }

    /// One sentence for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoProvider => "The event does not name a provider.".to_owned(),
            Self::NoModel => "The event does not name a model.".to_owned(),
            Self::UnknownProvider { provider } => format!("The price book has no provider `{provider}`."),
            Self::UnknownModel { provider, model } => format!("The price book has no model `{model}` of `{provider}`."),
            Self::NoPriceForMeter { meter } => format!("The price book has no price for `{meter}` of this model."),
            Self::NothingMetered => "Nothing was counted that a price applies to.".to_owned(),
            Self::OutOfRange => "The amount is beyond ± 9.2 million.".to_owned(),
            Self::UnknownTool { tool } => format!("The price book has no price for the tool `{tool}`."),
            Self::NoExchangeRate { from, to } => {
                format!("The price book has no exchange rate from {from} to {to} for the time of the call.")
            }
        }
    }
}

/// One line of an explained cost: `quantity ÷ per × unit_price × multiplier = amount`. The ledger keeps lines as lists of
/// their fields: add new ones at the end, with a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CostLine {
    pub meter: ShortText,
    pub quantity: Quantity,
    /// Decimal text as it stands in the price book; none if the book has no price for this meter.
    pub unit_price: Option<ShortText>,
    /// How many units the price is for, for example 1,000,000.
    pub per: u64,
    /// Rounded half-even to 12 places; none without a price.
    pub amount: Option<Money>,
    /// What the sender's multiplier and a discount leave of it, a decimal; none if nothing was taken off or put on.
    #[serde(default)]
    pub multiplier: Option<ShortText>,
    /// Where the price is from, if from elsewhere than the rest of the cost.
    #[serde(default)]
    pub price_entry: Option<ShortText>,
    #[serde(default)]
    pub price_version: Option<ShortText>,
}

impl CostLine {
    /// Of nothing, without a price.
    pub fn of(meter: &str, per: u64) -> Self {
        Self {
            meter: meter.into(),
            quantity: Quantity::ZERO,
            unit_price: None,
            per,
            amount: None,
            multiplier: None,
            price_entry: None,
            price_version: None,
        }
    }
}

/// How a computed cost came into the currency that costs are kept in: amount × rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    /// ISO 4217: the currency of the lines.
    pub from: ShortText,
    /// Their sum.
    pub amount: Money,
    /// A decimal; none if nobody gave one for the time of the call.
    pub rate: Option<ShortText>,
    /// Since when the rate holds, a day in UTC.
    pub day: Option<ShortText>,
}

/// The cost of one event. All amounts are in `currency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Upper-case ISO 4217.
    pub currency: ShortText,
    /// What the sender said the whole call cost, or the sum of the parts that it gave.
    pub reported: Option<Money>,
    /// By the price book: the sum of the lines; none if one of them has no price.
    pub computed: Option<Money>,
    /// The one that counts: 0 if billing was skipped, else the sender's total if given, else the sum of the parts,
    /// each as supplied by the sender or else computed.
    pub effective: Option<Money>,
    /// Why there is no `computed`; there may still be an `effective`.
    pub unpriced: Option<Unpriced>,
    pub lines: Vec<CostLine>,
    /// Which price data was used, for example `genai-prices 0.2.1`, or which version of a price of the operator's.
    pub price_version: Option<ShortText>,
    /// The entry of the price book: `provider/model`, and since when; or the id of a price of the operator's.
    pub price_entry: Option<ShortText>,
    /// None if the lines are in the same currency.
    #[serde(default)]
    pub conversion: Option<Conversion>,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            currency: ShortText::const_new("USD"),
            reported: None,
            computed: None,
            effective: None,
            unpriced: None,
            lines: Vec::new(),
            price_version: None,
            price_entry: None,
            conversion: None,
        }
    }
}
