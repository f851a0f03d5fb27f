//! The list as people look through it.

use outlay_domain::{Dimension, Event, Kind, Timestamp};
use serde::Serialize;

use crate::book::PriceBook;
use crate::catalogue::{Model, TiersBy};
use crate::own::{MeterPrice, PriceTier};
use crate::providers::fold;
use crate::terms::Terms;
use crate::units::Unit;

/// A model with its list prices at a time, in US dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedModel {
    pub provider: String,
    pub model: String,
    pub prices: Vec<ListedPrice>,
    /// Kinds of calls that cost otherwise, for example `batch`.
    pub variants: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedPrice {
    pub meter: &'static str,
    #[serde(flatten)]
    pub price: MeterPrice,
}

impl PriceBook {
    /// Models whose provider and name contain all words, as many as asked for, and whether there are more.
    pub fn listed(&self, words: &str, at: Timestamp, most: usize) -> (Vec<ListedModel>, bool) {
        let words = fold(words);
        let words: Vec<&str> = words.split_whitespace().collect();
        let has_all = |model: &&Model| words.iter().all(|word| model.entry.to_lowercase().contains(word));
        let mut found = self.list().providers.iter().flat_map(|provider| &provider.models).filter(has_all);
        let models = found.by_ref().take(most).map(|model| listed(model, at)).collect();
        (models, found.next().is_some())
    }
}

fn listed(model: &Model, at: Timestamp) -> ListedModel {
    let (provider, name) = model.entry.split_once('/').unwrap_or(("", &model.entry));
    // Of a call about which nothing else is known.
    let mut plain = Event::bare(outlay_domain::CallId::of(&[]), Kind::Completion, at);
    plain.dimensions.set(Dimension::Provider, provider);
    let prices = model.in_force(&Terms::of(&plain), true);
    let price = |unit: &Unit| {
        let price = prices.get(*unit)?;
        let tiers = price.tiers.iter().map(|tier| PriceTier { over: tier.start, price: tier.rate.text.to_string() });
        let (base, tiers) = (price.base.text.to_string(), tiers.collect());
        let price = MeterPrice { price: base, per: price.per, tiers, tiers_by: TiersBy::Context };
        Some(ListedPrice { meter: unit.meter(), price })
    };
    let mut variants: Vec<String> = model.variants.iter().map(|variant| variant.describe()).collect();
    variants.dedup();
    ListedModel {
        provider: provider.to_owned(),
        model: name.to_owned(),
        prices: Unit::ALL.iter().filter_map(price).collect(),
        variants,
    }
}
