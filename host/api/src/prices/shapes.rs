//! Own prices as the API shows and takes them.

use std::collections::BTreeMap;

use outlay_domain::Timestamp;
use outlay_prices::{Draft, PriceView};
use outlay_pricing::TiersBy;
use outlay_pricing::own::{self, OwnTerms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::ApiError;

/// The calls that a price is for: those that have all of what is named. At least one must be.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PriceScope {
    /// Who sells the call: `openai`, `aws` ...
    provider: Option<String>,
    /// As senders write it, or as the list knows it: `gpt-4o` means its dated versions, too. `*` stands for any characters.
    model: Option<String>,
    /// The `toolId` of calls of tools.
    tool: Option<String>,
    organization: Option<String>,
    product: Option<String>,
    /// The Outlay key that posted the call.
    key_id: Option<String>,
    /// The connection whose usage is estimated.
    connection_id: Option<String>,
    region: Option<String>,
    /// `standard`, `batch`, `flex`, `priority`.
    tier: Option<String>,
}

/// What the calls cost. `prices`: so much for so many units of a meter; meters that are not named cost what the list says,
/// if that is in the same currency. `discount`: so many percent off the list. `included`: nothing more, for a flat rate
/// or a plan pays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum PriceTerms {
    Prices {
        /// ISO 4217; USD unless said.
        #[serde(default = "dollars")]
        currency: String,
        meters: BTreeMap<String, MeterPrice>,
    },
    Discount {
        /// A decimal of 0 to 100.
        percent: String,
        /// Of these meters only.
        meters: Option<Vec<String>>,
    },
    Included {
        /// These meters only.
        meters: Option<Vec<String>>,
    },
}

fn dollars() -> String {
    "USD".to_owned()
}

/// `price` for `per` units; decimals are strings.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MeterPrice {
    price: String,
    per: u64,
    #[serde(default)]
    tiers: Vec<PriceTier>,
    /// What decides on the tier: `context` (the whole input of the call, for all of it), `volume` (the quantity, for all of
    /// it) or `graduated` (the quantity, for what is beyond). `context` unless said.
    #[serde(default = "by_context")]
    tiers_by: String,
}

fn by_context() -> String {
    "context".to_owned()
}

/// Another price beyond `over` units.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct PriceTier {
    over: u64,
    price: String,
}

/// A price of the operator's, in its newest version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Price {
    id: String,
    /// 1 at first. A price never changes: each change is another version.
    version: u32,
    name: String,
    scope: PriceScope,
    /// By the time of the call; null is since ever.
    from: Option<String>,
    /// Exclusive; null is for ever.
    to: Option<String>,
    terms: PriceTerms,
    /// Whether this version ended it.
    deleted: bool,
    changed_at: String,
    changed_by: String,
    why: Option<String>,
}

/// A price to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPrice {
    /// 1 to 255 characters.
    name: String,
    scope: PriceScope,
    /// RFC 3339, by the time of the call; since ever unless said.
    from: Option<String>,
    /// Exclusive; for ever unless said.
    to: Option<String>,
    terms: PriceTerms,
    /// For those who come later.
    pub(crate) why: Option<String>,
}

impl NewPrice {
    pub(crate) fn draft(self) -> Result<Draft, ApiError> {
        let Self { name, scope, from, to, terms, .. } = self;
        Ok(Draft { name, scope: scope.into(), from: time("from", from)?, to: time("to", to)?, terms: terms.read()? })
    }
}

pub(crate) fn time(field: &str, text: Option<String>) -> Result<Option<Timestamp>, ApiError> {
    let read =
        |text: String| text.parse().map_err(|error| ApiError::invalid("invalid_time", format!("{error}")).field(field));
    text.map(read).transpose()
}

impl From<PriceView> for Price {
    fn from(view: PriceView) -> Self {
        let PriceView { price, deleted, at, who, why } = view;
        Self {
            id: price.id,
            version: price.version,
            name: price.name,
            scope: price.scope.into(),
            from: price.from.map(|time| time.to_string()),
            to: price.to.map(|time| time.to_string()),
            terms: price.terms.into(),
            deleted,
            changed_at: at.to_string(),
            changed_by: who,
            why,
        }
    }
}

impl From<PriceScope> for own::Scope {
    fn from(scope: PriceScope) -> Self {
        let PriceScope { provider, model, tool, organization, product, key_id, connection_id, region, tier } = scope;
        Self { provider, model, tool, organization, product, key_id, connection_id, region, tier }
    }
}

impl From<own::Scope> for PriceScope {
    fn from(scope: own::Scope) -> Self {
        let own::Scope { provider, model, tool, organization, product, key_id, connection_id, region, tier } = scope;
        Self { provider, model, tool, organization, product, key_id, connection_id, region, tier }
    }
}

impl PriceTerms {
    fn read(self) -> Result<OwnTerms, ApiError> {
        Ok(match self {
            Self::Prices { currency, meters } => {
                let read = |(name, price): (String, MeterPrice)| Ok((name.clone(), price.read(&name)?));
                OwnTerms::Prices { currency, meters: meters.into_iter().map(read).collect::<Result<_, ApiError>>()? }
            }
            Self::Discount { percent, meters } => OwnTerms::Discount { percent, meters },
            Self::Included { meters } => OwnTerms::Included { meters },
        })
    }
}

impl From<OwnTerms> for PriceTerms {
    fn from(terms: OwnTerms) -> Self {
        match terms {
            OwnTerms::Prices { currency, meters } => {
                let meters = meters.into_iter().map(|(name, price)| (name, price.into())).collect();
                Self::Prices { currency, meters }
            }
            OwnTerms::Discount { percent, meters } => Self::Discount { percent, meters },
            OwnTerms::Included { meters } => Self::Included { meters },
        }
    }
}

impl MeterPrice {
    fn read(self, meter: &str) -> Result<own::MeterPrice, ApiError> {
        let tiers_by = match self.tiers_by.as_str() {
            "context" => TiersBy::Context,
            "volume" => TiersBy::Volume,
            "graduated" => TiersBy::Graduated,
            _ => {
                let error = ApiError::invalid("invalid_price", "`tiersBy` is `context`, `volume` or `graduated`");
                return Err(error.field(format!("terms.meters.{meter}.tiersBy")));
            }
        };
        let tiers = self.tiers.into_iter().map(|PriceTier { over, price }| own::PriceTier { over, price }).collect();
        Ok(own::MeterPrice { price: self.price, per: self.per, tiers, tiers_by })
    }
}

impl From<own::MeterPrice> for MeterPrice {
    fn from(price: own::MeterPrice) -> Self {
        let tiers_by = match price.tiers_by {
            TiersBy::Context => "context",
            TiersBy::Volume => "volume",
            TiersBy::Graduated => "graduated",
        };
        let tiers = price.tiers.into_iter().map(|own::PriceTier { over, price }| PriceTier { over, price }).collect();
        Self { price: price.price, per: price.per, tiers, tiers_by: tiers_by.to_owned() }
    }
}
