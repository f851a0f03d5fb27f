//! How own prices are written down: what the API takes, the control database keeps and the ledger remembers.

use std::collections::BTreeMap;
use std::fmt;

use outlay_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::arithmetic::{Factor, Rate};
use crate::catalogue::TiersBy;

/// Meters that one price names at most.
const MOST_METERS: usize = 100;
/// Tiers of one meter at most.
const MOST_TIERS: usize = 20;
const LONGEST: usize = 255;

/// A price that the operator set. It never changes: a correction is another version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnPrice {
    pub id: String,
    /// 1 at first.
    pub version: u32,
    /// For people.
    pub name: String,
    pub scope: Scope,
    /// By the time of the call; none is since ever.
    pub from: Option<Timestamp>,
    /// Exclusive; none is for ever.
    pub to: Option<Timestamp>,
    pub terms: OwnTerms,
}

/// The calls that a price is for: those that have all of what is named. In `model`, `*` stands for any characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Scope {
    pub provider: Option<String>,
    /// As senders write it, or as the list knows it: `gpt-4o` means its dated versions, too.
    pub model: Option<String>,
    /// The `toolId` of calls of tools.
    pub tool: Option<String>,
    pub organization: Option<String>,
    pub product: Option<String>,
    /// The Outlay key that posted the call.
    pub key_id: Option<String>,
    /// The connection whose usage is priced.
    pub connection_id: Option<String>,
    pub region: Option<String>,
    /// `standard`, `batch`, `flex`, `priority`.
    pub tier: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OwnTerms {
    /// Prices of meters. A meter that is not named costs what the list says, if that is in the same currency.
    Prices { currency: String, meters: BTreeMap<String, MeterPrice> },
    /// So many percent off the list's prices, of these meters or all. It does not apply to own prices.
    Discount { percent: String, meters: Option<Vec<String>> },
    /// These meters, or all, cost nothing more: a flat rate or a plan pays for them.
    Included { meters: Option<Vec<String>> },
}

/// What `per` units of a meter cost; decimals as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeterPrice {
    pub price: String,
    pub per: u64,
    #[serde(default)]
    pub tiers: Vec<PriceTier>,
    #[serde(default = "by_context")]
    pub tiers_by: TiersBy,
}

/// Another price beyond `over` units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTier {
    pub over: u64,
    pub price: String,
}

fn by_context() -> TiersBy {
    TiersBy::Context
}

/// What is wrong with a price, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOwnPrice {
    /// For example `terms.meters.input_tokens.price`.
    pub field: String,
    pub problem: String,
}

impl fmt::Display for InvalidOwnPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.problem)
    }
}

impl std::error::Error for InvalidOwnPrice {}

pub(crate) fn invalid(field: impl Into<String>, problem: impl Into<String>) -> InvalidOwnPrice {
    InvalidOwnPrice { field: field.into(), problem: problem.into() }
}

impl OwnPrice {
    /// Whether it can be used, and else what is wrong.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), InvalidOwnPrice> {
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST {
            return Err(invalid("name", format!("must have 1 to {LONGEST} characters")));
        }
        self.scope.check()?;
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to <= from
        {
            return Err(invalid("to", "must be later than `from`"));
        }
        match &self.terms {
            OwnTerms::Prices { currency, meters } => {
                check_currency("terms.currency", currency)?;
                if meters.is_empty() || meters.len() > MOST_METERS {
                    return Err(invalid("terms.meters", format!("must name 1 to {MOST_METERS} meters")));
                }
                meters.iter().try_for_each(|(name, price)| price.check(name))
            }
            OwnTerms::Discount { percent, meters } => {
                discount(percent).ok_or_else(|| invalid("terms.percent", "must be a decimal of 0 to 100"))?;
                check_names(meters.as_deref())
            }
            OwnTerms::Included { meters } => check_names(meters.as_deref()),
        }
    }
}

/// What a discount leaves; none if the text is no percentage.
pub(crate) fn discount(percent: &str) -> Option<Factor> {
    let percent = Rate::parse(percent).filter(|_| percent.len() <= 10)?;
    Factor::less(&percent)
}

/// Three upper-case letters.
pub(crate) fn check_currency(field: &str, currency: &str) -> Result<(), InvalidOwnPrice> {
    let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Ok(()) } else { Err(invalid(field, "must be a code of ISO 4217, such as USD")) }
}

fn check_names(meters: Option<&[String]>) -> Result<(), InvalidOwnPrice> {
    let Some(meters) = meters else { return Ok(()) };
    if meters.is_empty() || meters.len() > MOST_METERS {
        return Err(invalid("terms.meters", format!("must name 1 to {MOST_METERS} meters, or be left out for all")));
    }
    meters.iter().try_for_each(|name| check_meter("terms.meters", name))
}

fn check_meter(field: &str, name: &str) -> Result<(), InvalidOwnPrice> {
    if name == outlay_domain::meter::CACHE_WRITE_5M_TOKENS {
        return Err(invalid(field, "is the price of `cache_write_tokens`: all that is not written for an hour"));
    }
    let fits = !name.is_empty() && name.chars().count() <= LONGEST;
    if fits { Ok(()) } else { Err(invalid(field, format!("must have names of 1 to {LONGEST} characters"))) }
}

impl MeterPrice {
    fn check(&self, name: &str) -> Result<(), InvalidOwnPrice> {
        let field = |rest: &str| format!("terms.meters.{name}{rest}");
        check_meter(&field(""), name)?;
        let no_price = "must be a decimal that is not negative, of at most 28 digits";
        Rate::parse(&self.price).ok_or_else(|| invalid(field(".price"), no_price))?;
        if self.per == 0 || self.per > 1_000_000_000_000 {
            return Err(invalid(field(".per"), "must be 1 to 1,000,000,000,000"));
        }
        if self.tiers.len() > MOST_TIERS {
            return Err(invalid(field(".tiers"), format!("must be at most {MOST_TIERS}")));
        }
        if !self.tiers.is_sorted_by(|one, next| one.over < next.over) {
            return Err(invalid(field(".tiers"), "must begin at rising quantities"));
        }
        for (index, tier) in self.tiers.iter().enumerate() {
            Rate::parse(&tier.price).ok_or_else(|| invalid(field(&format!(".tiers.{index}.price")), no_price))?;
        }
        Ok(())
    }
}

impl Scope {
    fn check(&self) -> Result<(), InvalidOwnPrice> {
        let named = self.named();
        if named.iter().all(|(_, text)| text.is_none()) {
            return Err(invalid("scope", "must name something: a provider, model, tool, organization ..."));
        }
        for (name, text) in named {
            let field = format!("scope.{name}");
            match text {
                Some(text) if text.trim().is_empty() => return Err(invalid(field, "must not be empty; leave it out")),
                Some(text) if text.chars().count() > LONGEST => {
                    return Err(invalid(field, format!("must have at most {LONGEST} characters")));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn named(&self) -> [(&'static str, Option<&str>); 9] {
        [
            ("provider", self.provider.as_deref()),
            ("model", self.model.as_deref()),
            ("tool", self.tool.as_deref()),
            ("organization", self.organization.as_deref()),
            ("product", self.product.as_deref()),
            ("keyId", self.key_id.as_deref()),
            ("connectionId", self.connection_id.as_deref()),
            ("region", self.region.as_deref()),
            ("tier", self.tier.as_deref()),
        ]
    }
}
