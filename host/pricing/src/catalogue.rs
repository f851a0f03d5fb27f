//! The price data in memory, and which of a model's prices are in force for a call.

use outlay_domain::{Dimension, Event, ShortText, Timestamp};

use crate::arithmetic::Rate;
use crate::matching::Matcher;
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

#[derive(Debug, Default)]
pub(crate) struct PriceList(Vec<(Unit, Price)>);

#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub(crate) base: Rate,
    /// By rising `start`.
    pub(crate) tiers: Vec<Tier>,
}

/// A long-context price: once the whole input exceeds `start` tokens, all of the call is charged at `rate`.
#[derive(Debug, Clone)]
pub(crate) struct Tier {
    pub(crate) start: u64,
    pub(crate) rate: Rate,
}

impl Price {
    /// The rate for a call whose whole input, cached or not, is `context` × 10⁻⁹ tokens, and the tier's start.
    pub(crate) fn at(&self, context: i128) -> (&Rate, Option<u64>) {
        let exceeded = |tier: &&Tier| context > i128::from(tier.start) * 1_000_000_000;
        match self.tiers.iter().rev().find(exceeded) {
            Some(tier) => (&tier.rate, Some(tier.start)),
            None => (&self.base, None),
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

/// What about a call decides on its prices, besides its model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'e> {
    at: Timestamp,
    is_batch: bool,
    service_tier: Option<&'e str>,
}

impl<'e> Terms<'e> {
    pub(crate) fn of(event: &'e Event) -> Self {
        let service_tier = event.dimensions.get(Dimension::ServiceTier);
        let says_batch = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case("batch"));
        Self {
            at: event.event_time,
            is_batch: says_batch(event.dimensions.get(Dimension::PricingTier)) || says_batch(service_tier),
            service_tier,
        }
    }

    fn meet(&self, key: &str, value: &str) -> bool {
        match key {
            "processing" => self.is_batch && value == "batch",
            "service_tier" => self.service_tier.is_some_and(|tier| tier.eq_ignore_ascii_case(value)),
            _ => false,
        }
    }
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
    pub(crate) fn in_force(&self, terms: Terms<'_>, is_own: bool) -> Prices<'_> {
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
    pub(crate) fn describe(&self, tier: Option<u64>) -> ShortText {
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
        if let Some(start) = tier {
            text.push_str(&format!(", over {start} input tokens"));
        }
        text
    }
}
