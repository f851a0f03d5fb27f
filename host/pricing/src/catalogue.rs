//! The price data in memory, and which of a model's prices are in force for a call.

use std::cell::OnceCell;

use outlay_domain::{Dimension, Event, Quantity, ShortText, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::arithmetic::Rate;
use crate::matching::Matcher;
use crate::units::Unit;

/// Everything that is for sale.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) providers: Vec<Provider>,
}

impl Catalogue {
    /// Adds what the other has more: providers, models, prices of meters. What is there stays as it is.
    pub(crate) fn supplement(&mut self, more: Self) {
        for provider in more.providers {
            match self.providers.iter_mut().find(|known| known.id == provider.id) {
                Some(known) => provider.models.into_iter().for_each(|model| known.supplement(model)),
                None => self.providers.push(provider),
            }
        }
    }
}

impl Provider {
    fn supplement(&mut self, model: Model) {
        let Some(known) = self.models.iter_mut().find(|known| known.entry == model.entry) else {
            return self.models.push(model);
        };
        let more: Vec<(Unit, Price)> = model.prices.into_iter().flat_map(|dated| dated.prices.0).collect();
        for dated in &mut known.prices {
            more.iter().for_each(|(unit, price)| dated.prices.insert_if_missing(*unit, price.clone()));
        }
        known.variants.extend(model.variants);
    }
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

#[derive(Debug)]
pub(crate) struct Model {
    /// `provider/model`.
    pub(crate) entry: Box<str>,
    pub(crate) name_match: Matcher,
    /// Never empty. The last that is in force counts; the first if none is.
    pub(crate) prices: Vec<DatedPrices>,
    pub(crate) variants: Vec<Variant>,
    /// Audio is charged as at least so many seconds a call.
    pub(crate) least_seconds: u32,
}

#[derive(Debug)]
pub(crate) struct DatedPrices {
    pub(crate) constraint: Option<Constraint>,
    pub(crate) prices: PriceList,
}

/// When prices are in force.
#[derive(Debug, Clone)]
pub(crate) enum Constraint {
    /// From the start of a day (UTC) on.
    Since { date: Box<str>, start: Timestamp },
    /// Every day between two times (UTC), in microseconds after midnight; over midnight if `end` is before `start`.
    Daily { text: Box<str>, start: i64, end: i64 },
}

/// Prices for calls of a kind, such as batches. What they do not name costs what it costs otherwise.
#[derive(Debug)]
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

    /// How a quantity is charged in a call whose whole input is `context` × 10⁻⁹ tokens: usually as one portion.
    pub(crate) fn portions(&self, quantity: Quantity, context: i128, mut charge: impl FnMut(Portion<'_>)) {
        match self.tiers_by {
            TiersBy::Graduated if !self.tiers.is_empty() => {
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
            TiersBy::Volume => {
                let (rate, tier) = self.at(quantity.nano());
                charge((quantity, rate, tier));
            }
            _ => {
                let (rate, tier) = self.at(context);
                charge((quantity, rate, tier));
            }
        }
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

impl Constraint {
    fn is_met(constraint: Option<&Self>, at: Timestamp) -> bool {
        const DAY: i64 = 86_400_000_000;
        match constraint {
            None => true,
            Some(Self::Since { start, .. }) => at >= *start,
            Some(Self::Daily { start, end, .. }) => {
                let time = at.0.rem_euclid(DAY);
                if end < start { time >= *start || time < *end } else { time >= *start && time < *end }
            }
        }
    }
}

impl Variant {
    /// For example `batch`, or `hd 1024x1792`.
    pub(crate) fn describe(&self) -> String {
        let values: Vec<&str> = self.when.iter().map(|(_, value)| &**value).collect();
        values.join(" ")
    }
}

/// What about a call decides on its prices, besides its model.
#[derive(Debug)]
pub(crate) struct Terms<'e> {
    pub(crate) at: Timestamp,
    is_batch: bool,
    service_tier: Option<&'e str>,
    attributes: Option<&'e str>,
    /// Read only where prices depend on them.
    read_attributes: OnceCell<Map<String, Value>>,
}

impl<'e> Terms<'e> {
    pub(crate) fn of(event: &'e Event) -> Self {
        let service_tier = event.dimensions.get(Dimension::ServiceTier);
        let says_batch = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case("batch"));
        Self {
            at: event.event_time,
            is_batch: says_batch(event.dimensions.get(Dimension::PricingTier)) || says_batch(service_tier),
            service_tier,
            attributes: event.attributes.as_deref(),
            read_attributes: OnceCell::new(),
        }
    }

    fn meet(&self, key: &str, value: &str) -> bool {
        match key {
            "processing" => self.is_batch && value == "batch",
            "service_tier" => self.is_served_as(value),
            _ => self.attribute(key).is_some_and(|text| text.eq_ignore_ascii_case(value)),
        }
    }

    /// Whether the call was served in a tier, batches included; `standard` is whatever has no other name.
    pub(crate) fn is_served_as(&self, tier: &str) -> bool {
        match self.service_tier.filter(|tier| !tier.eq_ignore_ascii_case("auto")) {
            _ if tier == "batch" => self.is_batch,
            _ if self.is_batch => false,
            Some(served) => served.eq_ignore_ascii_case(tier) || (is_standard(served) && is_standard(tier)),
            None => is_standard(tier),
        }
    }

    /// What the sender said of the call beside what has a column: the size of a picture, for example.
    fn attribute(&self, name: &str) -> Option<&str> {
        let read = || self.attributes.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        self.read_attributes.get_or_init(read).get(name)?.as_str()
    }
}

fn is_standard(tier: &str) -> bool {
    tier.eq_ignore_ascii_case("standard") || tier.eq_ignore_ascii_case("default")
}

/// The prices of one model that are in force for one call.
#[derive(Debug)]
pub(crate) struct Prices<'c> {
    pub(crate) model: &'c Model,
    standard: &'c DatedPrices,
    variants: Vec<&'c Variant>,
}

impl Model {
    /// Variants hold only where the model is sold under the provider that lists it, not by way of a fallback.
    pub(crate) fn in_force(&self, terms: &Terms<'_>, is_own: bool) -> Prices<'_> {
        let standard = self
            .prices
            .iter()
            .rev()
            .find(|dated| Constraint::is_met(dated.constraint.as_ref(), terms.at))
            .unwrap_or(&self.prices[0]);
        let holds = |variant: &&Variant| {
            is_own
                && Constraint::is_met(variant.constraint.as_ref(), terms.at)
                && variant.when.iter().all(|(key, value)| terms.meet(key, value))
        };
        Prices { model: self, standard, variants: self.variants.iter().filter(holds).collect() }
    }
}

impl<'c> Prices<'c> {
    /// From the first variant that names it, else the standard price.
    pub(crate) fn get(&self, unit: Unit) -> Option<&'c Price> {
        self.variants.iter().find_map(|variant| variant.prices.get(unit)).or_else(|| self.standard.prices.get(unit))
    }

    /// `provider/model`, since when, and what is special.
    pub(crate) fn describe(&self) -> ShortText {
        let mut text = ShortText::from(&*self.model.entry);
        match &self.standard.constraint {
            None => {}
            Some(Constraint::Since { date, .. }) => text.extend([" since ", date]),
            Some(Constraint::Daily { text: times, .. }) => text.extend([" ", times]),
        }
        for variant in self.variants.iter().filter(|variant| !variant.prices.is_empty()) {
            for (_, value) in &variant.when {
                text.extend([", ", value]);
            }
        }
        text
    }
}
