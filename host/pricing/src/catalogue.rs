//! The price data in memory, and which of a model's prices are in force for a call.

use outlay_domain::{Quantity, ShortText, Timestamp};
use serde::{Deserialize, Serialize};

use crate::arithmetic::Rate;
use crate::constraint::Constraint;
use crate::matching::Matcher;
use crate::terms::Terms;
use crate::units::Unit;

/// Everything that is for sale.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) providers: Vec<Provider>,
}

#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) id: Box<str>,
    /// Other names of the provider.
    pub(crate) provider_match: Option<Matcher>,
    /// Names of models that this provider makes.
    pub(crate) model_match: Option<Matcher>,
    /// Providers (by index) whose prices hold for models that are not listed here.
    pub(crate) fallbacks: Vec<usize>,
    pub(crate) models: Vec<Model>,
}

#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// `provider/model`.
    pub(crate) entry: Box<str>,
    pub(crate) name_match: Matcher,
    /// Never empty. The last that is in force counts; the first if none is.
    pub(crate) prices: Vec<DatedPrices>,
    /// Of the supplement: prices before these, and prices of what they do not name. The last that is in force counts.
    pub(crate) corrections: Vec<DatedPrices>,
    pub(crate) additions: Vec<DatedPrices>,
    /// Units (the first of each) that cost what another one does.
    pub(crate) also: Vec<(Unit, Unit)>,
    /// What the supplement says of it replaces what the list says.
    pub(crate) corrects: bool,
    pub(crate) variants: Vec<Variant>,
    /// Audio is charged as at least so many seconds a call.
    pub(crate) least_seconds: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct DatedPrices {
    pub(crate) constraint: Option<Constraint>,
    pub(crate) prices: PriceList,
}

/// Prices for calls of a kind, such as batches. What they do not name costs what it costs otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) when: Vec<(Box<str>, Box<str>)>,
    pub(crate) constraint: Option<Constraint>,
    pub(crate) prices: PriceList,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct PriceList(Vec<(Unit, Price)>);

#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub(crate) base: Rate,
    /// How many units it is for.
    pub(crate) per: u64,
    /// By rising `start`.
    pub(crate) tiers: Vec<Tier>,
    pub(crate) tiers_by: TiersBy,
}

/// Another rate beyond `start` units.
#[derive(Debug, Clone)]
pub(crate) struct Tier {
    pub(crate) start: u64,
    pub(crate) rate: Rate,
}

/// What decides on the tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TiersBy {
    /// The whole input of the call, cached or not: once it exceeds the start, all of the call is charged at that rate.
    Context,
    /// The quantity itself: once it exceeds the start, all of it is charged at that rate.
    Volume,
    /// The quantity itself: only what exceeds the start is charged at that rate.
    Graduated,
}

/// What is known of the sizes of calls. A context is a call's whole input in 10⁻⁹ tokens, cached or not.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Size {
    One {
        context: i128,
    },
    /// A quantity is the sum of many calls: how much of it each of them used is not known.
    Many {
        context: i128,
    },
}

/// A part of a quantity, its rate and the start of the tier that it is in.
pub(crate) type Portion<'p> = (Quantity, &'p Rate, Option<u64>);

impl Price {
    pub(crate) const fn flat(base: Rate, per: u64) -> Self {
        Self { base, per, tiers: Vec::new(), tiers_by: TiersBy::Context }
    }

    /// The rate for a call whose whole input, or a quantity that is so many 10⁻⁹ units, and the tier's start.
    fn at(&self, nano: i128) -> (&Rate, Option<u64>) {
        let exceeded = |tier: &&Tier| nano > i128::from(tier.start) * 1_000_000_000;
        match self.tiers.iter().rev().find(exceeded) {
            Some(tier) => (&tier.rate, Some(tier.start)),
            None => (&self.base, None),
        }
    }

    /// How a quantity is charged in calls of a size: usually as one portion.
    pub(crate) fn portions(&self, quantity: Quantity, size: Size, mut charge: impl FnMut(Portion<'_>)) {
        match (self.tiers_by, size) {
            (TiersBy::Volume | TiersBy::Graduated, Size::Many { .. }) => charge((quantity, &self.base, None)),
            (TiersBy::Graduated, Size::One { .. }) => {
                let (mut rate, mut start, mut charged) = (&self.base, None, Quantity::ZERO);
                for tier in &self.tiers {
                    let end = Quantity::whole_number(tier.start).min(quantity);
                    if end > charged {
                        charge((end.saturating_sub(charged), rate, start));
                        charged = end;
                    }
                    (rate, start) = (&tier.rate, Some(tier.start));
                }
                if quantity > charged {
                    charge((quantity.saturating_sub(charged), rate, start));
                }
            }
            (TiersBy::Volume, Size::One { .. }) => {
                let (rate, tier) = self.at(quantity.nano());
                charge((quantity, rate, tier));
            }
            (TiersBy::Context, Size::One { context } | Size::Many { context }) => {
                let (rate, tier) = self.at(context);
                charge((quantity, rate, tier));
            }
        }
    }
}

impl DatedPrices {
    /// The last that is in force.
    fn in_force(list: &[Self], at: Timestamp) -> Option<&Self> {
        list.iter().rev().find(|dated| Constraint::is_met(dated.constraint.as_ref(), at))
    }
}

impl PriceList {
    pub(crate) fn get(&self, unit: Unit) -> Option<&Price> {
        self.0.iter().find(|(listed, _)| *listed == unit).map(|(_, price)| price)
    }

    pub(crate) fn insert_if_missing(&mut self, unit: Unit, price: Price) {
        if self.get(unit).is_none() {
            self.0.push((unit, price));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Variant {
    /// Those who resell a model take half for batches, as its maker does; tiers of service are each seller's own.
    pub(crate) fn holds_for_resellers(&self) -> bool {
        matches!(&*self.when, [(key, value)] if &**key == "processing" && &**value == "batch")
    }

    /// For example `batch`, or `hd 1024x1792`.
    pub(crate) fn describe(&self) -> String {
        let values: Vec<&str> = self.when.iter().map(|(_, value)| &**value).collect();
        values.join(" ")
    }
}

/// The prices of one model that are in force for one call.
#[derive(Debug)]
pub(crate) struct Prices<'c> {
    pub(crate) model: &'c Model,
    correction: Option<&'c DatedPrices>,
    standard: &'c DatedPrices,
    addition: Option<&'c DatedPrices>,
    variants: Vec<&'c Variant>,
}

impl Model {
    /// Where the model is not sold under the provider that lists it, but by way of a fallback, only some variants hold.
    pub(crate) fn in_force(&self, terms: &Terms<'_>, is_own: bool) -> Prices<'_> {
        let holds = |variant: &&Variant| {
            (is_own || variant.holds_for_resellers())
                && Constraint::is_met(variant.constraint.as_ref(), terms.at)
                && variant.when.iter().all(|(key, value)| terms.meet(key, value))
        };
        Prices {
            model: self,
            correction: DatedPrices::in_force(&self.corrections, terms.at),
            standard: DatedPrices::in_force(&self.prices, terms.at).unwrap_or(&self.prices[0]),
            addition: DatedPrices::in_force(&self.additions, terms.at),
            variants: self.variants.iter().filter(holds).collect(),
        }
    }
}

impl<'c> Prices<'c> {
    /// From the first variant that names it, else the standard price.
    pub(crate) fn get(&self, unit: Unit) -> Option<&'c Price> {
        let standard = [self.correction, Some(self.standard), self.addition];
        let of_standard = || standard.into_iter().flatten().find_map(|dated| dated.prices.get(unit));
        self.variants.iter().find_map(|variant| variant.prices.get(unit)).or_else(of_standard)
    }

    /// `provider/model`, since when, and what is special.
    pub(crate) fn describe(&self) -> ShortText {
        let mut text = ShortText::from(&*self.model.entry);
        let of_correction = self.correction.and_then(|dated| dated.constraint.as_ref());
        if let Some(constraint) = of_correction.or(self.standard.constraint.as_ref()) {
            text.extend([" ", &constraint.text]);
        }
        for variant in self.variants.iter().filter(|variant| !variant.prices.is_empty()) {
            for (_, value) in &variant.when {
                text.extend([", ", value]);
            }
        }
        text
    }
}
